"""Read one calendar object: its events, when they take place in a window, and which of them are bookings. Pure.

Runs in the child process that reads (HW-T5, HW-T6): whatever an object holds costs at most itself.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectors.calendar.bookings import Description, describe
from connectors.calendar.content import Component, read_components
from connectors.calendar.options import EventOptions
from connectors.calendar.recurrence import Budget
from connectors.calendar.series import Event, Occurrence, Window, goes_on, occurrences, read_event, read_original
from connectors.calendar.times import Moment
from connectors.calendar.zones import Zones
from models.errors import BadItem
from models.values import BookingSeen, EventsReading

_MAX_UID = 255


def read_events(raw: bytes, options: EventOptions) -> EventsReading:
    """Occurrences in the window with what they say of bookings; `problems` has a code for each event that cannot be read.

    Equal whatever the order of the events in the object. `recurring` is true when something takes place at or after the
    window's end, so that reading the object again later gives more. Raises BadItem for what is no calendar at all.
    """
    reader = _Reader(options, Window(options.window_from.astimezone(UTC), options.window_until.astimezone(UTC)))
    by_uid: dict[str, list[_Found]] = defaultdict(list)
    for found in _events(raw, options.rules.zone):
        by_uid[_uid(found.component)].append(found)
    told: list[BookingSeen] = []
    for uid in sorted(by_uid):
        told.extend(reader.series(uid, by_uid[uid]))
    told.sort(key=lambda one: (one.starts_at, one.uid, one.recurrence_id))
    return EventsReading(tuple(told), tuple(sorted(reader.problems)), reader.goes_on)


@dataclass(frozen=True, slots=True)
class _Found:
    """A VEVENT with the zones and the METHOD of the calendar it stands in."""

    component: Component
    zones: Zones
    method: str

    @property
    def version(self) -> tuple[int, str, str]:
        """Of two versions of the same event the greater one holds (RFC 5546, 2.1.5)."""
        number = self.component.value("SEQUENCE")
        sequence = int(number) if number.isdecimal() and len(number) < 10 else 0
        return sequence, self.component.value("LAST-MODIFIED"), self.component.value("DTSTAMP")

    @property
    def text(self) -> str:
        """Everything it says, to decide between equal versions without regard to their order."""
        return "\n".join(
            f"{name}:{line.value}" for name, lines in sorted(self.component.properties.items()) for line in lines
        )


def _events(raw: bytes, configured: str) -> Iterator[_Found]:
    calendars = read_components(raw)
    # A zone may be defined in another calendar of the same object than the event that names it.
    definitions = [part for calendar in calendars for part in calendar.parts if part.name == "VTIMEZONE"]
    for calendar in calendars:
        zones = Zones(definitions, configured, calendar.value("X-WR-TIMEZONE"))
        for part in calendar.parts:
            if part.name == "VEVENT":
                yield _Found(part, zones, calendar.value("METHOD").upper())


def _uid(event: Component) -> str:
    """The UID; a made-up one that stays the same while the event is not moved where the writer gave none."""
    written = event.value("UID")
    if written and len(written) <= _MAX_UID:
        return written
    basis = written or "\n".join(event.value(name) for name in ("DTSTART", "DTEND", "RRULE", "CREATED"))
    return "sha256:" + hashlib.sha256(basis.encode()).hexdigest()[:32]


@dataclass(slots=True)
class _Reader:
    """The reading of one object: what it may cost, and what went wrong so far."""

    options: EventOptions
    window: Window
    budget: Budget = field(default_factory=Budget)
    problems: list[str] = field(default_factory=list)
    goes_on: bool = False
    _methods: dict[int, str] = field(default_factory=dict)
    _described: dict[int, Description] = field(default_factory=dict)

    def series(self, uid: str, found: list[_Found]) -> list[BookingSeen]:
        """Everything of one UID: a part that cannot be read is a problem, the rest is told."""
        try:
            return list(self._series(uid, found))
        except Exception as exc:  # noqa: BLE001  one item's reading: whatever an event breaks, the others are read
            self.problems.append(type(exc).__name__)
            return []

    def _series(self, uid: str, found: list[_Found]) -> Iterator[BookingSeen]:
        masters = [one for one in found if "RECURRENCE-ID" not in one.component.properties]
        master = self._newest(masters)
        start = master.start if master else None
        changes, hidden = self._changes([one for one in found if "RECURRENCE-ID" in one.component.properties], start)
        try:
            placed = list(occurrences(master, changes, self.window, self.budget, hidden))
            more = goes_on(master, changes, self.window, self.budget)
        except BadItem as exc:
            # The rule is refused; its changed instances have a time of their own.
            self.problems.append(exc.code)
            placed, more = list(occurrences(None, changes, self.window, self.budget, hidden)), False
        self.goes_on = self.goes_on or more
        for occurrence in placed:
            yield _seen(uid, occurrence, self._description(occurrence.event))

    def _newest(self, masters: list[_Found]) -> Event | None:
        """The valid version of an event that stands several times in the object."""
        placed = [(one, event) for one in masters if (event := self._placed(one, None)) is not None]
        if not placed:
            return None
        if len(placed) == 1:
            return placed[0][1]
        newest = max(one.version for one, _ in placed)
        rivals = [(one, event) for one, event in placed if one.version == newest]
        if len({event.start.instant for _, event in rivals}) > 1:
            # Not two versions but two events under one UID: only one of them can be kept apart by it.
            self.problems.append("uid_repeated")
        return max(rivals, key=lambda pair: (pair[0].method == "CANCEL", pair[0].text))[1]

    def _changes(self, found: list[_Found], start: Moment | None) -> tuple[list[Event], frozenset[datetime]]:
        """The valid change of each instance, and the instances whose change cannot be read: those are not told at all."""
        newest: dict[datetime, tuple[_Found, Event]] = {}
        hidden: set[datetime] = set()
        for one in found:
            event = self._placed(one, start)
            if event is None or event.original is None:
                hidden.update(_original_instant(one, start))
                continue
            held = newest.get(event.original.instant)
            if held is None or (held[0].version, held[0].text) < (one.version, one.text):
                newest[event.original.instant] = (one, event)
        return [event for _, event in newest.values()], frozenset(hidden - newest.keys())

    def _placed(self, one: _Found, start: Moment | None) -> Event | None:
        try:
            event = read_event(one.component, one.zones, start)
        except BadItem as exc:
            self.problems.append(exc.code)
            return None
        self._methods[id(one.component)] = one.method
        return event

    def _description(self, event: Event) -> Description:
        """Judged once an event, however many occurrences it has."""
        key = id(event.component)
        if key not in self._described:
            rules, own = self.options.rules, self.options.own
            method = self._methods.get(key, "")
            self._described[key] = describe(event.component, method, rules, own, all_day=event.start.is_date)
        return self._described[key]


def _original_instant(one: _Found, start: Moment | None) -> set[datetime]:
    try:
        original = read_original(one.component, one.zones, start)
    except BadItem:
        return set()
    return {original.instant} if original else set()


def _seen(uid: str, occurrence: Occurrence, description: Description) -> BookingSeen:
    original = occurrence.original
    return BookingSeen(
        uid=uid,
        recurrence_id=original.strftime("%Y-%m-%dT%H:%M:%SZ") if original else "",
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        status=description.status,
        is_booking=description.is_booking,
        why=description.why,
        all_day=occurrence.event.start.is_date,
        location=description.location,
        people=description.people,
        title=description.title,
        practitioner=description.practitioner,
        service_code=description.service_code,
        zone_assumed=occurrence.assumed,
        no_feedback=description.no_feedback,
    )
