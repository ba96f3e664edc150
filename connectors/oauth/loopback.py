"""Wait for the browser that a provider sends back to this machine: a listener on 127.0.0.1 for one answer (RFC 8252, 7.3)."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Self, TypeVar

from connectors.oauth.code import NotOurs
from models.errors import RekisteridError

T = TypeVar("T")

_MAX_HEAD_BYTES = 32_768
_ONE_BROWSER_SECONDS = 5.0
_PAGE = """<!doctype html><html lang="fi"><meta charset="utf-8"><title>rekisterid</title>
<p>{fi}</p><p lang="sv">{sv}</p><p lang="en">{en}</p></html>"""
_DONE = {
    "fi": "Valmis. Voit sulkea tämän sivun ja palata komentoriville.",
    "sv": "Klart. Du kan stänga sidan och gå tillbaka till kommandoraden.",
    "en": "Done. You can close this page and go back to the command line.",
}
_WRONG = {
    "fi": "Tämä sivu ei kuulu käynnissä olevaan kirjautumiseen.",
    "sv": "Den här sidan hör inte till den pågående inloggningen.",
    "en": "This page does not belong to the login that is under way.",
}


class Loopback:
    """Listens on a port of 127.0.0.1 that is free. Use as `with Loopback() as loopback:`."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=8)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    def wait(self, read: Callable[[str], T], within: timedelta) -> T | None:
        """Give what `read` makes of the first address that it takes; None when none came in time.

        `read` raises NotOurs for an address that it does not take: the browser is told, and the next one waited for.
        Whatever else it raises passes on, after the browser was answered.
        """
        until = time.monotonic() + within.total_seconds()
        while (left := until - time.monotonic()) > 0:
            self._listener.settimeout(left)
            try:
                wire, _ = self._listener.accept()
            except TimeoutError:
                return None
            with wire, suppress(OSError, NotOurs):
                return self._answered(wire, read)
        return None

    def _answered(self, wire: socket.socket, read: Callable[[str], T]) -> T:
        try:
            found = read(_target_of(wire))
        except NotOurs:
            _say(wire, "400 Bad Request", _WRONG)
            raise
        except RekisteridError:
            with suppress(OSError):
                _say(wire, "200 OK", _DONE)
            raise
        with suppress(OSError):
            _say(wire, "200 OK", _DONE)
        return found


def _target_of(wire: socket.socket) -> str:
    """The target of a GET; its head is read to the end, so that the browser is not cut off while it speaks."""
    until = time.monotonic() + _ONE_BROWSER_SECONDS
    head = b""
    while b"\r\n\r\n" not in head:
        wire.settimeout(max(until - time.monotonic(), 0.001))
        piece = wire.recv(4096)
        head += piece
        if not piece or len(head) > _MAX_HEAD_BYTES:
            raise NotOurs
    words = head.split(b"\r\n", 1)[0].split(b" ")
    if len(words) != 3 or words[0] != b"GET":
        raise NotOurs
    return words[1].decode("ascii", "replace")


def _say(wire: socket.socket, status: str, words: dict[str, str]) -> None:
    body = _PAGE.format(**words).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    )
    wire.sendall(head.encode() + body)
