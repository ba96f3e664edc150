"""The calendar connectors keep the contract of connectors: at Radicale, at Xandikos and at a published file."""

import hashlib
import itertools
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from connectors.accounts import BookingRules, CalendarAccount, Login, PublishedAccount
from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.published import STREAM, PublishedConnector
from connectors.sandbox import DirectReader
from models.values import OwnIdentity
from tests.connectors.calendar.lying import CALENDAR, LyingCalDav
from tests.connectors.calendar.test_faults import set_quirk, settings
from tests.contract.known import Remembered
from tests.contract.pulling import MARKER, ConnectorContract, ConnectorHarness, pull_all
from tests.live.published_file import SECRET, PublishedFile
from tests.live.radicale import Radicale
from tests.live.xandikos import Xandikos

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
SINCE = date(2026, 1, 1)
BAD = "RRULE:FREQ=MINUTELY"


def event(uid: str, *lines: str) -> str:
    """A visit whose title nobody may read."""
    own = [f"UID:{uid}", "DTSTAMP:20260301T080000Z", "DTSTART:20260310T080000Z", "DTEND:20260310T090000Z"]
    return "\n".join(["BEGIN:VEVENT", *own, f"SUMMARY:{MARKER}", *lines, "END:VEVENT"])


class CalendarHarness(ConnectorHarness):
    """What the calendar sources have in common: they tell of nothing by themselves."""

    several_batches = 230
    notices = False

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._connectors: list[CalendarConnector | PublishedConnector] = []

    @abstractmethod
    def put(self, uid: str, text: str) -> str:
        """Put an event into the calendar; gives its item."""

    def add(self, number: int = 1) -> list[str]:
        return [self.put(uid, event(uid)) for uid in (f"visit-{next(self._numbers)}" for _ in range(number))]

    def add_bad(self) -> str:
        return self.put("bad", event("bad", BAD))

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()


class CalDavHarness(CalendarHarness):
    """A calendar of its own on a CalDAV server."""

    def __init__(self, server: Radicale | Xandikos) -> None:
        super().__init__()
        self._server = server
        self._calendar = server.new_calendar("Ajanvaraus")
        self.stream = urlsplit(self._calendar.url).path
        self.asks_password = isinstance(server, Radicale)

    def connector(self, *, password_is_right: bool = True) -> CalendarConnector:
        user = self._calendar.account
        account = CalendarAccount(
            name="varaukset",
            url=user.url,
            login=Login(user.username, user.password if password_is_right else "wrong"),
            calendars=(self._calendar.url,),
            rules=BookingRules(),
            own=OwnIdentity(),
            since=SINCE,
            insecure=True,
            timeout=timedelta(seconds=10),
        )
        connector = CalendarConnector(account, DirectReader(), lambda: NOW)
        self._connectors.append(connector)
        return connector

    def put(self, uid: str, text: str) -> str:
        url = self._calendar.object_url(f"{uid}.ics")
        whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//fi\n{text}\nEND:VCALENDAR\n".replace("\n", "\r\n")
        self._calendar.account.request("PUT", url, whole.encode(), Content_Type="text/calendar; charset=utf-8")
        return urlsplit(url).path

    def remove(self, item: str) -> None:
        self._calendar.delete(item.rsplit("/", 1)[1])

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()


# Lies that leave the server its sync reports, which name what is gone; else it is missing from a list.
NAMING = ("honest", "truncated_pages", "multiget_405")
LISTING = ("no_sync", "no_sync_no_ctag", "token_always_refused")


