"""Look at the register's database without changing anything: for `rekisterid check`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url

from models.errors import RegisterUnusable
from models.register import migrate
from models.register.database import make_engine, open_database
from models.register.failures import translated, where_of
from models.register.migrate import OURS, Migrations


class Schema(StrEnum):
    """How the tables stand."""

    ABSENT = "absent"
    OLDER = "older"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Condition:
    """What the database is like. `now`: its own clock, aware; None where it has none of its own (SQLite, no tables yet).

    `revision`: of its tables, None without any.
    """

    schema: Schema
    kind: str
    now: datetime | None = None
    revision: str | None = None


def look_at(url: str, *, key: bytes, migrations: Migrations = OURS) -> Condition:
    """Test that the database opens, that the key is its own and that it takes a write, which is undone.

    Makes nothing: an SQLite file that is not there yet is ABSENT. Raises RegisterUnusable, NewerSchema, WrongKey.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    file = Path(parsed.database) if kind == "sqlite" and parsed.database else None
    if file is not None and (not file.exists() or file.stat().st_size == 0):
        return Condition(Schema.ABSENT, kind)
    condition = _condition(url, kind, migrations)
    if condition.schema is Schema.CURRENT:
        database = open_database(url, key=key, upgrade=False, migrations=migrations)
        try:
            with database.write() as session:
                session.execute(sa.text("UPDATE register_state SET changed_at = changed_at WHERE id = 1"))
                session.rollback()
        finally:
            database.close()
    return condition


def _condition(url: str, kind: str, migrations: Migrations) -> Condition:
    try:
        engine = make_engine(url)
    except ModuleNotFoundError as exc:
        mend = 'install the extra: pipx install "rekisterid[postgresql]"'
        raise RegisterUnusable("the driver of PostgreSQL is not installed", mend=mend) from exc
    try:
        with translated(where_of(engine.url)), engine.connect() as connection:
            now = None
            if connection.dialect.name == "postgresql":
                now = connection.execute(sa.text("SELECT now()")).scalar_one()
            return Condition(_schema(connection, migrations), kind, now, migrate.revision_of(connection))
    finally:
        engine.dispose()


def _schema(connection: Connection, migrations: Migrations) -> Schema:
    """Raises NewerSchema."""
    revision = migrate.revision_of(connection)
    if revision == migrations.head:
        return Schema.CURRENT
    if revision is not None:
        migrate.refuse_newer(connection, migrations, revision)
    elif not sa.inspect(connection).has_table("alembic_version"):
        return Schema.ABSENT
    return Schema.OLDER
