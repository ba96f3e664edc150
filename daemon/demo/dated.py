"""Texts whose dates move with the demo: `{-3b}` is three weekdays before its day, `{+1b 09:30}` a time on the next one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from importlib.resources import files

from daemon.demo.clock import ZONE, weekdays_away

_MARK = re.compile(r"\{([+-]\d+)b(?: (\d\d):(\d\d))?\}")
_WHEN = re.compile(r"([+-]\d+)b (\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a data file: what stands on its `####` line, and its text."""

    heading: str
    text: str


def read_data(name: str) -> str:
    """Give a file of the demo's data folder."""
    return files("daemon.demo").joinpath("data", name).read_text(encoding="utf-8")


def pieces(name: str) -> Iterator[Piece]:
    """Give the pieces of a data file, which begin with lines `#### heading`."""
    for block in re.split(r"(?m)^#### ", read_data(name))[1:]:
        heading, _, text = block.partition("\n")
        yield Piece(heading.strip(), text.strip("\n") + "\n")


def moment(text: str, today: date) -> tuple[datetime, str]:
    """Give the local moment that a heading such as `-3b 09:30 raw` begins with, and the rest of it."""
    match = _WHEN.match(text)
    if match is None:
        raise ValueError(f"no moment in {text!r}")
    return _at(match, today), text[match.end() :].strip()


def for_people(text: str, today: date) -> str:
    """Put dates in as people write them: 24.11.2026."""
    return _MARK.sub(lambda match: _finnish(weekdays_away(today, int(match[1]))), text)


def for_calendars(text: str, today: date) -> str:
    """Put dates and times in as iCalendar writes them: 20261124, 20261124T093000 (RFC 5545, 3.3.4 and 3.3.5)."""
    return _MARK.sub(
        lambda match: f"{_at(match, today):%Y%m%dT%H%M%S}" if match[2] else f"{_at(match, today):%Y%m%d}", text
    )


def _at(match: re.Match[str], today: date) -> datetime:
    hour, minute = int(match[2] or 0), int(match[3] or 0)
    return datetime.combine(weekdays_away(today, int(match[1])), time_of_day(hour, minute), tzinfo=ZONE)


def _finnish(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
