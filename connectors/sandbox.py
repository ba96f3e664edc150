"""Read items in a child process with limits, so that a hostile item costs at most itself (HW-T5).

The child is started as a program, never forked (the daemon has threads), and answers in frames of JSON, never pickle.
Items may be handed in before the answers of earlier ones are taken: the child reads them while we fetch or store.
"""

import os
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, TypeGuard, TypeVar, runtime_checkable

from pydantic import TypeAdapter, ValidationError

from connectors.child import Limits
from connectors.frames import frame_after, opening
from connectors.line import Line, Question
from models.errors import BadItem
from models.values import EventsReading, MessageReading

if TYPE_CHECKING:
    from connectors.calendar.options import EventOptions
    from connectors.mail.options import ReadingOptions

__all__ = [
    "Begun",
    "DirectReader",
    "Limits",
    "Reader",
    "ReadsAhead",
    "SandboxReader",
    "begin_events",
    "begin_message",
    "processors",
    "warm",
]

MAX_ITEM_BYTES = 32 * 1024 * 1024

# So many items must wait for one child before another one is worth its start.
_MANY_WAITING = 24

Result = TypeVar("Result")
Reading_co = TypeVar("Reading_co", covariant=True)


class Reader(Protocol):
    """Reads hostile items. Raises BadItem with a code that holds no text of the item, or Unreachable when no item can be read."""

    def read_message(self, raw: bytes, options: "ReadingOptions") -> MessageReading:
        """Read one message: the whole of it, or its header block with text parts."""
        ...

    def read_events(self, raw: bytes, options: "EventOptions") -> EventsReading:
        """Read one calendar object."""
        ...

    def close(self) -> None:
        """Let go of the child process. May be called twice; reading again afterwards is allowed."""
        ...


class Begun(Protocol[Reading_co]):
    """An item that is being read."""

    def result(self) -> Reading_co:
        """Give what was found, waiting for it. Raises as Reader does."""
        ...

    def give_up(self) -> None:
        """Say that nobody will ask for the result."""
        ...


@runtime_checkable
class ReadsAhead(Protocol):
    """A reader that takes items before the results of earlier ones are asked for."""

    def warm(self, task: str, *, many: bool = False) -> None:
        """Let it get ready: items of that task ("message", "events") will come soon, many or a few."""
        ...

    def begin_message(self, raw: bytes, options: "ReadingOptions") -> Begun[MessageReading]:
        """Hand in a message. Never raises: what is wrong is raised with the result."""
        ...

    def begin_events(self, raw: bytes, options: "EventOptions") -> Begun[EventsReading]:
        """Hand in a calendar object. Never raises."""
        ...


class _Later(Generic[Result]):
    """An item that is read when its result is asked for."""

    def __init__(self, read: Callable[[], Result]) -> None:
        self._read = read

    def result(self) -> Result:
        """See Begun."""
        return self._read()

    def give_up(self) -> None:
        """See Begun."""


def begin_message(reader: Reader, raw: bytes, options: "ReadingOptions") -> Begun[MessageReading]:
    """Hand in a message to any reader."""
    if _is_ahead(reader):
        return reader.begin_message(raw, options)
    return _Later(lambda: reader.read_message(raw, options))


def begin_events(reader: Reader, raw: bytes, options: "EventOptions") -> Begun[EventsReading]:
    """Hand in a calendar object to any reader."""
    if _is_ahead(reader):
        return reader.begin_events(raw, options)
    return _Later(lambda: reader.read_events(raw, options))


def warm(reader: Reader, task: str, *, many: bool = False) -> None:
    """Let a reader get ready that can: items of the task will come soon. `many`: as many as at a first pull."""
    if _is_ahead(reader):
        reader.warm(task, many=many)


def _is_ahead(reader: Reader) -> TypeGuard[ReadsAhead]:
    kind: Any = type(reader)
    return _reads_ahead(kind)


@cache
def _reads_ahead(kind: Any) -> bool:
    """Remembered: it is asked for every item, and a protocol's methods are looked up one by one."""
    return issubclass(kind, ReadsAhead)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


class DirectReader:
    """Reads in this process: for tests of pure code and files of one's own. A bomb takes the process with it."""

    def read_message(self, raw: bytes, options: "ReadingOptions") -> MessageReading:
        """See Reader."""
        from connectors.mail.message import read_message

        return _one_item(lambda: read_message(raw, options))

    def read_events(self, raw: bytes, options: "EventOptions") -> EventsReading:
        """See Reader."""
        from connectors.calendar.events import read_events

        return _one_item(lambda: read_events(raw, options))

    def close(self) -> None:
        """See Reader."""


