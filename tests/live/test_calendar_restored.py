"""HW-F12: a calendar that emptied and came back from a copy, with the token, ctag or ETag it had before, is trusted again."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from connectors.accounts import PublishedAccount
from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.published import PublishedConnector
from connectors.contract import Connector
from connectors.sandbox import DirectReader
from daemon.jobs.pull import pull_once
from models.register.alarms import confirm_gone
from models.register.audit import By
from models.tables import Booking, Stream
from models.vocabulary import BookingStatus
from tests.connectors.calendar.lying import LyingCalDav
from tests.connectors.calendar.test_faults import settings
from tests.live.calendar_worlds import SINCE, vevent, whole
from tests.live.published_file import PublishedFile
from tests.models.register.office import Office
from tests.models.register.samples import NOW, OWN

OBJECTS = 8


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield made
    made.database.close()


def pull(office: Office, connector: Connector) -> None:
    office.pass_time(minutes=5)
    pull_once(connector, office.database, office.intake, Event())


def frozen(office: Office) -> list[str | None]:
    """Why streams are held back."""
    return [row.frozen_reason for row in office.all(Stream) if row.frozen_at is not None]


def planned(office: Office) -> int:
    return sum(1 for row in office.all(Booking) if row.status is BookingStatus.PLANNED)


@pytest.mark.parametrize("way", ["token", "ctag"])
def test_calendar_restored_with_its_old_marks_is_trusted_at_the_next_pull(way: str, office: Office) -> None:
    with LyingCalDav() as server:
        server.syncs = way == "token"
        for number in range(OBJECTS):
            server.put(f"{number}.ics", whole(vevent(str(number), NOW + timedelta(days=9 + number))).decode())
        account = replace(settings(server.url), since=SINCE)
        connector = CalendarConnector(account, DirectReader(), lambda: office.now)
        pull(office, connector)
        kept = deepcopy((server.objects, server.history))
        for name in list(server.objects):
            server.delete(name)
        pull(office, connector)
        pull(office, connector)
        assert (frozen(office), planned(office)) == (["all_gone"], OBJECTS)
        server.objects, server.history = deepcopy(kept)
        pull(office, connector)
        assert (frozen(office), planned(office)) == ([], OBJECTS)
        server.requests.clear()
        pull(office, connector)
        assert [one.report for one in server.requests][-1] == ("sync" if way == "token" else "ctag")
        connector.close()


def test_published_file_restored_with_its_old_etag_is_trusted_at_the_next_pull(office: Office) -> None:
    file = PublishedFile()
    file.events = {str(number): vevent(str(number), NOW + timedelta(days=9 + number)) for number in range(OBJECTS)}
    file.start()
    kept = dict(file.events)
    account = PublishedAccount(
        "julkaistu", file.url, settings(file.url).rules, OWN, SINCE, insecure=True, timeout=timedelta(seconds=5)
    )
    connector = PublishedConnector(account, DirectReader(), lambda: office.now)
    try:
        pull(office, connector)
        file.events = {}
        pull(office, connector)
        assert (frozen(office), planned(office)) == (["all_gone"], OBJECTS)
        file.events = kept
        pull(office, connector)
        assert (frozen(office), planned(office)) == ([], OBJECTS)
    finally:
        connector.close()
        file.stop()


def test_emptiness_that_a_person_confirms_is_believed_at_the_next_pull_though_nothing_changed(office: Office) -> None:
    with LyingCalDav() as server:
        for number in range(OBJECTS):
            server.put(f"{number}.ics", whole(vevent(str(number), NOW + timedelta(days=9 + number))).decode())
        connector = CalendarConnector(replace(settings(server.url), since=SINCE), DirectReader(), lambda: office.now)
        pull(office, connector)
        for name in list(server.objects):
            server.delete(name)
        pull(office, connector)
        office.do(lambda session: confirm_gone(session, "varaukset", "", By("test", office.now)))
        pull(office, connector)
        assert (frozen(office), planned(office)) == ([], 0)
        connector.close()
