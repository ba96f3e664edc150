"""The lowest level under the DAV client: what may be sent, and to whom; how much and how long may be received (HW-T13, T14).

Everything goes through one adapter, also what the HTTP library sends by itself (a second try with a digest, a redirect).
"""

import time
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import niquests
import structlog
from lxml import etree
from niquests.adapters import HTTPAdapter
from niquests.packages.urllib3.exceptions import HTTPError

from connectors.calendar.limits import MAX_ANSWER_BYTES
from connectors.calendar.retry_after import BUSY, retry_after
from models.errors import Refused, Unreachable

ALLOWED_METHODS = frozenset({"OPTIONS", "PROPFIND", "REPORT", "GET"})
_ANSWERED_IN_XML = frozenset({"PROPFIND", "REPORT"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_CHUNK_BYTES = 65_536
# An answer that keeps dripping is given up after so many times the timeout of a single read.
_PATIENCE = 10
_BY_ITSELF = "the service tries again by itself; if it goes on, ask the operator of the server"
_PORTS = {"http": 80, "https": 443}

log = structlog.get_logger(__name__)


class MethodNotAllowed(Exception):
    """Something tried to send a verb that could change the calendar. A fault of ours: nothing was sent."""


class Outage(Unreachable):
    """The server answers, but not with calendars: an error, a page, half an answer. Never a fact about the calendar."""

    def __init__(self, message: str, *, mend: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message, mend=mend or _BY_ITSELF, retry_after=retry_after)


class Busy(Outage):
    """The server asks not to be asked now: nothing more is sent in this pull."""


class TooLarge(Outage):
    """The answer is larger than any that is read."""


Origin = tuple[str, str, int]
"""Scheme, host and port, folded."""


def origin_of(url: str) -> Origin | None:
    """The origin of an absolute http or https URL; None for anything else."""
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not parts.hostname:
        return None
    return parts.scheme.lower(), parts.hostname.lower(), port or _PORTS[parts.scheme.lower()]


class _Guard(HTTPAdapter):
    """Sends only allowed verbs to the pinned origin, and reads every body in pieces up to a cap."""

    def __init__(self, account: str, origin: Origin, note: "Callable[[etree._Element | None], None]") -> None:
        """`note` is told of the root element of each answer, None where it has none."""
        # No HTTP/3: its discovery (Alt-Svc) would name another port. No second tries behind our back.
        super().__init__(max_retries=0, disable_http3=True)
        self._account = account
        self._origin = origin
        self._note = note

    # Sessions pass all but the request by name; what the base takes besides is not looked at here.
    def send(self, request: Any, timeout: Any = None, **options: Any) -> Any:  # type: ignore[override]
        """See HTTPAdapter.send; the body is always read here, in pieces."""
        if request.method not in ALLOWED_METHODS:
            raise MethodNotAllowed(str(request.method))
        if origin_of(request.url) != self._origin:
            host = urlsplit(str(request.url)).hostname or "?"
            raise Refused(
                f"{self._account}: the server sends us to another server ({host}), which gets no password",
                mend="give that server's address as the url of the account if it is meant",
            )
        options |= {"proxies": {}, "multiplexed": False, "stream": True}
        response = super().send(request, timeout=timeout, **options)
        self._go_on_unless_busy(response)
        try:
            deadline = time.monotonic() + _PATIENCE * (timeout if isinstance(timeout, int | float) else 60)
            body = self._body(response, deadline)
        except (HTTPError, OSError, zlib.error) as exc:
            raise Outage(f"{self._account}: an answer broke off", mend="the service tries again by itself") from exc
        finally:
            response.close()
        response._content = self._checked(str(request.method), response.status_code or 0, body)
        response._content_consumed = True
        response.encoding = "utf-8"
        return response

    def _go_on_unless_busy(self, response: Any) -> None:
        status, headers = response.status_code or 0, response.headers
        asked = retry_after(headers.get("Retry-After", ""), headers.get("Date", ""), datetime.now(UTC))
        if status == 429 or (status in BUSY and asked is not None):
            response.close()
            mend = "the service tries again by itself, no sooner than the server asks; poll less often if this goes on"
            raise Busy(f"{self._account}: the server is busy (status {status})", mend=mend, retry_after=asked)

    def _body(self, response: Any, deadline: float) -> bytes:
        unpack = _unpacker(self._account, response.headers)
        body = bytearray()
        for piece in response.raw.stream(_CHUNK_BYTES, decode_content=False):
            body += unpack.decompress(piece, MAX_ANSWER_BYTES + 1 - len(body)) if unpack else piece
            if len(body) > MAX_ANSWER_BYTES:
                raise TooLarge(f"{self._account}: an answer of more than {MAX_ANSWER_BYTES >> 20} MB is not read")
            if time.monotonic() > deadline:
                raise Outage(f"{self._account}: an answer took too long")
        declared = response.headers.get("Content-Length", "")
        if declared.isdecimal() and not unpack and len(body) < int(declared):
            raise Outage(f"{self._account}: an answer was cut off")
        return bytes(body)

    def _checked(self, method: str, status: int, body: bytes) -> bytes:
        """What of the body is for the library above: of one in XML only that of a refusal.

        It logs bodies that it cannot read, and those that it can it would read a second time and write out anew.
        """
        self._note(None)
        if method not in _ANSWERED_IN_XML:
            return body if status < 300 else b""
        root = read_xml(body)
        if root is not None:
            self._note(root)
            return b"" if status == 207 else body
        if status < 300:
            raise Outage(
                f"{self._account}: the server answers with something that is no calendar data",
                mend="check the url; when a login page or an error page stands there it may pass by itself",
            )
        return b""


def _unpacker(account: str, headers: Mapping[str, str]) -> "zlib._Decompress | None":
    coding = headers.get("Content-Encoding", "").strip().lower()
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise Outage(f"{account}: the answer is packed in a way we did not ask for")


def read_xml(body: bytes) -> "etree._Element | None":
    """The root element; None for what is no XML, and for XML with a document type, which no DAV answer has."""
    # huge_tree stays off: the parser's own limits on depth and size of nodes hold (HW: XML with huge nodes).
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and not root.getroottree().docinfo.doctype else None


class GuardedSession(niquests.Session):
    """A session that follows redirects only within its origin, with the same verb, and asks the environment nothing."""

    def __init__(self, account: str, url: str) -> None:
        """Pin the origin of `url`. Raises Refused when it is no http or https address."""
        origin = origin_of(url)
        if origin is None:
            raise Refused(f"{account}: the url is no web address", mend="write it as https://server/path/")
        # Revocation lists lie on servers that nobody configured (promise 9).
        super().__init__(
            multiplexed=False,
            disable_http3=True,
            retries=0,
            revocation_configuration=None,
            allow_incoming_cookies=False,
        )
        self._account = account
        self.root: etree._Element | None = None
        """The last answer's root element; None where it was no XML."""
        self.trust_env = False
        for prefix in ("http://", "https://"):
            self.mount(prefix, _Guard(account, origin, self._note))

    def _note(self, root: "etree._Element | None") -> None:
        self.root = root

    def request(self, method: Any, url: Any, **options: Any) -> Any:  # type: ignore[override]
        """See niquests.Session.request. Redirects keep verb and body; one to another origin raises Refused."""
        options["allow_redirects"] = False
        options["stream"] = False
        options["headers"] = {**dict(options.get("headers") or {}), "Accept-Encoding": "gzip"}
        for _ in range(_MAX_REDIRECTS):
            response = super().request(method, url, **options)
            target = response.headers.get("Location")
            if response.status_code not in _REDIRECTS or not target:
                return response
            url = urljoin(str(url), str(target))
        raise Outage(f"{self._account}: the server redirects without end")
