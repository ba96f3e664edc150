"""A program that pulls, run anew for each pull into a folder of its own."""

import os
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.processes import peak_bytes, run
from tests.benchmarks.slow_line import SlowLine


@dataclass
class Contender:
    """`prepare` fills a new folder from which a first pull starts; `count` counts what it has.

    `FOLDER` in the command stands for the folder. `cpu`: processor seconds of each run so far, of all its processes.
    """

    name: str
    command: list[str]
    prepare: Callable[[Path], None]
    count: Callable[[Path], int]
    expected: int
    base: Path
    made: int = 0
    cpu: list[float] = field(default_factory=list)
    _waiting: list[Path] = field(default_factory=list)
    env: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        # An installed program's libraries are compiled: without this each start of either would compile them anew.
        self.env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.env["PYTHONPYCACHEPREFIX"] = str(self.base / "pycache")

    def fresh(self) -> Path:
        """A folder that knows nothing of the account."""
        self.made += 1
        folder = self.base / f"{Path(self.command[0]).name}-{self.made}"
        folder.mkdir(parents=True)
        self.prepare(folder)
        return folder

    def make_ready(self, count: int) -> None:
        """Make so many folders for `pull_anew`: making one is no part of a pull."""
        self._waiting += [self.fresh() for _ in range(count)]

    def pull_anew(self) -> None:
        """Run it in a folder that was made ready."""
        self.pull(self._waiting.pop())

    def pull(self, folder: Path) -> None:
        """Run it there, and see that everything came."""
        before = _cpu_of_children()
        run([part.replace("FOLDER", str(folder)) for part in self.command], folder, self.env)
        self.cpu.append(_cpu_of_children() - before)
        assert self.count(folder) == self.expected

    def first_look(self, folder: Path, line: SlowLine) -> str:
        """Run it there for the first time and once more; tell bytes that came through the line, and memory."""
        said = []
        for what in ("first", "without news"):
            before = line.received_bytes
            peak = self.peak(folder)
            said.append(f"{what}: {(line.received_bytes - before) / 1e6:.4f} MB received, {peak:.0f} MB of memory")
        return f"{self.name}: " + "; ".join(said)

    def median_cpu(self) -> float:
        """Processor seconds of a run, of those since the last call."""
        seconds, self.cpu = self.cpu, []
        return statistics.median(seconds)

    def peak(self, folder: Path) -> float:
        """Run it there; megabytes of all its processes at their highest."""
        return peak_bytes([part.replace("FOLDER", str(folder)) for part in self.command], folder, self.env) / 1e6


def _cpu_of_children() -> float:
    """Processor time of processes that have ended and of theirs, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
