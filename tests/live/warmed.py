"""Processes forked from one that has done the same before: libraries loaded, caches filled, nothing open.

A victim so costs its work alone, and a hunt through every place minutes instead of hours.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from typing import Any

from tests.live.forks import FORKS
from tests.live.process import wait_until

PATIENCE = 60.0

READY_SECONDS = 5.0
"""How soon after a kill the next process must have begun its work."""

HELD = "held"
"""What a process is called that waits to be let go: whoever wants to watch it may."""

_PR_SET_PTRACER = 0x59616D61
_ANY_PROCESS = -1
_COPIES = multiprocessing.get_context("fork")

Deed = Callable[[Any, Signal], None]
"""What a process does with what it is given; it sets the signal when it is ready to work."""


@dataclass(frozen=True, slots=True)
class _Signals:
    go: Signal = field(default_factory=FORKS.Event)
    begun: Signal = field(default_factory=FORKS.Event)

    def clear(self) -> None:
        self.go.clear()
        self.begun.clear()


class Warmed:
    """Use as `with Warmed() as warmed:`; let it `learn` deeds, then start them, one at a time."""

    def __init__(self) -> None:
        self._signals = _Signals()
        self._pipe, other = FORKS.Pipe()
        self._process = FORKS.Process(target=_serve, args=(other, self._signals))
        self._process.start()
        # Only while no other copy is open here does the end of the process end its answers.
        other.close()

    def __enter__(self) -> "Warmed":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.join(PATIENCE)
        self._process.close()
        self._pipe.close()

    def learn(self, deed: Deed, given: Any) -> None:
        """Do it to its end in the process that others are forked from."""
        self._pipe.send((deed, given, None))
        assert self._answer() == 0

    def runs_well(self, deed: Deed, given: Any) -> float:
        """Let a process do it to its end, undisturbed; give how many seconds it took until it was ready to work."""
        since = time.monotonic()
        self._start(deed, given, held=False)
        assert self._signals.begun.wait(PATIENCE), "it never began"
        seconds = time.monotonic() - since
        assert self._answer() == 0
        return seconds

    def hold(self, deed: Deed, given: Any) -> int:
        """Start a process that waits before it does anything; give its pid."""
        pid = self._start(deed, given, held=True)
        wait_until(lambda: _name(pid) == HELD, PATIENCE, "the victim")
        return pid

    def let_go(self, pid: int) -> int:
        """Let a held process do its deed; give its exit code, negative for the signal that ended it."""
        self._signals.go.set()
        if not self._pipe.poll(PATIENCE):
            os.kill(pid, signal.SIGKILL)
            raise AssertionError("it came to no end")
        return self._answer()

    def _start(self, deed: Deed, given: Any, *, held: bool) -> int:
        self._signals.clear()
        self._pipe.send((deed, given, held))
        return self._answer()

    def _answer(self) -> int:
        assert self._pipe.poll(PATIENCE), "no answer"
        number = self._pipe.recv()
        assert isinstance(number, int)
        return number


def runs_well(deed: Deed, given: Any) -> float:
    """Let a new process that has done nothing before do it to its end; give the seconds until it was ready to work."""
    begun = FORKS.Event()
    since = time.monotonic()
    process = FORKS.Process(target=deed, args=(given, begun))
    process.start()
    assert begun.wait(PATIENCE), "it never began"
    seconds = time.monotonic() - since
    process.join(PATIENCE)
    assert process.exitcode == 0
    process.close()
    return seconds


def _serve(pipe: Connection, signals: _Signals) -> None:
    """Do what is asked for, in this process where nobody says whether it is to be held, else in a copy; ends with the pipe."""
    while True:
        deed, given, held = pipe.recv()
        if held is None:
            deed(given, signals.begun)
            # A thread that was told to end may need a moment; a copy would miss those that are still there.
            wait_until(lambda: threading.active_count() == 1, PATIENCE, "the end of the other threads")
            # Otherwise each copy would touch, and so double, every object that it only inherits.
            gc.collect()
            gc.freeze()
            pipe.send(0)
            continue
        target, arguments = (_wait_and_do, (deed, given, signals)) if held else (deed, (given, signals.begun))
        copy = _COPIES.Process(target=target, args=arguments)
        copy.start()
        pipe.send(copy.pid)
        copy.join()
        pipe.send(copy.exitcode)
        copy.close()


def _wait_and_do(deed: Deed, given: Any, signals: _Signals) -> None:
    # Some systems let a process watch its own children only, unless it is asked to.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(_ANY_PROCESS), 0, 0, 0)
    Path("/proc/self/comm").write_text(HELD, encoding="ascii")
    assert signals.go.wait(PATIENCE)
    deed(given, signals.begun)


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
