"""Recorded sessions with Radicale and Xandikos, cut at many places: no half object is stored and none is lost.

A place is a number of bytes that the server has said, over all connections of a pull, heads and bodies. The true answers are
those of the real server, kept and given again.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.accounts import BookingRules, CalendarAccount, Login
from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.options import EventOptions
from connectors.sandbox import DirectReader
from models.errors import Refused, Unreachable
from models.values import EventsReading, OwnIdentity
from tests.connectors.calendar.memory import MemoryRegister
from tests.live.caldav_front import CalDavFront
from tests.live.caldav_http import Calendar
from tests.live.calendar_worlds import vevent, whole

PLACES = int(os.environ.get("REKISTERID_CALENDAR_CUTS", "150"))
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
BEFORE, MORE = 20, 110
BEYOND = 6
"""So many cuts may break nothing off: where the very last bytes are cut, all may have been said already."""


class RememberingReader(DirectReader):
    """Reads each object once: the same ones come hundreds of times."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[bytes, EventOptions], EventsReading] = {}

    def read_events(self, raw: bytes, options: EventOptions) -> EventsReading:
        """See Reader."""
        if (raw, options) not in self._known:
            self._known[raw, options] = super().read_events(raw, options)
        return self._known[raw, options]


READER = RememberingReader()


@dataclass
class Session:
    """A calendar that was read once and has changed since. `read` is a register after the first reading."""

    front: CalDavFront
    account: CalendarAccount
    read: MemoryRegister

    def connector(self) -> CalendarConnector:
        """A new one, as after a restart."""
        return CalendarConnector(self.account, READER, lambda: NOW)

    def pull(self, register: MemoryRegister) -> bool:
        """One pull; whether it came to its end."""
        connector = self.connector()
        try:
            register.pull(connector)
        except (Refused, Unreachable):
            return False
        finally:
            connector.close()
        return True

    def copy(self, *, empty: bool) -> MemoryRegister:
        """A register for one cut: one that never read, or that has read before."""
        register = MemoryRegister("varaukset")
        if not empty:
            register.cursors = dict(self.read.cursors)
            register.held = {stream: dict(objects) for stream, objects in self.read.held.items()}
        return register


def session_of(calendar: Calendar, front: CalDavFront) -> Session:
    """Read a calendar, then change, delete and add; more than one batch is new."""

    def put(uid: str, day: int) -> None:
        text = whole(vevent(uid, NOW + timedelta(days=day)))
        calendar.account.request("PUT", calendar.object_url(f"{uid}.ics"), text, Content_Type="text/calendar")

    for number in range(BEFORE):
        put(f"uid-{number}", number + 1)
    account = CalendarAccount(
        name="varaukset",
        url=front.through(calendar.account.url),
        login=Login(calendar.account.username, calendar.account.password),
        calendars=(front.through(calendar.url),),
        rules=BookingRules(),
        own=OwnIdentity(),
        since=date(2026, 1, 1),
        insecure=True,
    )
    session = Session(front, account, MemoryRegister("varaukset"))
    assert session.pull(session.read)
    put("uid-1", 90)
    for number in range(MORE):
        put(f"new-{number}", 30 + number % 100)
    calendar.delete("uid-2.ics")
    front.record()
    return session


def visits(register: MemoryRegister) -> set[tuple[str, datetime]]:
    """What is booked when."""
    return {(seen.uid, seen.starts_at) for seen in register.bookings()}


def cut_everywhere(session: Session, places: int) -> dict[str, int]:
    """Cut first and later readings at so many places, spread evenly; gives how many pulls broke off."""
    broken = {"first": 0, "later": 0}
    for kind in broken:
        whole_one = session.copy(empty=kind == "first")
        session.front.cut_after, session.front.passed = None, 0
        assert session.pull(whole_one)
        said, expected = session.front.passed, whole_one.bookings()
        true = visits(whole_one) | visits(session.copy(empty=kind == "first"))
        for number in range(places // 2):
            register = session.copy(empty=kind == "first")
            session.front.passed, session.front.cut_after = 0, number * said // (places // 2)
            broken[kind] += not session.pull(register)
            assert visits(register) <= true
            session.front.cut_after = None
            assert session.pull(register)
            assert register.bookings() == expected
    return broken


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Session]]:
    fronts = []

    def make(name: str) -> Session:
        server = request.getfixturevalue(name)
        front = CalDavFront(server.port).__enter__()
        fronts.append(front)
        return session_of(server.new_calendar("Käynnit"), front)

    yield make
    for front in fronts:
        front.__exit__()


@pytest.mark.live("radicale")
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("server", ["radicale", "xandikos"])
def test_no_cut_leaves_half_or_loses_any(server: str, session: Callable[[str], Session]) -> None:
    broken = cut_everywhere(session(server), PLACES // 2)
    assert sum(broken.values()) >= PLACES // 2 - BEYOND
