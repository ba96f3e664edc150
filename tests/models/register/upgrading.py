"""A filled register of this version, and what must be the same of it after an upgrade to the later one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url
from sqlmodel import Session, SQLModel

from models.migrations import HEAD
from models.register import migrate
from models.register.database import make_engine
from models.register.upgrade import copy_before
from models.tables import Candidate, Person
from models.values import Mailbox
from tests.models.register.later_version import LATER
from tests.models.register.office import Office
from tests.models.register.samples import (
    CALENDAR,
    INBOX,
    MAIJA,
    NOW,
    SENT,
    Step,
    at,
    booking,
    calendar_object,
    hint,
    message,
    reply_by_staff,
)

STRANGERS = 5
VISITS = 4
Facts = dict[str, list[str]]
"""By table its rows in order, each as Python writes it."""


def fill(url: str) -> None:
    """Make a register with a client, bookings and candidates. The last ids of two tables belong to nobody any more."""
    office = Office(url)
    strangers = [Mailbox(f"Vieras {number}", f"vieras{number}@muualla.example") for number in range(STRANGERS)]
    office.store(Step(tuple(message(uid, sender) for uid, sender in enumerate(strangers, start=1))), INBOX)
    office.store(Step((message(20, MAIJA),)), INBOX)
    office.store(Step((reply_by_staff(1, MAIJA),)), SENT)
    visits = [booking(f"visit-{number}", at(days=number), people=(hint(MAIJA),)) for number in range(VISITS)]
    office.store(Step(tuple(calendar_object(visit) for visit in visits)), CALENDAR)
    office.read_wanted()
    office.do(_lose_the_last)
    office.database.close()


def _lose_the_last(session: Session) -> None:
    session.add_all(gone := [Person(created_at=NOW), _candidate("nobody@muualla.example")])
    session.flush()
    for row in gone:
        session.delete(row)


def _candidate(address: str) -> Candidate:
    return Candidate(address=address, address_key=address, first_seen_at=NOW, last_seen_at=NOW, delete_from=NOW.date())


@contextmanager
def looked_at(url: str) -> Iterator[Connection]:
    """Connect without any migration."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def facts(connection: Connection) -> Facts:
    """Give every value of every table of this version, from a register of this or of the later one."""
    is_later = migrate.revision_of(connection) == LATER.head
    return {
        table.name: sorted(repr(row) for row in connection.exec_driver_sql(_query(table, is_later=is_later)))
        for table in SQLModel.metadata.sorted_tables
        if table.name != "schema_step"
    }


def _query(table: sa.Table, *, is_later: bool) -> str:
    moved = is_later and table.name == "candidate"
    columns = [
        "candidate_name.name" if moved and column.name == "name" else f'{table.name}."{column.name}"'
        for column in table.columns
    ]
    joined = " JOIN candidate_name ON candidate_name.candidate_id = candidate.id" if moved else ""
    return f"SELECT {', '.join(columns)} FROM {table.name}{joined}"


def assert_whole(url: str, wanted: Facts) -> str:
    """Demand a sound register of the one version or of the other with exactly these facts; give its revision."""
    with looked_at(url) as connection:
        revision = migrate.revision_of(connection)
        assert facts(connection) == wanted
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        if revision == LATER.head:
            _assert_moved(connection, wanted)
        else:
            assert revision == HEAD
            assert not sa.inspect(connection).has_table("candidate_name")
    return str(revision)


def _assert_moved(connection: Connection, wanted: Facts) -> None:
    names = connection.exec_driver_sql("SELECT count(*) FROM candidate_name").scalar_one()
    assert names == len(wanted["candidate"]) == STRANGERS
    ties = connection.exec_driver_sql("SELECT sum(ties) FROM detail").scalar_one()
    assert ties == len(wanted["detail_source"]) > 0
    clients = connection.exec_driver_sql("SELECT count(*) FROM person WHERE is_client").scalar_one()
    assert clients == len(wanted["client_relationship"]) > 0
    programs = connection.exec_driver_sql("SELECT revision FROM schema_step ORDER BY revision").scalars().all()
    assert programs == [HEAD, LATER.head]


def copy_of(url: str) -> Path:
    """Give where the copy made before the upgrade lies."""
    return copy_before(Path(str(make_url(url).database)), LATER.head)
