"""A look at the database changes nothing and says what is wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.errors import NewerSchema, RegisterUnusable, WrongKey
from models.migrations import HEAD
from models.register.condition import Schema, look_at
from models.register.database import make_engine, open_database
from tests.models.register.later_version import LATER

KEY = bytes(range(32))
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def made(url: str) -> None:
    """Make a register at the URL."""
    open_database(url, key=KEY, now=NOW).close()


def state(url: str) -> str:
    """Give the row of the register's state."""
    engine = make_engine(url)
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM register_state")).all()
    engine.dispose()
    return repr(row)


def execute(url: str, statement: str) -> None:
    """Run a statement from outside."""
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def test_sound_register_is_current_and_unchanged(register_url: str) -> None:
    made(register_url)
    before = state(register_url)
    condition = look_at(register_url, key=KEY)
    assert condition.schema is Schema.CURRENT
    assert (condition.now is None) == register_url.startswith("sqlite")
    assert state(register_url) == before


def test_database_without_tables_is_absent_and_stays_so(database_url: str) -> None:
    assert look_at(database_url, key=KEY).schema is Schema.ABSENT
    assert look_at(database_url, key=KEY).schema is Schema.ABSENT


def test_look_makes_no_file(tmp_path: Path) -> None:
    look_at(f"sqlite:///{tmp_path}/register.sqlite", key=KEY)
    assert list(tmp_path.iterdir()) == []


def test_another_key_is_told(register_url: str) -> None:
    made(register_url)
    with pytest.raises(WrongKey):
        look_at(register_url, key=bytes(32))


def test_newer_register_is_refused(register_url: str) -> None:
    made(register_url)
    execute(register_url, "UPDATE alembic_version SET version_num = 'ffffffffffff'")
    with pytest.raises(NewerSchema):
        look_at(register_url, key=KEY)


def test_register_of_an_older_version_is_older(register_url: str) -> None:
    made(register_url)
    execute(register_url, "DELETE FROM alembic_version")
    assert look_at(register_url, key=KEY).schema is Schema.OLDER


def test_file_that_is_no_database_is_told_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_text("this is no database, " * 500)
    with pytest.raises(RegisterUnusable, match="not a database") as caught:
        look_at(f"sqlite:///{tmp_path}/register.sqlite", key=KEY)
    assert "backup" in caught.value.mend


def test_server_that_is_down_is_told_with_a_mend() -> None:
    with pytest.raises(RegisterUnusable) as caught:
        look_at("postgresql+psycopg://nobody@127.0.0.1:9/register", key=KEY)
    assert "check that the server runs" in caught.value.mend
    assert "nobody" not in str(caught.value)


def test_older_register_tells_its_revision(register_url: str) -> None:
    made(register_url)
    condition = look_at(register_url, key=KEY, migrations=LATER)
    assert (condition.schema, condition.revision) == (Schema.OLDER, HEAD)
