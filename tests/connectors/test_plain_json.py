"""What the reading child says and hears: the same as the parent's library says and reads."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from pydantic import TypeAdapter

from connectors.accounts import BookingRules, EventChoice
from connectors.calendar.options import EventOptions
from connectors.mail.options import ReadingOptions
from connectors.plain_json import from_json, to_json
from models.values import BookingSeen, EventsReading, OwnIdentity, PersonHint
from models.vocabulary import BookingStatus, HintRole

OWN = OwnIdentity("salonki oy", "1234567-1", ("salonki.example",), ("info@salonki.example",), (), ("maija esimerkki",))
BEGIN = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
RULES = BookingRules(EventChoice.TITLE, "^käynti", services=(("Työnohjaus", "TO"), ("Yksilö", "Y")))
OPTIONS = [
    ReadingOptions(OWN, "mx.salonki.example", explain=True),
    ReadingOptions(OWN),
    EventOptions(RULES, OWN, BEGIN, BEGIN + timedelta(days=730)),
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: type(options).__name__)
def test_options_come_as_they_were_sent(options: ReadingOptions | EventOptions) -> None:
    kind = type(options)
    assert from_json(TypeAdapter(kind).dump_json(options).decode(), kind) == options


def test_reading_is_told_as_the_parent_understands_it() -> None:
    people = (PersonHint(HintRole.ATTENDEE, "Äijä Öberg \u2028 \U0001f600", 'a"\\b@c.example', answered=True),)
    at = BEGIN.astimezone(timezone(timedelta(hours=2)))
    seen = BookingSeen("uid", "", at, at, BookingStatus.PLANNED, is_booking=True, why="attendee", people=people)
    reading = EventsReading((seen, seen), ("too_many_occurrences",), recurring=True)
    assert TypeAdapter(EventsReading).validate_json(to_json(reading)) == reading


def test_what_cannot_be_said_is_an_error_and_not_something_else() -> None:
    class Odd(StrEnum):
        ONE = "one"

    @dataclass(frozen=True)
    class Holder:
        value: object

    assert to_json(Holder(Odd.ONE)) == b'{"value":"one"}'
    with pytest.raises(TypeError):
        to_json(Holder(b"bytes"))
    with pytest.raises(ValueError, match="surrogates"):
        to_json(Holder("\ud800"))
