"""What is fuzzed: reading a message and reading a calendar object, each with its seeds. Any bytes: a reading or BadItem."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.accounts import BookingRules
from connectors.calendar.events import read_events
from connectors.calendar.options import EventOptions
from connectors.mail.explain import own_identity_from_context
from connectors.mail.message import ReadingOptions, header_digest, kind_from_headers, read_message
from models.errors import BadItem

DATA = Path(__file__).parents[1] / "data"
CRASHES = DATA / "fuzz"
# Processor time that an item of this size may take at most; more is time beyond linear.
SECONDS = 2.0
SECONDS_PER_MB = 12.0

_OWN = own_identity_from_context(DATA / "extraction" / "context.json")
_MAIL = ReadingOptions(_OWN, authserv_id="mx.google.com", explain=True)
_EVENTS = EventOptions(
    rules=BookingRules(),
    own=_OWN,
    window_from=datetime(2026, 1, 1, tzinfo=UTC),
    window_until=datetime(2027, 1, 1, tzinfo=UTC),
)


class Fault(AssertionError):
    """An answer that must not be: a class name in place of a code, or too much time."""


@dataclass(frozen=True)
class Target:
    """One reader with the files that its inputs are made from."""

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[Path, ...]


def _read_mail(raw: bytes) -> None:
    header_digest(raw)
    for read in (lambda: kind_from_headers(raw), lambda: read_message(raw, _MAIL)):
        _refused(read)


def _read_calendar(raw: bytes) -> None:
    _refused(lambda: read_events(raw, _EVENTS))


def _refused(read: Callable[[], object]) -> None:
    try:
        read()
    except BadItem as refused:
        # A class name as the code is a fault of ours that the last guard caught.
        if not refused.code.islower():
            raise Fault(refused.code) from refused


def survives(target: Target, raw: bytes) -> None:
    """Read one input. Raises Fault, or whatever the reader should not have raised."""
    began = time.process_time()
    target.read(raw)
    if time.process_time() - began > SECONDS + SECONDS_PER_MB * len(raw) / 1_000_000:
        raise Fault("time")


TARGETS = (
    Target("message", _read_mail, tuple(sorted(DATA.glob("extraction*/**/*.eml")))),
    Target("events", _read_calendar, tuple(sorted(DATA.glob("calendar/*.ics")))),
)


def crashes(target: Target) -> list[Path]:
    """Give the inputs that failed once; they are read again in every test run."""
    return sorted((CRASHES / target.name).glob("*"))


def kept_in(target: Target) -> Path:
    """Give the folder of the inputs that failed, made when it is not there."""
    folder = CRASHES / target.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(target: Target, raw: bytes, digest: str) -> Path:
    """Write an input that failed to tests/data/fuzz/ and give its path."""
    path = kept_in(target) / f"{digest}.bin"
    path.write_bytes(raw)
    return path
