"""A later version brings a register of this one up to date: everything is kept, and there is a way back."""

import fcntl
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.errors import AlreadyRunning, NewerSchema, RegisterUnusable
from models.migrations import HEAD, program
from models.register.database import open_database
from models.register.ownership import LEASE_TERM, Ownership
from models.register.upgrade import COPY_KEPT, forget_copies
from tests.models.register.later_version import LATER
from tests.models.register.samples import KEY, NOW
from tests.models.register.upgrading import Facts, assert_whole, copy_of, facts, fill, looked_at


@pytest.fixture
def filled(register_url: str) -> tuple[str, Facts]:
    fill(register_url)
    with looked_at(register_url) as connection:
        return register_url, facts(connection)


def upgrade(url: str) -> None:
    open_database(url, key=KEY, now=NOW, migrations=LATER).close()


def test_upgrade_moves_everything_and_loses_nothing(filled: tuple[str, Facts]) -> None:
    url, wanted = filled
    upgrade(url)
    assert assert_whole(url, wanted) == LATER.head
    upgrade(url)
    assert assert_whole(url, wanted) == LATER.head


def test_ids_of_rows_that_are_gone_are_not_given_out_after_an_upgrade(filled: tuple[str, Facts]) -> None:
    url, _ = filled
    upgrade(url)
    with looked_at(url) as connection:
        for table in ("person", "candidate"):
            last = connection.execute(sa.text(f"SELECT max(id) FROM {table}")).scalar_one()
            columns = {
                "person": "(kind, created_at, is_client) VALUES ('private', '2026-01-01', false)",
                "candidate": "(address, address_key, first_seen_at, last_seen_at, delete_from)"
                " VALUES ('a', 'a', '2026-01-01', '2026-01-01', '2026-01-01')",
            }[table]
            new = connection.execute(sa.text(f"INSERT INTO {table} {columns} RETURNING id")).scalar_one()
            assert new > last + 1


def test_references_are_followed_again_after_an_upgrade(filled: tuple[str, Facts]) -> None:
    url, _ = filled
    database = open_database(url, key=KEY, now=NOW, migrations=LATER)
    with database.write() as session:
        session.execute(sa.text("DELETE FROM candidate"))
        assert session.execute(sa.text("SELECT count(*) FROM candidate_name")).scalar_one() == 0
        session.rollback()
    database.close()


@pytest.mark.parametrize("upgrading", [True, False])
def test_older_version_refuses_a_newer_register_and_names_its_version(
    filled: tuple[str, Facts], *, upgrading: bool
) -> None:
    url, wanted = filled
    upgrade(url)
    with pytest.raises(
        NewerSchema, match=rf"written by rekisterid {program()} \(schema 0002\).*schema {HEAD}"
    ) as caught:
        open_database(url, key=KEY, now=NOW, upgrade=upgrading)
    assert f"install rekisterid {program()}" in caught.value.mend
    assert assert_whole(url, wanted) == LATER.head


