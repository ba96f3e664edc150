"""HW-F2: a disk that is full or ill in the middle of a deed is told with its mend, and the next try comes to its end.

One place of each here; `make soak` tries them all.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live import backup_kills, keeping_kills
from tests.live.disk_faults import trouble
from tests.live.injection import Place, need_strace
from tests.live.kill_scenarios import Scenario, some

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.live("strace")]


@pytest.mark.parametrize("scenario", [keeping_kills.forgetting, backup_kills.backing_up])
def test_deed_survives_a_disk_that_is_full_from_then_on(scenario: Callable[[Path], Scenario], tmp_path: Path) -> None:
    need_strace()
    assert trouble(scenario(tmp_path), str(tmp_path), some(21, 1), lasting=True).places == 1


@pytest.mark.parametrize(
    ("scenario", "call", "name"),
    [(backup_kills.backing_up, "write", ".age"), (backup_kills.restoring, "rename", "")],
    ids=["packing a backup", "putting a restored register in its place"],
)
def test_every_such_step_is_told_when_the_disk_is_full(
    scenario: Callable[[Path], Scenario], call: str, name: str, tmp_path: Path
) -> None:
    need_strace()

    def chosen(places: list[Place]) -> list[Place]:
        return [place for place in places if place.call == call and name in place.file]

    told = trouble(scenario(tmp_path), str(tmp_path), chosen)
    assert told.told == told.places > 0
