"""A CalDAV server in memory that is honest until told to lie: for faults that real servers show once in years."""

import base64
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.live.process import HOST
from tests.live.web_server import WebServer

CALENDAR = "/cal/visits/"
_DAV = "{DAV:}"
_TOKEN = "http://lying.example/sync/"


@dataclass(frozen=True, slots=True)
class Request:
    """What the client sent."""

    method: str
    path: str
    body: str
    authorization: str
    if_none_match: str = ""

    @property
    def report(self) -> str:
        """Which report it asks for: "sync", "multiget", "listing", "ctag", "discovery" or "get"."""
        if "sync-collection" in self.body:
            return "sync"
        if "calendar-multiget" in self.body:
            return "multiget"
        if "getctag" in self.body:
            return "ctag"
        if "getetag" in self.body:
            return "listing"
        return "get" if self.method == "GET" else "discovery"

    @property
    def wants_objects(self) -> bool:
        """Whether it asks for objects and not only for what is known of them."""
        return "calendar-data" in self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends. `cut` closes the connection after so many bytes of the body."""

    status: int = 207
    body: str = ""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/xml; charset=utf-8"),)
    cut: int | None = None


Lie = Callable[[Request, Answer], Answer | None]
"""Gets the request and the honest answer; gives another answer, or None to be honest."""


@dataclass
class LyingCalDav:
    """Objects by name with their versions; `lie` may answer in the server's place. Basic login user/secret."""

    lie: Lie = lambda request, answer: None
    objects: dict[str, str] = field(default_factory=dict)
    history: list[tuple[str, bool]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    syncs: bool = True
    ctags: bool = True
    gives_objects_with_list: bool = False
    port: int = 0
    versions: dict[str, int] = field(default_factory=dict)
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> "LyingCalDav":
        self._server = WebServer(self._serve, self.port)
        # The same port when it is started again.
        self.port = self._server.port
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """Where discovery starts."""
        return f"http://{HOST}:{self.port}/"

    def put(self, name: str, ics: str) -> None:
        """Make or change an object."""
        self.objects[name] = ics
        self.versions[name] = next(self.counter)
        self.history.append((name, True))

    def delete(self, name: str) -> None:
        """Delete an object."""
        del self.objects[name]
        self.history.append((name, False))

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length).decode()
        sent = (handler.headers.get("Authorization", ""), handler.headers.get("If-None-Match", ""))
        request = Request(handler.command, handler.path, body, *sent)
        self.requests.append(request)
        honest = self._honest(request)
        answer = self.lie(request, honest) or honest
        content = answer.body.encode()
        try:
            handler.send_response(answer.status)
            for name, value in answer.headers:
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content[: answer.cut])
            handler.wfile.flush()
        except OSError:
            handler.close_connection = True
        if answer.cut is not None:
            handler.close_connection = True

    def _honest(self, request: Request) -> Answer:
        expected = "Basic " + base64.b64encode(b"user:secret").decode()
        if request.authorization != expected:
            return Answer(401, headers=(("WWW-Authenticate", 'Basic realm="calendars"'),))
        if request.method == "GET":
            name = request.path.rsplit("/", 1)[1]
            if name not in self.objects:
                return Answer(404)
            return Answer(200, self.objects[name], (("Content-Type", "text/calendar"), ("ETag", self._etag(name))))
        if request.method not in ("PROPFIND", "REPORT"):
            return Answer(405)
        if not request.path.startswith(CALENDAR):
            return _multistatus(self._home(request.path))
        reports = {"sync": self._sync, "multiget": self._multiget, "ctag": self._ctag, "listing": self._listing}
        return reports.get(request.report, self._discovery)(request)

    def _home(self, path: str) -> str:
        links = (
            "<D:current-user-principal><D:href>/principal/</D:href></D:current-user-principal>"
            "<C:calendar-home-set><D:href>/cal/</D:href></C:calendar-home-set>"
        )
        own = _response(path, links + "<D:resourcetype><D:collection/></D:resourcetype>")
        return own + (_response(CALENDAR, self._kind()) if path == "/cal/" else "")

    def _kind(self) -> str:
        reports = (
            "<D:supported-report><D:report><D:sync-collection/></D:report></D:supported-report>" if self.syncs else ""
        )
        return (
            "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>Käynnit</D:displayname>"
            "<D:supported-report-set><D:supported-report><D:report><C:calendar-multiget/></D:report></D:supported-report>"
            f"{reports}</D:supported-report-set>"
        )

    def _discovery(self, request: Request) -> Answer:
        return _multistatus(_response(CALENDAR, self._kind()))

    def _ctag(self, request: Request) -> Answer:
        return _multistatus(_response(CALENDAR, f"<S:getctag>{len(self.history)}</S:getctag>" if self.ctags else ""))

    def _listing(self, request: Request) -> Answer:
        own = _response(CALENDAR, "<D:resourcetype><D:collection/></D:resourcetype>")
        return _multistatus(own + "".join(self._entry(name) for name in self.objects))

    def _sync(self, request: Request) -> Answer:
        if not self.syncs:
            return Answer(403, "<D:error xmlns:D='DAV:'><D:supported-report/></D:error>")
        token = ElementTree.fromstring(request.body).findtext(_DAV + "sync-token", "").removeprefix(_TOKEN)
        if self.gives_objects_with_list and request.wants_objects:
            return _multistatus("".join(self._object(CALENDAR + name) for name in self.objects), self._token())
        if not token:
            return _multistatus("".join(self._entry(name) for name in self.objects), self._token())
        if not token.isdecimal() or int(token) > len(self.history):
            return Answer(403, "<D:error xmlns:D='DAV:'><D:valid-sync-token/></D:error>")
        changed = dict.fromkeys(name for name, _ in self.history[int(token) :])
        entries = (self._entry(name) if name in self.objects else _missing(CALENDAR + name) for name in changed)
        return _multistatus("".join(entries), self._token())

    def _multiget(self, request: Request) -> Answer:
        paths = [unquote(one.text or "") for one in ElementTree.fromstring(request.body).iter(_DAV + "href")]
        return _multistatus("".join(self._object(path) for path in paths))

    def _object(self, path: str) -> str:
        name = path.rsplit("/", 1)[1]
        if name not in self.objects:
            return _missing(path)
        data = f"<C:calendar-data>{escape(self.objects[name])}</C:calendar-data>"
        return _response(path, f"<D:getetag>{escape(self._etag(name))}</D:getetag>{data}")

    def _entry(self, name: str) -> str:
        return _response(CALENDAR + name, f"<D:getetag>{escape(self._etag(name))}</D:getetag><D:resourcetype/>")

    def _etag(self, name: str) -> str:
        return f'"{self.versions[name]}"'

    def _token(self) -> str:
        return f"<D:sync-token>{_TOKEN}{len(self.history)}</D:sync-token>"


def _multistatus(responses: str, after: str = "") -> Answer:
    namespaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
    return Answer(
        207, f'<?xml version="1.0" encoding="utf-8"?><D:multistatus {namespaces}>{responses}{after}</D:multistatus>'
    )


def _response(path: str, properties: str) -> str:
    found = f"<D:propstat><D:prop>{properties}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
    return f"<D:response><D:href>{path}</D:href>{found}</D:response>"


def _missing(path: str) -> str:
    return f"<D:response><D:href>{path}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"
