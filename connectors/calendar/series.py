"""Put the events of one UID together and say when they take place: rules, additions, exceptions, changed instances. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from connectors.calendar.content import Component
from connectors.calendar.limits import LATEST_YEAR, MAX_LISTED_DATES, MAX_OCCURRENCES
from connectors.calendar.recurrence import Budget, starts
from connectors.calendar.rules import Rule, read_rule
from connectors.calendar.times import Length, Moment, read_duration, read_length, read_moment, read_moment_text
from connectors.calendar.zones import Zones
from models.errors import BadItem

_DAY = timedelta(days=1)
# How far an instance or the rest of a series may be moved from where the rule puts it.
_MAX_SHIFT = timedelta(days=366)
# Starts that are looked at for one series; more than are told, since changed and excluded ones are among them.
_MAX_STARTS = 4 * MAX_OCCURRENCES


@dataclass(frozen=True, slots=True)
class Event:
    """A VEVENT that can be placed in time. `original` is its RECURRENCE-ID, None for a single event or the series itself."""

    component: Component
    zones: Zones
    start: Moment
    length: Length
    original: Moment | None = None
    onwards: bool = False

    @property
    def repeats(self) -> bool:
        """Whether it says itself that it takes place more than once."""
        return "RRULE" in self.component.properties or "RDATE" in self.component.properties


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event at one time. `original` is the instant that names it in its series, None for a single event."""

    event: Event
    starts_at: datetime
    ends_at: datetime
    original: datetime | None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which occurrences are wanted: those that start, or were to start, in [begin, end). Both UTC."""

    begin: datetime
    end: datetime

    def holds(self, instant: datetime) -> bool:
        """Whether the instant lies inside."""
        return self.begin <= instant < self.end


def read_event(component: Component, zones: Zones, series_start: Moment | None) -> Event:
    """Place a VEVENT in time; `series_start` gives a RECURRENCE-ID without zone its zone. Raises BadItem."""
    start_line = component.first("DTSTART")
    if not component.whole:
        raise BadItem("cut_off")
    if start_line is None or not start_line.value.strip():
        raise BadItem("no_start")
    start = read_moment(start_line, zones)
    length = read_length(component, start, zones)
    original = read_original(component, zones, series_start or start)
    if original is None:
        return Event(component, zones, start, length)
    named = component.first("RECURRENCE-ID")
    onwards = named is not None and named.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    return Event(component, zones, start, length, original, onwards)


def read_original(component: Component, zones: Zones, series_start: Moment | None) -> Moment | None:
    """RECURRENCE-ID as a start of its series; None when the component has none. Raises BadItem."""
    named = component.first("RECURRENCE-ID")
    if named is None:
        return None
    return _as_in_series(read_moment(named, zones, default=series_start), series_start)


def _as_in_series(original: Moment, series_start: Moment | None) -> Moment:
    """RECURRENCE-ID as a start of its series: some writers give a date for a time and the other way round."""
    if series_start is None or original.is_date == series_start.is_date:
        return original
    if series_start.is_date:
        day = original.instant.astimezone(series_start.zone).replace(tzinfo=None)
        return series_start.at(day.replace(hour=0, minute=0, second=0))
    return series_start.at(datetime.combine(original.local.date(), series_start.local.time()))


def occurrences(
    master: Event | None,
    changes: Iterable[Event],
    window: Window,
    budget: Budget,
    hidden: frozenset[datetime] = frozenset(),
) -> Iterator[Occurrence]:
    """When a single event or a series with its changed instances takes place in the window.

    `master` is None when only changed instances are known (an invitation to one of them). `hidden` instances are not
    told. Raises BadItem when the rule is refused or gives more than MAX_OCCURRENCES.
    """
    by_instant = {one.original.instant: one for one in changes if one.original is not None}
    excluded = set(hidden)
    if master is not None and not master.repeats:
        yield from _single(master, window)
    elif master is not None:
        excluded |= _listed(master)
        yield from _from_rule(master, by_instant, excluded, window, budget)
    for instant, change in by_instant.items():
        if instant not in excluded:
            yield from _changed(change, instant, window)


def _single(event: Event, window: Window) -> Iterator[Occurrence]:
    instant = event.start.instant
    if window.holds(instant):
        yield Occurrence(event, instant, event.length.end_of(event.start), None, event.start.assumed)


def _changed(change: Event, original: datetime, window: Window) -> Iterator[Occurrence]:
    instant = change.start.instant
    # Moved out of the window it is still told: it has not been removed from where it was.
    if window.holds(instant) or window.holds(original):
        yield Occurrence(change, instant, change.length.end_of(change.start), original, change.start.assumed)


def _from_rule(
    master: Event, changes: dict[datetime, Event], excluded: set[datetime], window: Window, budget: Budget
) -> Iterator[Occurrence]:
    """The instances that no change of their own replaces."""
    onwards = sorted((at, change) for at, change in changes.items() if change.onwards)
    found = 0
    for start, length in _instances(master, window, budget, reach=_MAX_SHIFT if onwards else timedelta(0)):
        original = start.instant
        if original in excluded or original in changes:
            continue
        governing = next((change for at, change in reversed(onwards) if at <= original), None)
        event, moment, span = (
            (governing, _shifted(start, governing), governing.length) if governing else (master, start, length)
        )
        instant = moment.instant
        if not window.holds(instant):
            continue
        found += 1
        if found > MAX_OCCURRENCES:
            raise BadItem("too_many_occurrences")
        yield Occurrence(event, instant, span.end_of(moment), original, moment.assumed)


def _shifted(start: Moment, change: Event) -> Moment:
    """Start of an instance after a change from another one onwards: moved by as much (RFC 5545, 3.8.4.4)."""
    if change.original is None:
        return start
    begins = change.start.instant.astimezone(start.zone).replace(tzinfo=None)
    shift = begins - change.original.instant.astimezone(start.zone).replace(tzinfo=None)
    if abs(shift) > _MAX_SHIFT:
        raise BadItem("moved_too_far")
    return start.at(start.local + shift)


def _instances(master: Event, window: Window, budget: Budget, reach: timedelta) -> Iterator[tuple[Moment, Length]]:
    """Every start of the series that can fall into the window when moved by up to `reach`, ascending, each once."""
    zone, first = master.start.zone, master.start.local
    lower = window.begin.astimezone(zone).replace(tzinfo=None) - _DAY - reach
    upper = window.end.astimezone(zone).replace(tzinfo=None) + _DAY + reach
    found: dict[datetime, Length] = {}
    rules = _rules(master)
    for rule in rules:
        found.update(dict.fromkeys(islice(starts(rule, first, (lower, upper), budget), _MAX_STARTS), master.length))
        if len(found) >= _MAX_STARTS:
            raise BadItem("too_many_occurrences")
    # DTSTART is the first instance, also where the rule would leave it out; but not of a rule that ended before it.
    if not rules or any(rule.until is None or rule.until >= first for rule in rules):
        found[first] = master.length
    for added, length in _additions(master):
        found.setdefault(added.instant.astimezone(zone).replace(tzinfo=None), length)
    for local in sorted(found):
        yield master.start.at(local), found[local]


def _rules(master: Event) -> list[Rule]:
    if "EXRULE" in master.component.properties:
        raise BadItem("rule_exrule")
    texts = {line.value.strip() for line in master.component.all("RRULE") if line.value.strip()}
    if len(texts) > 4:
        raise BadItem("rule_too_dense")
    return [read_rule(text, master.start, master.zones) for text in sorted(texts)]


def _additions(master: Event) -> Iterator[tuple[Moment, Length]]:
    """RDATE values: dates, times and periods."""
    for parameters, text in _values(master.component, "RDATE"):
        begin, slash, end = text.partition("/")
        moment = read_moment_text(begin, parameters, master.zones, default=master.start)
        if moment.is_date and not master.start.is_date:
            moment = master.start.at(datetime.combine(moment.local.date(), master.start.local.time()))
        if not slash:
            yield moment, master.length
        elif end.strip().upper().startswith(("P", "+P", "-P")):
            yield moment, Length(read_duration(end), exact=True)
        else:
            finish = read_moment_text(end, parameters, master.zones, default=master.start)
            yield moment, Length(max(finish.instant - moment.instant, timedelta(0)), exact=True)


def _listed(master: Event) -> set[datetime]:
    """EXDATE values as instants; a date takes out that day's instance."""
    found: set[datetime] = set()
    for parameters, text in _values(master.component, "EXDATE"):
        moment = read_moment_text(text, parameters, master.zones, default=master.start)
        found.add(_as_in_series(moment, master.start).instant)
    return found


def _values(component: Component, name: str) -> Iterator[tuple[dict[str, str], str]]:
    """Each value of a property that may hold several and may stand several times. Raises BadItem when there are too many."""
    count = 0
    for line in component.all(name):
        for text in line.value.split(",", MAX_LISTED_DATES + 1):
            count += 1
            if count > MAX_LISTED_DATES:
                raise BadItem("too_many_dates")
            if text.strip():
                yield line.parameters, text


def goes_on(master: Event | None, changes: Iterable[Event], window: Window, budget: Budget) -> bool:
    """Whether something of it takes place at or after the window's end, so that reading it again later gives more."""
    placed = [*changes, *([master] if master else [])]
    if any(event.start.instant >= window.end for event in placed):
        return True
    if master is None or not master.repeats:
        return False
    if any(moment.instant >= window.end for moment, _ in _additions(master)):
        return True
    zone, first = master.start.zone, master.start.local
    end = window.end.astimezone(zone).replace(tzinfo=None)
    later = (end, min(end + 11 * 366 * _DAY, datetime(LATEST_YEAR, 12, 31, tzinfo=UTC).replace(tzinfo=None)))
    return any(next(starts(rule, first, later, budget), None) is not None for rule in _rules(master))
