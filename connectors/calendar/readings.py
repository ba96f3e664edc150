"""Have calendar objects read in the child process, and say what became of each."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from connectors.calendar.limits import DENSE_WINDOW_BACK, WINDOW_AHEAD
from connectors.calendar.options import EventOptions
from connectors.sandbox import Begun, Reader, begin_events
from models.errors import BadItem
from models.values import CalendarObjectSeen, EventsReading, Place, Problem
from models.vocabulary import ProblemStage

_DENSE = "too_many_occurrences"


@dataclass(slots=True)
class Brought:
    """What became of a chunk of objects; `asked` is how many they were. `bad`: versions of those nothing can be read of."""

    asked: int = 0
    observations: list[CalendarObjectSeen] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    came: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    bad: dict[str, str] = field(default_factory=dict)

    def told(self, of: frozenset[str]) -> "Brought":
        """The same without what was read, as a sum of chunks needs it; of what is gone only that which is among `of`."""
        return Brought(came=self.came, failed=self.failed, gone=self.gone & of, bad=self.bad)

    def plus(self, other: "Brought") -> "Brought":
        """What became of both, without what was read of them."""
        return Brought(
            came=self.came | other.came,
            failed=self.failed | other.failed,
            gone=self.gone | other.gone,
            bad=self.bad | other.bad,
        )

    @property
    def emptied(self) -> bool:
        """Whether an object came that holds nothing, though nothing in it failed: the register judges it as a deletion."""
        return any(not seen.reading.occurrences and not seen.reading.problems for seen in self.observations)


@dataclass(frozen=True, slots=True)
class BegunObject:
    """An object that is being read."""

    item: str
    version: str
    raw: bytes
    options: EventOptions
    again: bool
    reading: Begun[EventsReading]


class Readings:
    """Reads the objects of one stream in one pull."""

    def __init__(self, reader: Reader, account: str, stream: str) -> None:
        self._reader = reader
        self._account = account
        self._stream = stream

    def begin(self, item: str, version: str, raw: bytes, options: EventOptions, *, again: bool) -> BegunObject:
        """Hand in one object to be read; `take` gives what was found."""
        return BegunObject(item, version, raw, options, again, begin_events(self._reader, raw, options))

    def take(self, brought: Brought, begun: BegunObject) -> None:
        """Take the reading of one object into `brought`: an observation, a problem, or both when only part can be read."""
        item, version = begun.item, begun.version
        try:
            reading, options = self._reading(begun)
        except BadItem as exc:
            self._unreadable(brought, item, version, exc.code)
            return
        brought.came.add(item)
        until = options.window_until
        if reading.problems:
            brought.problems.append(Problem(self._place(item), ProblemStage.READ, reading.problems[0]))
            if not reading.occurrences:
                brought.bad[item] = version
                return
        # Of an object that is read in part, what is missing has not been removed: the window in which that holds is empty.
        begin = until if reading.problems else options.window_from
        seen = CalendarObjectSeen(self._place(item), version, begin, until, reading, begun.again)
        brought.observations.append(seen)

    def _reading(self, begun: BegunObject) -> tuple[EventsReading, EventOptions]:
        """The reading with the window it holds for: a dense series is expanded less far back than a visit a week."""
        reading, options = begun.reading.result(), begun.options
        if _DENSE not in reading.problems:
            return reading, options
        nearer = replace(options, window_from=max(options.window_from, _back(options.window_until)))
        return self._reader.read_events(begun.raw, nearer), nearer

    def _unreadable(self, brought: Brought, item: str, version: str, code: str) -> None:
        if code == "not_a_calendar":
            # An error page in place of an event: the server will have the event again.
            self.fail(brought, item, ProblemStage.READ, code)
            return
        brought.came.add(item)
        brought.bad[item] = version
        brought.problems.append(Problem(self._place(item), ProblemStage.READ, code))

    def fail(self, brought: Brought, item: str, stage: ProblemStage, code: str) -> None:
        """Note an object that did not come, or came as something else: it is still owed."""
        brought.failed.add(item)
        brought.problems.append(Problem(self._place(item), stage, code))

    def _place(self, item: str) -> Place:
        return Place(self._account, self._stream, "", item)


def _back(until: datetime) -> datetime:
    return until - WINDOW_AHEAD - DENSE_WINDOW_BACK
