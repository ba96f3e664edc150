"""Dates, times and durations of iCalendar properties as instants that can be compared. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from connectors.calendar.content import Component, Property
from connectors.calendar.limits import EARLIEST_YEAR, LATEST_YEAR, MAX_DURATION
from connectors.calendar.zones import Zones
from models.errors import BadItem

_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE
)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T?(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?", re.IGNORECASE
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of time as an event writes it: the wall clock of a zone. A date stands for the midnight it begins with."""

    local: datetime
    zone: tzinfo
    is_date: bool = False
    assumed: bool = False

    @property
    def instant(self) -> datetime:
        """The same in UTC. An hour that a clock change leaves out is read with the offset before it, one that comes
        twice is the first of the two (RFC 5545, 3.3.5)."""
        return self.local.replace(tzinfo=self.zone).astimezone(UTC)

    def at(self, local: datetime) -> "Moment":
        """Another wall clock time of the same zone and kind."""
        return Moment(local, self.zone, self.is_date, self.assumed)


def read_moment(prop: Property, zones: Zones, *, default: Moment | None = None) -> Moment:
    """DTSTART, DTEND, RECURRENCE-ID. A time without zone takes that of `default` (the series' start), else the configured
    one, marked as assumed. Raises BadItem("time_unreadable")."""
    return read_moment_text(prop.value, prop.parameters, zones, default=default)


def read_moment_text(text: str, parameters: dict[str, str], zones: Zones, *, default: Moment | None = None) -> Moment:
    """One value of a property that may hold several (EXDATE, RDATE), with the property's parameters."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadItem("time_unreadable")
    local = _local(found)
    if found[4] is None or parameters.get("VALUE", "").upper() == "DATE":
        # A date has no zone of its own: it begins at midnight where the firm is, which is no assumption.
        return Moment(local.replace(hour=0, minute=0, second=0), zones.configured, is_date=True)
    if found[7]:
        return Moment(local - _offset(found[7]), UTC)
    name = parameters.get("TZID", "")
    if not name and default is not None and not default.is_date:
        return Moment(local, default.zone, assumed=default.assumed)
    zone = zones.named(name)
    return Moment(local, zone.rules, assumed=zone.assumed)


def _local(found: re.Match[str]) -> datetime:
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    hour, minute, second = int(found[4] or 0), int(found[5] or 0), min(int(found[6] or 0), 59)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise BadItem("time_out_of_range")
    try:
        # 24:00 is written by some for the midnight that ends a day.
        midnight_after = hour == 24 and minute == 0
        local = datetime.combine(date(year, month, day), time(0 if midnight_after else hour, minute, second))
    except ValueError as exc:
        raise BadItem("time_unreadable") from exc
    return local + _DAY if midnight_after else local


def _offset(text: str) -> timedelta:
    if text.upper() == "Z":
        return timedelta(0)
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return size if text[0] == "+" else -size


def read_duration(text: str) -> timedelta:
    """A DURATION value; a negative one counts as none. Raises BadItem("time_unreadable")."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise BadItem("time_unreadable")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return timedelta(0) if found[1] == "-" else length


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event lasts: by the wall clock (`exact` false: DTEND) or in elapsed time (DURATION)."""

    span: timedelta
    exact: bool = False

    def end_of(self, start: Moment) -> datetime:
        """The end in UTC of an event that starts then."""
        if self.exact:
            return start.instant + self.span
        return max(start.at(start.local + self.span).instant, start.instant)


def read_length(event: Component, start: Moment, zones: Zones) -> Length:
    """DTEND, else DURATION, else a day for a date and no time for a time (RFC 5545, 3.6.1).

    An end before the start counts as none. Raises BadItem.
    """
    end = event.first("DTEND")
    duration = event.first("DURATION")
    if end is not None:
        length = _between(start, read_moment(end, zones, default=start))
    elif duration is not None:
        length = Length(read_duration(duration.value), exact=not start.is_date)
    else:
        length = Length(_DAY if start.is_date else timedelta(0))
    if length.span > MAX_DURATION:
        raise BadItem("too_long")
    return length if length.span >= timedelta(0) else Length(timedelta(0))


def _between(start: Moment, finish: Moment) -> Length:
    if start.zone == finish.zone:
        return Length(finish.local - start.local)
    return Length(finish.instant - start.instant, exact=True)
