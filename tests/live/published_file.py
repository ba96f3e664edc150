"""A web server that publishes one calendar as a file at a secret address, as Outlook and Google do."""

import hashlib
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler

from tests.live.process import HOST, free_port
from tests.live.web_server import WebServer

SECRET = "b2f1-private-token"


class PublishedFile:
    """Serves `events`, by UID, under `url`; with `validators` it gives an ETag and knows it again. Not running until `start`."""

    def __init__(self, *, validators: bool = True) -> None:
        self.events: dict[str, str] = {}
        self.whole_answers = 0
        self._validators = validators
        self._port = free_port()
        self._server: WebServer | None = None

    @property
    def url(self) -> str:
        """The secret address."""
        return f"http://{HOST}:{self._port}/{SECRET}/calendar.ics"

    @property
    def wrong_url(self) -> str:
        """An address at which nothing is published."""
        return f"http://{HOST}:{self._port}/another/calendar.ics"

    def start(self) -> None:
        """Answer; the address is the same each time."""
        self._server = WebServer(self._answer, self._port)

    def stop(self) -> None:
        """Answer no more; what is published stays. May be called twice."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.command != "GET" or SECRET not in handler.path:
            handler.send_error(501 if handler.command != "GET" else 404)
            return
        content = _file(self.events.values())
        etag = f'"{hashlib.sha256(content).hexdigest()}"' if self._validators else ""
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("Connection", "close")
            handler.end_headers()
            return
        self.whole_answers += 1
        handler.send_response(200)
        handler.send_header("Content-Type", "text/calendar; charset=utf-8")
        handler.send_header("Content-Length", str(len(content)))
        handler.send_header("Connection", "close")
        if etag:
            handler.send_header("ETag", etag)
        handler.end_headers()
        handler.wfile.write(content)


def _file(events: Iterable[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//publisher//FI", *events, "END:VCALENDAR", ""]
    return "\n".join(lines).replace("\n", "\r\n").encode()
