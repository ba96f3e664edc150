"""A program that pulls, run anew for each pull into a folder of its own."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.processes import peak_bytes, run


@dataclass
class Contender:
    """`prepare` fills a new folder from which a first pull starts; `count` counts what it has.

    `FOLDER` in the command stands for the folder.
    """

    name: str
    command: list[str]
    prepare: Callable[[Path], None]
    count: Callable[[Path], int]
    expected: int
    base: Path
    made: int = 0
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

    def pull(self, folder: Path) -> None:
        """Run it there, and see that everything came."""
        run([part.replace("FOLDER", str(folder)) for part in self.command], folder, self.env)
        assert self.count(folder) == self.expected

    def peak(self, folder: Path) -> float:
        """Run it there; megabytes of all its processes at their highest."""
        return peak_bytes([part.replace("FOLDER", str(folder)) for part in self.command], folder, self.env) / 1e6
