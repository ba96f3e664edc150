"""Bring the schema up to date inside the caller's transaction; refuse a newer one.

Alembic is loaded only when there is something to migrate: it takes longer than most commands.
"""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.errors import NewerSchema, NotMadeYet, RegisterUnusable
from models.migrations import HEAD, program, program_and_schema

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic keeps the migration that runs in a global of the process.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Migrations:
    """The steps that are known: the newest, and folders with steps beside our own (a later version, seen by a test)."""

    head: str = HEAD
    folders: tuple[Path, ...] = ()


OURS = Migrations()


def upgrade(connection: Connection, migrations: Migrations = OURS) -> None:
    """Apply the missing migrations. A kill at any statement leaves the old schema: both databases do DDL in transactions.

    On SQLite the connection must not follow references, or a table that is exchanged takes with it what refers to it; a new
    database may be made on any. Raises NewerSchema when the database was written by a newer version.
    """
    present = revision_of(connection)
    if present == migrations.head:
        return
    from alembic import command

    if present is not None:
        refuse_newer(connection, migrations, present)
    with _ONE_AT_A_TIME:
        command.upgrade(alembic_config(connection, migrations), migrations.head)
    step = {"revision": migrations.head, "program": program()}
    connection.execute(sa.text("INSERT INTO schema_step (revision, program) VALUES (:revision, :program)"), step)


def is_known(revision: str, migrations: Migrations = OURS) -> bool:
    """Whether this version can bring tables of that revision up to date."""
    if revision == migrations.head:
        return True
    from alembic.script import ScriptDirectory

    return revision in {script.revision for script in ScriptDirectory.from_config(_config(migrations)).walk_revisions()}


def require_current(connection: Connection, migrations: Migrations = OURS) -> None:
    """Raise unless the schema is this version's: NotMadeYet (no tables), RegisterUnusable (older), NewerSchema."""
    present = revision_of(connection)
    if present == migrations.head:
        return
    if present is None:
        raise NotMadeYet
    refuse_newer(connection, migrations, present)
    raise RegisterUnusable(
        f"the register was made by an older version of rekisterid (schema {present}, this is {program_and_schema()})",
        mend="the next `rekisterid pull` or `rekisterid run` brings it up to date",
    )


def revision_of(connection: Connection) -> str | None:
    """Give the revision of the tables, None when there are none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def refuse_newer(connection: Connection, migrations: Migrations, present: str) -> None:
    """Raise NewerSchema when the revision is none that is known here; say which version made it."""
    if is_known(present, migrations):
        return
    writer = _writer(connection, present)
    raise NewerSchema(
        f"the register was written by rekisterid {writer} (schema {present}), and this is {program_and_schema()}",
        mend=f"install rekisterid {writer} again; how to go back to an older one is in docs/install.md",
    )


def alembic_config(connection: Connection, migrations: Migrations = OURS) -> "Config":
    """Give Alembic's configuration for these migrations on this connection."""
    config = _config(migrations)
    config.attributes["connection"] = connection
    return config


def _config(migrations: Migrations) -> "Config":
    from alembic.config import Config

    ours = files("models") / "migrations"
    config = Config()
    config.set_main_option("script_location", str(ours))
    config.set_main_option("path_separator", "os")
    folders = [str(ours / "versions"), *map(str, migrations.folders)]
    config.set_main_option("version_locations", os.pathsep.join(folders).replace("%", "%%"))
    return config


def _writer(connection: Connection, revision: str) -> str:
    """Give the version that brought the register to that revision; a register may be so new that it does not tell."""
    if not sa.inspect(connection).has_table("schema_step"):
        return "of a newer version"
    row = connection.execute(sa.text("SELECT program FROM schema_step WHERE revision = :it"), {"it": revision}).scalar()
    return str(row) if row else "of a newer version"
