"""Published .ics addresses: read like a calendar, downloaded only when changed, and half a file is no fact."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.accounts import BookingRules, PublishedAccount
from connectors.calendar.feed import NotAFeed, split_feed
from connectors.calendar.published import STREAM, PublishedConnector
from connectors.sandbox import DirectReader
from models.errors import Refused, Unreachable
from models.values import OwnIdentity
from tests.connectors.calendar.lying import Answer, LyingCalDav, Request
from tests.connectors.calendar.memory import MemoryRegister

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SECRET = "b2f1-private-token"


def event(uid: str, day: int = 10, stamp: str = "20260301T000000Z", *lines: str) -> str:
    own = [f"UID:{uid}", f"DTSTAMP:{stamp}", f"DTSTART:202603{day:02}T080000Z", f"DTEND:202603{day:02}T090000Z"]
    return "\r\n".join(["BEGIN:VEVENT", *own, "SUMMARY:Maija", *lines, "END:VEVENT", ""])


def feed(*events: str) -> str:
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:Europe/Helsinki\r\n" + "".join(events) + "END:VCALENDAR\r\n"


class Publisher:
    """Answers with `text` under an ETag that changes with it."""

    def __init__(self) -> None:
        self.text = feed(event("one"), event("two", 11))
        self.asked: list[Request] = []
        self.full = 0
        self.lie: Answer | None = None

    def __call__(self, request: Request, honest: Answer) -> Answer:
        self.asked.append(request)
        if self.lie is not None:
            return self.lie
        etag = f'"{hash(self.text)}"'
        if request.if_none_match == etag:
            return Answer(304)
        self.full += 1
        return Answer(200, self.text, (("Content-Type", "text/calendar"), ("ETag", etag)))


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def connector(publisher: Publisher) -> Iterator[PublishedConnector]:
    with LyingCalDav(publisher) as server:
        account = PublishedAccount(
            name="julkaistu",
            url=f"{server.url}{SECRET}/basic.ics",
            rules=BookingRules(),
            own=OwnIdentity(),
            since=date(2026, 1, 1),
            insecure=True,
            timeout=timedelta(seconds=2),
        )
        made = PublishedConnector(account, DirectReader(), lambda: NOW)
        yield made
        made.close()


@pytest.fixture
def register() -> MemoryRegister:
    return MemoryRegister("julkaistu")


def test_events_are_read_and_the_file_is_not_downloaded_again(
    connector: PublishedConnector, publisher: Publisher, register: MemoryRegister
) -> None:
    [batch] = register.pull(connector)
    assert (batch.final, [one.uid for one in register.bookings()]) == (True, ["one", "two"])
    assert register.pull(connector) == []
    assert publisher.full == 1


def test_only_changed_events_are_read_again(
    connector: PublishedConnector, publisher: Publisher, register: MemoryRegister
) -> None:
    register.pull(connector)
    # Publishers write every DTSTAMP anew.
    publisher.text = feed(event("two", 12, "20260302T000000Z"), event("one", 10, "20260302T000000Z"))
    [batch] = register.pull(connector)
    assert len(batch.observations) == 1
    assert [one.starts_at.day for one in register.bookings()] == [10, 12]


def test_missing_event_is_gone_by_absence(
    connector: PublishedConnector, publisher: Publisher, register: MemoryRegister
) -> None:
    register.pull(connector)
    publisher.text = feed(event("two", 11))
    [batch] = register.pull(connector)
    assert [gone.named for gone in batch.gone] == [False]
    assert [one.uid for one in register.bookings()] == ["two"]


def test_wanted_event_is_read_again_though_the_file_is_unchanged(
    connector: PublishedConnector, register: MemoryRegister
) -> None:
    [first] = register.pull(connector)
    register.wishes[STREAM] = {first.observations[0].place.item}
    [batch] = register.pull(connector)
    assert [seen.again for seen in batch.observations] == [True]


def test_many_events_come_in_batches_of_which_the_last_moves_the_cursor(
    connector: PublishedConnector, publisher: Publisher, register: MemoryRegister
) -> None:
    publisher.text = feed(*(event(f"uid-{number}", 1 + number % 28) for number in range(230)))
    batches = register.pull(connector)
    assert [(batch.final, batch.remaining, batch.cursor.value == "{}") for batch in batches] == [
        (False, 130, True),
        (False, 30, True),
        (True, 0, False),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>Login</html>", (("Content-Type", "text/html"),)),
        Answer(200, ""),
        Answer(200, "<!-- calendar not available -->"),
        Answer(200, feed(event("one"))[:-20]),
        Answer(200, feed(event("one")) + "<p>Error</p>"),
        Answer(200, feed(event("one")), cut=100),
        Answer(200, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:one\r\nEND:VCALENDAR\r\n"),
        Answer(204),
        Answer(206, feed(event("one"))),
        Answer(304),
        Answer(429),
        Answer(500),
        Answer(503, "busy"),
        Answer(302, headers=(("Location", "/elsewhere.ics"),)),
    ],
    ids=lambda answer: f"{answer.status}_{answer.body[:12].strip()!r}",
)
def test_fault_is_no_fact(
    answer: Answer, connector: PublishedConnector, publisher: Publisher, register: MemoryRegister
) -> None:
    register.pull(connector)
    register.cursors.clear()
    publisher.lie = answer
    with pytest.raises(Unreachable, match="julkaistu"):
        register.pull(connector)
    assert [one.uid for one in register.bookings()] == ["one", "two"]
    publisher.lie = None
    register.pull(connector)
    assert [one.uid for one in register.bookings()] == ["one", "two"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_revoked_address_is_refused_and_not_told(
    status: int, connector: PublishedConnector, publisher: Publisher, register: MemoryRegister
) -> None:
    publisher.lie = Answer(status)
    with pytest.raises(Refused, match="julkaistu") as refused:
        register.pull(connector)
    assert SECRET not in str(refused.value) + refused.value.mend + repr(connector._account)
    assert [finding.ok for finding in connector.check()] == [False]


def test_down_server_is_unreachable_and_the_address_is_not_told(register: MemoryRegister) -> None:
    account = PublishedAccount(
        name="julkaistu",
        url=f"webcal://127.0.0.1:9/{SECRET}.ics",
        rules=BookingRules(),
        own=OwnIdentity(),
        since=date(2026, 1, 1),
        timeout=timedelta(seconds=1),
    )
    connector = PublishedConnector(account, DirectReader(), lambda: NOW)
    with pytest.raises(Unreachable) as down:
        register.pull(connector)
    assert SECRET not in str(down.value)
    assert down.value.__cause__ is None
    plain = PublishedConnector(replace(account, url="http://127.0.0.1:9/x.ics"), DirectReader(), lambda: NOW)
    with pytest.raises(Refused, match="in the clear"):
        register.pull(plain)


def test_check_counts_the_events(connector: PublishedConnector) -> None:
    [finding] = connector.check()
    assert (finding.ok, finding.message) == (True, "published calendar with 2 events")


def test_changed_instances_stay_with_their_series() -> None:
    series = event("weekly", 10, "20260301T000000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    change = event("weekly", 18, "20260301T000000Z", "RECURRENCE-ID:20260317T080000Z")
    objects = split_feed(feed(series, event("other"), change).encode())
    assert len(objects) == 2
    assert sorted(one.raw.count(b"BEGIN:VEVENT") for one in objects.values()) == [1, 2]


def test_folded_uid_is_one_uid() -> None:
    folded = event("long-uid").replace("UID:long-uid", "UID:long\r\n -uid")
    assert split_feed(feed(folded).encode()).keys() == split_feed(feed(event("long-uid")).encode()).keys()


def test_order_of_the_file_changes_no_version() -> None:
    series, change = event("a", 10), event("a", 12, "20260301T000000Z", "RECURRENCE-ID:20260310T080000Z")
    one, other = split_feed(feed(series, change).encode()), split_feed(feed(change, series).encode())
    assert one == other


def test_calendar_inside_a_calendar_is_no_feed() -> None:
    with pytest.raises(NotAFeed):
        split_feed(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VCALENDAR\nEND:VCALENDAR\n")
