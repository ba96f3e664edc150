"""HW-F1, HW-F15: killed at any write, a backup leaves the older ones whole, and a restore the one register or the other.

Some places here; `make soak` tries them all.
"""

from pathlib import Path

import pytest

from tests.live import backup_kills
from tests.live.injection import need_strace
from tests.live.kill_scenarios import hunt, some
from tests.live.postgresql import PostgreSQL

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.live("strace")]


@pytest.fixture(autouse=True)
def _strace() -> None:
    need_strace()


def test_backup_survives_a_kill_at_any_place(tmp_path: Path) -> None:
    assert hunt(backup_kills.backing_up(tmp_path), some(11, 2)).killed >= 1


def test_restore_survives_a_kill_at_any_place(tmp_path: Path) -> None:
    assert hunt(backup_kills.restoring(tmp_path), some(12, 2)).killed >= 1


def test_restore_of_postgresql_survives_a_kill_at_any_place(tmp_path: Path, postgresql: PostgreSQL) -> None:
    assert hunt(backup_kills.restoring_postgresql(tmp_path, postgresql), some(13, 2)).killed >= 1
