"""What the daily mail counts: a server that is down is not said to refuse the login."""

from datetime import timedelta
from pathlib import Path

from connectors.oauth.grant import LoginNeeded
from daemon.jobs.digest import DUTIES, waiting_counts
from daemon.letters import DigestTopic
from models.errors import Refused, RekisteridError, Unreachable
from models.register import accounts
from models.register.queries.status import register_fare
from models.vocabulary import DutyKind
from tests.models.register.office import Office
from tests.models.register.samples import NOW


def test_refused_accounts_and_silent_servers_are_counted_apart(tmp_path: Path) -> None:
    office = Office(f"sqlite:///{tmp_path / 'register.sqlite'}")
    failures: dict[str, RekisteridError] = {
        "info": Refused("info: refused"),
        "toimisto": LoginNeeded("toimisto: a login is needed"),
        "aika": Unreachable("aika: does not answer"),
    }
    with office.database.write() as session:
        for name, error in failures.items():
            accounts.note_failure(session, name, error, NOW + timedelta(minutes=5), NOW)
    counts = waiting_counts(office.ask(lambda session: register_fare(session, NOW)))
    assert (counts[DigestTopic.PARKED], counts[DigestTopic.UNREACHED]) == (2, 1)
    office.database.close()


def test_every_duty_that_status_tells_stands_in_the_mail_too() -> None:
    assert set(DUTIES) == set(DutyKind)
