"""HW-F1, HW-F15 in full: a backup and a restore killed at every write and fsync. REKISTERID_PLACES: at so many of each."""

from pathlib import Path

from tests.live import backup_kills
from tests.live.injection import need_strace
from tests.live.postgresql import PostgreSQL
from tests.soak.test_kills_everywhere import Hunted, hunted

__all__ = ["hunted"]


def test_backup_survives_every_kill(tmp_path: Path, hunted: Hunted) -> None:
    need_strace()
    hunted("backup", backup_kills.backing_up(tmp_path))


def test_restore_survives_every_kill(tmp_path: Path, hunted: Hunted) -> None:
    need_strace()
    hunted("restore", backup_kills.restoring(tmp_path))


def test_restore_of_postgresql_survives_every_kill(tmp_path: Path, postgresql: PostgreSQL, hunted: Hunted) -> None:
    need_strace()
    hunted("restore of PostgreSQL", backup_kills.restoring_postgresql(tmp_path, postgresql))
