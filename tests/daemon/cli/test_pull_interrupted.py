"""A pull that is interrupted claims no success: withdrawals may lie unread behind the batch that was read last."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from daemon.cli.pull import Puller
from models.errors import Refused
from models.register import accounts
from models.register.ownership import owned
from models.tables import AccountState
from tests.contract.fakes import FakeConnector
from tests.models.register.office import Office
from tests.models.register.samples import LIISA, MAIJA, message


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The account "info" was refused the last time."""
    made = Office(f"sqlite:///{tmp_path / 'register.sqlite'}")
    refused = Refused("info: wrong password")
    made.do(lambda session: accounts.note_failure(session, "info", refused, made.now, made.now))
    yield made
    made.database.close()


@pytest.mark.parametrize("interrupted", [True, False])
def test_only_a_pull_that_came_to_its_end_is_a_success(office: Office, interrupted: bool) -> None:
    connector = FakeConnector("info", batch_size=1)
    connector.deliver(message(1, MAIJA), message(2, LIISA))
    stop = Event()
    if interrupted:
        stop.set()
    with owned(office.database, lambda: office.now) as ownership:
        row = Puller(office.database, office.intake, ownership, stop, lambda: office.now).pull(connector)
    failing_since = office.ask(lambda session: session.get_one(AccountState, "info").failing_since)
    assert row.read == (1 if interrupted else 2)
    assert (failing_since is not None) is interrupted
