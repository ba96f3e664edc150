"""Read items in a child process with limits, so that a hostile item costs at most itself (HW-T5).

The child is started as a program, never forked (the daemon has threads), and answers in frames of JSON, never pickle.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from connectors.frames import PREFIX_BYTES, BrokenFrame, Header, frame, header_length, parse_header
from connectors.reader import EXIT_BROKEN, EXIT_MEMORY
from models.errors import BadItem, Unreachable
from models.values import EventsReading, MessageReading

if TYPE_CHECKING:
    from connectors.calendar.events import EventOptions
    from connectors.mail.message import ReadingOptions

MAX_ITEM_BYTES = 32 * 1024 * 1024
MAX_REPLY_BYTES = 8 * 1024 * 1024

_TRIES = 2
_START_SECONDS = 60.0
_ORPHAN_SECONDS = 5
_CHUNK_BYTES = 65_536
_BROKEN = "broken"
_ROOT = Path(__file__).resolve().parent.parent

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may cost. Memory counts above what the process has mapped before it reads anything."""

    cpu_seconds: int = 5
    wall_seconds: float = 10.0
    memory_bytes: int = 256 * 1024 * 1024


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
    """Reads in a child process that is started at first use and again whenever an item has killed it.

    One item at a time: threads that share a reader wait for each other. An item that kills the child is tried once more
    in a fresh one, then it is a BadItem: "cpu_limit", "memory_limit", "wall_limit", "reader_died", "too_large".
    """

    def __init__(self, limits: Limits | None = None, module: str = "connectors.reader") -> None:
        """`module` is the program of the child."""
        self._limits = limits or Limits()
        self._module = module
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._closing = False
        self.deaths = 0
        """How many children have died, or were killed for what they cost, while they read; for alarms and metrics."""

    def read_message(self, raw: bytes, options: "ReadingOptions") -> MessageReading:
        """See Reader."""
        return self.read("message", raw, options, MessageReading)

    def read_events(self, raw: bytes, options: "EventOptions") -> EventsReading:
        """See Reader."""
        return self.read("events", raw, options, EventsReading)

    def close(self) -> None:
        """See Reader. An item that another thread is reading is given up: there it is Unreachable, and no bad item."""
        self._closing = True
        if (child := self._child) is not None:
            child.kill()
        with self._lock:
            self._drop()
            self._closing = False

    def read(self, task: str, raw: bytes, options: object, result: type[Result]) -> Result:
        """Let the child do a task of its table and give what it found. Raises BadItem and Unreachable."""
        if len(raw) > MAX_ITEM_BYTES:
            raise BadItem("too_large")
        text = _adapter(type(options)).dump_json(options).decode("utf-8")
        header, reply = self._ask(task, frame({"task": task, "options": text}, raw))
        if "error" in header:
            raise BadItem(header["error"])
        try:
            found: Result = _adapter(result).validate_json(reply)
        except ValidationError:
            # The text of the error would quote the item.
            raise BadItem("reply_invalid") from None
        return found

    def _ask(self, task: str, question: bytes) -> tuple[Header, bytes]:
        with self._lock:
            code = ""
            for _ in range(_TRIES):
                child = self._child or _Child(self._module, task, self._limits)
                self._child = child
                try:
                    return child.ask(question)
                except _ChildDied as exc:
                    code = exc.code
                    self.deaths += not self._closing
                    self._drop()
                except BaseException:
                    # Its answer would be taken for that of the next item: one person's values for another's.
                    self._drop()
                    raise
                if self._closing:
                    raise Unreachable("the reading was stopped")
                if code == _BROKEN:
                    raise Unreachable("the reading process cannot load its parsers", mend="install rekisterid again")
            raise BadItem(code)

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


class _ChildDied(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Child:
    """One running process. Its pipes never block the parent."""

    def __init__(self, module: str, task: str, limits: Limits) -> None:
        self._limits = limits
        # -s, -P and the bare environment: the child runs our code and what we installed, nothing that lies around.
        command = [sys.executable, "-s", "-P", "-m", module, "--first", task]
        command += ["--cpu", str(limits.cpu_seconds), "--memory", str(limits.memory_bytes)]
        command += ["--wall", str(int(limits.wall_seconds) + _ORPHAN_SECONDS)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        try:
            self._exchange(b"", _START_SECONDS)
        except _ChildDied:
            self.end()
            mend = f"run '{' '.join(command)}' by hand and read what it says"
            raise Unreachable("the reading process does not start", mend=mend) from None

    def ask(self, question: bytes) -> tuple[Header, bytes]:
        """Send a question and wait for its answer. Raises _ChildDied; the child is then of no more use."""
        return self._exchange(question, self._limits.wall_seconds)

    def kill(self) -> None:
        """Kill the process; another thread may be waiting for it."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _exchange(self, question: bytes, seconds: float) -> tuple[Header, bytes]:
        reply = _Reply()
        waiting = memoryview(question)
        end = time.monotonic() + seconds
        while True:
            readable, writable = self._ready(end, bool(waiting))
            if writable:
                waiting = waiting[self._write(waiting) :]
            if readable:
                reply.add(self._read())
                if (found := reply.complete()) is not None:
                    return found

    def _ready(self, end: float, writing: bool) -> tuple[bool, bool]:
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if writing:
            poll.register(self._in, select.POLLOUT)
        left = end - time.monotonic()
        events = dict(poll.poll(left * 1000)) if left > 0 else {}
        if not events:
            raise _ChildDied("wall_limit")
        return self._out in events, bool(events.get(self._in, 0) & select.POLLOUT)

    def _write(self, data: memoryview) -> int:
        try:
            return os.write(self._in, data[:_CHUNK_BYTES])
        except BlockingIOError:
            return 0
        except BrokenPipeError:
            raise self._death() from None

    def _read(self) -> bytes:
        data = os.read(self._out, _CHUNK_BYTES)
        if not data:
            raise self._death()
        return data

    def _death(self) -> _ChildDied:
        """Name the cause from the exit status of a child that closed its pipes."""
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return _ChildDied("reader_died")
        if status == EXIT_BROKEN:
            return _ChildDied(_BROKEN)
        if status == EXIT_MEMORY:
            return _ChildDied("memory_limit")
        return _ChildDied("cpu_limit" if status == -signal.SIGXCPU else "reader_died")


class _Reply:
    """Collects one frame from pieces."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._header: Header | None = None

    def add(self, data: bytes) -> None:
        self._data += data

    def complete(self) -> tuple[Header, bytes] | None:
        try:
            self._take_header()
        except BrokenFrame:
            raise _ChildDied("reader_died") from None
        if self._header is None or len(self._data) < self._header["size"]:
            return None
        return self._header, bytes(self._data)

    def _take_header(self) -> None:
        if self._header is not None or len(self._data) < PREFIX_BYTES:
            return
        length = header_length(bytes(self._data[:PREFIX_BYTES]))
        if len(self._data) < PREFIX_BYTES + length:
            return
        self._header = parse_header(bytes(self._data[PREFIX_BYTES : PREFIX_BYTES + length]))
        del self._data[: PREFIX_BYTES + length]
        if self._header["size"] > MAX_REPLY_BYTES:
            raise BrokenFrame("reply too long")


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
