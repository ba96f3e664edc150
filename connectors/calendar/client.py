"""A CalDAV client that can only look: discovery, sync-collection, listing and multiget, over the guarded session.

The caldav library negotiates the login; its search, its expansion and its fallbacks are never used (libraries: they hang
servers, and report no deletions).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import niquests
import structlog
from caldav.davclient import DAVClient
from caldav.lib import error as caldav_error
from lxml import etree

from connectors.accounts import CalendarAccount
from connectors.calendar.answers import (
    CALDAV,
    CALENDARSERVER,
    DAV,
    MATCHES_WITHIN_LIMITS,
    VALID_SYNC_TOKEN,
    Entry,
    entries,
    item_of,
    sync_token_of,
    unmet_of,
    version_of,
)
from connectors.calendar.bearer import TokenAuth
from connectors.calendar.found import CALENDAR_PROPERTIES, FoundCalendar, calendar_of
from connectors.calendar.listed import Fetched, Listed, data_of
from connectors.calendar.questions import calendar_multiget, propfind, sync_collection
from connectors.calendar.transport import Busy, GuardedSession, Outage, TooLarge, origin_of
from connectors.oauth.sasl import TokenRefusal, token_refused
from models.errors import Refused, Unreachable

_MAX_PAGES = 1_000
# Of a list that comes in pages with the objects in them, so much is kept; the rest is asked for in chunks.
_MAX_AT_HAND_BYTES = 16 * 1024 * 1024
# So many times the usual timeout may pass before a list of a whole calendar begins.
_PATIENCE = 4
_GONE = frozenset({404, 410, 418})
_INSUFFICIENT = 507
# Answers by which a server says that it cannot do a report, as against that it cannot do it now.
_PASSING = frozenset({408, 423, 425, 429, 502, 503, 504})

log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """The server does not know the sync token any more."""


class ReportUnsupported(Exception):
    """The server cannot answer this report for this calendar."""


class CalendarMissing(Exception):
    """There is no calendar at that address."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back: the XML of a DAV answer or None, the text of a GET, and the preconditions that it names as not met."""

    status: int
    root: "etree._Element | None" = None
    body: bytes = b""
    etag: str = ""
    unmet: frozenset[str] = frozenset()


