"""The backup of the night: one a night, the first at once, again after a failure; an alarm when there is none for too long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyrage
import pytest

from daemon.backup.configured import newest_is_old
from daemon.backup.make import BackupTo
from daemon.backup.shelf import Shelf
from daemon.config import Config, load_config
from daemon.jobs.backup import hour_of, nightly
from models.errors import BackupFailed
from tests.daemon.config.test_faults import prepared
from tests.models.register.office import Office

HELSINKI = ZoneInfo("Europe/Helsinki")
SECRET = pyrage.x25519.Identity.generate()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty register."""
    made = Office(f"sqlite:///{tmp_path}/register.sqlite")
    yield made
    made.database.close()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def test_one_backup_is_made_a_night(office: Office, tmp_path: Path) -> None:
    to = BackupTo(Shelf(tmp_path / "b", timedelta(days=35)), [SECRET.to_public()], tmp_path)
    made = []
    for hour in range(72):
        now = local("2026-11-20T10:30") + timedelta(hours=hour)
        if nightly(office.database, office.url, to, now, hour_of(now, HELSINKI, 3)):
            made.append(f"{now:%d %H:%M}")
    assert made == ["20 10:30", "21 03:30", "22 03:30", "23 03:30"]


def test_backup_that_failed_is_tried_again(office: Office, tmp_path: Path) -> None:
    blocked = tmp_path / "b"
    blocked.touch()
    to = BackupTo(Shelf(blocked, timedelta(days=35)), [SECRET.to_public()], tmp_path)
    now = local("2026-11-20T10:30")
    with pytest.raises(BackupFailed):
        nightly(office.database, office.url, to, now, now)
    blocked.unlink()
    assert nightly(office.database, office.url, to, now, now)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T02:59", "2026-11-19T03:00"),
        ("2026-11-20T03:00", "2026-11-20T03:00"),
        ("2026-03-29T05:00", "2026-03-29T03:00"),
        ("2026-10-25T12:00", "2026-10-25T03:00"),
    ],
)
def test_hour_of_the_night_comes_once_a_day(now: str, due: str) -> None:
    assert hour_of(local(now).astimezone(UTC), HELSINKI, 3) == local(due)


def test_backup_that_is_missing_for_too_long_is_an_alarm(tmp_path: Path) -> None:
    config = configured(tmp_path)
    since = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert not newest_is_old(config, since, since + timedelta(hours=36))
    assert newest_is_old(config, since, since + timedelta(hours=37))
    Shelf(tmp_path / "b", timedelta(days=35)).add(since + timedelta(hours=30), lambda file: file.write(b"x"))
    assert not newest_is_old(config, since, since + timedelta(hours=37))
    assert newest_is_old(config, since, since + timedelta(hours=67))


def test_where_no_backups_are_made_none_is_missing(tmp_path: Path) -> None:
    prepared(tmp_path, "@firm\n@mailbox\n")
    config = load_config(tmp_path / "config.toml", env={})
    assert not newest_is_old(config, datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def configured(folder: Path) -> Config:
    """A configuration with backups."""
    section = f'[backup]\nfolder = "b"\nrecipients = ["{SECRET.to_public()}"]\n'
    prepared(folder, f"@firm\n@mailbox\n{section}")
    return load_config(folder / "config.toml", env={})


def test_plain_copy_of_a_killed_backup_goes_within_the_hour(office: Office, tmp_path: Path) -> None:
    to = BackupTo(Shelf(tmp_path / "b", timedelta(days=35)), [SECRET.to_public()], tmp_path)
    now = local("2026-11-20T10:30")
    assert nightly(office.database, office.url, to, now, now)
    left = tmp_path / "register.backup-part"
    left.write_bytes(b"of one that was killed")
    assert not nightly(office.database, office.url, to, now + timedelta(hours=1), now)
    assert not left.exists()
