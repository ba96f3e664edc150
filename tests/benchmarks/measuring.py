"""Run contenders in turns and report medians with their spread, as rates and as ratios."""

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each round of one contender over `count` items."""

    name: str
    count: int
    seconds: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Items a second, by the median round."""
        return self.count / statistics.median(self.seconds)

    def __str__(self) -> str:
        low, high = self.count / max(self.seconds), self.count / min(self.seconds)
        return f"{self.name:<42} {self.rate:>10,.0f}/s  ({low:,.0f}–{high:,.0f}; n={self.count}, rounds={len(self.seconds)})"


def in_turns(count: int, contenders: Mapping[str, Callable[[], object]], rounds: int = 5) -> list[Measured]:
    """Run each contender once a round, in turns, so that whatever else the machine does meets all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
    return [Measured(name, count, tuple(times)) for name, times in seconds.items()]


def report(title: str, measured: list[Measured]) -> None:
    """Write the rates, and each contender's ratio to the first."""
    sys.stdout.write(f"\n{title}\n")
    for one in measured:
        sys.stdout.write(f"  {one}  ×{measured[0].rate / one.rate:.2f} of the first\n")
