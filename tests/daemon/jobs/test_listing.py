"""Folders are listed once a night; where no night is seen, after some days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from daemon.jobs.listing import list_folders
from models.tables import Stream
from tests.models.register.office import Office
from tests.models.register.samples import SENT, message

HELSINKI = ZoneInfo("Europe/Helsinki")
NIGHT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def office(register_url: str) -> Office:
    """A register with two folders, made two days before."""
    office = Office(register_url)
    office.read(message(1), message(1, folder=SENT))
    return office


def due(office: Office, at: datetime, *accounts: str) -> int:
    """How many folders come to be due."""
    return list_folders(office.database, accounts or ("info",), HELSINKI, at)


def listed(office: Office, at: datetime) -> None:
    """The folders have been listed."""

    def note(session: Session) -> None:
        for row in session.exec(select(Stream)):
            row.listed_at, row.list_due_at = at, None

    office.do(note)


def test_every_folder_is_due_at_night_and_once(office: Office) -> None:
    assert due(office, DAY - timedelta(days=1)) == 0
    assert due(office, NIGHT) == 2
    assert due(office, NIGHT + timedelta(hours=1)) == 0
    listed(office, NIGHT + timedelta(minutes=90))
    assert due(office, NIGHT + timedelta(hours=2)) == 0
    assert due(office, NIGHT + timedelta(days=1)) == 2


def test_machine_that_sleeps_at_night_lists_by_day(office: Office) -> None:
    listed(office, NIGHT)
    assert due(office, DAY + timedelta(days=1)) == 0
    assert due(office, DAY + timedelta(days=4)) == 2


def test_calendars_and_other_accounts_are_not_listed(office: Office) -> None:
    assert due(office, NIGHT, "other") == 0


@pytest.mark.parametrize("night", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)])
def test_nights_of_the_clock_change_list_once(office: Office, night: datetime) -> None:
    counts = []
    for minutes in range(0, 240, 30):
        at = night + timedelta(minutes=minutes)
        counts.append(due(office, at))
        listed(office, at)
    assert sum(counts) == 2
