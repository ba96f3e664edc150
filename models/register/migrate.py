"""Bring the schema up to date inside the caller's transaction; refuse a newer one.

Alembic is loaded only when there is something to migrate: it takes longer than most commands.
"""

from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.errors import NewerSchema, NotMadeYet, RegisterUnusable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The newest revision under models/migrations; a test keeps it so."""

# Alembic keeps the migration that runs in a global of the process.
_ONE_AT_A_TIME = Lock()


def upgrade(connection: Connection) -> None:
    """Apply the missing migrations. A kill at any statement leaves the old schema: both databases do DDL in transactions.

    Raises NewerSchema when the database was written by a newer version.
    """
    present = _present(connection)
    if present == HEAD:
        return
    from alembic import command

    config = alembic_config(connection)
    _refuse_newer(config, present)
    if connection.dialect.name == "sqlite":
        # Batch mode copies tables: references must not be followed while a table is exchanged.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")


def require_current(connection: Connection) -> None:
    """Raise unless the schema is this version's: NotMadeYet (no tables), RegisterUnusable (older), NewerSchema."""
    present = _present(connection)
    if present == HEAD:
        return
    if present is None:
        raise NotMadeYet
    _refuse_newer(alembic_config(connection), present)
    raise RegisterUnusable(
        "the register was made by an older version of rekisterid",
        mend="the next `rekisterid pull` or `rekisterid run` brings it up to date",
    )


def alembic_config(connection: Connection) -> "Config":
    """Give Alembic's configuration for our migrations on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("models") / "migrations"))
    config.attributes["connection"] = connection
    return config


def _present(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_newer(config: "Config", present: str | None) -> None:
    if present is None:
        return
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present not in known:
        raise NewerSchema(
            "the register was written by a newer version of rekisterid",
            mend="install that version again; an older one never touches it",
        )
