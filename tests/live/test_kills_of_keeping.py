"""Killed at any write, an erasure and the nightly retention leave a whole register, and the next run ends them.

Some places here; `make soak` tries them all.
"""

from pathlib import Path

import pytest

from tests.live import keeping_kills
from tests.live.injection import need_strace
from tests.live.kill_scenarios import hunt, some
from tests.live.postgresql import PostgreSQL

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.live("strace")]


@pytest.fixture(autouse=True)
def _strace() -> None:
    need_strace()


def test_erasure_survives_a_kill_at_any_place(tmp_path: Path) -> None:
    assert hunt(keeping_kills.erasing(tmp_path), some(11, 3)).killed >= 2


def test_retention_survives_a_kill_at_any_place(tmp_path: Path) -> None:
    assert hunt(keeping_kills.forgetting(tmp_path), some(12, 2)).killed >= 1


def test_erasure_from_postgresql_survives_a_kill_at_any_place(tmp_path: Path, postgresql: PostgreSQL) -> None:
    assert hunt(keeping_kills.erasing(tmp_path, postgresql), some(14, 2)).killed >= 1
