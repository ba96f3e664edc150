"""When a busy server wants to be asked again, and what is made of it."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.retry_after import LONGEST, retry_after
from connectors.calendar.transport import Busy
from connectors.sandbox import DirectReader
from daemon.backoff import BackOff
from tests.connectors.calendar.lying import Answer, LyingCalDav
from tests.connectors.calendar.memory import MemoryRegister
from tests.connectors.calendar.test_faults import NOW, event, settings

SENT = "Mon, 02 Mar 2026 06:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "sent", "expected"),
    [
        ("120", "", timedelta(seconds=120)),
        (" 0 ", "", timedelta(0)),
        ("86400", "", LONGEST),
        ("9" * 40, "", LONGEST),
        ("Mon, 02 Mar 2026 06:02:00 GMT", SENT, timedelta(minutes=2)),
        # Our clock is an hour ahead, or the server's behind: its own Date tells how long it means.
        ("Mon, 02 Mar 2026 05:02:00 GMT", "Mon, 02 Mar 2026 05:00:00 GMT", timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 06:02:00 GMT", "", timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 05:00:00 GMT", SENT, timedelta(0)),
        ("Tue, 02 Mar 2027 06:00:00 GMT", SENT, LONGEST),
        ("Monday, 02-Mar-26 06:02:00 GMT", SENT, timedelta(minutes=2)),
        ("", "", None),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
        ("٣", "", None),
        ("Mon, 99 Mar 2026 06:02:00 GMT", SENT, None),
    ],
)
def test_header_is_read_in_seconds_and_as_a_moment(value: str, sent: str, expected: timedelta | None) -> None:
    assert retry_after(value, sent, NOW) == expected


@pytest.mark.parametrize("status", [429, 503])
def test_busy_server_is_asked_no_sooner_than_it_says_and_nothing_more_in_this_pull(status: int) -> None:
    with LyingCalDav() as server:
        server.put("1.ics", event("uid-1"))
        server.lie = lambda request, honest: (
            Answer(status, headers=(("Retry-After", "1500"),)) if request.report == "sync" else None
        )
        connector = CalendarConnector(settings(server.url), DirectReader(), lambda: NOW)
        with pytest.raises(Busy, match="busy") as busy:
            MemoryRegister("varaukset").pull(connector)
        connector.close()
        assert server.requests[-1].report == "sync"
    assert busy.value.retry_after == timedelta(seconds=1500)
    assert busy.value.mend
    assert BackOff().failed().pause(busy.value, 0.0) == timedelta(seconds=1500)


def test_too_many_requests_without_a_time_end_the_pull_too() -> None:
    with LyingCalDav() as server:
        server.lie = lambda request, honest: Answer(429) if request.report == "sync" else None
        connector = CalendarConnector(settings(server.url), DirectReader(), lambda: datetime.now(UTC))
        with pytest.raises(Busy) as busy:
            MemoryRegister("varaukset").pull(connector)
        connector.close()
    assert busy.value.retry_after is None
