"""The lowest place of an IMAP connection: what may be said to the server at all, and how much it may answer.

Every byte that imaplib and imapclient send passes `GuardedImap.send`. EXAMINE alone guards nothing: UID MOVE works under it.
"""

import imaplib
import logging
import re
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from connectors.incoming import AnswerTooLarge, Count, Incoming, uncounted

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAX_LITERAL_BYTES = 30 * 1024 * 1024
MAX_ANSWER_BYTES = 48 * 1024 * 1024
MAX_LINE_BYTES = 262_144
MAX_SEARCH_LINE_BYTES = 8 * 1024 * 1024

_ALLOWED = frozenset(
    {
        "AUTHENTICATE",
        "CAPABILITY",
        "EXAMINE",
        "IDLE",
        "LIST",
        "LOGIN",
        "LOGOUT",
        "NOOP",
        "STARTTLS",
        "STATUS",
        "UID FETCH",
        "UID SEARCH",
    }
)
_WITH_PASSWORD = frozenset({"AUTHENTICATE", "LOGIN"})
_COMMAND = re.compile(rb"(?P<tag>[A-Z0-9]+) (?P<verb>(?:UID )?[A-Z]+)(?: (?P<rest>[^\r\n\0]*))?")
_LITERAL = re.compile(rb"\{\d+\+?\}\Z")
_FETCH = re.compile(rb"[\d,]+ \((?P<items>[^()]*)\)")
_ITEM = re.compile(
    rb"UID|RFC822\.SIZE|INTERNALDATE|FLAGS|BODYSTRUCTURE|X-GM-MSGID"
    rb"|BODY\.PEEK\[(?:(?:\d+\.)*(?:\d+|HEADER|MIME|TEXT))?\](?:<\d+\.\d+>)?"
)
ITEM_NAME = re.compile(
    rb"(?i)(?:UID|FLAGS|MODSEQ|INTERNALDATE|ENVELOPE|RFC822(?:\.[A-Z]+)?|BODYSTRUCTURE|X-[A-Z0-9-]+|[A-Z]+ID"
    rb"|SAVEDATE|PREVIEW|SNIPPET|BODY(?:\[[^\]]*\](?:<\d+>)?)?)"
)
"""Names of what a server may tell of a message, asked or not (RFC 9051, 7.5.2, and its extensions)."""

_ANSWER = re.compile(rb"\* (?:\d+ )?[A-Za-z]+(?=[ \r])")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]*|\*")
# A slow line may take this long for the largest answer; every other command has the read timeout and a little.
_BULK_SECONDS = 300.0
_GRACE_SECONDS = 5.0
_BULK = frozenset({"UID FETCH", "UID SEARCH"})

# It would log every line of the dialogue, mail included.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class ForbiddenCommand(Exception):
    """Something other than the reading commands was about to be sent. Nothing was sent. The text is the verb alone."""


class Gate:
    """Decides line by line what may go out. One for each connection."""

    def __init__(self) -> None:
        self.secured = False
        self._waiting = b""
        self._answering = ""

    def admit(self, data: bytes) -> list[tuple[str, bytes]]:
        """Take bytes in the pieces in which the library sends them; give (verb, line with CRLF) for each complete line.

        "" is the verb of a line that continues a command. Raises ForbiddenCommand, then nothing of the line is given.
        """
        self._waiting += data
        lines: list[tuple[str, bytes]] = []
        while b"\r\n" in self._waiting:
            line, _, self._waiting = self._waiting.partition(b"\r\n")
            try:
                lines.append((self._verb(line), line + b"\r\n"))
            except ForbiddenCommand:
                self._waiting = b""
                raise
        return lines

    def _verb(self, line: bytes) -> str:
        if self._answering == "IDLE":
            if line != b"DONE":
                raise ForbiddenCommand("within IDLE")
            self._answering = ""
            return ""
        if self._answering == "AUTHENTICATE" and _BASE64.fullmatch(line):
            return ""
        self._answering = ""
        command = _COMMAND.fullmatch(line)
        verb = command["verb"].decode("ascii") if command else ""
        rest = (command["rest"] or b"") if command else b""
        # A literal would let the next bytes pass unread.
        if command is None or verb not in _ALLOWED or _LITERAL.search(rest):
            raise ForbiddenCommand(verb or "no command")
        if verb in _WITH_PASSWORD and not self.secured:
            raise ForbiddenCommand(f"{verb} in the clear")
        if verb == "UID FETCH" and not _only_peeks(rest):
            raise ForbiddenCommand("UID FETCH of something that is not only looked at")
        if verb in {"IDLE", "AUTHENTICATE"}:
            self._answering = verb
        return verb


