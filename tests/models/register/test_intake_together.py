"""A batch stored together gives row by row what its items give one at a time."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from models.values import BookingSeen, CalendarObjectSeen, Mailbox, MessageSeen, Observation, PersonHint
from models.vocabulary import BookingStatus, DetailField, HintRole, Language, Zone
from tests.models.register.office import Office
from tests.models.register.samples import (
    CALENDAR,
    CLIENTS,
    INBOX,
    STAFF,
    Step,
    at,
    booking,
    calendar_object,
    hint,
    keep_out_by,
    message,
    reply_by_staff,
    value,
)

PEOPLE = [Mailbox(f"Maija{n} Mäkinen", f"maija{n % 9}@asiakas.example") for n in range(12)]
UNSTORABLE = cast(BookingStatus, "never heard of")


def tables(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table, ids and all, but what tells how it was stored."""
    with office.database.read() as session:
        rows = {
            table.name: [tuple(row) for row in session.execute(sa.select(table).order_by(sa.text("1")))]
            for table in SQLModel.metadata.sorted_tables
            if table.name not in {"problem", "register_state", "audit_seal"}
        }
    assert rows["booking"], "the items must give something"
    return rows


def one_at_a_time(office: Office, step: Step, stream: str) -> None:
    """Store a step with an item at its end that no database takes: then each of the others is stored by itself."""
    bad = replace(calendar_object(booking("bad")), version="bad")
    bad = replace(bad, reading=replace(bad.reading, occurrences=(booking("bad", status=UNSTORABLE, people=()),)))
    stored = office.store(replace(step, observations=(*step.observations, bad)), stream)
    assert stored.problems == 1


def a_hint(chance: random.Random) -> PersonHint:
    if chance.random() < 0.15:
        return hint(STAFF, HintRole.ORGANISER)
    role = chance.choice([HintRole.ATTENDEE, HintRole.ATTENDEE, HintRole.ORGANISER, HintRole.MENTIONED])
    phone = f"040 123 456{chance.randrange(4)}" if chance.random() < 0.3 else ""
    person = chance.choice(PEOPLE)
    if role is HintRole.MENTIONED and phone and chance.random() < 0.5:
        return PersonHint(role, phone=phone)
    name = chance.choice([person.name, person.name, "", person.address, "Maija"])
    return replace(hint(person, role), name=name, phone=phone)


def an_object(chance: random.Random) -> CalendarObjectSeen:
    number = chance.randrange(25)
    count = chance.choice([1, 1, 1, 5])
    hints = tuple(a_hint(chance) for _ in range(chance.randrange(3)))
    title = "" if hints else f"Työnohjaus {chance.choice(PEOPLE).name}"
    occurrences: list[BookingSeen] = []
    for week in range(count):
        if chance.random() < 0.1:
            hints = (*hints[:1], a_hint(chance))
        occurrences.append(
            booking(
                f"visit-{number}",
                at(days=number - 10 + 7 * week, hours=chance.choice([0, 0, 1])),
                recurrence_id=f"week {week}" if count > 1 else "",
                status=chance.choice([BookingStatus.PLANNED] * 4 + [BookingStatus.CANCELLED]),
                is_booking=chance.random() < 0.95,
                people=hints,
                title=title,
                location=chance.choice(["", "Suvantokatu 2"]),
                no_feedback=chance.random() < 0.1,
            )
        )
    problems = ("bad_rule",) if chance.random() < 0.1 else ()
    href = f"/sari/visit-{number}.ics"
    return calendar_object(
        *occurrences, href=href, problems=problems, recurring=count > 1, version=f"v{chance.random()}"
    )


def a_message(chance: random.Random, folder: str) -> MessageSeen:
    uid = chance.randrange(40)
    sender = chance.choice(PEOPLE)
    phone = value(DetailField.PHONE, f"040 123 456{chance.randrange(4)}")
    changes: dict[str, Any] = {"more": [phone]} if chance.random() < 0.5 else {}
    changes["language"] = chance.choice([Language.FI, Language.SV])
    digest = f"{chance.randrange(30):032x}" if chance.random() < 0.2 else ""
    if folder == "Sent":
        return reply_by_staff(uid, sender)
    if chance.random() < 0.1:
        changes["proposals"] = (value(DetailField.EMAIL, chance.choice(PEOPLE).address, zone=Zone.OWN),)
    return message(uid, sender, folder=folder, received=at(hours=-uid), digest=digest, **changes)


def steps(seed: int) -> Iterator[tuple[str, Step]]:
    """Give mixed steps of the mailbox's folders and of the calendar, each of them met again by later ones."""
    chance = random.Random(seed)
    for _ in range(8):
        stream = chance.choice([INBOX, CLIENTS, "Sent", CALENDAR, CALENDAR])
        count = chance.choice([1, 5, 20])
        items: Sequence[Observation]
        if stream == CALENDAR:
            items = [an_object(chance) for _ in range(count)]
        else:
            items = [a_message(chance, stream) for _ in range(count)]
        yield stream, Step(tuple(items), final=False)
    yield CALENDAR, Step(tuple(an_object(chance) for _ in range(3)))


def suppress_somebody(office: Office) -> None:
    """One address and one number must not come back."""

    def deed(session: Any) -> None:
        keep_out_by(session, DetailField.EMAIL, PEOPLE[3].address, office.now)
        keep_out_by(session, DetailField.PHONE, "+358401234563", office.now)

    office.do(deed)


@pytest.mark.parametrize("seed", range(6))
def test_batch_stored_together_gives_the_same_rows_as_one_at_a_time(seed: int, tmp_path: Path) -> None:
    """On SQLite, whose ids have no gaps: PostgreSQL gives a number only once, also to a row that failed."""
    together, apart = (Office(f"sqlite:///{tmp_path / name}.db") for name in ("together", "apart"))
    for office, store in ((together, Office.store), (apart, one_at_a_time)):
        suppress_somebody(office)
        for stream, step in steps(seed):
            office.pass_time(minutes=10)
            store(office, step, stream)
    got, expected = tables(together), tables(apart)
    for name, rows in expected.items():
        assert got[name] == rows, name
    together.database.close()
    apart.database.close()
