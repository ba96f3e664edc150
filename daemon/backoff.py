"""How long to wait before an account is tried again: doubling, with jitter, never a burst."""

import random
from dataclasses import dataclass
from datetime import timedelta

from models.errors import Refused, RegisterUnusable, Unreachable

FIRST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)
AFTER_REFUSAL = timedelta(minutes=15)
REGISTER_LONGEST = timedelta(seconds=30)
"""Our own database is asked again soon: work goes on within a minute of its coming back (HW-F3)."""


@dataclass(frozen=True, slots=True)
class BackOff:
    """Failures in a row so far, and the next wait."""

    failures: int = 0

    def failed(self) -> "BackOff":
        """One more failure."""
        return BackOff(self.failures + 1)

    def pause(self, error: Exception, chance: float | None = None) -> timedelta:
        """Give the wait after `error`. A refusal waits 15 minutes at once: at most 5 logins an hour (HW-F14).
        A server that says when to come again is asked no sooner.

        `chance` (0–1) stands for the dice in tests.
        """
        if isinstance(error, Refused):
            return AFTER_REFUSAL
        dice = random.random() if chance is None else chance  # noqa: S311  (jitter, no secret)
        longest = REGISTER_LONGEST if isinstance(error, RegisterUnusable) else LONGEST
        doubled = min(FIRST * (1 << min(self.failures, 16)), longest)
        pause = doubled * (0.5 + dice / 2)
        asked = error.retry_after if isinstance(error, Unreachable) else None
        return pause if asked is None else max(pause, asked)
