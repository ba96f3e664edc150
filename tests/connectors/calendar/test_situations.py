"""One situation a file in tests/data/calendar: an object and what is read from it, whatever the order of its parts.

An expectation names the fields that differ from the defaults. `rules` are the booking rules of the situation.
"""

import json
import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.accounts import BookingRules, EventChoice
from connectors.calendar.events import read_events
from connectors.calendar.options import EventOptions
from models.values import BookingSeen, EventsReading, OwnIdentity, PersonHint

FOLDER = Path(__file__).parents[2] / "data" / "calendar"
CASES = sorted(path.stem for path in FOLDER.glob("*.ics"))
OWN = OwnIdentity(
    domains=("firma.example",),
    addresses=("vastaanotto@firma.example",),
    staff=("hilla hieroja",),
    phones=("+358501111111",),
)
WINDOW = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 4, 6, tzinfo=UTC))
_PARTS = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n", re.DOTALL)
_CALENDARS = re.compile(rb"BEGIN:VCALENDAR\r?\n.*?END:VCALENDAR\r?\n", re.DOTALL)


def options_of(expected: dict[str, Any]) -> EventOptions:
    given = dict(expected.get("rules", {}))
    if "choice" in given:
        given["choice"] = EventChoice(given["choice"])
    given["services"] = tuple((pattern, code) for pattern, code in given.get("services", ()))
    return EventOptions(BookingRules(**given), OWN, *WINDOW)


def told(reading: EventsReading) -> dict[str, Any]:
    """A reading as the files write it."""
    return {
        "occurrences": [_shown(one) for one in reading.occurrences],
        "problems": list(reading.problems),
        "recurring": reading.recurring,
    }


def _shown(one: BookingSeen | PersonHint) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for field in fields(one):
        value = getattr(one, field.name)
        if value == field.default and field.name != "is_booking":
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = [_shown(hint) for hint in value]
        shown[field.name] = value
    return shown


def reversed_parts(raw: bytes) -> bytes:
    """The same object with its calendars, and the events inside each, in the other order."""
    events = _PARTS.findall(raw)
    turned = _PARTS.sub(lambda _: events.pop(), raw) if raw.count(b"BEGIN:VCALENDAR") == 1 else raw
    calendars = _CALENDARS.findall(turned)
    return _CALENDARS.sub(lambda _: calendars.pop(), turned)


@pytest.mark.parametrize("turn", [False, True], ids=["as_written", "reversed"])
@pytest.mark.parametrize("name", CASES)
def test_situation_is_read_as_expected(name: str, turn: bool) -> None:
    raw = (FOLDER / f"{name}.ics").read_bytes()
    expected = json.loads((FOLDER / f"{name}.json").read_text())
    reading = read_events(reversed_parts(raw) if turn else raw, options_of(expected))
    assert told(reading) == expected["reading"]


def test_there_are_at_least_sixty_situations() -> None:
    assert len(CASES) >= 60
