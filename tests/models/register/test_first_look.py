"""Whether an account was ever read, asked of the register's file alone."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.register.database import open_database
from models.register.first_look import is_unread
from models.register.streams import ensure_stream

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'kirja ä#.sqlite'}"
    database = open_database(url, key=b"k" * 32, now=NOW)
    with database.write() as session:
        ensure_stream(session, "info", "INBOX")
    database.close()
    return url


def test_account_is_unread_until_one_of_its_folders_was_read(url: str) -> None:
    assert not is_unread(url, ["info"])
    assert is_unread(url, ["info", "varaus"])
    assert not is_unread(url, [])


def test_every_account_is_unread_before_there_is_a_register(tmp_path: Path) -> None:
    assert is_unread(f"sqlite:///{tmp_path / 'none.sqlite'}", ["info"])
    assert not (tmp_path / "none.sqlite").exists()


def test_what_cannot_be_told_is_not_taken_for_unread(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 1000)
    assert not is_unread(f"sqlite:///{tmp_path / 'broken.sqlite'}", ["info"])
    assert not is_unread("postgresql+psycopg://register.example/register", ["info"])


def test_looking_leaves_the_file_as_it_was(url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    before = path.read_bytes()
    is_unread(url, ["info"])
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir() if file.name.startswith("kirja")] == [path.name]


def test_file_that_cannot_be_looked_at_is_left_to_whoever_opens_the_register(tmp_path: Path) -> None:
    # Linux takes no name longer than 255 bytes.
    assert not is_unread(f"sqlite:///{tmp_path / ('n' * 300)}", ["info"])


@pytest.mark.skipif(os.geteuid() == 0, reason="no folder keeps root out")
def test_folder_that_may_not_be_entered_is_left_to_whoever_opens_the_register(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    assert not is_unread(f"sqlite:///{locked / 'register.sqlite'}", ["info"])
