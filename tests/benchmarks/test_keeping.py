"""What keeping costs: a copy of one person, a backup, a restore, a look, an erasure, a night of retention; its memory is flat.

5,000 people of twelve values, BENCH=full 100,000; each beside the same with 1,000.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.keeping_deeds import cost_of
from tests.benchmarks.keeping_ground import filled
from tests.benchmarks.measuring import FULL, report_costs

PEOPLE, FEW = (100_000 if FULL else 5_000), 1_000
FLAT_MEGABYTES = 40
"""So much more memory at most than with few people: caches and chunks, no list of everybody."""

pytestmark = pytest.mark.bench


@dataclass(frozen=True, slots=True)
class Ground:
    """A register in a file, and a folder for what is made of it."""

    people: int
    file: Path
    folder: Path


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> list[Ground]:
    """Registers of few people and of many."""
    made = []
    for people in (FEW, PEOPLE):
        folder = tmp_path_factory.mktemp(f"keeping{people}")
        filled(folder, people).close()
        (folder / "backups").mkdir()
        made.append(Ground(people, folder / "register.sqlite", folder / "backups"))
    return made


# In this order: a restore needs the backup, and the last two change what is there.
@pytest.mark.parametrize(
    ("deed", "limit"),
    [("export", 1.0), ("backup", 30.0), ("restore", 600.0), ("verify", 600.0), ("erasure", 1.0), ("retention", 60.0)],
)
def test_deed_takes_its_time_at_most_and_flat_memory(grounds: list[Ground], deed: str, limit: float) -> None:
    few, many = (cost_of(deed, ground.file, ground.people, ground.folder) for ground in grounds)
    rows = [(ground.people, cost) for ground, cost in zip(grounds, (few, many), strict=True)]
    report_costs(
        f"keeping people of twelve values: {deed}", limit, [(n, c.seconds, c.megabytes, c.done) for n, c in rows]
    )
    assert many.seconds <= limit
    assert many.megabytes - few.megabytes <= FLAT_MEGABYTES
