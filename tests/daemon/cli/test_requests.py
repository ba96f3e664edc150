"""`requests`: due dates, acknowledgement, extension in time, answer and refusal (D1–D6, W1, W2)."""

from datetime import timedelta

import pytest

from models.tables import RightsRequest
from models.vocabulary import RequestKind
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, message

MAIJA = "maija@asiakas.example"


@pytest.fixture
def asked(firm: Firm) -> Firm:
    """A firm that a client has asked for a copy of her data."""
    firm.office.read(message(1, folder=CLIENTS))
    firm.office.read(message(2, requests=(RequestKind.ACCESS,)))
    return firm


def test_request_is_listed_with_its_due_date(asked: Firm) -> None:
    (told,) = asked.ok("requests", "--json").json
    (row,) = asked.office.all(RightsRequest)
    assert (told["due_on"], told["needs_code"], told["late"]) == (str(row.due_on), True, False)
    out = asked.ok("requests", "show", "1").out
    assert "rekisterid export 1" in out
    assert "rekisterid requests acknowledge 1" in out
    assert "rekisterid requests answer 1" in out
    assert "never to one in the request" in out
    assert f"acknowledge by {told['acknowledge_by']}" in out.splitlines()


def test_request_is_acknowledged_extended_and_answered(asked: Firm) -> None:
    asked.ok("requests", "acknowledge", "1")
    assert asked.run("requests", "extend", "1").code == 65
    assert "extended" in asked.ok("requests", "extend", "1", "--because", "many requests").out
    assert asked.run("requests", "extend", "1", "--because", "again").code == 65
    (told,) = asked.ok("requests", "--json").json
    assert told["due_on"] == told["extended_due_on"]
    asked.ok("requests", "answer", "1")
    assert asked.ok("requests", "--json").json == []
    assert len(asked.ok("requests", "list", "--all", "--json").json) == 1
    assert asked.run("requests", "answer", "1").code == 65
    assert "rekisterid requests" not in asked.ok("requests", "show", "1").out


def test_nothing_is_extended_after_the_first_due_date(asked: Firm) -> None:
    asked.office.pass_time(days=40)
    assert asked.run("requests", "extend", "1", "--because", "many requests").code == 65
    assert "LATE" in asked.ok("requests", "show", "1").out


def test_spoken_request_counts_from_the_day_on_which_it_was_said(asked: Firm) -> None:
    came = (asked.clock() - timedelta(days=5)).date()
    assert "due on" in asked.ok("requests", "add", "erasure", MAIJA, "--on", f"{came}").out
    row = asked.office.all(RightsRequest)[1]
    assert (row.received_on, row.person_id, row.kind) == (came, 1, RequestKind.ERASURE)
    assert asked.run("requests", "add", "erasure", MAIJA, "--on", "2031-01-01").code == 65
    assert asked.run("requests", "add", "wish", MAIJA).code == 65


def test_refusal_needs_reasons(asked: Firm) -> None:
    assert asked.run("requests", "refuse", "1").code == 65
    assert "refused" in asked.ok("requests", "refuse", "1", "--because", "manifestly excessive, fifth this month").out
    assert asked.run("requests", "show", "9").code == 65
