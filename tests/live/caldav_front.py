"""Stands before a calendar server, passes on what it is asked, and lies where a fault says so. Writes down every request."""

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from typing import Self

from tests.live.process import HOST
from tests.live.web_server import WebServer

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Question:
    """What the client sent; header names in small letters."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def report(self) -> str:
        """What it asks for: "sync", "multiget", "listing", "ctag", "home" (the list of calendars), "discovery" or "get"."""
        if self.method == "GET":
            return "get"
        depth = dict(self.headers).get("depth", "0")
        for word, report in ((b"sync-collection", "sync"), (b"calendar-multiget", "multiget"), (b"getctag", "ctag")):
            if word in self.body:
                return report
        if b"getetag" in self.body:
            return "listing"
        return "home" if depth == "1" else "discovery"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client gets. `cut`: so many bytes of head and body, then the end of the connection; `pause`: seconds before
    that byte, or before the first one when it is None."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: int | None = None
    pause: float = 0.0
    pause_at: int = 0

    def wire(self) -> bytes:
        """Head and body; the length of the body unless the headers tell another one."""
        named = {name.lower() for name, _ in self.headers}
        own = () if "content-length" in named else (("Content-Length", str(len(self.body))),)
        head = "".join(f"{name}: {value}\r\n" for name, value in (*self.headers, *own))
        return f"HTTP/1.1 {self.status} Said\r\n{head}\r\n".encode("latin-1") + self.body


Liar = Callable[[Question, Reply], Reply]


def honest(_question: Question, reply: Reply) -> Reply:
    """The reply as it is."""
    return reply


class CalDavFront:
    """Use as `with CalDavFront(port) as front:`; clients use `front.url`.

    `liar` may be exchanged at any time. With `record()` the true replies are kept and given again to the same question, so
    that a session can be played many times. `passed` counts the bytes said to clients, all connections together; what goes
    beyond `cut_after` is not said any more.
    """

    def __init__(self, port: int) -> None:
        self.liar: Liar = honest
        self.questions: list[Question] = []
        self.passed = 0
        self.cut_after: int | None = None
        self._target = port
        self._kept: dict[tuple[str, str, bool, str, bytes], Reply] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server = WebServer(self._serve)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """Where clients begin."""
        return self._server.url

    def through(self, url: str) -> str:
        """An address of the server as clients of the front write it."""
        return re.sub(r"^http://[^/]+/", self.url, url)

    def record(self) -> None:
        """Keep true replies from now on; those kept before are forgotten."""
        self._kept = {}

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers = tuple((name.lower(), value) for name, value in handler.headers.items())
        question = Question(handler.command, handler.path, headers, body)
        with self._lock:
            self.questions.append(question)
        reply = self.liar(question, self._truth(question))
        raw = reply.wire()
        end = len(raw) if reply.cut is None else min(reply.cut, len(raw))
        with self._lock:
            if self.cut_after is not None:
                end = min(end, max(self.cut_after - self.passed, 0))
            self.passed += end
        try:
            if reply.pause:
                handler.wfile.write(raw[: reply.pause_at])
                handler.wfile.flush()
                time.sleep(reply.pause)
            handler.wfile.write(raw[reply.pause_at if reply.pause else 0 : end])
            handler.wfile.flush()
        except OSError:
            handler.close_connection = True
        if (
            end < len(raw)
            or reply.cut is not None
            or any(name.lower() == "content-length" for name, _ in reply.headers)
        ):
            handler.close_connection = True

    def _truth(self, question: Question) -> Reply:
        held = dict(question.headers)
        key = (question.method, question.path, "authorization" in held, held.get("depth", ""), question.body)
        if self._kept is not None and key in self._kept:
            return self._kept[key]
        reply = self._asked(question)
        if self._kept is not None:
            self._kept[key] = reply
        return reply

    def _asked(self, question: Question) -> Reply:
        connection = http.client.HTTPConnection(HOST, self._target, timeout=_SECONDS)
        # Packed answers could not be altered.
        headers = {name: value for name, value in question.headers if name not in _HOP_BY_HOP | {"accept-encoding"}}
        try:
            connection.request(question.method, question.path, question.body or None, headers)
            answer = connection.getresponse()
            told = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in _HOP_BY_HOP)
            return Reply(answer.status, told, answer.read())
        finally:
            connection.close()


def with_header(reply: Reply, name: str, value: str) -> Reply:
    """The reply with that header, in place of one that has it already."""
    others = tuple(one for one in reply.headers if one[0].lower() != name.lower())
    return replace(reply, headers=(*others, (name, value)))
