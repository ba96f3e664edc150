"""The public sample calendars (REKISTERID_CORPUS): nothing stops the reader, and what has a valid start is read."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

from connectors.accounts import BookingRules
from connectors.calendar.content import Component, read_components
from connectors.calendar.events import read_events
from connectors.calendar.options import EventOptions
from connectors.calendar.times import read_moment
from connectors.calendar.zones import Zones
from models.errors import BadItem
from models.values import OwnIdentity

# Wide enough for every sample, narrow enough for daily ones.
_WINDOW = (datetime(2018, 1, 1, tzinfo=UTC), datetime(2020, 6, 1, tzinfo=UTC))
_OPTIONS = EventOptions(BookingRules(), OwnIdentity(), *_WINDOW)
_LONGEST_SECONDS = 5.0
_STARTED = re.compile(rb"^\s*BEGIN:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)


def _has_valid_start(event: Component) -> bool:
    line = event.first("DTSTART")
    if line is None:
        return False
    try:
        read_moment(line, Zones([], "Europe/Helsinki"))
    except BadItem:
        return False
    return True


def test_sample_calendars_are_read(public_corpus: Path) -> None:
    read = valid = 0
    refused: list[str] = []
    for path in sorted((public_corpus / "calendars").rglob("*.ics")):
        raw = path.read_bytes()
        began = time.monotonic()
        try:
            problems = read_events(raw, _OPTIONS).problems
            events = [part for calendar in read_components(raw) for part in calendar.parts if part.name == "VEVENT"]
        except BadItem:
            refused += [path.name] if _STARTED.search(raw) else []
            continue
        assert time.monotonic() - began < _LONGEST_SECONDS, path.name
        starts = sum(1 for event in events if _has_valid_start(event))
        without = sum(1 for event in events if event.first("DTSTART") is None)
        valid += starts
        # Problems of events without a start are not theirs; every other one is.
        read += starts - max(0, len(problems) - min(without, problems.count("no_start")))
    # Refused as a whole is only what has no event in it.
    assert refused == []
    assert valid > 1_500
    assert read / valid >= 0.97, f"{read} of {valid}"
