"""HW-F2 in full: the disk is full at every write of an erasure, a night of retention, a backup, a restore, or ill at every fsync.

Each place fails once, then from there on. REKISTERID_PLACES: at so many of each.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live import backup_kills, keeping_kills
from tests.live.disk_faults import trouble
from tests.live.injection import need_strace
from tests.live.kill_scenarios import Scenario
from tests.soak.conftest import Tell
from tests.soak.test_kills_everywhere import chosen

SCENARIOS: dict[str, Callable[[Path], Scenario]] = {
    "erasure": keeping_kills.erasing,
    "retention": keeping_kills.forgetting,
    "backup": backup_kills.backing_up,
    "restore": backup_kills.restoring,
}


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from-then-on"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_deed_survives_a_disk_that_is_full_or_ill(name: str, lasting: bool, tmp_path: Path, tell: Tell) -> None:
    need_strace()
    tally = trouble(SCENARIOS[name](tmp_path), str(tmp_path), chosen(1), lasting=lasting)
    tell(f"{name}, disk full or ill{' from then on' if lasting else ''}: {tally}")
    assert tally.told > 0
