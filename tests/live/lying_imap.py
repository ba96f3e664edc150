"""An IMAP server that is scripted and can lie: an honest one that holds its messages in memory, and quirks laid over it.

A quirk profile is a data file (tests/data/imap_quirks). The server speaks in the clear, on 127.0.0.1, to one client at a time
or to several; it knows the commands that the connector sends and answers BAD to all others.
"""

import base64
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from tests.live.imap_items import item_of, line_of
from tests.live.imap_parts import CRLF, Letter, section_of, uids_within
from tests.live.imap_quirks import Quirks
from tests.live.process import HOST

_SECTION = re.compile(r"BODY\.PEEK\[([^\]]*)\](?:<0\.(\d+)>)?", re.IGNORECASE)


@dataclass
class Folder:
    """A folder: its letters by UID."""

    uidvalidity: int = 1
    uidnext: int = 1
    letters: dict[int, Letter] = field(default_factory=dict)


class LyingImap:
    """`with LyingImap(quirks) as server:` serves `server.port`. Folders may be changed at any time, under `server.lock`."""

    def __init__(self, quirks: Quirks | None = None, folders: tuple[str, ...] = ("INBOX",)) -> None:
        self.host = HOST
        self.port = 0
        self.quirks = quirks or Quirks()
        self.folders = {name: Folder() for name in folders}
        self.lock = threading.RLock()
        self.commands: list[str] = []
        self.logins = 0
        self.password = ""
        self.sent_bytes = 0
        self.fetched: list[tuple[str, int, str]] = []
        self.cut_after: int | None = None
        self.told_once: set[tuple[str, str, int]] = set()
        self.changed = threading.Condition(self.lock)
        self._ids = 1_700_000_000_000_000_000
        self._listener: socket.socket | None = None
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._listen(0)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for thread in self._threads:
            thread.join(5)

    def add(self, folder: str, raw: bytes, when: datetime | None = None, *, uid: int = 0, server_id: int = 0) -> int:
        """Deliver a message; gives its UID. `server_id`: of a copy, that of the first."""
        with self.changed:
            box = self.folders[folder]
            uid = uid or box.uidnext
            self._ids += 1
            letter = Letter(raw, when or datetime(2026, 11, 19, 8, 0, tzinfo=UTC), server_id or self._ids)
            box.letters[uid] = letter
            box.letters = dict(sorted(box.letters.items()))
            box.uidnext = max(box.uidnext, uid + 1)
            self.changed.notify_all()
            return uid

    def move(self, folder: str, uid: int, target: str, *, copy: bool = False) -> int:
        """Move or copy a message; gives its new UID."""
        with self.lock:
            box = self.folders[folder]
            letter = box.letters[uid] if copy else box.letters.pop(uid)
            return self.add(target, letter.raw, letter.when, server_id=letter.server_id)

    def renumber(self, folder: str, *, first: int = 1) -> None:
        """Make the folder anew: another UIDVALIDITY, other UIDs, the same messages."""
        with self.lock:
            box = self.folders[folder]
            box.uidvalidity += 1
            letters = list(box.letters.values())
            box.letters = {first + number: letter for number, letter in enumerate(letters)}
            box.uidnext = first + len(letters)

    def cut(self) -> None:
        """End every connection."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def stop(self) -> None:
        """Answer no more."""
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        self.cut()
        with self.changed:
            self.changed.notify_all()

    def start(self) -> None:
        """Answer again at the same port."""
        if self._listener is None:
            self._listen(self.port)

    def _listen(self, port: int) -> None:
        self._listener = socket.create_server((HOST, port))
        self.port = self._listener.getsockname()[1]
        self._run(self._accept, self._listener)

    def _run(self, work: Callable[[socket.socket], None], wire: socket.socket) -> None:
        thread = threading.Thread(target=work, args=(wire,), name="lying imap", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                wire, _ = listener.accept()
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._connections.add(wire)
                self._run(self._serve, wire)

    def _serve(self, wire: socket.socket) -> None:
        try:
            with suppress(OSError, EOFError, ValueError):
                _Talk(self, wire).run()
        finally:
            self._connections.discard(wire)
            wire.close()


class _Talk:
    """One connection."""

    def __init__(self, server: LyingImap, wire: socket.socket) -> None:
        self._server = server
        self._quirks = server.quirks
        self._wire = wire
        self._lines = wire.makefile("rb")
        self._folder = ""
        self._waiting = bytearray()
        self._sent = 0
        self._commands = 0

    def run(self) -> None:
        """Serve until the client leaves or the script hangs up."""
        self._say(f"* OK [CAPABILITY {' '.join(self._quirks.capabilities)}] ready")
        self._flush()
        while line := self._lines.readline():
            left = self._obey(line.decode("utf-8", "replace").rstrip("\r\n"))
            self._flush()
            if left:
                return

    def _obey(self, text: str) -> bool:
        """Do a command; gives whether that was the last one."""
        tag, _, rest = text.partition(" ")
        words = rest.split(" ", 2)
        verb = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        self._server.commands.append(rest)
        self._commands += 1
        if self._quirks.bye_after and self._commands > self._quirks.bye_after:
            self._say("* BYE enough")
            return True
        answer = getattr(self, f"_{verb.replace(' ', '_').lower()}", None)
        done = answer(rest[len(verb) :].strip()) if answer is not None else "BAD no"
        self._say(f"{tag} {done}")
        return verb == "LOGOUT"

    def _say(self, line: str | bytes) -> None:
        self._send((line.encode() if isinstance(line, str) else line) + CRLF)

    def _send(self, data: bytes) -> None:
        self._waiting += data

    def _flush(self) -> None:
        """Send what waits, up to the cut."""
        data = bytes(self._waiting)
        self._waiting.clear()
        limit = self._server.cut_after
        if limit is not None and self._sent + len(data) >= limit:
            self._wire.sendall(data[: max(limit - self._sent, 0)])
            raise EOFError
        self._sent += len(data)
        self._server.sent_bytes += len(data)
        self._wire.sendall(data)

    def _capability(self, _arguments: str) -> str:
        self._say(f"* CAPABILITY {' '.join(self._quirks.capabilities)}")
        return "OK done"

    def _authenticate(self, _arguments: str) -> str:
        self._say("+ ")
        self._flush()
        return self._login(base64.b64decode(self._lines.readline()).decode())

    def _login(self, arguments: str) -> str:
        self._server.logins += 1
        if self._quirks.logins == "refused" or self._server.password not in arguments:
            return "NO [AUTHENTICATIONFAILED] wrong"
        return "OK in"

    def _logout(self, _arguments: str) -> str:
        self._say("* BYE")
        return "OK bye"

    def _noop(self, _arguments: str) -> str:
        return "OK done"

    def _list(self, _arguments: str) -> str:
        for name in self._server.folders:
            self._say(f'* LIST (\\HasNoChildren) "/" "{name}"')
        return "OK done"

    def _box(self, name: str = "") -> Folder:
        return self._server.folders[name or self._folder]

    def _uidnext(self, box: Folder) -> int | None:
        numbers = {"right": box.uidnext, "low": max(box.uidnext - 3, 1), "high": box.uidnext + 5_000}
        return numbers.get(self._quirks.uidnext)

    def _examine(self, arguments: str) -> str:
        name = arguments.strip('"')
        if name not in self._server.folders:
            return "NO there is none"
        self._folder = name
        with self._server.lock:
            box = self._box()
            self._say(f"* {len(box.letters) + self._quirks.exists_more} EXISTS")
            self._say("* 0 RECENT")
            self._say("* FLAGS (\\Seen)")
            self._say(f"* OK [UIDVALIDITY {box.uidvalidity}] of now")
            if (uidnext := self._uidnext(box)) is not None:
                self._say(f"* OK [UIDNEXT {uidnext}] next")
        return "OK [READ-ONLY] open"

    def _status(self, arguments: str) -> str:
        name = arguments.partition(" (")[0].strip('"')
        if self._quirks.status == "refused" or name not in self._server.folders:
            return "NO not now"
        with self._server.lock:
            box = self._box(name)
            messages = 0 if self._quirks.status == "stale" else len(box.letters)
            next_ = "" if self._quirks.status == "stale" else f" UIDNEXT {self._uidnext(box) or 1}"
            self._say(f'* STATUS "{name}" (MESSAGES {messages} UIDVALIDITY {box.uidvalidity}{next_})')
        return "OK done"

    def _idle(self, _arguments: str) -> str:
        self._say("+ idling")
        if self._quirks.idle == "cries":
            self._say(f"* {len(self._box().letters)} EXISTS")
        self._flush()
        if self._quirks.idle == "dies":
            raise EOFError
        self._wire.settimeout(0.1)
        known = len(self._box().letters)
        while True:
            with suppress(TimeoutError):
                self._lines = self._wire.makefile("rb")
                if self._lines.readline():
                    self._wire.settimeout(None)
                    return "OK done"
            now = len(self._box().letters)
            if now != known and self._quirks.idle != "deaf":
                known = now
                self._say(f"* {now} EXISTS")
                self._flush()

    def _uid_search(self, arguments: str) -> str:
        words = arguments.split()
        with self._server.lock:
            found = list(uids_within(words[words.index("UID") + 1], self._box().letters))
            if "SINCE" in words:
                since = datetime.strptime(words[words.index("SINCE") + 1].strip('"'), "%d-%b-%Y").replace(tzinfo=UTC)
                found = [uid for uid in found if self._box().letters[uid].when.date() >= since.date()]
        if words[words.index("UID") + 1].startswith("4294967295") and self._quirks.highest == "nothing":
            found = []
        if "forgets" in self._quirks.search:
            found = [uid for uid in found if uid % 4 or not self._first_time("search", uid)]
        if "unordered" in self._quirks.search:
            found = found[1::2] + found[::2]
        if "doubled" in self._quirks.search:
            found += found[:3]
        lines = [found]
        if "split" in self._quirks.search:
            lines = [found[: len(found) // 2], found[len(found) // 2 :]]
        for numbers in lines:
            self._say("* SEARCH" + "".join(f" {uid}" for uid in numbers))
        return "OK done"

    def _first_time(self, what: str, uid: int) -> bool:
        mark = (what, self._folder, uid)
        if mark in self._server.told_once:
            return False
        self._server.told_once.add(mark)
        return True

    def _uid_fetch(self, arguments: str) -> str:
        numbers, _, rest = arguments.partition(" (")
        items = rest.rstrip(")").split(" ")
        with self._server.lock:
            uids = list(uids_within(numbers, self._box().letters))
            if "missing" in self._quirks.fetch:
                uids = [uid for uid in uids if uid % 5 or not self._first_time("fetch", uid)]
            if "reordered" in self._quirks.fetch:
                uids = uids[::-1]
            for uid in uids:
                for answer in self._answers(uid, items):
                    self._send(answer)
        return "OK done"

    def _answers(self, uid: int, items: list[str]) -> Iterator[bytes]:
        letter = self._box().letters[uid]
        sequence = list(self._box().letters).index(uid) + 1
        quirks = self._quirks.fetch
        told = [part for item in items if (part := self._item(uid, letter, item))]
        if "interleaved" in quirks:
            yield b"* %d EXISTS\r\n* %d FETCH (FLAGS (\\Seen))\r\n* OK still here\r\n" % (
                len(self._box().letters),
                sequence,
            )
        if "strangers" in quirks:
            yield b"* 1 FETCH (UID 999999 FLAGS () BODY[HEADER] {9}\r\nX: y\r\n\r\nz)\r\n"
            yield b"* %d FETCH (UID %d FLAGS (\\Answered))\r\n" % (sequence, uid)
        groups = [told]
        if "split" in quirks and len(told) > 1:
            groups = [told[:1], told[1:]]
        for number, group in enumerate(groups):
            named = number == 0 or "without_uid" not in quirks
            parts = [b"UID %d" % uid] * named + group
            if "modseq" in quirks:
                parts.append(b"MODSEQ (%d)" % (uid + 7))
            yield line_of(sequence, parts, self._quirks)
            if "doubled" in quirks:
                yield line_of(sequence, parts, self._quirks)
        if "expunges" in quirks and sequence == 2:
            yield b"* VANISHED 4000000\r\n"

    def _item(self, uid: int, letter: Letter, item: str) -> bytes:
        if section := _SECTION.fullmatch(item):
            return self._body(uid, letter, section[1], int(section[2]) if section[2] else None)
        return item_of(uid, letter, item, self._quirks)

    def _body(self, uid: int, letter: Letter, section: str, limit: int | None) -> bytes:
        if section.isdecimal() and "partless" in self._quirks.fetch and self._first_time(f"part {section}", uid):
            return b""
        content = section_of(letter, section)
        if section == "HEADER" and self._quirks.headers == "open":
            content = content[:-2]
        if limit is not None:
            content = content[:limit]
        self._server.fetched.append((self._folder, uid, section))
        origin = b"<0>" if limit is not None and "no_origin" not in self._quirks.fetch else b""
        name = section.encode()
        length = len(content)
        if self._quirks.literal != "right" and uid % 5 == 0 and self._first_time(f"literal {section}", uid):
            if self._quirks.literal == "long":
                length += 40
            else:
                length = max(length - 9, 0)
        return b"BODY[%b]%b {%d}\r\n%b" % (name, origin, length, content)
