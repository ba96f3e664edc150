"""Bring an existing register up to date so that a kill at any moment leaves the old one or the new one, and a way back.

SQLite: a copy of the database beforehand, then one transaction. PostgreSQL: one transaction, one process at a time.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from models.errors import AlreadyRunning, RegisterUnusable
from models.register import migrate
from models.register.copies import begin_file, copy_database, sync_folder
from models.register.lease import is_owned
from models.register.migrate import Migrations

COPY_KEPT = timedelta(days=30)
"""How long the copy stays at most: it still holds what was erased since (T10)."""

_ADVISORY_LOCK = 0x72656B69
"""Any number that no other program takes on this database: "reki"."""


def bring_up_to_date(engine: Engine, migrations: Migrations, now: datetime) -> None:
    """Apply the missing migrations on an engine whose transactions write and which does not follow references (SQLite).

    Of several processes one migrates, the others wait for it. Raises NewerSchema, AlreadyRunning while a service of an older
    version runs, and RegisterUnusable; then nothing was changed.
    """
    with engine.begin() as connection:
        _wait_for_others(connection)
        present = migrate.revision_of(connection)
        if present == migrations.head:
            return
        if present is not None:
            migrate.refuse_newer(connection, migrations, present)
            _refuse_while_served(connection, now)
            _keep_a_copy(connection, migrations.head)
        with _numbers_kept(connection):
            migrate.upgrade(connection, migrations)
        _check_references(connection)
    file = _file(engine)
    if file is not None:
        for old in _copies(file):
            if old != copy_before(file, migrations.head):
                old.unlink(missing_ok=True)


def copy_before(file: Path, revision: str) -> Path:
    """Give where the copy lies that was made of an SQLite file before it was brought to that revision."""
    return file.with_name(f"{file.name}.before-{revision}")


def forget_copies(engine: Engine, now: datetime, erased_at: datetime | None = None) -> int:
    """Delete the copies made before upgrades and restores that are over their term; give how many.

    `erased_at`: when somebody was erased last. Copies from before that moment hold them in plain, and go at once (T8).
    """
    file, end = _file(engine), (now - COPY_KEPT).timestamp()
    if erased_at is not None:
        end = max(end, erased_at.timestamp())
    over = [] if file is None else [copy for copy in _copies(file) if _made_at(copy) < end]
    for copy in over:
        copy.unlink(missing_ok=True)
    return len(over)


def _copies(file: Path) -> list[Path]:
    """Finished copies and begun ones."""
    return [path for path in file.parent.iterdir() if path.name.startswith(f"{file.name}.before-")]


def _made_at(copy: Path) -> float:
    try:
        return copy.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _file(engine: Engine) -> Path | None:
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def _wait_for_others(connection: Connection) -> None:
    # On SQLite BEGIN IMMEDIATE has waited already.
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY_LOCK})


def _refuse_while_served(connection: Connection, now: datetime) -> None:
    """A service of the older version would go on with tables that it does not know."""
    if is_owned(connection, now):
        raise AlreadyRunning(
            "the register has to be brought up to date, and a service still runs on it",
            mend="stop it first (systemctl stop rekisterid), then start the new version",
        )


def _keep_a_copy(connection: Connection, revision: str) -> None:
    """Copy the SQLite file. Our transaction already keeps writers out, so the copy is what is about to be migrated."""
    file = _file(connection.engine)
    if file is None:
        return
    copy = copy_before(file, revision)
    begun = copy.with_name(f"{copy.name}.part")
    try:
        begin_file(begun)
        copy_database(file, begun)
        begun.replace(copy)
        sync_folder(copy.parent)
    except (OSError, sqlite3.Error) as exc:
        with suppress(OSError):
            begun.unlink()
        raise RegisterUnusable(
            f"the copy of the database before the upgrade cannot be made ({type(exc).__name__})",
            mend=f"free as much space in {file.parent} as {file.name} takes; nothing was changed",
        ) from exc


@contextmanager
def _numbers_kept(connection: Connection) -> Iterator[None]:
    """A table that SQLite exchanges loses count of the ids it gave out: they would come again for somebody else."""
    counted = _numbers(connection)
    yield
    for table, number in counted.items():
        if _numbers(connection).get(table, 0) < number and sa.inspect(connection).has_table(table):
            connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
            values = {"name": table, "number": number}
            connection.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), values)


def _numbers(connection: Connection) -> dict[str, int]:
    if connection.dialect.name != "sqlite" or not sa.inspect(connection).has_table("sqlite_sequence"):
        return {}
    rows = connection.execute(sa.text("SELECT name, seq FROM sqlite_sequence"))
    return {str(row.name): int(row.seq) for row in rows}


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    if broken:
        raise RegisterUnusable(
            f"the upgrade would break {broken} references and was taken back",
            mend="a fault in the program: report it, and install the version before again",
        )
