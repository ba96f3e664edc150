"""Random histories of a calendar on Radicale: after each pull the register holds what a simple model says it must."""

import os
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.accounts import BookingRules, CalendarAccount, Login
from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import DirectReader
from models.values import OwnIdentity
from models.vocabulary import BookingStatus
from tests.connectors.calendar.memory import MemoryRegister
from tests.live.caldav_http import Calendar
from tests.live.radicale import Radicale

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
HISTORIES = int(os.environ.get("REKISTERID_CALENDAR_HISTORIES", "50"))
_NAMES = st.sampled_from(["a", "b", "c", "d"])
_WEEKS = 3


@dataclass(frozen=True)
class Visit:
    """What the model knows of one object: its day, and of a series which weeks are moved (hours) or deleted."""

    day: int
    weekly: bool = False
    cancelled: bool = False
    moved: tuple[tuple[int, int], ...] = ()
    deleted: frozenset[int] = frozenset()
    sequence: int = 0

    def start(self, week: int) -> datetime:
        return datetime(2026, 4, self.day, 8, tzinfo=UTC) + timedelta(weeks=week)

    def expected(self) -> list[tuple[datetime, BookingStatus]]:
        """Starts and states that the register must hold."""
        status = BookingStatus.CANCELLED if self.cancelled else BookingStatus.PLANNED
        weeks = [week for week in range(_WEEKS if self.weekly else 1) if week not in self.deleted]
        return [(self.start(week) + timedelta(hours=dict(self.moved).get(week, 0)), status) for week in weeks]

    def text(self, uid: str) -> str:
        """The object as a calendar program writes it."""
        lines = [f"RRULE:FREQ=WEEKLY;COUNT={_WEEKS}"] if self.weekly else []
        lines += [f"EXDATE:{self.start(week):%Y%m%dT%H%M%SZ}" for week in sorted(self.deleted)]
        parts = [self._event(uid, self.start(0), *lines)]
        parts += [
            self._event(
                uid, self.start(week) + timedelta(hours=hours), f"RECURRENCE-ID:{self.start(week):%Y%m%dT%H%M%SZ}"
            )
            for week, hours in self.moved
            if week not in self.deleted
        ]
        return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//fi\n" + "".join(parts) + "END:VCALENDAR\n"

    def _event(self, uid: str, start: datetime, *lines: str) -> str:
        state = ["STATUS:CANCELLED"] if self.cancelled else []
        own = [f"UID:{uid}", "DTSTAMP:20260301T080000Z", f"SEQUENCE:{self.sequence}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}"]
        return "\n".join(["BEGIN:VEVENT", *own, "DURATION:PT1H", "SUMMARY:Käynti", *state, *lines, "END:VEVENT", ""])


_STEPS = st.one_of(
    st.tuples(st.just("create"), _NAMES, st.integers(1, 9)),
    st.tuples(st.just("create_weekly"), _NAMES, st.integers(1, 9)),
    st.tuples(st.just("move"), _NAMES, st.integers(1, 9)),
    st.tuples(st.just("move_one_week"), _NAMES, st.integers(0, _WEEKS - 1)),
    st.tuples(st.just("delete_one_week"), _NAMES, st.integers(0, _WEEKS - 1)),
    st.tuples(st.just("cancel"), _NAMES, st.just(0)),
    st.tuples(st.just("delete"), _NAMES, st.just(0)),
    st.tuples(st.just("restore"), _NAMES, st.just(0)),
    st.tuples(st.just("lose_tokens"), _NAMES, st.just(0)),
    st.tuples(st.just("reconnect"), _NAMES, st.just(0)),
    st.tuples(st.just("pull"), _NAMES, st.just(0)),
)


@dataclass
class History:
    """One calendar with its model, its connector and the register."""

    radicale: Radicale
    calendar: Calendar
    there: dict[str, Visit] = field(default_factory=dict)
    thrown_away: dict[str, Visit] = field(default_factory=dict)
    register: MemoryRegister = field(default_factory=lambda: MemoryRegister("varaukset"))

    def __post_init__(self) -> None:
        self.connector = self._connect()

    def step(self, what: str, name: str, number: int) -> None:
        """Do one thing; what cannot be done now is passed over."""
        if what == "pull":
            self.check()
        elif what == "reconnect":
            self.connector.close()
            self.connector = self._connect()
        elif what == "lose_tokens":
            self.radicale.forget_sync_tokens()
        elif what.startswith("create"):
            self._write(name, Visit(number, weekly=what.endswith("weekly")))
        elif what == "restore" and name in self.thrown_away:
            self._write(name, self.thrown_away[name])
        elif name in self.there and what == "delete":
            self.thrown_away[name] = self.there.pop(name)
            self.calendar.account.request("DELETE", self.calendar.object_url(f"{name}.ics"))
        elif name in self.there:
            self._write(name, self._changed(self.there[name], what, number))

    def check(self) -> None:
        """Pull, and compare what the register holds with the model."""
        self.register.pull(self.connector)
        found = sorted((one.uid, one.starts_at, one.status) for one in self.register.bookings())
        expected = sorted((name, *told) for name, visit in self.there.items() for told in visit.expected())
        assert found == expected

    def _changed(self, visit: Visit, what: str, number: int) -> Visit:
        if what == "move":
            return replace(visit, day=number)
        if what == "cancel":
            return replace(visit, cancelled=True)
        if not visit.weekly:
            return visit
        if what == "move_one_week":
            return replace(visit, moved=tuple({**dict(visit.moved), number: 1 + visit.sequence % 5}.items()))
        return replace(visit, deleted=visit.deleted | {number})

    def _write(self, name: str, visit: Visit) -> None:
        visit = replace(visit, sequence=visit.sequence + 1)
        self.there[name] = visit
        url, text = self.calendar.object_url(f"{name}.ics"), visit.text(name).replace("\n", "\r\n").encode()
        self.calendar.account.request("PUT", url, text, Content_Type="text/calendar; charset=utf-8")

    def _connect(self) -> CalendarConnector:
        account = CalendarAccount(
            name="varaukset",
            url=self.calendar.account.url,
            login=Login(self.calendar.account.username, self.calendar.account.password),
            calendars=(self.calendar.url,),
            rules=BookingRules(),
            own=OwnIdentity(),
            since=date(2026, 1, 1),
            insecure=True,
        )
        return CalendarConnector(account, DirectReader(), lambda: NOW)


def follow(radicale: Radicale, histories: int) -> None:
    """Play so many random histories and compare after each pull."""

    @settings(max_examples=histories, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(_STEPS, min_size=3, max_size=14))
    def run(steps: list[tuple[str, str, int]]) -> None:
        history = History(radicale, radicale.new_calendar("Käynnit"))
        for step in steps:
            history.step(*step)
        history.check()
        history.check()
        history.connector.close()

    run()


@pytest.mark.live("radicale")
@pytest.mark.timeout(1_800)
def test_register_follows_every_history(radicale: Radicale) -> None:
    follow(radicale, HISTORIES)
