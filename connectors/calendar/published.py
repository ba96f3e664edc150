"""The second kind of calendar source: a published .ics address, asked for with ETag and Last-Modified. Reads only.

There is no login: the address itself is the secret, so it stands in no log, no error and no name of a stream.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import niquests
import structlog

from connectors.accounts import PublishedAccount
from connectors.calendar.feed import FeedObject, NotAFeed, split_feed
from connectors.calendar.limits import WINDOW_AHEAD
from connectors.calendar.options import EventOptions
from connectors.calendar.readings import Brought, Readings
from connectors.calendar.transport import GuardedSession, Outage
from connectors.contract import Known
from connectors.sandbox import DirectReader, Reader
from models.errors import Refused, RekisteridError, Unreachable
from models.values import Batch, Cursor, Finding, Gone, Place

STREAM = "published"
"""Name of the one stream of such an account."""

_CHUNK = 100
_NOT_MODIFIED = 304
_REVOKED = frozenset({401, 403, 404, 410})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What the cursor holds: the publisher's validators, and a digest of all that the file held ("" before the first)."""

    etag: str = ""
    modified: str = ""
    digest: str = ""

    @classmethod
    def read(cls, cursor: str) -> "_Mark":
        """From a cursor; one that cannot be read is none: everything is downloaded and compared."""
        try:
            held = json.loads(cursor)
            return cls(str(held.get("etag", "")), str(held.get("modified", "")), str(held.get("digest", "")))
        except (ValueError, AttributeError):
            return cls()

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the file only if it is another one."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified} if self.modified else {}


