"""What the service sees of itself and of its machine: disk, clock, reading processes, threads that do not answer."""

import shutil
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from daemon.clocks import Clocks
from daemon.pulse import Pulse
from models.rules.alarms import DEATHS_WITHIN, MachineFacts

STUCK_AFTER = timedelta(minutes=20)
"""A thread without a sign of life for so long after one was expected is stuck."""

JUMP = timedelta(minutes=1)
"""A clock that is corrected by less is in good hands."""

BEHIND_AT_MOST = timedelta(hours=1)
"""For so long a clock that was set back is told of, unless it reaches the time it had shown sooner."""


class Mortal(Protocol):
    """A reader that knows how many of its processes have died while they read."""

    @property
    def deaths(self) -> int:
        """How many since the start."""
        ...


class ClockWatch:
    """Compares the machine's clock with the time that really went by."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._last, self._last_at = clocks.now(), clocks.steady()
        self._reach: datetime | None = None
        self._until = 0.0

    def remember(self, latest: datetime | None) -> None:
        """Take in the latest moment that the register has written down: the clock may have gone back while we were off."""
        if latest is not None and latest - self._last > JUMP:
            self._set_back(latest)

    @property
    def is_behind(self) -> bool:
        """Whether the clock shows an earlier time than it did before."""
        now, at = self._clocks.now(), self._clocks.steady()
        expected = self._last + timedelta(seconds=at - self._last_at)
        if expected - now > JUMP:
            self._set_back(max(expected, self._reach or expected))
        self._last, self._last_at = now, at
        if self._reach is not None and (now >= self._reach or at > self._until):
            self._reach = None
        return self._reach is not None

    def _set_back(self, reach: datetime) -> None:
        self._reach = reach
        self._until = self._clocks.steady() + BEHIND_AT_MOST.total_seconds()


def no_logins() -> Sequence[str]:
    """Give the accounts whose sign-in ends soon: none."""
    return ()


def no_ledger() -> Sequence[int]:
    """Give the damaged lines of the ledger: there is none."""
    return ()


def no_backups(_since: datetime) -> bool:
    """Say that no backup is missing: none are made."""
    return False


class MachineWatch:
    """Gives the facts about this machine at each look. One thread uses it."""

    def __init__(
        self,
        folder: Path,
        readers: Sequence[Mortal],
        pulse: Pulse,
        clocks: Clocks,
        *,
        logins_expiring: Callable[[], Sequence[str]] = no_logins,
        backup_old: Callable[[datetime], bool] = no_backups,
    ) -> None:
        """`folder`: where the database lies. `backup_old`: asked with the moment since when it is watched."""
        self.clock_watch = ClockWatch(clocks)
        self._folder = folder
        self._readers = readers
        self._pulse = pulse
        self._logins_expiring = logins_expiring
        self._backup_old = backup_old
        self.ledger_damaged: Callable[[], Sequence[int]] = no_ledger
        self._clocks = clocks
        self._since = clocks.now()
        self._deaths: deque[tuple[float, int]] = deque([(clocks.steady(), self._dead())])

    def look(self) -> MachineFacts:
        """Give the facts now, but for what only the register shows: whether it can be used, and its server's clock."""
        return MachineFacts(
            watched_since=self._since,
            free_bytes=self._free(),
            reader_deaths=self._lately_dead(),
            clock_behind=self.clock_watch.is_behind,
            stuck=tuple(name.removeprefix("account:") for name in self._pulse.silent(STUCK_AFTER)),
            logins_expiring=tuple(self._logins_expiring()),
            backup_old=self._backup_old(self._since),
            ledger_damaged=tuple(self.ledger_damaged()),
        )

    def _free(self) -> int | None:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return None

    def _dead(self) -> int:
        return sum(reader.deaths for reader in self._readers)

    def _lately_dead(self) -> int:
        now, dead = self._clocks.steady(), self._dead()
        self._deaths.append((now, dead))
        while len(self._deaths) > 1 and now - self._deaths[0][0] > DEATHS_WITHIN.total_seconds():
            self._deaths.popleft()
        return dead - self._deaths[0][1]