class CalDavClient:
    """One account's connection. Raises Unreachable (also as Outage) and Refused; nothing of the library gets out."""

    def __init__(self, account: CalendarAccount) -> None:
        self._account = account
        origin = origin_of(account.url)
        if origin is None:
            raise Refused(f"{account.name}: the url is no web address", mend="write it as https://server/path/")
        self._origin = origin
        if account.insecure:
            log.warning("connection_not_verified", account=account.name, host=origin[1], scheme=origin[0])
        elif origin[0] != "https":
            mend = "write https:// in the url, or name this host as an exception"
            raise Refused(f"{account.name}: {origin[1]} would get the password in the clear", mend=mend)
        if account.ca_file is not None and not Path(account.ca_file).is_file():
            mend = "name a readable PEM file with the certificate of the authority"
            raise Refused(f"{account.name}: the CA file of {origin[1]} cannot be used", mend=mend)
        # The library would write whole dialogues, passwords too, to files when a variable of the environment says so.
        caldav_error.debug_dump_communication = False
        self._auth = TokenAuth(account.login.tokens) if account.login.tokens else None
        self._timeout = int(account.timeout.total_seconds()) or 1
        self._session = GuardedSession(account.name, account.url)
        self._dav = self._library(account)

    def close(self) -> None:
        """Hang up. May be called twice."""
        self._dav.close()

    def home(self) -> tuple[list[str], frozenset[str]]:
        """Paths of the collections that hold the account's calendars, and the mail addresses the server knows it by."""
        start = self._account.url
        wanted = ["D:current-user-principal", "C:calendar-home-set", "C:calendar-user-address-set"]
        outage: Unreachable | None = None
        for url in (start, urljoin(start, "/.well-known/caldav")):
            try:
                first = self._properties(url, wanted)
            except CalendarMissing:
                continue
            except Unreachable as exc:
                # The url may be that of a web site with a page at its top: then the well-known address tells (RFC 6764, 6).
                outage = outage or exc
                if isinstance(exc, Busy) or not isinstance(exc, Outage):
                    raise outage from exc
                continue
            principals = first.hrefs(DAV + "current-user-principal")
            principal = self._properties(self._resolved(url, principals[0]), wanted) if principals else first
            homes = principal.hrefs(CALDAV + "calendar-home-set") or first.hrefs(CALDAV + "calendar-home-set")
            if homes:
                known = principal.hrefs(CALDAV + "calendar-user-address-set")
                addresses = frozenset(one[7:].casefold() for one in known if one[:7].lower() == "mailto:")
                return [self._resolved(url, home) for home in homes], addresses
        if outage is not None:
            raise outage
        return [start], frozenset()

    def calendars(self, homes: Iterable[str]) -> list[FoundCalendar]:
        """The calendars for events in these collections, or the collection itself where it is one."""
        found: dict[str, FoundCalendar] = {}
        for home in homes:
            for entry in self._ask("PROPFIND", home, propfind(CALENDAR_PROPERTIES), depth="1"):
                calendar = calendar_of(entry)
                if calendar is not None:
                    found[calendar.path] = calendar
        return list(found.values())

    def calendar(self, url: str) -> FoundCalendar:
        """The calendar at that address or path. Raises CalendarMissing."""
        calendar = calendar_of(self._properties(self._resolved(self._account.url, url), CALENDAR_PROPERTIES))
        if calendar is None:
            raise CalendarMissing
        return calendar

    def ctag(self, path: str) -> str:
        """A text that changes with the calendar's content, "" where the server has none."""
        return self._properties(path, ["S:getctag"]).text(CALENDARSERVER + "getctag")

    def listing(self, path: str) -> Listed:
        """Every object with its etag. Raises Outage unless the answer is whole: what it leaves out counts as gone."""
        listed = Listed()
        body = propfind(["D:getetag", "D:resourcetype"])
        with self._patient():
            answered = self._ask("PROPFIND", path, body, depth="1")
        for entry in answered:
            if entry.status == _INSUFFICIENT:
                mend = "ask its operator to let a whole calendar be listed; nothing is taken for gone meanwhile"
                raise Outage(f"{self._account.name}: the server lists only part of a calendar", mend=mend)
            if entry.status != 200:
                raise Outage(f"{self._account.name}: a listing has errors in it")
            if entry.item != path and not entry.has(DAV + "resourcetype", DAV + "collection"):
                listed.add(entry)
        return listed

    def sync(self, path: str, token: str, *, with_data: bool = False) -> Listed:
        """What changed since the token; "" asks for everything. Raises TokenRefused, ReportUnsupported, CalendarMissing.

        `with_data`: the objects are asked for together with the list; a server may leave out any of them, or all.
        """
        listed = Listed(token=token)
        for _ in range(_MAX_PAGES):
            asked = with_data and sum(len(one.raw or b"") for one in listed.data.values()) < _MAX_AT_HAND_BYTES
            root = self._sync_page(path, listed.token, with_data=asked)
            truncated = self._take_page(root, path, listed)
            before, listed.token = listed.token, sync_token_of(root)
            if not listed.token:
                raise ReportUnsupported
            if not truncated:
                return listed
            if listed.token == before:
                break
        # Half an answer without end: the listing says all at once.
        raise ReportUnsupported

    def multiget(self, path: str, hrefs: Mapping[str, str]) -> list[Fetched]:
        """Objects by item → address. One that the server leaves out is not in the result. Raises TooLarge, Outage …"""
        fetched: list[Fetched] = []
        for entry in self._ask("REPORT", path, calendar_multiget(hrefs.values()), depth="1"):
            if entry.item not in hrefs:
                continue
            raw = data_of(entry)
            status = 404 if entry.status in _GONE else entry.status
            version = version_of(entry.text(DAV + "getetag"))
            fetched.append(Fetched(entry.item, version, raw, status if raw is None else 200))
        return fetched

    def get(self, item: str, href: str) -> Fetched:
        """One object by itself."""
        answer = self._send("GET", href, "", {"Accept": "text/calendar"})
        if answer.status == 200 and answer.body:
            return Fetched(item, version_of(answer.etag), answer.body)
        return Fetched(item, "", None, 404 if answer.status in _GONE else answer.status)

    def _sync_page(self, path: str, token: str, *, with_data: bool) -> "etree._Element":
        with nullcontext() if token else self._patient():
            answer = self._send("REPORT", path, sync_collection(token, with_data=with_data), {"Depth": "0"})
        if answer.status == 207 and answer.root is not None:
            return answer.root
        if VALID_SYNC_TOKEN in answer.unmet:
            raise TokenRefused if token else ReportUnsupported
        if not token or answer.status != 410:
            self._fail_unless_answered(answer.status)
        if token and answer.status in (403, 409, 410, 412, _INSUFFICIENT):
            # Some servers refuse an old token without saying so; the next step of the ladder tells (HW-F13).
            raise TokenRefused
        raise ReportUnsupported

    def _take_page(self, root: "etree._Element", path: str, listed: Listed) -> bool:
        """Take in one page; true when the server says that there is more (RFC 6578, 3.6)."""
        truncated, here = False, set[str]()
        for entry in self._entries(root):
            if entry.item.rstrip("/") == path.rstrip("/"):
                truncated = truncated or entry.status == _INSUFFICIENT
            elif entry.status in _GONE:
                if entry.item in here:
                    raise Outage(f"{self._account.name}: an answer says of an object that it is there and is not")
                listed.lose(entry.item)
            elif entry.status != 200:
                raise Outage(f"{self._account.name}: an answer has errors in it")
            elif not entry.item.endswith("/"):
                here.add(entry.item)
                listed.add(entry)
        return truncated

    @contextmanager
    def _patient(self) -> Iterator[None]:
        """Wait longer for a whole calendar: some servers read every object of it before they say a word."""
        self._dav.timeout = self._timeout * _PATIENCE
        try:
            yield
        finally:
            self._dav.timeout = self._timeout

    def _properties(self, url: str, names: Sequence[str]) -> Entry:
        """Properties of one resource. Raises CalendarMissing."""
        found = list(self._ask("PROPFIND", url, propfind(names), depth="0"))
        if not found:
            raise Outage(f"{self._account.name}: the server says nothing about an address")
        if found[0].status >= 500:
            raise Outage(f"{self._account.name}: the server fails on an address (status {found[0].status})")
        return found[0]

    def _ask(self, method: str, url: str, body: str, *, depth: str) -> list[Entry]:
        answer = self._send(method, url, body, {"Depth": depth})
        status = answer.status
        if status == 207 and answer.root is not None:
            return self._entries(answer.root)
        self._fail_unless_answered(status)
        if MATCHES_WITHIN_LIMITS in answer.unmet:
            raise TooLarge(f"{self._account.name}: the server gives fewer objects at once than were asked for")
        if status == 403:
            raise Refused(
                f"{self._account.name}: the server refuses to show a calendar",
                mend="give the login the right to read it",
            )
        if method == "REPORT" and status in (400, 405, 415, 501):
            raise ReportUnsupported
        if method == "REPORT" and status == _INSUFFICIENT:
            raise TooLarge(f"{self._account.name}: the server gives fewer objects at once than were asked for")
        raise Outage(f"{self._account.name}: the server answers with status {status}")

    def _entries(self, root: "etree._Element") -> list[Entry]:
        try:
            return list(entries(root, self._origin))
        except Outage as exc:
            raise Outage(f"{self._account.name}: {exc}", mend="the service tries again by itself") from exc

    def _fail_unless_answered(self, status: int) -> None:
        name = self._account.name
        if status == 401 and (tokens := self._account.login.tokens) is not None:
            raise token_refused(name, self._origin[1], tokens.login, TokenRefusal.STALE)
        if status == 401:
            raise Refused(f"{name}: user name or password is refused", mend="check user and password of the account")
        if status in (404, 410):
            raise CalendarMissing
        if status in _PASSING:
            raise Outage(f"{name}: the server is busy (status {status})", mend="the service tries again by itself")
        if 200 <= status < 300:
            raise Outage(f"{name}: the server answers with something that is no calendar data")

    def _send(self, method: str, url: str, body: str, headers: dict[str, str]) -> _Answer:
        """One request, whatever its status; with another token, once, when one is refused. Raises Unreachable and Refused."""
        answer = self._sent(method, url, body, headers)
        if answer.status == 401 and self._auth is not None and self._auth.has_another():
            return self._sent(method, url, body, headers)
        return answer

    def _sent(self, method: str, url: str, body: str, headers: dict[str, str]) -> _Answer:
        text = f'<?xml version="1.0" encoding="utf-8"?>{body}' if body else ""
        every = {"Content-Type": 'application/xml; charset="utf-8"', **headers}
        try:
            response = self._dav.request(self._resolved(self._account.url, url), method, text, every)
        except caldav_error.RateLimitError as exc:
            raise Outage(f"{self._account.name}: the server asks us to come later") from exc
        except caldav_error.AuthorizationError as exc:
            return _Answer(int(exc.status or 401), unmet=frozenset(exc.preconditions))
        except (caldav_error.DAVError, etree.XMLSyntaxError) as exc:
            raise Outage(f"{self._account.name}: the server's answer cannot be used") from exc
        except niquests.exceptions.RequestException as exc:
            raise self._network_fault(exc) from exc
        root, self._session.root = self._session.root, None
        return _Answer(
            status=int(response.status),
            root=root,
            body=response.raw.encode() if method == "GET" else b"",
            etag=str(response.headers.get("ETag", "")),
            unmet=unmet_of(root),
        )

    def _network_fault(self, exc: Exception) -> Refused | Unreachable:
        where = f"{self._origin[1]}:{self._origin[2]}"
        if isinstance(exc, niquests.exceptions.SSLError) or "certificate" in str(exc).lower():
            mend = (
                "renew the certificate, use the host name it was issued for, or give the file of the private authority "
                "(ca_file); nothing was sent to the server"
            )
            return Refused(f"{self._account.name}: the certificate of {where} does not hold", mend=mend)
        mend = "check the url and the network; the service tries again by itself"
        return Unreachable(f"{self._account.name}: {where} does not answer", mend=mend)

    def _resolved(self, base: str, address: str) -> str:
        """The absolute address. Raises Refused when it lies on another server."""
        absolute = urljoin(urljoin(self._account.url, base), address)
        if origin_of(absolute) != self._origin:
            host = urlsplit(absolute).hostname or "?"
            raise Refused(
                f"{self._account.name}: the calendars lie on another server ({host}), which gets no password",
                mend="give that server's address as the url of the account if it is meant",
            )
        return absolute

    def _library(self, account: CalendarAccount) -> DAVClient:
        client = DAVClient(
            url=account.url,
            username=None if self._auth else account.login.user,
            password=None if self._auth else account.login.password,
            auth=self._auth,
            timeout=self._timeout,
            ssl_verify_cert=False if account.insecure else account.ca_file or True,
            enable_rfc6764=False,
            rate_limit_handle=False,
        )
        client.session.close()
        client.session = self._session
        return client


__all__ = [
    "Busy",
    "CalDavClient",
    "CalendarMissing",
    "Fetched",
    "FoundCalendar",
    "Listed",
    "Outage",
    "ReportUnsupported",
    "TokenRefused",
    "TooLarge",
    "item_of",
]
