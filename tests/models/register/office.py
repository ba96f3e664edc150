"""An office in memory: a register with a clock of its own, and the mailbox and calendar that it may ask again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models.register.audit import By
from models.register.database import Database, open_database
from models.register.intake import Intake, Stored
from models.register.known import AccountKnowledge
from models.register.policy import IntakePolicy
from models.tables import (
    Booking,
    BookingPerson,
    ClientRelationship,
    ConsentEntry,
    ContactEvent,
    Detail,
    DetailSource,
    Seen,
    Source,
    Stream,
)
from models.values import CalendarObjectSeen, Gone, MessageSeen, Observation, Place
from models.vocabulary import DetailField
from tests.models.register.migrated import begin_migrated
from tests.models.register.samples import CALENDAR, KEY, NOW, OWN, Step, batch

Fact = tuple[Any, ...]
Answer = TypeVar("Answer")


class Office:
    """Stores items as the daemon does, and gives wished items again until nothing is wished.

    A register in an SQLite file that is not there yet begins from a migrated copy.
    """

    def __init__(self, url: str, *, ledger: Path | None = None) -> None:
        self.now = NOW
        self.url = url
        self.database: Database = open_database(begin_migrated(url), key=KEY, now=NOW, ledger=ledger)
        self.intake = Intake(self.database, IntakePolicy(own=OWN), lambda: self.now)
        self.items: dict[Place, Observation] = {}
        self._steps = 0

    def store(self, step: Step, stream: str = CALENDAR) -> Stored:
        """Store one step of a stream; what it brings can be asked for again."""
        self._steps += 1
        self.items.update({item.place: item for item in step.observations})
        for gone in step.gone:
            self.items.pop(gone.place, None)
        return self.intake.store(batch(step, stream, f"step {self._steps}"))

    def read(self, *items: Observation) -> None:
        """Store items one by one in this order, each in a batch of its own stream, then what the register wishes again."""
        for item in items:
            self.store(Step((item,)), item.place.stream)
            self.read_wanted()

    def read_wanted(self) -> int:
        """Serve wishes until there are none; give how many items were read again. An item that is not there is gone."""
        served = 0
        for _ in range(10):
            wishes = self.wishes()
            if not wishes:
                return served
            for place in wishes:
                served += 1
                item = self.items.get(place)
                step = Step(gone=(Gone(place, named=True),)) if item is None else Step((again(item),))
                self.intake.store(batch(step, place.stream, f"wish {served}"))
        raise AssertionError("the register never stops wishing")

    def wishes(self) -> list[Place]:
        """Give the places of all items that the register wants to read again."""
        with self.database.read() as session:
            streams = session.exec(select(Stream.account, Stream.name).order_by(col(Stream.id))).all()
        return [
            Place(account, name, validity, item)
            for account, name in streams
            for validity, item in AccountKnowledge(self.database, account).wanted(name)
        ]

    def lose(self, *items: Observation) -> None:
        """Delete items from the mailbox or calendar without telling the register."""
        for item in items:
            del self.items[item.place]

    @property
    def by(self) -> By:
        """A person at the command line, now."""
        return By("cli:test", self.now)

    def pass_time(self, **amount: float) -> None:
        """Let the register's clock go on."""
        self.now += timedelta(**amount)

    def cursor(self, stream: str) -> str | None:
        """Give how far a stream was read."""
        account = "sari" if stream == CALENDAR else "info"
        found = AccountKnowledge(self.database, account).cursor(stream)
        return found.value if found else None

    def ask(self, question: Callable[[Session], Answer]) -> Answer:
        """Answer a question in a read session."""
        with self.database.read() as session:
            return question(session)

    def do(self, deed: Callable[[Session], Answer]) -> Answer:
        """Do a deed in a write session."""
        with self.database.write() as session:
            return deed(session)

    def all(self, table: type[SQLModel]) -> Sequence[Any]:
        """Give every row of a table, by id."""
        with self.database.read() as session:
            rows = session.exec(select(table).order_by(sa.text("id"))).all()
            session.expunge_all()
            return rows

    def count(self, table: type[SQLModel]) -> int:
        """Count the rows of a table."""
        return len(self.all(table))

    def values(self, person_id: int, field: DetailField | None = None) -> list[str]:
        """Give the values of a person, by field and value."""
        rows = [row for row in self.all(Detail) if row.person_id == person_id and field in (None, row.field)]
        return sorted(row.value for row in rows)

    def person(self, address: str) -> int:
        """Give the only person with that address."""
        found = {
            row.person_id for row in self.all(Detail) if (row.field, row.value_key) == (DetailField.EMAIL, address)
        }
        assert len(found) == 1, f"{len(found)} people have that address"
        return int(found.pop())

    def reasons(self) -> list[str]:
        """Give the reason of every message that was read, in order."""
        return [row.reason for row in self.all(Seen)]

    def events(self, person_id: int) -> list[str]:
        """Give the kinds of a person's ledger, in order."""
        return [row.type.value for row in self.all(ConsentEntry) if row.person_id == person_id]

    def facts(self) -> set[Fact]:
        """Give what the register holds, free of ids and of the order in which it was learned."""
        people = self._people()
        details = {row.id: row for row in self.all(Detail)}
        sources = {row.id: row for row in self.all(Source)}
        facts: set[Fact] = set()
        for tie in self.all(DetailSource):
            detail, source = details[tie.detail_id], sources[tie.source_id]
            whose, told = people[detail.person_id], (tie.from_subject, tie.kind, source.item)
            facts.add(("value", whose, detail.field, detail.value_key, detail.standing, *told))
        facts |= {("client", people[row.person_id], row.started_on) for row in self.all(ClientRelationship)}
        for event in self.all(ContactEvent):
            facts.add(("contact", people[event.person_id], event.direction, event.at, sources[event.source_id].item))
        facts |= {("consent", people.get(row.person_id), row.type, row.at) for row in self.all(ConsentEntry)}
        bookings = {row.id: row for row in self.all(Booking)}
        for row in bookings.values():
            facts.add(("booking", row.uid, row.recurrence_id, row.starts_at, row.status))
        for row in self.all(BookingPerson):
            facts.add(("takes part", bookings[row.booking_id].uid, people[row.person_id], row.role))
        return facts

    def _people(self) -> dict[int, Fact]:
        """Name each person by their addresses, or by their number when they have none."""
        named: dict[int, list[str]] = {}
        for row in self.all(Detail):
            if row.field is DetailField.EMAIL:
                named.setdefault(row.person_id, []).append(row.value_key)
        ids = [row.person_id for row in self.all(ClientRelationship)]
        return {person: tuple(sorted(named.get(person, [f"nameless {person}"]))) for person in {*ids, *named}}


def again(item: Observation) -> Observation:
    """Give the item as a connector gives what was wished."""
    if isinstance(item, MessageSeen | CalendarObjectSeen):
        return replace(item, again=True)
    return item


def later(at: datetime, hours: float) -> datetime:
    """Give the moment that many hours later."""
    return at + timedelta(hours=hours)


def in_both_orders(items: Iterable[Observation]) -> tuple[list[Observation], list[Observation]]:
    """Give the items forwards and backwards."""
    forwards = list(items)
    return forwards, forwards[::-1]
