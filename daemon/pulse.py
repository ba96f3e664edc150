"""Signs of life of the service's threads, on the monotonic clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

MAIN = "main"
SCHEDULER = "scheduler"


@dataclass(slots=True)
class Pulse:
    """By when each thread is expected to give its next sign of life. Safe to share between threads."""

    steady: Callable[[], float] = time.monotonic
    _next_by: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def beat(self, name: str, quiet: timedelta = timedelta(0)) -> None:
        """Note a sign of life; for the time of `quiet` no other is expected."""
        with self._lock:
            self._next_by[name] = self.steady() + quiet.total_seconds()

    def silent(self, longest: timedelta) -> list[str]:
        """Give the names that are overdue by more than that."""
        now = self.steady()
        with self._lock:
            return sorted(name for name, by in self._next_by.items() if now - by > longest.total_seconds())

    def silence_of(self, name: str) -> timedelta | None:
        """Give for how long a thread is overdue, negative while it need not speak; None when it never gave a sign."""
        with self._lock:
            by = self._next_by.get(name)
        return None if by is None else timedelta(seconds=self.steady() - by)
