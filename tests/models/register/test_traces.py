"""After an erasure no byte of a person lies in any file: database, journal, ledger, log, what stands beside (T8, T10, T11).

A person is planted in every table; what must go is looked for in the bytes of every file, on PostgreSQL in its data files.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlmodel import Session, delete, update

from daemon.jobs.forget import forget
from daemon.logs import set_up_logging
from models.column_table import COLUMNS, Personal
from models.column_table import ColumnErasure as Does
from models.register import erasure, requests
from models.register.consent_import import ConsentImport
from models.register.erasing import INVOICE_FIELDS
from models.register.queries.people import list_people
from models.rules.consent_rows import ConsentRow, RowDefaults, RowReason
from models.tables import (
    Detail,
    DetailStanding,
    Erasure,
    Hold,
    OutgoingMail,
    Person,
    RequestState,
    RightsRequest,
    Seen,
    Source,
    Suppression,
    Voucher,
)
from models.values import Mailbox
from models.vocabulary import MailState
from tests.daemon.kept_logging import kept_logging
from tests.live.postgresql import PostgreSQL
from tests.models.register.office import Office
from tests.models.register.planted import Planted, plant
from tests.models.register.samples import CLIENTS, KEY, message

MANUAL = Path(__file__).parents[3] / "docs" / "privacy-operations.md"
MARK = "jalki"
WHO = Mailbox(f"{MARK.capitalize()} Henkilö", f"{MARK}@koe.example")
WEEK = timedelta(days=7, minutes=1)
TRACED = {("consent_event", "purpose"), ("consent_event", "scope"), ("consent_event", "wording")}
NOT_THERE = frozenset({"hold", "erasure", "suppression"})
"""Tables of whose planted rows none is there when the erasure is asked for."""

FOR_INVOICES = frozenset({"voucher", "client_relationship", "source"})
"""What stays beside a name and an address for bookkeeping, with where it came from (T6, T8)."""


@dataclass
class Ground:
    """A register, a folder with everything that lies beside it and the log, and where its database writes."""

    office: Office
    folder: Path
    server: PostgreSQL | None

    def holding(self, texts: Iterable[str]) -> set[str]:
        """Give those of the texts of which a byte for byte copy lies in a file."""
        content = b"\n".join(self._contents())
        return {text for text in texts if text.encode() in content}

    def _contents(self) -> Iterator[bytes]:
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        if self.server is None:
            assert self.office.database.wipe_log()
            assert {path.name for path in files} >= {"register.sqlite", "register.sqlite-wal", "rekisterid.log"}
        else:
            _rewrite(self.office.url)
            files += self.server.files_of(self.office.url)
        yield from (path.read_bytes() for path in files)


def _rewrite(url: str) -> None:
    """Do word for word what the manual says for PostgreSQL."""
    (commands,) = re.findall(r"^```sql\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for command in commands.splitlines():
            connection.execute(command.encode())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live("postgresql"))])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """An empty register whose service writes a log."""
    server: PostgreSQL | None = None
    url = f"sqlite:///{tmp_path}/register.sqlite"
    if request.param == "postgresql":
        url, server = request.getfixturevalue("postgresql_url"), request.getfixturevalue("postgresql")
    with kept_logging(), (tmp_path / "rekisterid.log").open("w", encoding="utf-8") as log:
        set_up_logging("debug", stream=log)
        made = Ground(Office(url, ledger=tmp_path / "register.sqlite.ledger"), tmp_path, server)
        yield made
        made.office.database.close()


def planted(ground: Ground, *, for_invoices: bool) -> Planted:
    """Plant a person in every table, whose request is open; `for_invoices`: bookkeeping names them, else nothing holds them."""

    def free(session: Session) -> None:
        session.exec(delete(Hold))
        session.exec(delete(Erasure))
        session.exec(delete(Suppression))
        session.exec(update(Person).values(restricted_since=None))
        session.exec(update(Detail).values(standing=DetailStanding.VALUE))
        session.exec(update(RightsRequest).values(closed_at=None, state=RequestState.RECEIVED))
        session.exec(update(OutgoingMail).values(state=MailState.SENT))
        if not for_invoices:
            session.exec(delete(Voucher))

    found = ground.office.do(lambda session: plant(session, MARK))
    ground.office.do(free)
    return found


def theirs(found: Planted, *, but: frozenset[str]) -> set[str]:
    """Give the planted texts that must go, those of some tables left out.

    Left out too: ids, hashes, staff's names, the words of consents that T8 keeps as a trace, and what is a part of another text.
    """
    known = {text for *_, text in found.facts if type(text) is str and MARK in text.casefold()}
    gone = {
        text
        for table, column, text in found.facts
        if text in known
        and table not in but
        and (table, column) not in TRACED
        and isinstance(entry := COLUMNS[table, column], Personal)
        and entry.erasure not in (Does.KEEP, Does.KEEP_HASH)
    }
    return {text for text in gone if not any(text in other for other in known - {text})}


def erase_and_answer(ground: Ground, person_id: int) -> None:
    """Erase as the service does after a week, and hand the answer over."""
    office = ground.office
    office.do(lambda session: erasure.request(session, KEY, person_id, office.by, settled=True))
    office.pass_time(days=WEEK.days, seconds=WEEK.seconds)
    forget(office.database, office.now)
    assert [row.reply_to for row in office.all(RightsRequest)] == [WHO.address]
    assert WHO.address in ground.holding([WHO.address])
    office.do(lambda session: requests.answer(session, 1, office.by))


def come_back_by_every_way(office: Office) -> set[RowReason]:
    """Read everything again from zero, import a paper, and let a new mail come; give what became of the paper."""
    office.do(lambda session: session.exec(delete(Seen)))
    for item in list(office.items.values()):
        office.read(item)
    office.read(message(90, WHO, folder=CLIENTS, received=office.now))
    office.read_wanted()
    cells = {"email": WHO.address, "name": WHO.name, "given_on": "1.10.2026", "method": "paper", "evidence": "mappi 3"}
    cells["wording"] = "feedback@1"

    def bring(session: Session) -> set[RowReason]:
        taking = ConsentImport(session, KEY, office.by, file_name="paperit.csv", defaults=RowDefaults())
        return {outcome.reason for outcome in taking.take_all([ConsentRow(2, cells)])}

    return office.do(bring)


def test_nothing_is_left_of_a_person_whom_no_law_holds(ground: Ground) -> None:
    office = ground.office
    found = planted(ground, for_invoices=False)
    office.read(message(1, WHO, folder=CLIENTS))
    assert len(found.facts) >= 60
    gone = theirs(found, but=NOT_THERE | {"voucher"})
    assert len(gone) > 20
    assert ground.holding(gone) == gone
    erase_and_answer(ground, found.person_id)
    assert ground.holding({*gone, WHO.name}) == set()
    sources = office.count(Source)
    assert come_back_by_every_way(office) == {RowReason.SUPPRESSED}
    assert ground.holding({*gone, WHO.name}) == set()
    assert [row.arrivals for row in office.all(Suppression) if row.arrivals] == [2]
    assert office.count(Source) == sources


def test_what_the_law_holds_is_all_that_is_left_and_restricted(ground: Ground) -> None:
    office = ground.office
    found = planted(ground, for_invoices=True)
    gone = theirs(found, but=NOT_THERE)
    erase_and_answer(ground, found.person_id)
    details = office.all(Detail)
    assert {row.field for row in details} == INVOICE_FIELDS
    held = {text for row in details for text in (row.value, row.value_key)}
    held |= {text for table, _, text in found.facts if table in FOR_INVOICES}
    assert ground.holding(gone) <= held
    assert {row.person_id for row in details} == {found.person_id}
    restricted = office.ask(lambda session: session.get_one(Person, found.person_id).restricted_since)
    assert restricted is not None
    (line,) = (row for row in office.ask(list_people) if row.id == found.person_id)
    assert (line.restricted, line.name) == (True, "(restricted)")
