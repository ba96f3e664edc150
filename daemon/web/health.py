"""Pages for monitoring on loopback: is the process alive, can it do its work, and in figures how it fares.

No personal data, no password, nothing that can be changed. Names of hosts are checked: a web page that points a name of its
own at this machine (DNS rebinding) gets nothing.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, SHUT_RDWR, socket
from socketserver import TCPServer
from threading import BoundedSemaphore, Thread, Timer
from typing import Any

import structlog

from daemon.config.schema import Health

log = structlog.get_logger()

AT_ONCE = 4
"""So many requests are served at the same time."""

WAITING_AT_ONCE = 2
"""So many of them may wait for the database: when it hangs they hang with it, and the page of life needs room beside them."""

LIFE = "/healthz"
"""The page that asks no database: a restart, which it asks for, mends none."""

SECONDS = 5.0
"""How long a client may take to say what it wants, and to take its answer."""

PATIENCE = 0.5
MAX_LINE_BYTES = 4_096
MAX_HEADERS = 50
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its text, and what kind of text it is."""

    content: bytes
    kind: str = "application/json"
    status: HTTPStatus = HTTPStatus.OK


Pages = Mapping[str, Callable[[], Page]]
Request = socket | tuple[bytes, socket]


def report(checks: Mapping[str, str]) -> Page:
    """Give the page of checks: each "ok" or what is wrong; 503 unless all are ok."""
    well = all(word == "ok" for word in checks.values())
    content = json.dumps({"status": "ok" if well else "failing", "checks": dict(checks)}, ensure_ascii=False)
    return Page(content.encode() + b"\n", status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # The end of the service waits for no client.
    block_on_close = False
    request_queue_size = 16

    def __init__(self, address: tuple[str, int], pages: Pages, hosts: frozenset[str], seconds: float) -> None:
        self.address_family = AF_INET6 if ip_address(address[0]).version == 6 else AF_INET
        self.pages = pages
        self.hosts = hosts
        self.seconds = seconds
        self.may_wait = BoundedSemaphore(WAITING_AT_ONCE)
        self._free = BoundedSemaphore(AT_ONCE)
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Take the port. Names of machines are not asked for: that may take as long as the name server likes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Request, client_address: Any) -> None:
        """Serve it in a thread, when one is free soon; else hang up."""
        if not self._free.acquire(timeout=PATIENCE):
            self.shutdown_request(request)
            return
        is_served = False
        try:
            super().process_request(request, client_address)
            is_served = True
        finally:
            if not is_served:
                # No thread was to be had, so none gives the room back.
                self._free.release()

    def process_request_thread(self, request: Request, client_address: Any) -> None:
        """Serve it, and make room for the next. A client that drips its words is cut off."""
        assert isinstance(request, socket)
        end = Timer(self.seconds, _cut, (request,))
        end.daemon = True
        try:
            request.settimeout(self.seconds)
            end.start()
            super().process_request_thread(request, client_address)
        except RuntimeError:
            # No thread was to be had that would cut it off.
            self.handle_error(request, client_address)
            self.shutdown_request(request)
        finally:
            end.cancel()
            self._free.release()

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Log what fails on our side; clients that went away are nobody's fault."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            log.error("page failed", exc_info=error)


def _cut(request: socket) -> None:
    with suppress(OSError):
        request.shutdown(SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        """Answer with the page and its content."""
        self._answer(self._page())

    def do_HEAD(self) -> None:
        """Answer as GET does, without the content."""
        self._answer(self._page(), content=False)

    def parse_request(self) -> bool:
        """Read the request, within small bounds."""
        if not super().parse_request():
            return False
        if len(self.requestline) > MAX_LINE_BYTES:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return False
        if len(self.headers) > MAX_HEADERS:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            return False
        return True

    def _page(self) -> Page:
        if not self._host_is_ours():
            return Page(b"this name is not served here\n", "text/plain", HTTPStatus.MISDIRECTED_REQUEST)
        path = self.path.partition("?")[0]
        make = self.server.pages.get(path)
        if make is None:
            return Page(b"/healthz /readyz /metrics\n", "text/plain", HTTPStatus.NOT_FOUND)
        if path == LIFE:
            return make()
        if not self.server.may_wait.acquire(blocking=False):
            return Page(b"the questions before are not answered yet\n", "text/plain", HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            return make()
        finally:
            self.server.may_wait.release()

    def _host_is_ours(self) -> bool:
        named = self.headers.get_all("Host", [])
        if len(named) != 1:
            return False
        host = named[0].strip().lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return name in self.server.hosts

    def _answer(self, page: Page, *, content: bool = True) -> None:
        self.send_response(page.status)
        self.send_header("Content-Type", page.kind if ";" in page.kind else f"{page.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(page.content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if content:
            self.wfile.write(page.content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer shortly, without quoting what was asked."""
        status = HTTPStatus(code)
        # Before the request line is understood there is no version to answer in.
        self.request_version = self.request_version or "HTTP/1.0"
        self._answer(Page(f"{status.phrase}\n".encode(), "text/plain", status), content=self.command != "HEAD")
        self.close_connection = True

    def version_string(self) -> str:
        """Name the program only."""
        return "rekisterid"

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing of requests: what a stranger asks for is his text."""


@contextmanager
def serving(section: Health, pages: Pages, *, seconds: float = SECONDS) -> Iterator[int | None]:
    """Serve the pages inside the block; gives the port, None when there are none. `seconds`: how long a client may take.

    A port that cannot be had is logged, and the service does its work without pages.
    """
    server = _open(section, pages, seconds)
    if server is None:
        yield None
        return
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="health", daemon=True)
    thread.start()
    port: int = server.server_address[1]
    log.info("pages for monitoring", port=port)
    try:
        yield port
    finally:
        server.shutdown()
        server.server_close()


def _open(section: Health, pages: Pages, seconds: float) -> _Server | None:
    if section.port is None:
        return None
    listen = section.listen if ":" not in section.listen else f"[{section.listen}]"
    hosts = LOCAL_NAMES | {listen} | set(section.hosts)
    try:
        return _Server((section.listen, section.port), pages, frozenset(hosts), seconds)
    except OSError as exc:
        mend = "free the port or name another one under [health]"
        log.warning("no pages for monitoring", port=section.port, reason=exc.strerror, mend=mend)
        return None
