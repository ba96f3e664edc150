"""A database that cannot be used is named with what is wrong and the mend; no user or password is."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from daemon.jobs.forget import forget
from models.errors import RegisterUnusable
from models.register.database import Database, make_engine, open_database
from models.register.failures import translated, where_of
from models.tables import Person
from tests.models.register.full_disk import full_at
from tests.models.register.samples import KEY, NOW


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register."""
    path = tmp_path / "register.sqlite"
    open_database(f"sqlite:///{path}", key=KEY).close()
    return path


def refused(file: Path, *, upgrade: bool = True) -> RegisterUnusable:
    """Open the file, which must fail, and give the error."""
    with pytest.raises(RegisterUnusable) as caught:
        open_database(f"sqlite:///{file}", key=KEY, upgrade=upgrade).close()
    assert str(file) in str(caught.value)
    assert caught.value.mend
    return caught.value


def test_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    path.write_text("Hyvä lukija, " * 500)
    error = refused(path)
    assert "not a database" in str(error)
    assert "backup" in error.mend


def test_damaged_file_is_named(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    assert "damaged" in str(refused(file))


def test_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").mkdir()
    assert "cannot be opened" in str(refused(tmp_path / "register.sqlite"))


@pytest.fixture
def small(file: Path) -> Iterator[Database]:
    """A register that may not grow, as on a full disk."""
    database = Database(make_engine(f"sqlite:///{file}"), KEY)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
    yield database
    database.close()


def test_full_disk_names_the_file_and_says_that_nothing_is_lost(small: Database, file: Path) -> None:
    with pytest.raises(RegisterUnusable, match="disk is full") as caught, small.write() as session:
        session.add_all(Person(created_at=NOW) for _ in range(2000))
    assert str(file) in str(caught.value)
    assert "nothing was lost" in caught.value.mend


@pytest.mark.parametrize("code", ["SQLITE_READONLY", "SQLITE_BUSY", "SQLITE_IOERR_WRITE", "SQLITE_READONLY_DBMOVED"])
def test_each_failure_of_the_file_has_words_and_a_mend(code: str) -> None:
    cause = sqlite3.OperationalError("MARKER")
    cause.sqlite_errorname = code
    with pytest.raises(RegisterUnusable) as caught, translated("/srv/register.sqlite"):
        raise OperationalError("SELECT MARKER", {"x": "MARKER"}, cause)
    assert str(caught.value).startswith("/srv/register.sqlite: the d")
    assert "MARKER" not in f"{caught.value}{caught.value.mend}"
    assert caught.value.mend


def test_server_is_named_without_user_and_password() -> None:
    url = make_url("postgresql+psycopg://nobody:MARKER@db.example:5433/register")
    assert where_of(url) == "register on db.example:5433"


def test_log_that_a_full_disk_keeps_is_emptied_an_hour_later(file: Path) -> None:
    database = open_database(f"sqlite:///{file}", key=KEY, now=NOW)
    forget(database, NOW)
    with database.write() as session:
        session.add_all(Person(created_at=NOW) for _ in range(500))
    with full_at(4096):
        assert not database.wipe_log()
    log = Path(f"{file}-wal")
    assert log.stat().st_size > 0
    forget(database, NOW)
    assert log.stat().st_size == 0
    database.close()