class PublishedConnector:
    """One published calendar of the configuration (see connectors.contract.Connector). The reader belongs to the caller."""

    def __init__(self, account: PublishedAccount, reader: Reader, clock: Callable[[], datetime]) -> None:
        """`clock` gives the aware moment of now, from which the window of occurrences is counted."""
        self._account = account
        self._reader = reader
        self._clock = clock
        self._session: GuardedSession | None = None

    @property
    def account(self) -> str:
        """The account's name in the configuration."""
        return self._account.name

    def check(self) -> list[Finding]:
        """See Connector."""
        subject = f"{self._account.name}: {self._host()}"
        try:
            objects, _ = self._download({})
        except RekisteridError as exc:
            return [Finding.failed(subject, exc)]
        finally:
            self.close()
        return [Finding(subject, ok=True, message=f"published calendar with {len(objects)} events")]

    def pull(self, known: Known) -> Iterator[Batch]:
        """See Connector. What the file does not hold any more is gone by absence (HW-F12)."""
        cursor = known.cursor(STREAM)
        again = frozenset(item for _, item in known.wanted(STREAM))
        before = cursor.value if cursor else "{}"
        # A file that was restored has the validators it had before.
        whole = known.held_back(STREAM)
        objects, after = self._download({} if again or whole else _Mark.read(before).conditions)
        if after is None:
            return
        held = known.versions(STREAM)
        # Publishers without ETag give the whole file each time: what has been read of it, bad events too, is no news.
        same = _Mark.read(after).digest == _Mark.read(before).digest
        wanted = {
            item: one for item, one in objects.items() if item in again or (not same and held.get(item) != one.version)
        }
        gone = tuple(Gone(self._place(item), named=False) for item in sorted({*held, *again}) if item not in objects)
        if not wanted and not gone and after == before and not whole:
            return
        doubted = False
        for brought, left in self._read(wanted, again):
            if left:
                # Judged with its own batch: what the last one brings takes nothing of that back.
                doubted = doubted or brought.emptied
                yield self._batch(before, brought, left)
            else:
                yield replace(self._batch(after, brought, 0), gone=gone, final=True, doubted=doubted)

    def wait(self, stop: Event, timeout: timedelta) -> bool:
        """See Connector. A file tells nothing by itself: always False, after `timeout` or when `stop` is set."""
        stop.wait(timeout.total_seconds())
        return False

    def close(self) -> None:
        """Hang up. The reader stays as it is."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _read(self, wanted: Mapping[str, FeedObject], again: frozenset[str]) -> Iterator[tuple[Brought, int]]:
        """What became of each chunk, and how many objects are left after it; at least one chunk, if an empty one."""
        readings = Readings(self._reader, self._account.name, STREAM)
        options, items = self._options(), list(wanted)
        for begin in range(0, max(len(items), 1), _CHUNK):
            brought = Brought()
            begun = [
                readings.begin(item, wanted[item].version, wanted[item].raw, options, again=item in again)
                for item in items[begin : begin + _CHUNK]
            ]
            for one in begun:
                readings.take(brought, one)
            yield brought, max(len(items) - begin - _CHUNK, 0)

    def _batch(self, cursor: str, brought: Brought, left: int) -> Batch:
        name = self._account.name
        return Batch(
            account=name,
            stream=STREAM,
            cursor=Cursor(name, STREAM, cursor),
            observations=tuple(brought.observations),
            problems=tuple(brought.problems),
            remaining=left,
            final=False,
        )

    def _download(self, conditions: Mapping[str, str]) -> tuple[dict[str, FeedObject], str | None]:
        """Objects and the new cursor; nothing and None when the file is unchanged. Raises Unreachable and Refused."""
        name = self._account.name
        response = self._get(conditions)
        status = response.status_code or 0
        if status == _NOT_MODIFIED and conditions:
            return {}, None
        if status in _REVOKED:
            raise Refused(
                f"{name}: the address is not published (any more)", mend="publish the calendar and set its new address"
            )
        if status != 200:
            raise Outage(f"{name}: the server answers with status {status}", mend="the service tries again by itself")
        try:
            objects = split_feed(response.content or b"")
        except NotAFeed as exc:
            mend = "open the address in a browser: it must give an .ics file; the service tries again by itself"
            raise Outage(f"{name}: the server answers with something that is no whole calendar", mend=mend) from exc
        mark = _Mark(
            str(response.headers.get("ETag", "")), str(response.headers.get("Last-Modified", "")), _digest(objects)
        )
        return objects, json.dumps(asdict(mark))

    def _get(self, conditions: Mapping[str, str]) -> niquests.Response:
        account = self._account
        headers = {"Accept": "text/calendar", **conditions}
        try:
            response: niquests.Response = self._connected().request(
                "GET",
                _web_address(account.url),
                headers=headers,
                timeout=account.timeout.total_seconds(),
                verify=False if account.insecure else account.ca_file or True,
            )
        except niquests.exceptions.RequestException as exc:
            if isinstance(exc, niquests.exceptions.SSLError) or "certificate" in str(exc).lower():
                mend = (
                    "see whether the address is right; give the file of the private authority (ca_file) if there is one"
                )
                raise Refused(f"{account.name}: the certificate of {self._host()} does not hold", mend=mend) from None
            # Without the cause: its text holds the address.
            raise Unreachable(
                f"{account.name}: {self._host()} does not answer", mend="the service tries again by itself"
            ) from None
        return response

    def _connected(self) -> GuardedSession:
        account = self._account
        if self._session is None:
            if account.insecure:
                log.warning("connection_not_verified", account=account.name, host=self._host())
            elif not _web_address(account.url).lower().startswith("https://"):
                mend = "write https:// in the address, or name this host as an exception"
                raise Refused(f"{account.name}: the address would be sent in the clear", mend=mend)
            if account.ca_file is not None and not Path(account.ca_file).is_file():
                mend = "name a readable PEM file with the certificate of the authority"
                raise Refused(f"{account.name}: the CA file of {self._host()} cannot be used", mend=mend)
            self._session = GuardedSession(account.name, _web_address(account.url))
        return self._session

    def _options(self) -> EventOptions:
        zone = ZoneInfo(self._account.rules.zone)
        begin = datetime.combine(self._account.since, time(0), tzinfo=zone).astimezone(UTC)
        until = self._clock().astimezone(UTC).replace(microsecond=0) + WINDOW_AHEAD
        return EventOptions(self._account.rules, self._account.own, begin, until)

    def _place(self, item: str) -> Place:
        return Place(self._account.name, STREAM, "", item)

    def _host(self) -> str:
        return urlsplit(_web_address(self._account.url)).hostname or "?"


def check_account(account: PublishedAccount) -> list[Finding]:
    """Test a published calendar as `rekisterid check` does: connection and address; no event is read. Raises nothing."""
    return PublishedConnector(account, DirectReader(), lambda: datetime.now(UTC)).check()


def _web_address(url: str) -> str:
    """webcal:// is how such addresses are handed out; it means https."""
    return "https://" + url[9:] if url[:9].lower() == "webcal://" else url


def _digest(objects: Mapping[str, FeedObject]) -> str:
    digest = hashlib.sha256()
    for item, one in sorted(objects.items()):
        digest.update(f"{item} {one.version}\n".encode())
    return digest.hexdigest()[:32]