class LyingHarness(CalendarHarness):
    """A calendar on the server that can lie, with lies that a client must be able to live with."""

    def __init__(self, lie: str) -> None:
        super().__init__()
        self._server = LyingCalDav()
        self._server.__enter__()
        self.stream = CALENDAR
        self.names_gone = lie in NAMING
        set_quirk(self._server, lie)

    def connector(self, *, password_is_right: bool = True) -> CalendarConnector:
        account = settings(self._server.url, password="secret" if password_is_right else "wrong")
        connector = CalendarConnector(account, DirectReader(), lambda: NOW)
        self._connectors.append(connector)
        return connector

    def put(self, uid: str, text: str) -> str:
        self._server.put(f"{uid}.ics", f"BEGIN:VCALENDAR\nVERSION:2.0\n{text}\nEND:VCALENDAR\n")
        return f"{CALENDAR}{uid}.ics"

    def remove(self, item: str) -> None:
        self._server.delete(item.rsplit("/", 1)[1])

    def stop(self) -> None:
        self._server.__exit__(None, None, None)

    def start(self) -> None:
        self._server.__enter__()

    def close(self) -> None:
        super().close()
        with suppress(OSError):
            self.stop()


class PublishedHarness(CalendarHarness):
    """A published file. Its address is the secret; what is not in the file any more is gone by absence."""

    stream = STREAM
    names_gone = False

    def __init__(self, *, validators: bool) -> None:
        super().__init__()
        self.validators = validators
        self.file = PublishedFile(validators=validators)
        self.file.start()

    def connector(self, *, password_is_right: bool = True) -> PublishedConnector:
        account = PublishedAccount(
            name="julkaistu",
            url=self.file.url if password_is_right else self.file.wrong_url,
            rules=BookingRules(),
            own=OwnIdentity(),
            since=SINCE,
            insecure=True,
            timeout=timedelta(seconds=10),
        )
        connector = PublishedConnector(account, DirectReader(), lambda: NOW)
        self._connectors.append(connector)
        return connector

    def put(self, uid: str, text: str) -> str:
        # The hash of the UID is the item: UIDs may hold addresses.
        item = hashlib.sha256(uid.encode()).hexdigest()[:32]
        self.file.events[item] = text
        return item

    def remove(self, item: str) -> None:
        del self.file.events[item]

    def stop(self) -> None:
        self.file.stop()

    def start(self) -> None:
        self.file.start()

    def close(self) -> None:
        super().close()
        self.file.stop()


@pytest.mark.live("radicale")
class TestCalendarConnectorOnRadicale(ConnectorContract):
    """The contract of a connector."""

    @pytest.fixture
    def harness(self, radicale: Radicale) -> Iterator[CalDavHarness]:
        harness = CalDavHarness(radicale)
        yield harness
        harness.close()


@pytest.mark.live("xandikos")
class TestCalendarConnectorOnXandikos(ConnectorContract):
    """The contract of a connector."""

    @pytest.fixture
    def harness(self, xandikos: Xandikos) -> Iterator[CalDavHarness]:
        harness = CalDavHarness(xandikos)
        yield harness
        harness.close()


class TestCalendarConnectorOnTheLyingServer(ConnectorContract):
    """The contract of a connector, at servers that are odd for good."""

    @pytest.fixture(params=[*NAMING, *LISTING])
    def harness(self, request: pytest.FixtureRequest) -> Iterator[LyingHarness]:
        harness = LyingHarness(request.param)
        yield harness
        harness.close()


class TestPublishedConnector(ConnectorContract):
    """The contract of a connector, at publishers that know an unchanged file again and at those that do not."""

    @pytest.fixture(params=[True, False], ids=["etag", "no etag"])
    def harness(self, request: pytest.FixtureRequest) -> Iterator[PublishedHarness]:
        harness = PublishedHarness(validators=request.param)
        yield harness
        harness.close()

    def test_secret_address_is_in_nothing_that_is_told_or_stored(
        self, harness: PublishedHarness, known: Remembered
    ) -> None:
        harness.add(1)
        harness.add_bad()
        connector = harness.connector()
        pull_all(connector, known)
        told = [connector.check(), known.cursors, known.seen, known.problems]
        harness.stop()
        told.append(connector.check())
        assert SECRET not in repr(told)

    def test_publisher_is_asked_for_changes_only(self, harness: PublishedHarness, known: Remembered) -> None:
        harness.add(2)
        connector = harness.connector()
        for _ in range(3):
            pull_all(connector, known)
        assert harness.file.whole_answers == (1 if harness.validators else 3)
        assert len(known.seen) == 2
