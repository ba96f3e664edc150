"""Stands before an SMTP server in the clear and cuts the first dialogue at one point; further ones pass whole."""

from enum import StrEnum

from tests.live.relay import Line, Relay

_SOON = 0.05


class Point(StrEnum):
    """Where it is cut. "At" a command: the server never gets it; "answer": it got it, and the client never hears."""

    CONNECT = "connect"
    GREETING = "within the greeting"
    EHLO = "at EHLO"
    EHLO_ANSWER = "within the answer to EHLO"
    MAIL = "at MAIL"
    MAIL_ANSWER = "answer to MAIL"
    RCPT = "at RCPT"
    RCPT_ANSWER = "answer to RCPT"
    DATA = "at DATA"
    DATA_ANSWER = "answer to DATA"
    CONTENT = "within the content"
    DOT = "at the dot"
    DOT_ANSWER = "answer to the dot"
    HALF_DOT_ANSWER = "within the answer to the dot"
    QUIT = "at QUIT"


_AT = {Point.EHLO: b"EHLO", Point.MAIL: b"MAIL", Point.RCPT: b"RCPT", Point.DATA: b"DATA", Point.QUIT: b"QUIT"}
_ANSWERS = {Point.MAIL_ANSWER: b"MAIL", Point.RCPT_ANSWER: b"RCPT", Point.DATA_ANSWER: b"DATA", Point.DOT_ANSWER: b"."}
_HALVES = {Point.GREETING: b"", Point.EHLO_ANSWER: b"EHLO", Point.HALF_DOT_ANSWER: b"."}


class SmtpCutter(Relay):
    """Use as `with SmtpCutter(port) as cutter:`, then `cutter.cut_once(point)`."""

    def __init__(self, target_port: int) -> None:
        super().__init__(target_port)
        self._point: Point | None = None
        self._content_bytes = 0
        self._command: dict[Line, bytes] = {}
        self._content: dict[Line, bytes | None] = {}

    def cut_once(self, point: Point, *, content_bytes: int = 10_000) -> None:
        """Cut the next dialogue there; within the content after so many bytes of it."""
        self._point, self._content_bytes = point, content_bytes

    def line_opened(self, line: Line) -> None:
        self._command[line], self._content[line] = b"", None
        if self._point is Point.CONNECT:
            self._end(line)

    def client_said(self, line: Line, data: bytes) -> bytes:
        content = self._content[line]
        if content is not None:
            return self._content_said(line, content, data)
        verb = data[:4].upper()
        self._command[line] = verb
        if self._point is not None and _AT.get(self._point) == verb:
            self._end(line)
            return b""
        return data

    def server_said(self, line: Line, data: bytes) -> bytes:
        command = self._command[line]
        if self._point is not None and _ANSWERS.get(self._point) == command:
            self._end(line)
            return b""
        if self._point is not None and _HALVES.get(self._point) == command:
            self._point = None
            # What was said is to arrive: an end at once would take it back.
            self._loop.call_later(_SOON, line.cut)
            return data[: len(data) // 2]
        if command == b"DATA" and data.startswith(b"354"):
            self._content[line] = b""
        return data

    def _content_said(self, line: Line, before: bytes, data: bytes) -> bytes:
        said = before + data
        self._content[line] = said
        if self._point is Point.CONTENT and len(said) >= self._content_bytes:
            self._end(line)
            return data[: max(0, self._content_bytes - len(before))]
        if said.endswith(b"\r\n.\r\n"):
            self._content[line], self._command[line] = None, b"."
            if self._point is Point.DOT:
                self._end(line)
                return data[:-3]
        return data

    def _end(self, line: Line) -> None:
        """The client hears and says no more; the server still gets what is on its way, then the relay ends its side too."""
        self._point = None
        line.client.transport.abort()
