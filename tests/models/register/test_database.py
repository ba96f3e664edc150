"""Opening and migrating a register, the same on SQLite and PostgreSQL; what a transaction promises."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel, select

from models.errors import NewerSchema, RegisterUnusable, WrongKey
from models.register.database import Database, open_database
from models.register.keys import fingerprint, keyed_hash
from models.tables import Person, RegisterState, Stream
from models.tables.base import with_postgresql
from models.values import MessageSeen
from models.vocabulary import DetailField, Language
from tests.models.register.office import Office
from tests.models.register.samples import (
    CALENDAR,
    CLIENTS,
    INBOX,
    KEY,
    LIISA,
    NOW,
    Step,
    booking,
    calendar_object,
    message,
)

OTHER_KEY = b"x" * 32


def opened(url: str, **changes: Any) -> Database:
    return open_database(url, **{"key": KEY, "now": NOW, **changes})


# Opening.


def test_new_database_is_made_and_opens_again(database_url: str) -> None:
    opened(database_url).close()
    again = opened(database_url, upgrade=False)
    with again.read() as session:
        state = session.get_one(RegisterState, 1)
        assert (state.key_fingerprint, state.created_at) == (fingerprint(KEY), NOW)
    again.close()


def test_another_key_refuses_to_start(database_url: str) -> None:
    opened(database_url).close()
    with pytest.raises(WrongKey):
        opened(database_url, key=OTHER_KEY)
    opened(database_url).close()


def test_short_key_refuses_to_start(database_url: str) -> None:
    with pytest.raises(WrongKey):
        opened(database_url, key=b"short")


def test_register_of_a_newer_version_is_refused_untouched(database_url: str) -> None:
    database = opened(database_url)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    for upgrade in (True, False):
        with pytest.raises(NewerSchema):
            opened(database_url, upgrade=upgrade)


def test_empty_database_is_not_made_by_a_command_that_only_looks(database_url: str) -> None:
    with pytest.raises(RegisterUnusable):
        opened(database_url, upgrade=False)


START = """
import sys
from models.register.database import open_database
print("ready", flush=True)
sys.stdin.readline()
open_database(sys.argv[1], key=b"k" * 32).close()
"""


def test_daemons_that_start_at_once_all_find_a_whole_register(database_url: str) -> None:
    command = [sys.executable, "-c", START, database_url]
    daemons = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for daemon in daemons:
        assert daemon.stdout is not None
        daemon.stdout.readline()
    for daemon in daemons:
        daemon.communicate("go\n")
    assert [daemon.returncode for daemon in daemons] == [0, 0, 0]
    opened(database_url, upgrade=False).close()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense", "sqlite:////no/such/folder/register.sqlite3"])
def test_url_that_cannot_be_opened_says_so(url: str) -> None:
    with pytest.raises(RegisterUnusable) as caught:
        opened(url)
    assert caught.value.mend


def test_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Hyvä lukija, " * 500)
    before = file.read_bytes()
    with pytest.raises(RegisterUnusable, match="not a database"):
        opened(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(RegisterUnusable) as caught:
        opened("postgresql+psycopg://me:secret@127.0.0.1:1/register")
    assert "secret" not in str(caught.value)


def test_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite3"
    opened(f"sqlite:///{file}").close()
    assert file.stat().st_mode & 0o077 == 0


# The schema.


def test_migrations_give_exactly_the_tables_of_the_models(office: Office) -> None:
    with office.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, with_postgresql(SQLModel.metadata)) == []


def test_index_of_server_ids_holds_those_that_there_are_only(office: Office) -> None:
    with office.database.engine.connect() as connection:
        [index] = [one for one in sa.inspect(connection).get_indexes("seen") if one["name"] == "ix_seen_server_id"]
    [condition] = [text for key, text in index["dialect_options"].items() if key.endswith("_where")]
    assert "server_id IS NOT NULL" in str(condition)


def test_enum_is_stored_as_its_value(office: Office) -> None:
    office.do(lambda session: session.add(Person(language=Language.SV, created_at=NOW)))
    with office.database.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT kind, language FROM person")).one()
    assert tuple(row) == ("private", "sv")


def test_time_without_an_offset_is_refused(office: Office) -> None:
    with pytest.raises(sa.exc.StatementError):
        office.do(lambda session: session.add(Person(created_at=datetime(2026, 1, 1))))  # noqa: DTZ001


def test_time_comes_back_as_the_same_instant_in_utc(office: Office) -> None:
    summer = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    office.do(lambda session: session.add(Person(created_at=summer)))
    (person,) = office.all(Person)
    assert person.created_at == summer
    assert person.created_at.tzinfo is UTC


def test_id_of_a_deleted_row_is_never_used_again(office: Office) -> None:
    for _ in range(2):
        office.do(lambda session: session.add(Person(created_at=NOW)))
    office.do(lambda session: session.delete(session.get_one(Person, 2)))
    office.do(lambda session: session.add(Person(created_at=NOW)))
    assert [row.id for row in office.all(Person)] == [1, 3]


def test_reference_to_nobody_is_refused(office: Office) -> None:
    from models.tables import ClientRelationship

    with pytest.raises(sa.exc.IntegrityError):
        office.do(
            lambda session: session.add(
                ClientRelationship(
                    person_id=99, client_no=1, rung="form", started_on=NOW.date(), last_activity_on=NOW.date()
                )
            )
        )


def test_hash_of_a_value_is_bound_to_its_field_and_key() -> None:
    first = keyed_hash(KEY, DetailField.EMAIL, "a@b.example")
    assert first != keyed_hash(KEY, DetailField.PHONE, "a@b.example")
    assert first != keyed_hash(OTHER_KEY, DetailField.EMAIL, "a@b.example")


# Transactions.


class Breaking(tuple[Any, ...]):
    """Observations of which the third takes the database away."""

    def __new__(cls, items: tuple[MessageSeen, ...], office: Office) -> "Breaking":
        made = super().__new__(cls, items)
        made.office = office
        return made

    office: Office

    def __iter__(self) -> Iterator[Any]:
        for number, item in enumerate(super().__iter__()):
            if number == 2:
                take_away(self.office.database)
            yield item


def take_away(database: Database) -> None:
    """End every other connection of PostgreSQL's database, or let SQLite's disk be full from now on."""
    if database.is_sqlite:
        for connection in list(CONNECTIONS):
            connection.execute("PRAGMA max_page_count = 1")
        return
    admin = sa.create_engine(database.engine.url)
    with admin.connect() as connection:
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        connection.execute(sa.text(f"{ending} AND pid <> pg_backend_pid()"))
    admin.dispose()


CONNECTIONS: list[Any] = []


def test_database_failure_in_the_middle_stores_nothing_and_moves_no_cursor(office: Office) -> None:
    office.store(Step((message(1),)), INBOX)
    before, cursor = office.facts(), office.cursor(INBOX)
    CONNECTIONS.clear()
    sa.event.listen(office.database.engine, "checkout", lambda raw, *_: CONNECTIONS.append(raw))
    mails = tuple(message(n, LIISA, folder=CLIENTS) for n in range(2, 60))
    with pytest.raises(RegisterUnusable):
        office.store(Step(Breaking(mails, office)), CLIENTS)
    if office.database.is_sqlite:
        for connection in CONNECTIONS:
            connection.execute("PRAGMA max_page_count = 1000000")
    assert office.facts() == before
    assert (office.cursor(INBOX), office.cursor(CLIENTS)) == (cursor, None)
    office.store(Step(mails), CLIENTS)
    assert office.count(Person) == 1


def test_two_writers_at_once_lose_and_double_nothing(office: Office) -> None:
    faults: list[Exception] = []

    def pull(start: int) -> None:
        try:
            for n in range(start, start + 10):
                office.store(Step((message(n, folder=CLIENTS, digest=f"{n % 10:032x}"),)), CLIENTS)
        except Exception as exc:  # noqa: BLE001  (a thread's failure is the test's)
            faults.append(exc)

    threads = [threading.Thread(target=pull, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert office.count(Person) == 1
    assert len(office.all(Stream)) == 1


def test_reader_sees_one_state_while_others_write(office: Office) -> None:
    with office.database.read() as session:
        first = session.exec(select(sa.func.count()).select_from(Person)).one()
        office.store(Step((calendar_object(booking()),)), CALENDAR)
        second = session.exec(select(sa.func.count()).select_from(Person)).one()
    assert (first, second) == (0, 0)
    assert office.count(Person) == 1


def test_failed_write_leaves_nothing(office: Office) -> None:
    def deed(session: Any) -> None:
        session.add(Person(created_at=NOW))
        session.flush()
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        office.do(deed)
    assert office.count(Person) == 0
