"""Ask an endpoint of a provider: one POST over verified TLS, no redirect followed, the answer bounded in size and time."""

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Timer
from urllib.parse import urlencode, urlsplit

from connectors.accounts import Server
from connectors.oauth.settings import OAuthLogin
from connectors.tls import connect
from models.errors import Refused, Unreachable

MAX_ANSWER_BYTES = 65_536
WHOLE_ANSWER = timedelta(seconds=30)
_CONNECT = timedelta(seconds=10)
_PASSING = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Reply:
    """What an endpoint answers: a status of 200 or 400–499, and a JSON object that may hold tokens."""

    status: int
    fields: Mapping[str, object] = field(repr=False)

    @property
    def error(self) -> str:
        """The code of the error (RFC 6749, 5.2): lower case letters and "_"; "" when there is none, or no honest one."""
        code = self.fields.get("error")
        plain = isinstance(code, str) and len(code) <= 64 and code.replace("_", "").isalpha() and code.isascii()
        return str(code) if plain else ""


def ask(login: OAuthLogin, url: str, form: Mapping[str, str]) -> Reply:
    """Send a form with the client's id and secret added.

    Raises Unreachable for everything that may pass (no answer, 5xx, a page in place of JSON), and Refused for a
    certificate that does not hold and for an address that is not https. Neither holds anything that was sent or came.
    """
    client = {"client_id": login.client_id} | ({"client_secret": login.client_secret} if login.client_secret else {})
    body = urlencode({**form, **client})
    host = urlsplit(url).hostname or ""
    try:
        with _connection(login, url) as connection:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            connection.request("POST", _target(url), body, headers)
            answer = connection.getresponse()
            status, content = answer.status, answer.read(MAX_ANSWER_BYTES + 1)
    except (OSError, http.client.HTTPException, ValueError):
        # The cause would quote the form: it stays here.
        raise _outage(login, f"{host} does not answer as it should") from None
    if status in _PASSING or not (status == 200 or 400 <= status < 500):
        raise _outage(login, f"{host} answers with status {status}")
    return Reply(status, _object(login, host, content))


@contextlib.contextmanager
def _connection(login: OAuthLogin, url: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused(f"{login.name}: {url} is no https address", mend="write https:// in the addresses of the login")
    server = Server(
        parts.hostname, parts.port or 443, ca_file=login.ca_file, connect_timeout=_CONNECT, read_timeout=WHOLE_ANSWER
    )
    wire = connect(login.name, server)
    # A server that drips would answer for ever: each piece is in time.
    cut = Timer(WHOLE_ANSWER.total_seconds(), lambda: _hang_up(wire))
    cut.daemon = True
    cut.start()
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 443)
    try:
        wire.settimeout(WHOLE_ANSWER.total_seconds())
        connection.sock = wire
        yield connection
    finally:
        cut.cancel()
        connection.close()
        wire.close()


def _hang_up(wire: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # Not that of the TLS socket, which takes its state away from under the thread that reads.
        socket.socket.shutdown(wire, socket.SHUT_RDWR)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _object(login: OAuthLogin, host: str, content: bytes) -> Mapping[str, object]:
    if len(content) > MAX_ANSWER_BYTES:
        raise _outage(login, f"{host} answers with more than an honest answer has")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _outage(login, f"{host} answers with something that is no token")
    return found


def _outage(login: OAuthLogin, what: str) -> Unreachable:
    return Unreachable(f"{login.name}: {what}", mend="check the network; the service tries again by itself")
