"""Bring the schema up to date inside the caller's transaction; refuse a newer one."""

from importlib.resources import files
from threading import Lock

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from models.errors import NewerSchema, RegisterUnusable

# Alembic keeps the migration that runs in a global of the process.
_ONE_AT_A_TIME = Lock()


def upgrade(connection: Connection) -> None:
    """Apply the missing migrations. A kill at any statement leaves the old schema: both databases do DDL in transactions.

    Raises NewerSchema when the database was written by a newer version.
    """
    present = _present(connection)
    config = alembic_config(connection)
    head = ScriptDirectory.from_config(config).get_current_head()
    if present == head:
        return
    _refuse_newer(config, present)
    if connection.dialect.name == "sqlite":
        # Batch mode copies tables: references must not be followed while a table is exchanged.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    with _ONE_AT_A_TIME:
        command.upgrade(config, "head")


def require_current(connection: Connection) -> None:
    """Raise RegisterUnusable unless the schema is this version's; NewerSchema when it is a newer one."""
    present = _present(connection)
    config = alembic_config(connection)
    if present == ScriptDirectory.from_config(config).get_current_head():
        return
    _refuse_newer(config, present)
    raise RegisterUnusable(
        "the register has no schema of this version yet", mend="run `rekisterid pull` or `rekisterid run`"
    )


def alembic_config(connection: Connection) -> Config:
    """Give Alembic's configuration for our migrations on this connection."""
    config = Config()
    config.set_main_option("script_location", str(files("models") / "migrations"))
    config.attributes["connection"] = connection
    return config


def _present(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(config: Config, present: str | None) -> None:
    if present is None:
        return
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present not in known:
        raise NewerSchema(
            "the register was written by a newer version of rekisterid",
            mend="install that version again; an older one never touches it",
        )
