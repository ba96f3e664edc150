"""HW-F16: killed at any write, an upgrade leaves the old register or the new one, and the next start finishes it.

Some places here; `make soak` tries them all.
"""

from pathlib import Path

import pytest

from tests.live import upgrade_kills
from tests.live.injection import need_strace
from tests.live.kill_scenarios import hunt, some
from tests.live.postgresql import PostgreSQL

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.live("strace")]


@pytest.fixture(autouse=True)
def _strace() -> None:
    need_strace()


def test_upgrade_of_sqlite_survives_a_kill_at_any_place(tmp_path: Path) -> None:
    assert hunt(upgrade_kills.upgrade_of_sqlite(tmp_path), some(5, 8)).killed >= 7


def test_upgrade_of_postgresql_survives_a_kill_at_any_place(postgresql: PostgreSQL) -> None:
    assert hunt(upgrade_kills.upgrade_of_postgresql(postgresql), some(6, 5)).killed >= 4


def test_first_start_survives_a_kill_at_any_place(tmp_path: Path) -> None:
    assert hunt(upgrade_kills.first_start_on_sqlite(tmp_path), some(7, 2)).killed >= 1
