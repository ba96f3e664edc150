"""The first list of a calendar asks for the objects too: a server that reads them for the list need not read them again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from connectors.calendar.client import Busy
from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import DirectReader
from models.errors import Unreachable
from tests.connectors.calendar.lying import Answer, LyingCalDav, Request
from tests.connectors.calendar.memory import MemoryRegister
from tests.connectors.calendar.test_faults import NOW, OBJECTS, event, settings

Moment = list[datetime]


@pytest.fixture
def server() -> Iterator[LyingCalDav]:
    with LyingCalDav(gives_objects_with_list=True) as lying:
        for number in range(OBJECTS):
            lying.put(f"{number}.ics", event(f"uid-{number}"))
        yield lying


@pytest.fixture
def now() -> Moment:
    return [NOW]


@pytest.fixture
def connector(server: LyingCalDav, now: Moment) -> Iterator[CalendarConnector]:
    made = CalendarConnector(settings(server.url), DirectReader(), lambda: now[0])
    yield made
    made.close()


@pytest.fixture
def register() -> MemoryRegister:
    return MemoryRegister("varaukset")


@dataclass
class Counting(MemoryRegister):
    """Counts how often it is asked for what it holds."""

    asked: int = 0

    def versions(self, stream: str) -> Mapping[str, str]:
        self.asked += 1
        return super().versions(stream)


def asked(server: LyingCalDav) -> list[str]:
    """The reports asked for since the last time, those that want objects marked."""
    names = [f"{one.report}{'+objects' if one.wants_objects else ''}" for one in server.requests]
    server.requests.clear()
    return [name for name in names if name.startswith(("sync", "multiget", "listing", "get"))]


def when_objects_are_wanted(change: Callable[[Answer], Answer]) -> Callable[[Request, Answer], Answer | None]:
    def lie(request: Request, honest: Answer) -> Answer | None:
        return change(honest) if request.report == "sync" and request.wants_objects and honest.status == 207 else None

    return lie


def uids(register: MemoryRegister) -> set[str]:
    return {booking.uid for booking in register.bookings()}


EVERY = {f"uid-{number}" for number in range(OBJECTS)}


def test_first_pull_asks_once(server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister) -> None:
    register.pull(connector)
    assert uids(register) == EVERY
    assert [name for name in asked(server) if name != "get"] == ["sync+objects"]


def test_versions_are_those_of_the_server(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister
) -> None:
    register.pull(connector)
    asked(server)
    server.put("3.ics", event("uid-3", day=20))
    register.pull(connector)
    assert asked(server) == ["sync", "multiget+objects"]


def test_later_lists_ask_for_no_objects(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister, now: Moment
) -> None:
    register.pull(connector)
    asked(server)
    now[0] += timedelta(days=2)
    register.pull(connector)
    assert asked(server) == ["sync"], "everything is listed once a day, and nothing of it read again"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda honest: Answer(500), id="status 500"),
        pytest.param(lambda honest: Answer(400), id="status 400"),
        pytest.param(lambda honest: Answer(507), id="status 507"),
        pytest.param(lambda honest: Answer(403, "<D:error xmlns:D='DAV:'><D:valid-sync-token/></D:error>"), id="token"),
        pytest.param(lambda honest: Answer(207, honest.body, honest.headers, cut=300), id="cut off"),
        pytest.param(lambda honest: Answer(207, honest.body.replace("200 OK", "500 Error", 1)), id="one object fails"),
        pytest.param(lambda honest: Answer(200, "<html></html>", (("Content-Type", "text/html"),)), id="a page"),
    ],
)
def test_server_that_cannot_is_asked_for_the_list_alone(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister, change: Callable[[Answer], Answer]
) -> None:
    server.lie = when_objects_are_wanted(change)
    register.pull(connector)
    assert uids(register) == EVERY
    assert asked(server) == ["sync+objects", "sync", "multiget+objects"]


def test_objects_that_are_left_out_are_asked_for(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister
) -> None:
    def without_two(honest: Answer) -> Answer:
        whole, cut = event("uid-1"), event("uid-2")
        return Answer(207, honest.body.replace(whole, "").replace(cut, cut.removesuffix("END:VCALENDAR\n")))

    server.lie = when_objects_are_wanted(without_two)
    register.pull(connector)
    assert uids(register) == EVERY
    [_, multiget] = [one for one in server.requests if one.report in ("sync", "multiget")]
    assert [f"/{number}.ics" in multiget.body for number in range(4)] == [False, True, True, False]


def test_server_that_is_busy_is_left_in_peace(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister
) -> None:
    server.lie = when_objects_are_wanted(lambda honest: Answer(429))
    with pytest.raises(Busy):
        register.pull(connector)
    assert asked(server) == ["sync+objects"]
    server.lie = lambda request, honest: None
    register.pull(connector)
    assert uids(register) == EVERY


def test_server_that_is_out_of_order_is_an_outage(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister
) -> None:
    server.lie = lambda request, honest: Answer(503) if request.report == "sync" and honest.status == 207 else None
    with pytest.raises(Unreachable):
        register.pull(connector)
    assert not register.bookings()
    server.lie = lambda request, honest: None
    register.pull(connector)
    assert uids(register) == EVERY


def test_poll_without_news_asks_the_register_for_no_versions(
    connector: CalendarConnector, register: MemoryRegister
) -> None:
    register.pull(connector)
    counting = Counting("varaukset", register.cursors, register.held)
    assert counting.pull(connector) == []
    assert counting.asked == 0, "what a poll costs must not grow with the calendar"


def test_object_that_changes_between_two_pages_comes_in_its_newest_version(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister
) -> None:
    """The second page names it again with its new version, and without the object."""
    more = "<D:response><D:href>/cal/visits/</D:href><D:status>HTTP/1.1 507 More</D:status></D:response>"
    old, pages = event("uid-0"), iter(("first", "second"))

    def in_two_pages(honest: Answer) -> Answer:
        if next(pages) == "first":
            server.put("0.ics", event("uid-0", day=25))
            return Answer(207, honest.body.replace("<D:sync-token>", f"{more}<D:sync-token>"), honest.headers)
        assert old not in honest.body
        return Answer(207, honest.body.replace(event("uid-0", day=25), ""), honest.headers)

    server.lie = when_objects_are_wanted(in_two_pages)
    register.pull(connector)
    [moved] = [booking for booking in register.bookings() if booking.uid == "uid-0"]
    assert moved.starts_at.day == 25


def test_no_more_objects_are_asked_for_at_once_than_without_a_list_of_them(
    server: LyingCalDav, connector: CalendarConnector, register: MemoryRegister
) -> None:
    for number in range(OBJECTS, 400):
        server.put(f"{number}.ics", event(f"uid-{number}"))
    server.lie = when_objects_are_wanted(lambda honest: Answer(207, honest.body.replace("END:VCALENDAR", "")))
    register.pull(connector)
    assert len(uids(register)) == 400
    asked_for = [one.body.count("<D:href>") for one in server.requests if one.report == "multiget"]
    assert (max(asked_for), sum(asked_for)) == (100, 400)