def _one_item(read: Callable[[], Result]) -> Result:
    try:
        return read()
    except BadItem:
        raise
    except Exception as exc:  # noqa: BLE001 - one item's reading
        raise BadItem(type(exc).__name__) from None


class SandboxReader:
    """Reads in child processes that are started at first use and again whenever an item has killed one.

    Items are read in the order in which they came to a child; threads may share a reader. An item that kills its child is
    tried once more in a fresh one, then it is a BadItem: "cpu_limit", "memory_limit", "wall_limit", "reader_died", "too_large".
    """

    def __init__(self, limits: Limits | None = None, module: str = "connectors.reader", *, children: int = 1) -> None:
        """`module` is the program of the child; `children`: how many may run at once, where many items wait."""
        self.deaths = 0
        """How many children have died, or were killed for what they cost, while they read; for alarms and metrics."""
        self._lines = [Line(module, limits or Limits(), self._died) for _ in range(max(1, children))]
        self._opened: tuple[str, object, str] = ("", None, "")

    def read_message(self, raw: bytes, options: "ReadingOptions") -> MessageReading:
        """See Reader."""
        return self.read("message", raw, options, MessageReading)

    def read_events(self, raw: bytes, options: "EventOptions") -> EventsReading:
        """See Reader."""
        return self.read("events", raw, options, EventsReading)

    def begin_message(self, raw: bytes, options: "ReadingOptions") -> Begun[MessageReading]:
        """See ReadsAhead."""
        return self.begin("message", raw, options, MessageReading)

    def begin_events(self, raw: bytes, options: "EventOptions") -> Begun[EventsReading]:
        """See ReadsAhead."""
        return self.begin("events", raw, options, EventsReading)

    def warm(self, task: str, *, many: bool = False) -> None:
        """See ReadsAhead."""
        for line in self._lines if many else self._lines[:1]:
            line.warm(task)

    def close(self) -> None:
        """See Reader. Items that are being read are given up: there it is Unreachable, and no bad item."""
        for line in self._lines:
            line.close()

    def read(self, task: str, raw: bytes, options: object, result: type[Result]) -> Result:
        """Let a child do a task of its table and give what it found. Raises BadItem and Unreachable."""
        return self.begin(task, raw, options, result).result()

    def begin(self, task: str, raw: bytes, options: object, result: type[Result]) -> Begun[Result]:
        """Hand in an item for a task. Never raises."""
        if len(raw) > MAX_ITEM_BYTES:
            return _Later(_too_large)
        question = Question(task, frame_after(self._opening(task, options), raw))
        line = self._shortest(task)
        line.put(question)
        return _Reading(line, question, result)

    def _shortest(self, task: str) -> Line:
        """Give the child for the next item: the first, unless many wait for it already.

        One that is still loading gets nothing while another reads: results are asked for in order, and all would wait for it.
        """
        first = self._lines[0]
        if len(self._lines) == 1 or first.waiting < _MANY_WAITING:
            return first
        ready = [line for line in self._lines if not line.warm(task)]
        return min(ready or self._lines, key=lambda line: line.waiting_bytes)

    def _opening(self, task: str, options: object) -> str:
        """How frames with these options begin: they are the same for all items of a pull."""
        of, known, text = self._opened
        if of != task or known is not options:
            told = _adapter(type(options)).dump_json(options).decode("utf-8")
            text = opening({"task": task, "options": told})
            self._opened = task, options, text
        return text

    def _died(self) -> None:
        self.deaths += 1


def _too_large() -> NoReturn:
    raise BadItem("too_large")


class _Reading(Generic[Result]):
    """An item in the line of a child."""

    def __init__(self, line: Line, question: Question, result: type[Result]) -> None:
        self._line = line
        self._question = question
        self._result = result

    def result(self) -> Result:
        """See Begun."""
        header, reply = self._line.answer(self._question)
        if "error" in header:
            raise BadItem(header["error"])
        try:
            found: Result = _adapter(self._result).validate_json(reply)
        except ValidationError:
            # The text of the error would quote the item.
            raise BadItem("reply_invalid") from None
        return found

    def give_up(self) -> None:
        """See Begun."""
        self._question.unwanted = True


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
