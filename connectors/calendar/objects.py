"""Fetch the objects of one calendar in chunks and have them read in the child process, one batch a chunk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from connectors.accounts import CalendarAccount
from connectors.calendar.client import CalDavClient, Fetched, Outage, ReportUnsupported, TooLarge
from connectors.calendar.events import EventOptions
from connectors.calendar.limits import DENSE_WINDOW_BACK, WINDOW_AHEAD
from connectors.sandbox import Reader
from models.errors import BadItem
from models.values import CalendarObjectSeen, EventsReading, Place, Problem
from models.vocabulary import ProblemStage

CHUNK = 100
_DENSE = "too_many_occurrences"
_GONE = 404
_LEFT_OUT = 0

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Brought:
    """What became of a chunk of objects; `asked` is how many they were."""

    asked: int = 0
    observations: list[CalendarObjectSeen] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    came: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


class ObjectReader:
    """Fetches and reads objects of one calendar in one pull."""

    def __init__(self, client: CalDavClient, reader: Reader, account: CalendarAccount, stream: str) -> None:
        self._client = client
        self._reader = reader
        self._account = account
        self._stream = stream

    def bring(self, wanted: Mapping[str, str], options: EventOptions, again: frozenset[str]) -> Iterator[Brought]:
        """Objects by item → address, in chunks, in order. Raises Unreachable: then nothing of the chunk is told."""
        items = list(wanted)
        for begin in range(0, len(items), CHUNK):
            chunk = {item: wanted[item] for item in items[begin : begin + CHUNK]}
            yield self._read(self._fetched(chunk), chunk, options, again)

    def _fetched(self, chunk: Mapping[str, str]) -> list[Fetched]:
        try:
            fetched = {one.item: one for one in self._client.multiget(self._stream, chunk)}
        except TooLarge:
            return self._halves(chunk)
        except ReportUnsupported:
            fetched = {}
        return [
            one if one is not None and (one.raw is not None or one.status == _GONE) else self._alone(item, href)
            for item, href in chunk.items()
            for one in [fetched.get(item)]
        ]

    def _halves(self, chunk: Mapping[str, str]) -> list[Fetched]:
        items = list(chunk)
        if len(items) == 1:
            return [Fetched(items[0], "", None, _LEFT_OUT)]
        middle = len(items) // 2
        return [
            one
            for part in (items[:middle], items[middle:])
            for one in self._fetched({item: chunk[item] for item in part})
        ]

    def _alone(self, item: str, href: str) -> Fetched:
        """What the server failed on or left out in a chunk, asked for by itself: only its own answer is a fact."""
        try:
            return self._client.get(item, href)
        except TooLarge:
            return Fetched(item, "", None, _LEFT_OUT)

    def _read(
        self, fetched: Sequence[Fetched], chunk: Mapping[str, str], options: EventOptions, again: frozenset[str]
    ) -> Brought:
        failing = [one for one in fetched if one.raw is None and one.status not in (_GONE, _LEFT_OUT)]
        if len(failing) > max(3, len(chunk) // 5):
            raise Outage(f"{self._account.name}: the server fails on {len(failing)} of {len(chunk)} objects")
        brought = Brought(asked=len(chunk))
        for one in fetched:
            if one.raw is not None:
                self._read_one(brought, one, one.raw, options, again=one.item in again)
            elif one.status == _GONE:
                brought.came.add(one.item)
                brought.gone.add(one.item)
            else:
                self._failed(
                    brought, one.item, ProblemStage.FETCH, f"status_{one.status}" if one.status else "too_large"
                )
        return brought

    def _read_one(self, brought: Brought, one: Fetched, raw: bytes, options: EventOptions, *, again: bool) -> None:
        try:
            reading, options = self._reading(raw, options)
        except BadItem as exc:
            self._unreadable(brought, one.item, exc.code)
            return
        brought.came.add(one.item)
        until = options.window_until
        if reading.problems:
            brought.problems.append(Problem(self._place(one.item), ProblemStage.READ, reading.problems[0]))
            if not reading.occurrences:
                return
        # Of an object that is read in part, what is missing has not been removed: the window in which that holds is empty.
        begin = until if reading.problems else options.window_from
        seen = CalendarObjectSeen(self._place(one.item), one.etag, begin, until, reading, again)
        brought.observations.append(seen)

    def _reading(self, raw: bytes, options: EventOptions) -> tuple[EventsReading, EventOptions]:
        """The reading with the window it holds for: a dense series is expanded less far back than a visit a week."""
        reading = self._reader.read_events(raw, options)
        if _DENSE not in reading.problems:
            return reading, options
        nearer = replace(options, window_from=max(options.window_from, _back(options.window_until)))
        return self._reader.read_events(raw, nearer), nearer

    def _unreadable(self, brought: Brought, item: str, code: str) -> None:
        if code == "not_a_calendar":
            # An error page in place of an event: the server will have the event again.
            self._failed(brought, item, ProblemStage.READ, code)
            return
        brought.came.add(item)
        brought.problems.append(Problem(self._place(item), ProblemStage.READ, code))

    def _failed(self, brought: Brought, item: str, stage: ProblemStage, code: str) -> None:
        brought.failed.add(item)
        brought.problems.append(Problem(self._place(item), stage, code))

    def _place(self, item: str) -> Place:
        return Place(self._account.name, self._stream, "", item)


def _back(until: datetime) -> datetime:
    return until - WINDOW_AHEAD - DENSE_WINDOW_BACK
