"""Read and vet RRULE values (RFC 5545, 3.3.10). A rule that could cost more than a visit's plan ever does is refused. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from connectors.calendar.limits import EARLIEST_SERIES_YEAR, MAX_PART_VALUES, MAX_STARTS_A_DAY
from connectors.calendar.times import Moment, read_moment_text
from connectors.calendar.zones import Zones
from models.errors import BadItem

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_INTEGER = re.compile(r"[+-]?\d{1,9}")
_TOO_FAST = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_BOUNDS = {
    "BYMONTH": (1, 12),
    "BYWEEKNO": (1, 53),
    "BYYEARDAY": (1, 366),
    "BYMONTHDAY": (1, 31),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 60),
    "BYSETPOS": (1, 366),
}
_SIGNED = frozenset({"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYSETPOS"})
_KNOWN = frozenset({*_BOUNDS, "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "RSCALE", "SKIP"})


class Frequency(StrEnum):
    """How often a rule repeats. Faster ones are refused."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A vetted RRULE. `until` is the last wall clock time of the series' zone that still counts; empty parts say nothing."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0
    by_month: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_time: tuple[time, ...] = ()
    by_position: tuple[int, ...] = ()


def read_rule(text: str, start: Moment, zones: Zones) -> Rule:
    """The rule of a series that starts then. Raises BadItem: `rule_unreadable`, `rule_unsupported`, or the bound it breaks."""
    parts = _parts(text)
    frequency = _frequency(parts)
    if start.local.year < EARLIEST_SERIES_YEAR:
        raise BadItem("rule_too_old")
    interval = _integer(parts.get("INTERVAL", "1"))
    if interval < 1:
        raise BadItem("rule_interval")
    numbers = {name: _numbers(name, parts[name]) for name in _BOUNDS if name in parts}
    count = _integer(parts["COUNT"]) if "COUNT" in parts else None
    return Rule(
        frequency=frequency,
        interval=interval,
        # A negative count is what some writers put for "without end".
        count=count if count is None or count >= 0 else None,
        until=_until(parts["UNTIL"], start, zones) if "UNTIL" in parts else None,
        week_start=_WEEKDAYS.get(parts.get("WKST", "MO"), 0),
        by_month=numbers.get("BYMONTH", ()),
        by_week=numbers.get("BYWEEKNO", ()),
        by_year_day=numbers.get("BYYEARDAY", ()),
        by_month_day=numbers.get("BYMONTHDAY", ()),
        by_day=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        by_time=_times(numbers, start),
        by_position=numbers.get("BYSETPOS", ()),
    )


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.upper().replace(" ", "").strip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or name in parts:
            raise BadItem("rule_unreadable")
        if name in _KNOWN:
            parts[name] = value
        elif name.startswith("BY"):
            # A part that would leave dates out: reading on without it would make up visits.
            raise BadItem("rule_unsupported")
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.get("SKIP", "OMIT") != "OMIT":
        raise BadItem("rule_unsupported")
    return parts


def _frequency(parts: Mapping[str, str]) -> Frequency:
    written = parts.get("FREQ", "")
    if written in _TOO_FAST:
        raise BadItem("rule_too_fast")
    try:
        return Frequency(written)
    except ValueError as exc:
        raise BadItem("rule_unreadable") from exc


def _integer(text: str) -> int:
    if _INTEGER.fullmatch(text) is None:
        raise BadItem("rule_unreadable")
    return int(text)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    values = {_integer(value) for value in text.split(",", MAX_PART_VALUES + 1) if value}
    if len(values) > MAX_PART_VALUES:
        raise BadItem("rule_too_dense")
    low, high = _BOUNDS[name]
    if not values or any(not low <= (abs(value) if name in _SIGNED else value) <= high for value in values):
        raise BadItem("rule_unreadable")
    return tuple(sorted(values))


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    found = [_BY_DAY.fullmatch(value) for value in text.split(",", MAX_PART_VALUES + 1) if value]
    if not found or len(found) > MAX_PART_VALUES:
        raise BadItem("rule_unreadable")
    days: set[tuple[int, int]] = set()
    for one in found:
        if one is None:
            raise BadItem("rule_unreadable")
        days.add((int(one[1] or 0), _WEEKDAYS[one[2]]))
    return tuple(sorted(days))


def _times(numbers: Mapping[str, tuple[int, ...]], start: Moment) -> tuple[time, ...]:
    """Every time of day at which the rule has a start."""
    if start.is_date:
        return (time(0),)
    hours = numbers.get("BYHOUR", (start.local.hour,))
    minutes = numbers.get("BYMINUTE", (start.local.minute,))
    seconds = tuple(min(second, 59) for second in numbers.get("BYSECOND", (start.local.second,)))
    if len(hours) * len(minutes) * len(seconds) > MAX_STARTS_A_DAY:
        raise BadItem("rule_too_dense")
    return tuple(sorted({time(hour, minute, second) for hour in hours for minute in minutes for second in seconds}))


def _until(text: str, start: Moment, zones: Zones) -> datetime:
    """UNTIL on the wall clock of the series. A date includes its whole day, as the programs that write it mean it."""
    limit = read_moment_text(text, {}, zones, default=start)
    if limit.is_date:
        return limit.local + timedelta(days=1, seconds=-1)
    if start.is_date:
        return limit.local.replace(hour=23, minute=59, second=59)
    if limit.zone is UTC:
        return limit.instant.astimezone(start.zone).replace(tzinfo=None)
    return limit.local
