"""How often a batch asks the database: a few times for all of its items, however many they are."""

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from models.values import CalendarObjectSeen, Mailbox, MessageSeen, Observation
from tests.models.register.office import Office
from tests.models.register.samples import (
    CALENDAR,
    CLIENTS,
    INBOX,
    Step,
    at,
    booking,
    calendar_object,
    hint,
    message,
    reply_by_staff,
    titled,
)


def client(number: int) -> Mailbox:
    return Mailbox(f"Maija Esimerkki{number}", f"maija{number}@asiakas.example")


def statements(office: Office, items: Sequence[Observation], stream: str) -> int:
    """Store the items as one batch; give how many statements that took."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(office.database.engine, "before_cursor_execute", note)
    office.store(Step(tuple(items)), stream)
    sa.event.remove(office.database.engine, "before_cursor_execute", note)
    return len(asked)


def series(number: int) -> CalendarObjectSeen:
    """Ten visits of somebody new."""
    weeks = [
        booking(f"visit-{number}", at(days=7 * week), recurrence_id=f"week {week}", people=(hint(client(number)),))
        for week in range(10)
    ]
    return calendar_object(*weeks, recurring=True)


def named(number: int) -> CalendarObjectSeen:
    """A visit that names its client in the title."""
    return calendar_object(titled(client(number).name, f"titled-{number}"))


def mail_of_client(number: int) -> MessageSeen:
    return message(number, client(number), folder=CLIENTS)


def mail_of_stranger(number: int) -> MessageSeen:
    return message(number, client(number), folder=INBOX)


def mail_to_stranger(number: int) -> MessageSeen:
    return reply_by_staff(number, client(number))


MANY = 60
KINDS = [
    (series, CALENDAR),
    (named, CALENDAR),
    (mail_of_client, CLIENTS),
    (mail_of_stranger, INBOX),
    (mail_to_stranger, "Sent"),
]


@pytest.mark.parametrize(("make", "stream"), KINDS, ids=[make.__name__ for make, _ in KINDS])
def test_statements_do_not_grow_with_the_batch(office: Office, make: Any, stream: str) -> None:
    if make is named:
        office.store(Step(tuple(mail_of_client(number) for number in range(MANY))), CLIENTS)
    few = statements(office, [make(number) for number in range(2)], stream)
    many = statements(office, [make(number) for number in range(2, MANY)], stream)
    assert many <= few + 5, f"{few} statements for 2 items, {many} for {MANY - 2}"


@pytest.mark.parametrize("make", [series, mail_of_client])
def test_statements_do_not_grow_where_the_items_come_again(office: Office, make: Any) -> None:
    stream = CALENDAR if make is series else CLIENTS
    items = [make(number) for number in range(MANY)]
    office.store(Step(tuple(items)), stream)
    assert statements(office, items, stream) < MANY
