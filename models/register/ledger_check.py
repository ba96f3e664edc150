"""Look for lines of the ledger that cannot be read: what stood there would not be done again after a restore (T11)."""

import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

from models.register.erasure_ledger import entry_of

ALL_AGAIN = timedelta(hours=24)
"""What was added is looked at each time, the whole file now and then: a disk may lose what it had."""


class LedgerCheck:
    """Remembers how far it has looked. One thread uses it."""

    def __init__(self, path: Path, steady: Callable[[], float]) -> None:
        """`steady`: seconds of a clock that is never set."""
        self._path = path
        self._steady = steady
        self._damaged: list[int] = []
        self._tail = b""
        self._file = self._size = self._lines = 0
        self._begun_at = steady()

    def damaged(self) -> tuple[int, ...]:
        """Give the numbers of the damaged lines, the first line is 1; a file that is not there has none. Raises OSError."""
        if self._steady() - self._begun_at >= ALL_AGAIN.total_seconds():
            self._from_start()
        try:
            with self._path.open("rb") as file:
                state = os.fstat(file.fileno())
                if state.st_ino != self._file or state.st_size < self._size:
                    self._from_start()
                self._file = state.st_ino
                file.seek(self._size)
                tail = self._look(file)
        except FileNotFoundError:
            self._from_start()
            return ()
        # A line without its end may be one that is being written just now: it counts when it stays so.
        torn = bool(tail) and tail == self._tail
        self._tail = tail
        return (*self._damaged, self._lines + 1) if torn else tuple(self._damaged)

    def _look(self, lines: Iterable[bytes]) -> bytes:
        for line in lines:
            if not line.endswith(b"\n"):
                return line
            self._lines += 1
            self._size += len(line)
            if entry_of(line) is None:
                self._damaged.append(self._lines)
        return b""

    def _from_start(self) -> None:
        self._begun_at = self._steady()
        self._file = self._size = self._lines = 0
        self._damaged, self._tail = [], b""


def damaged_lines(path: Path) -> tuple[int, ...]:
    """Give the numbers of the damaged lines of a ledger as it is now. Raises OSError."""
    check = LedgerCheck(path, lambda: 0.0)
    check.damaged()
    return check.damaged()
