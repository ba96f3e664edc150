"""Calendars read with a token, at a server that takes nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.accounts import BookingRules, CalendarAccount, Login
from connectors.calendar.check import check_account
from connectors.calendar.fetch import CalendarConnector
from connectors.oauth.grant import LoginNeeded
from connectors.sandbox import DirectReader
from models.errors import Refused
from models.values import OwnIdentity
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.bearer_front import BearerFront
from tests.live.certificates import CertificateAuthority
from tests.live.firm import event
from tests.live.radicale import Radicale
from tests.live.token_desk import Desk
from tests.live.token_provider import MARKER

pytestmark = pytest.mark.live("radicale")
NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@dataclass
class Practice:
    """A calendar with one booking behind a server that takes tokens."""

    desk: Desk
    front: BearerFront
    authority: CertificateAuthority

    @property
    def account(self) -> CalendarAccount:
        """The account with tokens in the place of a password."""
        login = Login("info@salonki.example", tokens=self.desk.tokens)
        rules, ca_file = BookingRules(), str(self.authority.ca_file)
        return CalendarAccount(
            "aika", self.front.url, login, (), rules, OwnIdentity(), date(2026, 1, 1), ca_file=ca_file
        )

    def pull(self) -> Remembered:
        """Read everything."""
        known = Remembered()
        pull_all(CalendarConnector(self.account, DirectReader(), lambda: NOW), known)
        return known


@pytest.fixture
def practice(token_desk: Desk, radicale: Radicale, test_ca: CertificateAuthority) -> Iterator[Practice]:
    """A calendar of its own."""
    calendar = radicale.new_calendar("Vastaanotto")
    calendar.put("yksi", event("yksi", NOW + timedelta(days=1), attendee="maija.esimerkki@asiakas.example"))
    with BearerFront(calendar.account, radicale.port, token_desk.provider, test_ca.server_context()) as front:
        yield Practice(token_desk, front, test_ca)


def test_calendar_is_read_with_a_token_in_every_request(practice: Practice) -> None:
    practice.desk.log_in()
    assert len(practice.pull().seen) == 1
    assert set(practice.front.shown) == {"Bearer"}
    assert practice.front.refused == 0
    assert all(finding.ok for finding in check_account(practice.account))


def test_refused_token_is_replaced_once_and_the_calendar_is_read(practice: Practice) -> None:
    practice.desk.log_in()
    practice.desk.provider.forget_access()
    assert len(practice.pull().seen) == 1
    assert practice.front.refused == 1
    assert practice.desk.provider.refreshes == 1


def test_token_that_ends_within_a_pull_is_replaced(practice: Practice) -> None:
    practice.desk.log_in()
    connector = CalendarConnector(practice.account, DirectReader(), lambda: NOW)
    known = Remembered()
    pull_all(connector, known)
    practice.desk.now += timedelta(hours=3)
    pull_all(connector, known)
    assert practice.front.refused == 0
    assert practice.desk.provider.refreshes == 1


def test_login_that_was_taken_back_asks_for_a_person(practice: Practice) -> None:
    practice.desk.log_in()
    practice.desk.provider.revoke()
    with pytest.raises(LoginNeeded) as caught:
        practice.pull()
    assert caught.value.mend == "run `rekisterid login office`"
    (finding,) = check_account(practice.account)
    assert (finding.ok, finding.mend) == (False, "run `rekisterid login office`")


def test_server_that_refuses_every_token_gets_no_password_and_no_third_try(practice: Practice) -> None:
    practice.desk.log_in(access="unknown")
    practice.desk.provider.rules.access_lives = -1
    with pytest.raises(Refused, match="refuses the token of the login office") as caught:
        practice.pull()
    assert MARKER not in str(caught.value)
    assert practice.front.shown == ["Bearer", "Bearer"]
