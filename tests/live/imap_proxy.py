"""An IMAP relay that writes down each command of the client and can put words into the server's mouth."""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.live.relay import Line, Relay

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n\Z")
_TWO_WORDS = frozenset({"UID"})

ServerLine = Callable[[bytes], bytes]
"""Gets one whole line of the server with its CRLF (never literal data) and gives what the client gets instead."""


@dataclass(slots=True)
class _Side:
    """Splits one direction into lines and literal data (RFC 9051, 4.3)."""

    waiting: bytes = b""
    literal_left: int = 0
    continued: bool = False

    def pieces(self, data: bytes) -> list[tuple[bytes, bool]]:
        """What is complete now: (bytes, whether it begins a new line). Literal data is never a line."""
        self.waiting += data
        found: list[tuple[bytes, bool]] = []
        while self.waiting:
            if self.literal_left:
                piece, self.waiting = self.waiting[: self.literal_left], self.waiting[self.literal_left :]
                self.literal_left -= len(piece)
                found.append((piece, False))
                continue
            line, end, rest = self.waiting.partition(b"\r\n")
            if not end:
                break
            self.waiting = rest
            literal = _LITERAL.search(line + end)
            found.append((line + end, not self.continued))
            self.continued = literal is not None
            self.literal_left = int(literal[1]) if literal else 0
        return found


@dataclass(slots=True)
class _Conversation:
    client: _Side = field(default_factory=_Side)
    server: _Side = field(default_factory=_Side)
    verb: str = ""
    tag: bytes = b""
    opaque: bool = False


class ImapProxy(Relay):
    """Stands between client and IMAP server. `verbs` has every command in order, in capitals: LOGIN, EXAMINE, UID FETCH, IDLE,
    DONE …; `commands` has (verb, whole first line without CRLF). Nothing is told apart by connection.
    """

    def __init__(self, target_port: int, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(target_port, tls)
        self.commands: list[tuple[str, bytes]] = []
        self._conversations: dict[Line, _Conversation] = {}
        self._alter: ServerLine | None = None

    @property
    def verbs(self) -> list[str]:
        """Every command sent so far, UID ones with both words, and DONE for the end of each IDLE."""
        return [verb for verb, _ in self.commands]

    def forget(self) -> None:
        """Begin the list of commands anew."""
        self.commands.clear()

    def alter_server_lines(self, alter: ServerLine | None) -> None:
        """Pass each further line of the server through `alter`; None passes them as they are. b"" drops a line."""
        self._alter = alter

    def replace(self, pattern: bytes, replacement: bytes) -> None:
        """Replace what the regular expression matches in each further line of the server."""
        expression = re.compile(pattern)
        self.alter_server_lines(lambda line: expression.sub(replacement, line))

    def inject(self, line: bytes) -> None:
        """Say a line that the server never said, without CRLF, to every client: b"* 1 EXPUNGE"."""
        self.say_to_clients(line + b"\r\n")

    def line_opened(self, line: Line) -> None:
        self._conversations[line] = _Conversation()

    def client_said(self, line: Line, data: bytes) -> bytes:
        talk = self._conversations[line]
        if talk.opaque:
            return data
        for piece, begins in talk.client.pieces(data):
            if begins:
                self._note(talk, piece.rstrip(b"\r\n"))
        return data

    def server_said(self, line: Line, data: bytes) -> bytes:
        talk = self._conversations[line]
        if talk.opaque:
            return data
        passed = bytearray()
        for piece, begins in talk.server.pieces(data):
            if begins and talk.tag and piece.startswith(talk.tag + b" "):
                # After STARTTLS the line carries TLS, of which nothing can be read.
                talk.opaque = talk.verb == "STARTTLS" and piece[len(talk.tag) :].upper().startswith(b" OK")
                talk.verb, talk.tag = "", b""
            passed += self._alter(piece) if begins and self._alter else piece
        return bytes(passed)

    def _note(self, talk: _Conversation, text: bytes) -> None:
        if talk.verb == "IDLE":
            self.commands.append((text.decode("ascii", "replace").strip().upper(), text))
            return
        if talk.verb == "AUTHENTICATE":
            return
        words = text.decode("ascii", "replace").split(maxsplit=3)
        verb = words[1].upper() if len(words) > 1 else "?"
        if verb in _TWO_WORDS and len(words) > 2:
            verb = f"{verb} {words[2].upper()}"
        talk.verb, talk.tag = verb, text.split(b" ", 1)[0]
        self.commands.append((verb, text))
