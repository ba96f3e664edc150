"""A calendar server that takes tokens alone: over TLS before Radicale, which gets the password that the token stands for."""

import base64
import http.client
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from tests.live.caldav_http import CalendarAccount
from tests.live.process import HOST
from tests.live.token_provider import TokenProvider

_PASSED_ON = ("Depth", "Content-Type", "Accept")


class BearerFront:
    """Use as `with BearerFront(…) as front:`. `refused`: how many requests had no token that holds."""

    def __init__(self, account: CalendarAccount, port: int, provider: TokenProvider, tls: ssl.SSLContext) -> None:
        """`port`: where Radicale is."""
        self.account = account
        self.behind = port
        self.provider = provider
        self.shown: list[str] = []
        self.refused = 0

        class Handler(_Handler):
            front = self

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Where discovery starts."""
        return f"https://{HOST}:{self._server.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    front: BearerFront
    timeout = 10

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def pass_on(self) -> None:
        """Ask Radicale in the name of the person."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        self.front.shown.append(scheme)
        if scheme != "Bearer" or self.front.provider.person_of(token) is None:
            self.front.refused += 1
            self._say(401, b"", {"WWW-Authenticate": 'Bearer realm="calendars", Basic realm="calendars"'})
            return
        account = self.front.account
        basic = base64.b64encode(f"{account.username}:{account.password}".encode()).decode()
        headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
        connection = http.client.HTTPConnection(HOST, self.front.behind, timeout=10)
        connection.request(self.command, self.path, body, {**headers, "Authorization": f"Basic {basic}"})
        answer = connection.getresponse()
        kept = {
            name: value for name, value in answer.getheaders() if name in ("Content-Type", "ETag", "Location", "DAV")
        }
        self._say(answer.status, answer.read(), kept)
        connection.close()

    do_OPTIONS = do_PROPFIND = do_REPORT = do_GET = pass_on

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on standard error."""

    def _say(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