def test_register_that_does_not_tell_its_version_is_refused_all_the_same(filled: tuple[str, Facts]) -> None:
    url, _ = filled
    with looked_at(url) as connection:
        connection.execute(sa.text("DROP TABLE schema_step"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0099'"))
        connection.commit()
    with pytest.raises(NewerSchema, match="written by rekisterid of a newer version"):
        open_database(url, key=KEY, now=NOW)


START = """
import sys
from models.register.database import open_database
from tests.models.register.later_version import LATER
from tests.models.register.samples import KEY
print("ready", flush=True)
sys.stdin.readline()
open_database(sys.argv[1], key=KEY, migrations=LATER).close()
"""


def test_of_two_that_start_at_once_one_migrates(filled: tuple[str, Facts]) -> None:
    url, wanted = filled
    command = [sys.executable, "-c", START, url]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.communicate()
    assert [process.returncode for process in started] == [0, 0]
    assert assert_whole(url, wanted) == LATER.head


def test_register_is_not_migrated_under_a_running_service(filled: tuple[str, Facts]) -> None:
    url, wanted = filled
    database = open_database(url, key=KEY, now=NOW)
    ownership = Ownership(database)
    ownership.take(NOW)
    with pytest.raises(AlreadyRunning, match="a service still runs") as caught:
        upgrade(url)
    assert "stop it first" in caught.value.mend
    assert assert_whole(url, wanted | _lease(url)) == HEAD
    ownership.release(NOW)
    database.close()
    upgrade(url)
    assert assert_whole(url, wanted | _lease(url)) == LATER.head


def test_service_does_not_begin_on_a_register_that_was_upgraded_since_it_was_opened(filled: tuple[str, Facts]) -> None:
    url, _ = filled
    database = open_database(url, key=KEY, now=NOW)
    upgrade(url)
    with pytest.raises(NewerSchema):
        Ownership(database).take(NOW)
    database.close()


def _lease(url: str) -> Facts:
    with looked_at(url) as connection:
        return {"lease": facts(connection)["lease"]}


def test_service_that_died_does_not_hold_up_an_upgrade(filled: tuple[str, Facts]) -> None:
    url, wanted = filled
    database = open_database(url, key=KEY, now=NOW)
    ownership = Ownership(database)
    ownership.take(NOW - LEASE_TERM - timedelta(seconds=1))
    ownership.forget()
    database.close()
    upgrade(url)
    assert assert_whole(url, wanted | _lease(url)) == LATER.head


# The copy of an SQLite file.


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    file = tmp_path / "register.sqlite"
    fill(f"sqlite:///{file}")
    return file


def test_copy_lets_the_older_version_go_on(sqlite_file: Path) -> None:
    url = f"sqlite:///{sqlite_file}"
    with looked_at(url) as connection:
        wanted = facts(connection)
    upgrade(url)
    copy = copy_of(url)
    assert copy.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in sqlite_file.parent.iterdir()) == ["register.sqlite", copy.name]
    copy.replace(sqlite_file)
    open_database(url, key=KEY, now=NOW).close()
    assert assert_whole(url, wanted) == HEAD


def test_copy_of_the_upgrade_before_goes_when_the_next_has_succeeded(sqlite_file: Path) -> None:
    before = sqlite_file.with_name("register.sqlite.before-0001")
    before.touch()
    upgrade(f"sqlite:///{sqlite_file}")
    assert not before.exists()
    assert copy_of(f"sqlite:///{sqlite_file}").exists()


def test_copy_does_not_outlive_its_term(sqlite_file: Path) -> None:
    upgrade(f"sqlite:///{sqlite_file}")
    copy = copy_of(f"sqlite:///{sqlite_file}")
    made = NOW.fromtimestamp(copy.stat().st_mtime, tz=NOW.tzinfo)
    database = open_database(f"sqlite:///{sqlite_file}", key=KEY, migrations=LATER)
    assert forget_copies(database.engine, made + COPY_KEPT - timedelta(minutes=1)) == 0
    assert copy.exists()
    assert forget_copies(database.engine, made + COPY_KEPT + timedelta(minutes=1)) == 1
    assert not copy.exists()
    database.close()


def test_copy_from_before_an_erasure_goes_with_it(sqlite_file: Path) -> None:
    upgrade(f"sqlite:///{sqlite_file}")
    copy = copy_of(f"sqlite:///{sqlite_file}")
    made = NOW.fromtimestamp(copy.stat().st_mtime, tz=NOW.tzinfo)
    database = open_database(f"sqlite:///{sqlite_file}", key=KEY, migrations=LATER)
    assert forget_copies(database.engine, made, made - timedelta(seconds=1)) == 0
    assert forget_copies(database.engine, made, made + timedelta(seconds=1)) == 1
    assert not copy.exists()
    database.close()


def test_upgrade_without_room_for_the_copy_changes_nothing(sqlite_file: Path) -> None:
    url = f"sqlite:///{sqlite_file}"
    with looked_at(url) as connection:
        wanted = facts(connection)
    # A folder in its place: the copy can be written by nobody, not even by root.
    (sqlite_file.parent / f"{copy_of(url).name}.part").mkdir()
    with pytest.raises(RegisterUnusable, match="copy of the database") as caught:
        upgrade(url)
    assert "nothing was changed" in caught.value.mend
    assert assert_whole(url, wanted) == HEAD


def test_lock_file_left_behind_does_not_hold_up_an_upgrade(sqlite_file: Path) -> None:
    url = f"sqlite:///{sqlite_file}"
    with looked_at(url) as connection:
        wanted = facts(connection)
    lock = sqlite_file.with_name("register.sqlite.lock")
    lock.touch()
    upgrade(url)
    assert assert_whole(url, wanted) == LATER.head
    with lock.open() as handle:
        # Raises while somebody holds it.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