def _only_peeks(arguments: bytes) -> bool:
    match = _FETCH.fullmatch(arguments)
    return match is not None and all(_ITEM.fullmatch(item) for item in match["items"].split(b" "))


class GuardedImap(imaplib.IMAP4):
    """imaplib with the gate before its sending side and bounds on its receiving side."""

    def __init__(
        self,
        host: str,
        port: int,
        dial: Callable[[], socket.socket],
        *,
        silence: float,
        secured: bool,
        count: Count = uncounted,
    ) -> None:
        """`dial` opens the connection; `silence` is the read timeout in seconds; `secured`: a password may be said at once.

        `count` is told of every byte that comes.
        """
        self.gate = Gate()
        self.gate.secured = secured
        self._dial = dial
        self._silence = silence
        self._incoming = Incoming(lambda: self.sock, count)
        self._max_line_bytes = MAX_LINE_BYTES
        self._allow("")
        super().__init__(host, port)

    @property
    def pending(self) -> int:
        """Bytes of the server that nobody has asked for."""
        return self._incoming.pending

    def begin_tls(self, secure: Callable[[socket.socket], socket.socket]) -> None:
        """Send STARTTLS and go on over what `secure` makes of the connection. Raises AnswerTooLarge for words before TLS."""
        if self._simple_command("STARTTLS")[0] != "OK":
            raise self.error("STARTTLS refused")
        if self.pending:
            # Whoever stands between could have put words there that would count as protected (CVE-2011-0411).
            raise AnswerTooLarge("words before TLS")
        self.sock = secure(self.sock)
        self.gate.secured = True
        self._get_capabilities()

    def hurry(self, seconds: float) -> None:
        """Wait no longer than that for each further answer."""
        self._silence = min(self._silence, seconds)

    def lines_within(self, seconds: float) -> list[bytes]:
        """Give the lines that the server says unasked, within IDLE; [] when it is silent that long."""
        self._incoming.allow(seconds=seconds, silence=seconds, size=MAX_LINE_BYTES)
        return self._incoming.lines_within(seconds)

    def send(self, data: "ReadableBuffer") -> None:
        """Send what the gate admits."""
        for verb, line in self.gate.admit(bytes(data)):
            self._allow(verb)
            self.sock.settimeout(self._silence)
            self.sock.sendall(line)

    def read(self, size: int) -> bytes:
        """Read a literal of that size."""
        if size > MAX_LITERAL_BYTES:
            raise AnswerTooLarge("literal too large")
        return self._incoming.exactly(size)

    def readline(self) -> bytes:
        """Read a line. Its first word comes in capitals, as the library knows no others (RFC 9051, 9: case is free)."""
        line = self._incoming.line(self._max_line_bytes)
        if line.startswith(b"* ") and (word := _ANSWER.match(line)):
            return word[0].upper() + line[word.end() :]
        return line

    def _allow(self, verb: str) -> None:
        seconds = _BULK_SECONDS if verb in _BULK else self._silence + _GRACE_SECONDS
        self._incoming.allow(seconds=seconds, silence=self._silence, size=MAX_ANSWER_BYTES)
        self._max_line_bytes = MAX_SEARCH_LINE_BYTES if verb == "UID SEARCH" else MAX_LINE_BYTES

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._dial()

    def _mesg(self, s: object, secs: object = None) -> None:
        """Say nothing: imaplib would print the dialogue."""

    def _log(self, line: object) -> None:
        """Keep nothing: imaplib would hold the last lines, the password among them."""
