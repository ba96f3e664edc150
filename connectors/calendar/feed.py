"""Take a published .ics file apart into one object a UID. By lines alone: nothing in it is interpreted here. Pure."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_FOLD = re.compile(rb"\r?\n[ \t]")
_KEPT_OF_CALENDAR = (b"METHOD", b"X-WR-TIMEZONE")
# Written anew at every download by some publishers, and no news.
_VOLATILE = (b"DTSTAMP",)
_MAX_EVENTS = 50_000


class NotAFeed(Exception):
    """The text is no calendar, or only part of one: what it does not hold says nothing."""


@dataclass(frozen=True, slots=True)
class FeedObject:
    """All events of one UID as an object of their own; `version` changes when anything that matters in it does."""

    version: str
    raw: bytes


@dataclass(slots=True)
class _Parts:
    """The blocks of a feed: zone definitions, and events by UID with the lines of their calendar that change their meaning."""

    zones: list[bytes] = field(default_factory=list)
    events: dict[bytes, list[tuple[bytes, bytes]]] = field(default_factory=lambda: defaultdict(list))


def split_feed(raw: bytes) -> dict[str, FeedObject]:
    """Objects by item: a hash of the UID, for UIDs may hold addresses. Raises NotAFeed."""
    text = raw.strip().removeprefix(b"\xef\xbb\xbf")
    if not text[:64].lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        raise NotAFeed
    if not text[-64:].rstrip().upper().endswith(b"END:VCALENDAR"):
        # Cut off, or followed by an error: an event that is missing from it may still be there.
        raise NotAFeed
    parts = _parts(text)
    zones = b"".join(parts.zones)
    return {hashlib.sha256(uid).hexdigest()[:32]: _object(zones, events) for uid, events in parts.events.items()}


def _parts(text: bytes) -> _Parts:
    parts = _Parts()
    head: list[bytes] = []
    count = 0
    for name, lines in _blocks(text):
        if name == b"VCALENDAR":
            head = []
        elif name == b"VTIMEZONE":
            parts.zones.append(b"".join(lines))
        elif name == b"VEVENT":
            count += 1
            if count > _MAX_EVENTS:
                raise NotAFeed
            block = b"".join(lines)
            parts.events[_uid(block)].append((b"".join(head), block))
        elif name == b"" and lines[0].upper().startswith(_KEPT_OF_CALENDAR):
            head.append(lines[0])
    return parts


def _blocks(text: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each component right inside a calendar with its lines, each other line of a calendar, and the calendar's beginning."""
    inside, depth, block = b"", 0, list[bytes]()
    for written in text.splitlines():
        line = written + b"\r\n"
        key, _, value = line.partition(b":")
        key, value = key.strip().upper(), value.strip().upper()
        if key == b"BEGIN" and value == b"VCALENDAR":
            if inside:
                raise NotAFeed
            yield b"VCALENDAR", []
        elif key == b"BEGIN" and not inside:
            inside, depth, block = value, 1, [line]
        elif inside:
            block.append(line)
            depth += (key == b"BEGIN" and value == inside) - (key == b"END" and value == inside)
            if depth == 0:
                yield inside, block
                inside = b""
        else:
            yield b"", [line]
    if inside:
        raise NotAFeed


def _uid(block: bytes) -> bytes:
    for line in _FOLD.sub(b"", block).splitlines():
        if line[:4].upper() in (b"UID:", b"UID;"):
            return line.partition(b":")[2].strip()
    # Those without a UID are one object together: none of them can be told apart from download to download.
    return b""


def _object(zones: bytes, events: list[tuple[bytes, bytes]]) -> FeedObject:
    digest = hashlib.sha256(zones)
    calendars: list[bytes] = []
    for head, block in sorted(events):
        digest.update(head + b"".join(_lasting(block)))
        calendars.append(b"BEGIN:VCALENDAR\r\n" + head + block + b"END:VCALENDAR\r\n")
    first = b"BEGIN:VCALENDAR\r\n" + zones + b"END:VCALENDAR\r\n"
    return FeedObject(digest.hexdigest()[:32], first + b"".join(calendars))


def _lasting(block: bytes) -> Iterator[bytes]:
    return (line for line in block.splitlines() if not line.upper().startswith(_VOLATILE))
