"""An account whose login is refused again and again rests for an hour, also when the service is started anew."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from daemon.jobs.pull import AccountLoop
from models.errors import Refused
from models.register import accounts
from models.register.queries.status import register_fare
from models.values import Batch
from tests.contract.fakes import FakeConnector
from tests.contract.known import Remembered
from tests.models.register.office import Office


class Knocking(FakeConnector):
    """Refuses every login, counts them, and has something to say otherwise."""

    remark = ""
    logins = 0

    def pull(self, known: object) -> Iterator[Batch]:
        """See Connector."""
        self.logins += 1
        if self.refusing:
            raise Refused("fake: wrong password", mend="mend it", at_login=True)
        return super().pull(Remembered())


def run(office: Office, connector: Knocking) -> None:
    """Start the service, and end it when the account has been tried."""
    loop = AccountLoop(
        connector, office.database, office.intake, poll_every=timedelta(seconds=60), clock=lambda: office.now
    )
    stop = Event()

    def end() -> None:
        loop.tried.wait(60)
        stop.set()

    ending = Thread(target=end)
    ending.start()
    loop.run(stop, lambda _quiet: None)
    ending.join()
    assert loop.tried.is_set()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    yield office
    office.database.close()


@pytest.fixture
def connector() -> Knocking:
    return Knocking()


def test_service_started_ten_times_within_an_hour_logs_in_five_times(office: Office, connector: Knocking) -> None:
    connector.refusing = True
    for _ in range(8):
        run(office, connector)
        office.pass_time(minutes=5)
    assert connector.logins == 5
    office.pass_time(minutes=30)
    run(office, connector)
    assert connector.logins == 6


def test_login_that_succeeds_is_counted_anew(office: Office, connector: Knocking) -> None:
    connector.refusing = True
    for _ in range(4):
        run(office, connector)
    connector.refusing = False
    run(office, connector)
    assert office.ask(lambda session: accounts.login_pause(session, "fake", office.now)) == timedelta(0)
    connector.refusing = True
    for _ in range(4):
        run(office, connector)
    assert connector.logins == 9


def test_what_a_working_account_has_to_say_is_kept_until_it_is_over(office: Office, connector: Knocking) -> None:
    for remark in ("its server is silent", ""):
        connector.remark = remark
        run(office, connector)
        (fare,) = office.ask(lambda session: register_fare(session, office.now)).accounts
        assert (fare.remark, fare.failing_since) == (remark, None)
