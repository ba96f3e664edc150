"""Open the register's database, the same on SQLite and PostgreSQL: one writer at a time, foreign keys on, UTC.

A write transaction excludes every other one: `BEGIN IMMEDIATE` on SQLite, a row lock on `register_state` on PostgreSQL.
So what a transaction reads before it writes is still true when it commits, on both.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlmodel import Session, col, update

from models.errors import NotMadeYet, RegisterUnusable, WrongKey
from models.register import erasure_ledger, migrate
from models.register.audit import By
from models.register.erasure_ledger import ErasureLedger
from models.register.failures import translated, where_of
from models.register.keys import HASH_KEY, MIN_KEY_BYTES, fingerprint
from models.register.migrate import OURS, Migrations
from models.register.replayed import REPLAY, Replayed
from models.register.sending_hold import SendingHold
from models.tables import RegisterState

WRITER = "rekisterid_writer"
BUSY_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT_SECONDS = 10
MAX_STARTS = 3


class Database:
    """An open register: gives read and write sessions. Safe to share between threads; sessions are not.

    `replayed`: what was done again from the ledger when it was opened. `log_waits`: SQLite's log was last left unwiped, and is
    to be wiped when it can be.
    """

    def __init__(self, engine: Engine, key: bytes, ledger: ErasureLedger | None = None) -> None:
        self.engine = engine
        self.key = key
        self.ledger = ledger
        self.log_waits = False
        self.replayed = Replayed()
        self.where = where_of(engine.url)
        self._writer = engine.execution_options(**{WRITER: True})
        self._reader = engine if self.is_sqlite else one_state(engine)

    @property
    def hold(self) -> SendingHold | None:
        """The hold on everything that is sent; None for a register without a ledger beside it."""
        return None if self.ledger is None else SendingHold(self.ledger.path)

    @property
    def is_held(self) -> bool:
        """Whether nothing may be sent now: it was restored, and nobody has said go yet."""
        return self.hold is not None and self.hold.is_on

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database (else PostgreSQL)."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that only reads and sees one state of the register."""
        with translated(self.where), Session(self._reader, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are committed together at the end, or not at all when anything raises."""
        with translated(self.where), Session(self._writer, expire_on_commit=False) as session:
            if not self.is_sqlite:
                session.execute(sa.text("SELECT 1 FROM register_state WHERE id = 1 FOR UPDATE"))
            session.info[HASH_KEY] = self.key
            yield session
            self._write_ahead(session)
            session.commit()

    def _write_ahead(self, session: Session) -> None:
        """What a restore must not undo goes to the ledger beside the database first; the ledger may be ahead, never behind."""
        entries = erasure_ledger.noted(session)
        if entries and self.ledger is not None:
            session.flush()
            mark = self.ledger.append(entries)
            session.exec(update(RegisterState).where(col(RegisterState.id) == 1).values(ledger_mark=mark))

    def wipe_log(self) -> bool:
        """Empty SQLite's write-ahead log, which still holds what was deleted; freed pages are overwritten (`secure_delete`).

        False: somebody reads just now, or the disk is full or ill, and it is to be tried again: what was deleted is committed,
        and an error here would hide it. PostgreSQL keeps its log by its own rules.
        """
        if not self.is_sqlite:
            return True
        with translated(self.where), self.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.rollback()
            try:
                self.log_waits = bool(raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
            except sqlite3.OperationalError:
                self.log_waits = True
        return not self.log_waits

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(
    url: str,
    *,
    key: bytes,
    now: datetime | None = None,
    upgrade: bool = True,
    migrations: Migrations = OURS,
    ledger: Path | None = None,
) -> Database:
    """Open the register at `url`, make or migrate its schema, check the key, and do again what a restore has undone (T11).

    `ledger`: where the ledger of erasures lies; None = beside the SQLite file, none at all for PostgreSQL.

    Raises RegisterUnusable (cannot be opened or read), NewerSchema, WrongKey, and AlreadyRunning when it would have to be
    migrated while a service runs on it. With `upgrade` False an older schema is RegisterUnusable too, and none at all
    NotMadeYet: for commands that must not change anything.
    """
    if len(key) < MIN_KEY_BYTES:
        raise WrongKey("the hash key is too short", mend="restore the key file from its copy, or run `rekisterid init`")
    if not upgrade:
        _require_file(url)
    engine = make_engine(url)
    path = ledger or erasure_ledger.place_beside(engine.url)
    database = Database(engine, key, ErasureLedger(path) if path else None)
    try:
        with translated(database.where):
            _prepare(database, migrations, now or datetime.now(UTC), upgrade=upgrade)
        if upgrade and migrations is OURS:
            database.replayed = catch_up(database, now or datetime.now(UTC))
    except BaseException:
        engine.dispose()
        raise
    return database


def catch_up(database: Database, now: datetime) -> Replayed:
    """Do again what the ledger holds and the database does not, before any job, intake or letter. Twice changes nothing."""
    ledger = database.ledger
    if ledger is None or _ledger_mark(database) == ledger.end():
        return Replayed()
    # Most starts have nothing to do again, and what does it is a tenth of what a command loads.
    from models.register.replay import replay

    with database.write() as session:
        state = session.get_one(RegisterState, 1)
        found = ledger.read(state.ledger_mark)
        done = replay(session, database.key, found.entries, By(REPLAY, now))
        state.ledger_mark = found.mark
        session.add(state)
    return replace(done, damaged=found.damaged)


def _ledger_mark(database: Database) -> str:
    with database.read() as session:
        return session.get_one(RegisterState, 1).ledger_mark


def _require_file(url: str) -> None:
    """Raise NotMadeYet where opening would make an empty SQLite file."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and path.parent.is_dir() and not path.exists():
        raise NotMadeYet


def _prepare(database: Database, migrations: Migrations, now: datetime, *, upgrade: bool) -> None:
    with database.engine.connect() as connection:
        is_current = migrate.revision_of(connection) == migrations.head
        if not is_current and not upgrade:
            migrate.require_current(connection, migrations)
    if not is_current:
        _upgrade(database, migrations, now)
    for tries_left in range(MAX_STARTS - 1, -1, -1):
        try:
            _check_key(database, now)
        except IntegrityError:
            # Another process has just written the first row; once it is there, it is read.
            if not tries_left:
                raise
        else:
            return


def _upgrade(database: Database, migrations: Migrations, now: datetime) -> None:
    from models.register.upgrade import bring_up_to_date

    # Only outside a transaction can SQLite be told not to follow references: a connection of its own.
    engine = make_engine(database.engine.url, references=False) if database.is_sqlite else database.engine
    try:
        bring_up_to_date(engine.execution_options(**{WRITER: True}), migrations, now)
    finally:
        if engine is not database.engine:
            engine.dispose()


def make_engine(url: str | URL, *, references: bool = True) -> Engine:
    """Give an engine with our settings. The directory of an SQLite file must exist.

    `references`: whether SQLite follows them; False is for migrations only, which exchange whole tables.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        raise RegisterUnusable("the address of the database cannot be read", mend="correct [database] url") from exc
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, references=references)
    if parsed.get_backend_name() != "postgresql":
        raise RegisterUnusable("the database must be sqlite or postgresql+psycopg", mend="correct [database] url")
    if parsed.get_driver_name() != "psycopg":
        raise RegisterUnusable("PostgreSQL is reached by psycopg only", mend="begin the url with postgresql+psycopg://")
    return sa.create_engine(
        parsed,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=15,
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )


def one_state(engine: Engine) -> Engine:
    """Give PostgreSQL's engine for reading: it would show each statement what was committed since the one before.

    SQLite keeps to one state by itself.
    """
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _sqlite_engine(url: URL, *, references: bool) -> Engine:
    if url.database and url.database != ":memory:":
        _private_file(Path(url.database))
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        # WAL with NORMAL may lose a commit at power loss: FULL for consent and outbox (design.md, section 4).
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'ON' if references else 'OFF'}",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred BEGIN fails with "database is locked" when it turns into a writer, whatever the timeout.
        writer = connection.get_execution_options().get(WRITER, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _private_file(path: Path) -> None:
    if not path.parent.is_dir():
        mend = f"make it (mkdir -m 700 -p {path.parent}), or correct [register] data_folder or [database] url"
        raise RegisterUnusable(f"the folder {path.parent} does not exist", mend=mend)
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as exc:
        raise RegisterUnusable(
            f"{path}: the database file cannot be opened: {exc.strerror}",
            mend="see that the account which runs rekisterid may write the file and its folder: ls -la, chown, chmod",
        ) from exc


def _check_key(database: Database, now: datetime) -> None:
    mark = fingerprint(database.key)
    with Session(database.engine.execution_options(**{WRITER: True})) as session:
        state = session.get(RegisterState, 1)
        if state is None:
            session.add(RegisterState(key_fingerprint=mark, created_at=now, asking_since=now, changed_at=now))
            session.commit()
        elif state.key_fingerprint != mark:
            raise WrongKey(
                "the hash key is not the one this register was made with",
                mend="point [register] hash_key_file at the right key: with another one erased people would come back",
            )
