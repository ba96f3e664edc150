"""Requests rest while a no could not be heard."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from daemon.jobs.listening import Listening
from models.errors import Refused
from models.register import accounts, streams
from models.tables import row_id
from tests.models.register.office import Office
from tests.models.register.samples import INBOX, NOW


@pytest.fixture
def office(register_url: str) -> Iterator[Office]:
    """An office with an empty register, on SQLite and on PostgreSQL."""
    made = Office(register_url)
    yield made
    made.database.close()


def listening(office: Office) -> Listening:
    return Listening(["info"], office.database, lambda: office.now)


def test_requests_rest_while_the_mailbox_of_answers_cannot_be_read(office: Office) -> None:
    assert not listening(office).is_deaf
    office.do(lambda session: accounts.note_failure(session, "info", Refused("wrong password"), NOW, NOW))
    assert listening(office).is_deaf
    office.do(lambda session: accounts.note_success(session, "info", NOW))
    assert not listening(office).is_deaf


def test_another_account_that_fails_stops_no_request(office: Office) -> None:
    office.do(lambda session: accounts.note_failure(session, "kalenteri", Refused("wrong password"), NOW, NOW))
    assert not listening(office).is_deaf


def test_requests_rest_while_mail_of_a_new_client_waits_to_be_read(office: Office) -> None:
    def wish(session: Session) -> None:
        stream = streams.ensure_stream(session, "info", INBOX)
        streams.want(session, row_id(stream), "1", "7", NOW)

    office.do(wish)
    assert listening(office).is_deaf
    office.now = NOW + timedelta(hours=2)
    assert not listening(office).is_deaf, "a folder that is no longer read must not hold requests back for ever"
