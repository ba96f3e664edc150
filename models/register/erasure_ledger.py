"""The ledger beside the database: erasures and whatever else people have said that a restored backup must not undo (T11).

Keyed hashes only, never a value. One JSON line an entry, with a checksum, appended and synced before the database commits: what
the database has forgotten by a restore or a kill is found here and done again (`models.register.replay`). Lines are never edited.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import RegisterUnusable
from models.register.copies import sync_folder
from models.register.keys import Marked
from models.vocabulary import DetailField

if TYPE_CHECKING:
    from sqlalchemy.engine import URL
    from sqlmodel import Session

SUFFIX = ".ledger"
WAITING = "ledger_entries"
"""Key in a session's `info`: entries to be appended just before its transaction commits."""


class EntryKind(StrEnum):
    """What an entry repeats. The last three repeat nothing: they end what an earlier entry says.

    RETURN: the person came back by their own wish, and is not kept out any more (T10). PAUSE_END, RESTRICTION_END: it was lifted.
    """

    ERASURE = "erasure"
    WITHDRAWAL = "withdrawal"
    PROHIBITION = "prohibition"
    PAUSE = "pause"
    RESTRICTION = "restriction"
    CORRECTION = "correction"
    RETURN = "return"
    PAUSE_END = "pause_end"
    RESTRICTION_END = "restriction_end"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One act that a restore must not undo.

    `subjects`: references of the records it is about (`keys.subject_mark`). `values`: (field, keyed hash) of the addresses and
    numbers known of them; `shared`: of an erasure, those that somebody else had too, by which nobody is meant.
    `scope`: the purpose of a withdrawal, the scope of a prohibition. `forbidden`: of an erasure, the prohibitions that were in
    force. `rejected` and `stated`: of a correction, the values that were wrong and the one that is right.
    """

    kind: EntryKind
    at: datetime
    subjects: tuple[str, ...]
    values: tuple[Marked, ...] = ()
    scope: str = ""
    shared: tuple[Marked, ...] = ()
    forbidden: tuple[str, ...] = ()
    rejected: tuple[Marked, ...] = ()
    stated: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """What stands in a ledger: its whole entries in order, the numbers of lines that cannot be read, the mark of its end."""

    entries: tuple[LedgerEntry, ...] = ()
    damaged: tuple[int, ...] = ()
    mark: str = ""


class ErasureLedger:
    """A ledger in a file. Made at the first entry; a ledger that is not there is an empty one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entries: Sequence[LedgerEntry]) -> str:
        """Write entries and give the mark of the new end; they are on the disk when it returns. Raises RegisterUnusable.

        A last line that was torn is ended first, so that it costs only itself. What could be written in part alone (a full disk)
        is taken back: its act is not done either.
        """
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                size = os.fstat(handle).st_size
                torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
                lines = b"".join(_line(entry) for entry in entries)
                _write_whole(handle, b"\n" + lines if torn else lines, size)
                end = _mark(os.fstat(handle).st_size, lines)
            finally:
                os.close(handle)
            sync_folder(self.path.parent)
        except OSError as exc:
            raise RegisterUnusable(
                f"{self.path}: the ledger of erasures and withdrawals cannot be written: {exc.strerror}",
                mend="free some space there, or let the account which runs rekisterid write the file and its folder",
            ) from exc
        return end

    def read(self, after: str = "") -> LedgerRead:
        """Give the entries behind the mark `after`, or all when that mark is not of this file. Raises RegisterUnusable."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return LedgerRead()
        except OSError as exc:
            raise RegisterUnusable(
                f"{self.path}: the ledger of erasures and withdrawals cannot be read: {exc.strerror}",
                mend="let the account which runs rekisterid read the file: ls -la, chown, chmod",
            ) from exc
        lines = content.splitlines(keepends=True)
        known = _behind(lines, after)
        found = [entry_of(line) for line in lines[known:]]
        whole = tuple(entry for entry in found if entry is not None)
        damaged = tuple(number for number, entry in enumerate(found, known + 1) if entry is None)
        return LedgerRead(whole, damaged, _mark(len(content), lines[-1] if lines else b""))

    def end(self) -> str:
        """Give the mark of the end, from the size and the last line alone."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - MAX_LINE))
                lines = file.read().splitlines(keepends=True)
        except OSError:
            return ""
        return _mark(size, lines[-1]) if lines else ""


MAX_LINE = 65_536


def place_beside(url: "URL") -> Path | None:
    """Give where the ledger of an SQLite file lies unless told otherwise; None for a database without a file."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(f"{url.database}{SUFFIX}")


def note(session: "Session", entry: LedgerEntry) -> None:
    """Let an entry be appended just before the transaction of the session commits."""
    session.info.setdefault(WAITING, []).append(entry)


def noted(session: "Session") -> list[LedgerEntry]:
    """Take the entries that wait in a session."""
    found: list[LedgerEntry] = session.info.pop(WAITING, [])
    return found


def _line(entry: LedgerEntry) -> bytes:
    facts = {
        "kind": entry.kind.value,
        "at": entry.at.isoformat(),
        "subjects": list(entry.subjects),
        "values": [list(pair) for pair in entry.values],
        "scope": entry.scope,
        "shared": [list(pair) for pair in entry.shared],
        "forbidden": list(entry.forbidden),
        "rejected": [list(pair) for pair in entry.rejected],
        "stated": [list(pair) for pair in entry.stated],
    }
    text = json.dumps(facts, separators=(",", ":"))
    return f'{{"sum":"{_sum(text)}","entry":{text}}}\n'.encode()


def entry_of(line: bytes) -> LedgerEntry | None:
    """Read a line; None for one that is torn, was changed, or names what this version does not know."""
    try:
        outer = json.loads(line)
        facts = outer["entry"]
        text = json.dumps(facts, separators=(",", ":"))
        if not line.endswith(b"\n") or outer["sum"] != _sum(text):
            return None
        return LedgerEntry(
            kind=EntryKind(facts["kind"]),
            at=datetime.fromisoformat(facts["at"]),
            subjects=tuple(facts["subjects"]),
            values=_marked(facts, "values"),
            scope=facts["scope"],
            shared=_marked(facts, "shared"),
            forbidden=tuple(facts.get("forbidden", ())),
            rejected=_marked(facts, "rejected"),
            stated=_marked(facts, "stated"),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _marked(facts: Mapping[str, Sequence[Sequence[str]]], name: str) -> tuple[Marked, ...]:
    return tuple((DetailField(field), mark) for field, mark in facts.get(name, ()))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _mark(size: int, lines: bytes) -> str:
    """Tell one end from every other: the size, and a hash of the last line."""
    last = lines.splitlines(keepends=True)[-1] if lines else b""
    return f"{size}:{hashlib.sha256(last).hexdigest()[:32]}" if size else ""


def _behind(lines: Sequence[bytes], mark: str) -> int:
    """Give the number of lines up to the mark; 0 when no line of the file ends there."""
    size = 0
    for number, line in enumerate(lines, 1):
        size += len(line)
        if _mark(size, line) == mark:
            return number
    return 0


def _write_whole(handle: int, content: bytes, size: int) -> None:
    try:
        while content:
            content = content[os.write(handle, content) :]
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise
