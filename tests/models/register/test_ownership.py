"""One daemon at a time on a register: the lease with its epoch, and the file lock of SQLite. On both databases."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models.errors import AlreadyRunning
from models.register.lease import own_name
from models.register.ownership import LEASE_TERM, Ownership, owned
from models.tables import Lease
from tests.models.register.office import Office
from tests.models.register.samples import KEY

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, time
from datetime import datetime
from models.register.database import open_database
from models.register.ownership import Ownership
database = open_database(sys.argv[1], key=bytes.fromhex(sys.argv[2]))
Ownership(database).take(datetime.fromisoformat(sys.argv[3]))
print("taken", flush=True)
time.sleep(600)
"""


@pytest.fixture
def office(register_url: str) -> Iterator[Office]:
    made = Office(register_url)
    yield made
    made.database.close()


@pytest.fixture
def holder(office: Office) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the register."""
    words = [sys.executable, "-c", HOLD, office.url, KEY.hex(), office.now.isoformat()]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def claim_elsewhere(office: Office) -> None:
    """Let the lease be one of another machine: nobody can see there whether the process lives."""
    office.do(lambda session: session.execute(sa.update(Lease).values(owner="elsewhere-1/1/1/x")))


def expiry(office: Office) -> datetime:
    with office.database.read() as session:
        return session.exec(select(Lease.expires_at)).one()


def test_second_daemon_leaves_at_once_while_the_first_lives(office: Office, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(AlreadyRunning) as caught:
        Ownership(office.database).take(office.now)
    assert "status" in caught.value.mend
    assert holder.poll() is None


def test_killed_owner_of_this_machine_frees_the_register_at_once(office: Office, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(5)
    assert Ownership(office.database).take(office.now).epoch == 2


def test_owner_that_was_killed_and_not_yet_buried_is_gone(postgresql_url: str) -> None:
    office = Office(postgresql_url)
    words = [sys.executable, "-c", HOLD, office.url, KEY.hex(), office.now.isoformat()]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        # A zombie until its parent has asked for it.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert Ownership(office.database).take(office.now).epoch == 2
    office.database.close()


def test_lease_of_another_machine_runs_out_by_itself(postgresql_url: str) -> None:
    office = Office(postgresql_url)
    Ownership(office.database).take(office.now)
    claim_elsewhere(office)
    second = Ownership(office.database)
    office.pass_time(seconds=LEASE_TERM.total_seconds() - 1)
    with pytest.raises(AlreadyRunning):
        second.take(office.now)
    office.pass_time(seconds=1)
    assert second.take(office.now).epoch == 2
    office.database.close()


def test_renewed_lease_holds_on(postgresql_url: str) -> None:
    office = Office(postgresql_url)
    first = Ownership(office.database)
    first.take(office.now)
    office.pass_time(seconds=20)
    first.renew(office.now)
    claim_elsewhere(office)
    office.pass_time(seconds=20)
    with pytest.raises(AlreadyRunning):
        Ownership(office.database).take(office.now)
    office.database.close()


def test_lease_that_is_kept_is_renewed_when_a_sixth_of_its_term_has_passed(office: Office) -> None:
    first = Ownership(office.database)
    first.take(office.now)
    taken_until = expiry(office)
    office.pass_time(seconds=4)
    first.keep(office.now)
    assert expiry(office) == taken_until
    office.pass_time(seconds=1)
    first.keep(office.now)
    assert expiry(office) == office.now + LEASE_TERM


def test_former_owner_notices_at_its_next_renewal(office: Office) -> None:
    first = Ownership(office.database)
    first.take(office.now)
    first_owner = first.owner
    claim_elsewhere(office)
    first.forget()
    office.pass_time(minutes=1)
    Ownership(office.database).take(office.now)
    first.owner = first_owner
    with pytest.raises(AlreadyRunning):
        first.renew(office.now)


def test_release_lets_the_next_daemon_start_at_once(office: Office) -> None:
    with owned(office.database, lambda: office.now) as first:
        assert first.owner is not None
    with owned(office.database, lambda: office.now) as second:
        assert second.owner is not None
        assert second.owner.epoch == 2


def test_former_owner_releases_nothing_of_the_next_one(office: Office) -> None:
    first = Ownership(office.database)
    first.take(office.now)
    former = first.owner
    first.forget()
    claim_elsewhere(office)
    office.pass_time(minutes=1)
    second = Ownership(office.database)
    second.take(office.now)
    first.owner = former
    first.release(office.now)
    second.renew(office.now + timedelta(seconds=1))
    with pytest.raises(AlreadyRunning):
        Ownership(office.database).take(office.now + timedelta(seconds=2))


def test_name_of_an_owner_tells_machine_and_process_and_is_never_given_twice() -> None:
    first, second = own_name(), own_name()
    assert first != second
    assert first.split("/")[1:3] == second.split("/")[1:3]
    assert first.split("/")[1] == str(os.getpid())
    assert len(first) <= 200
