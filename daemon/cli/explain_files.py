"""Find the files to explain and read each in the child process. What cannot be read is told by its code, like everything else."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from connectors.accounts import BookingRules
from connectors.calendar.options import EventOptions
from connectors.mail.options import ReadingOptions
from connectors.sandbox import MAX_ITEM_BYTES, Reader
from models.errors import BadItem, Declined
from models.values import EventsReading, MessageReading, OwnIdentity

_BEGINNING_BYTES = 4096
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(?:From [^\r\n]*\r?\n)?[!-9;-~]{1,76}[ \t]*:")
"""A field of a header (RFC 5322, 2.2), after the line with which mail programs begin a message in an mbox."""

_HEADER_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?[!-9;-~]{1,76}[ \t]*:", re.MULTILINE)
_RIGHT = "give yourself the right to read it: ls -la, chmod"


class Sort(StrEnum):
    """What a file is read as."""

    MESSAGE = ".eml"
    EVENTS = ".ics"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand: the firm itself, the mail server's id, the calendar's rules and the window (aware)."""

    own: OwnIdentity
    rules: BookingRules
    window_from: datetime
    window_until: datetime
    authserv_id: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """One file and what was read in it; `problem` is a code and the reading None when it could not be read."""

    path: Path
    sort: Sort
    reading: MessageReading | EventsReading | None
    problem: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether anything in it could be read: a calendar file of nothing but problems could not."""
        if isinstance(self.reading, EventsReading):
            return bool(self.reading.occurrences) or not self.reading.problems
        return self.reading is not None


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Give the files named, and those with a known suffix in the folders named, by name.

    Raises Declined for what is not there, and for a file that is neither a message nor a calendar file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in set(Sort) and file.is_file())
            found.extend(sorted(inside))
        elif path.is_file():
            found.append(_named(path))
        else:
            raise Declined(f"there is no file {path}", mend="name .eml or .ics files, or folders with them")
    if not found:
        raise Declined("no .eml or .ics file is there", mend="name files, or folders that hold some")
    return found


def _named(path: Path) -> Path:
    """Give a file that was named; without a known suffix its beginning must be that of a message or a calendar file."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING_BYTES)
    except OSError as exc:
        raise Declined(f"{path} cannot be read: {exc.strerror or type(exc).__name__}", mend=_RIGHT) from None
    if path.suffix.lower() in set(Sort) or _is_calendar(beginning) or _HEADER.match(beginning):
        return path
    raise Declined(
        f"{path} is neither a message nor a calendar file",
        mend="name .eml or .ics files, as the mail program and the calendar save them, or folders with them",
    )


def explained(files: Iterable[Path], known: Known, reader: Reader) -> Iterator[Explained]:
    """Read file by file, in order, giving each as soon as it is read."""
    message_options = ReadingOptions(known.own, known.authserv_id, explain=True)
    event_options = EventOptions(
        known.rules, known.own, known.window_from.astimezone(UTC), known.window_until.astimezone(UTC)
    )
    for path in files:
        sort = Sort.MESSAGE
        try:
            raw = _content(path)
            sort = _sort(path, raw)
            if sort is Sort.MESSAGE and not _HEADER_LINE.search(raw[:_BEGINNING_BYTES]):
                raise BadItem("not_a_message")
            if sort is Sort.EVENTS:
                yield Explained(path, sort, reader.read_events(raw, event_options))
            else:
                yield Explained(path, sort, reader.read_message(raw, message_options))
        except BadItem as exc:
            yield Explained(path, sort, None, exc.code)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_ITEM_BYTES:
            raise BadItem("too_large")
        return path.read_bytes()
    except OSError as exc:
        raise BadItem(type(exc).__name__) from None


def _sort(path: Path, raw: bytes) -> Sort:
    suffix = path.suffix.lower()
    if suffix in set(Sort):
        return Sort(suffix)
    return Sort.EVENTS if _is_calendar(raw) else Sort.MESSAGE


def _is_calendar(raw: bytes) -> bool:
    return raw[:_BEGINNING_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR"
