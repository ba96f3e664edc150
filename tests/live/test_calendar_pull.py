"""The calendar connector against Radicale and Xandikos."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from connectors.accounts import BookingRules, CalendarAccount, Login
from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import DirectReader
from models.errors import Refused, Unreachable
from models.values import OwnIdentity
from models.vocabulary import BookingStatus
from tests.connectors.calendar.memory import MemoryRegister
from tests.live.caldav_front import CalDavFront, Question, Reply
from tests.live.caldav_http import Calendar
from tests.live.radicale import Radicale

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
OWN = OwnIdentity(domains=("firma.example",), addresses=("vastaanotto@firma.example",))


@pytest.fixture(params=["radicale", "xandikos"])
def calendar(request: pytest.FixtureRequest) -> Calendar:
    server = request.getfixturevalue(request.param)
    found: Calendar = server.new_calendar("Ajanvaraus")
    return found


def settings(
    calendar: Calendar, *, password: str | None = None, calendars: tuple[str, ...] | None = None
) -> CalendarAccount:
    return CalendarAccount(
        name="varaukset",
        url=calendar.account.url,
        login=Login(calendar.account.username, password or calendar.account.password),
        calendars=calendars if calendars is not None else (calendar.url,),
        rules=BookingRules(),
        own=OWN,
        since=date(2026, 1, 1),
        insecure=True,
        timeout=timedelta(seconds=10),
    )


class Connect(Protocol):
    """Makes a connector that is closed with the test."""

    def __call__(self, account: CalendarAccount) -> CalendarConnector: ...


@pytest.fixture
def connect() -> Iterator[Connect]:
    with ExitStack() as stack:

        def start(account: CalendarAccount) -> CalendarConnector:
            connector = CalendarConnector(account, DirectReader(), lambda: NOW)
            stack.callback(connector.close)
            return connector

        yield start


def event(uid: str, start: str = "20260310T100000", *lines: str) -> str:
    hour = f"{int(start[9:11]) + 1:02}"
    body = "\n".join(
        [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260301T080000Z",
            f"DTSTART;TZID=Europe/Helsinki:{start}",
            f"DTEND;TZID=Europe/Helsinki:{start[:9]}{hour}{start[11:]}",
            "SUMMARY:Käynti",
            *lines,
            "END:VEVENT",
        ]
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//fi\n{body}\nEND:VCALENDAR\n"


class TestEveryServer:
    @pytest.fixture(autouse=True)
    def _start(self, calendar: Calendar, connect: Connect) -> None:
        self.calendar = calendar
        self.connector = connect(settings(calendar))
        self.register = MemoryRegister("varaukset")

    def test_new_event_is_brought_once(self) -> None:
        self.calendar.put("one.ics", event("one"))
        assert len(self.register.pull(self.connector)) == 1
        [booking] = self.register.bookings()
        assert booking.starts_at == datetime(2026, 3, 10, 8, tzinfo=UTC)
        assert self.register.pull(self.connector) == []

    def test_empty_calendar_is_read_to_its_end(self) -> None:
        [batch] = self.register.pull(self.connector)
        assert batch.final
        assert self.register.pull(self.connector) == []

    def test_moved_event_comes_with_its_new_time(self) -> None:
        self.calendar.put("one.ics", event("one"))
        self.register.pull(self.connector)
        self.calendar.put("one.ics", event("one", "20260311T140000", "SEQUENCE:1"))
        self.register.pull(self.connector)
        assert [one.starts_at for one in self.register.bookings()] == [datetime(2026, 3, 11, 12, tzinfo=UTC)]

    def test_cancelled_event_stays_with_its_state(self) -> None:
        self.calendar.put("one.ics", event("one"))
        self.register.pull(self.connector)
        self.calendar.put("one.ics", event("one", "20260310T100000", "STATUS:CANCELLED", "SEQUENCE:1"))
        self.register.pull(self.connector)
        assert [one.status for one in self.register.bookings()] == [BookingStatus.CANCELLED]

    def test_deleted_event_is_gone_by_name(self) -> None:
        self.calendar.put("one.ics", event("one"))
        self.calendar.put("two.ics", event("two"))
        self.register.pull(self.connector)
        self.calendar.delete("one.ics")
        [batch] = self.register.pull(self.connector)
        assert [(gone.place.item.rsplit("/", 1)[1], gone.named) for gone in batch.gone] == [("one.ics", True)]
        assert [one.uid for one in self.register.bookings()] == ["two"]

    def test_series_with_a_changed_and_a_deleted_instance(self) -> None:
        master = event(
            "weekly", "20260302T100000", "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=Europe/Helsinki:20260316T100000"
        )
        change = event("weekly", "20260310T120000", "RECURRENCE-ID;TZID=Europe/Helsinki:20260309T100000")
        both = master.replace("END:VCALENDAR\n", "") + change.split("//fi\n")[1]
        self.calendar.put("weekly.ics", both)
        self.register.pull(self.connector)
        # 29 March: summer time. 10:00 stays 10:00.
        assert [one.starts_at.isoformat() for one in self.register.bookings()] == [
            "2026-03-02T08:00:00+00:00",
            "2026-03-10T10:00:00+00:00",
            "2026-03-23T08:00:00+00:00",
            "2026-03-30T07:00:00+00:00",
        ]

    def test_emptied_calendar_is_told_truthfully(self) -> None:
        for number in range(6):
            self.calendar.put(f"{number}.ics", event(str(number)))
        self.register.pull(self.connector)
        self.calendar.empty()
        [batch] = self.register.pull(self.connector)
        assert len(batch.gone) == 6
        assert all(gone.named for gone in batch.gone)

    def test_wanted_object_is_read_again(self) -> None:
        self.calendar.put("one.ics", event("one"))
        [batch] = self.register.pull(self.connector)
        self.register.wishes[batch.stream] = {batch.observations[0].place.item}
        [again] = self.register.pull(self.connector)
        assert [seen.again for seen in again.observations] == [True]

    def test_wanted_object_that_is_no_more_is_gone(self) -> None:
        self.calendar.put("one.ics", event("one"))
        [batch] = self.register.pull(self.connector)
        self.register.wishes[batch.stream] = {batch.stream + "never.ics"}
        [again] = self.register.pull(self.connector)
        assert [(gone.place.item, gone.named) for gone in again.gone] == [(batch.stream + "never.ics", True)]

    def test_refused_token_leads_to_a_comparison(self) -> None:
        self.calendar.put("one.ics", event("one"))
        self.calendar.put("two.ics", event("two"))
        [batch] = self.register.pull(self.connector)
        self.calendar.delete("one.ics")
        self.calendar.put("three.ics", event("three"))
        stale = batch.cursor.value.replace('"token": "', '"token": "http://radicale.org/ns/sync/' + "0" * 40)
        self.register.cursors[batch.stream] = type(batch.cursor)("varaukset", batch.stream, stale)
        [after] = self.register.pull(self.connector)
        assert [(gone.place.item.rsplit("/", 1)[1], gone.named) for gone in after.gone] == [("one.ics", False)]
        assert [seen.place.item.rsplit("/", 1)[1] for seen in after.observations] == ["three.ics"]

    def test_refused_token_is_known_by_its_precondition_whatever_the_status(self, connect: Connect) -> None:
        with CalDavFront(urlsplit(self.calendar.url).port or 80) as front:
            account = replace(
                settings(self.calendar, calendars=(front.through(self.calendar.url),)),
                url=front.through(self.calendar.account.url),
            )
            connector = connect(account)
            self.calendar.put("one.ics", event("one"))
            [batch] = self.register.pull(connector)
            stale = batch.cursor.value.replace('"token": "', '"token": "http://radicale.org/ns/sync/' + "0" * 40)
            self.register.cursors[batch.stream] = replace(batch.cursor, value=stale)
            refusals: list[int] = []

            def other_status(question: Question, reply: Reply) -> Reply:
                if b"valid-sync-token" not in reply.body:
                    return reply
                refusals.append(reply.status)
                return replace(reply, status=400)

            front.liar = other_status
            front.questions.clear()
            self.register.pull(connector)
            connector.close()
        assert refusals in ([403], [412])
        assert [one.report for one in front.questions if one.report in ("sync", "listing", "ctag")] == ["sync", "sync"]

    def test_broken_event_beside_others_is_a_problem(self) -> None:
        self.calendar.put("good.ics", event("good"))
        self.calendar.put("bomb.ics", event("bomb", "20260310T100000", "RRULE:FREQ=MINUTELY"))
        [batch] = self.register.pull(self.connector)
        assert [problem.error for problem in batch.problems] == ["rule_too_fast"]
        assert [one.uid for one in self.register.bookings()] == ["good"]

    def test_check_finds_the_calendar(self) -> None:
        findings = self.connector.check()
        assert all(finding.ok for finding in findings), findings

    def test_missing_calendar_is_told_after_the_others(self, connect: Connect) -> None:
        self.calendar.put("one.ics", event("one"))
        connector = connect(settings(self.calendar, calendars=("Ei ole", self.calendar.url)))
        with pytest.raises(Refused, match="varaukset: there is no calendar Ei ole") as refused:
            self.register.pull(connector)
        assert [one.uid for one in self.register.bookings()] == ["one"]
        assert "Ajanvaraus" in refused.value.mend


def test_calendar_is_found_by_its_name(radicale: Radicale, connect: Connect) -> None:
    account = radicale.new_account()
    account.new_calendar("Muu").put("x.ics", event("x"))
    calendar = account.new_calendar("Varaukset")
    calendar.put("one.ics", event("one"))
    register = MemoryRegister("varaukset")
    register.pull(connect(settings(calendar, calendars=("varaukset",))))
    assert [one.uid for one in register.bookings()] == ["one"]


def test_tokens_lost_by_the_server_lose_nothing(radicale: Radicale, connect: Connect) -> None:
    calendar = radicale.new_calendar("Varaukset")
    calendar.put("one.ics", event("one"))
    calendar.put("two.ics", event("two"))
    register, connector = MemoryRegister("varaukset"), connect(settings(calendar))
    register.pull(connector)
    calendar.delete("one.ics")
    radicale.forget_sync_tokens()
    [batch] = register.pull(connector)
    assert [gone.named for gone in batch.gone] == [False]
    assert batch.observations == ()


def test_wrong_password_is_refused_with_the_account_named(radicale: Radicale, connect: Connect) -> None:
    calendar = radicale.new_calendar("Varaukset")
    connector = connect(settings(calendar, password="wrong"))
    with pytest.raises(Refused, match="varaukset: user name or password"):
        MemoryRegister("varaukset").pull(connector)
    assert [finding.ok for finding in connector.check()] == [False]


def test_server_that_is_down_is_unreachable_and_comes_back(radicale: Radicale, connect: Connect) -> None:
    calendar = radicale.new_calendar("Varaukset")
    calendar.put("one.ics", event("one"))
    register, connector = MemoryRegister("varaukset"), connect(settings(calendar))
    radicale.stop()
    with pytest.raises(Unreachable, match="does not answer"):
        register.pull(connector)
    radicale.start()
    register.pull(connector)
    assert [one.uid for one in register.bookings()] == ["one"]


def test_calendar_that_vanishes_loses_no_bookings(radicale: Radicale, connect: Connect) -> None:
    calendar = radicale.new_calendar("Varaukset")
    calendar.put("one.ics", event("one"))
    register, connector = MemoryRegister("varaukset"), connect(settings(calendar))
    register.pull(connector)
    calendar.remove()
    with pytest.raises(Refused, match="there is no calendar"):
        register.pull(connector)
    assert [one.uid for one in register.bookings()] == ["one"]
