"""`inquiries`: listed with their days, shown with the place of their words, answered by a person; in status and person show."""

import pytest

from models.vocabulary import InquiryKind
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, message

MAIJA = "maija@asiakas.example"


@pytest.fixture
def asked(firm: Firm) -> Firm:
    """A firm whose only client has complained by mail."""
    firm.office.read(message(1, folder=CLIENTS, inquiry=InquiryKind.COMPLAINT))
    return firm


def test_complaint_is_listed_shown_and_answered(asked: Firm) -> None:
    assert "2026-12-04" in asked.ok("inquiries").out
    (told,) = asked.ok("inquiries", "list", "--json").json
    assert (told["kind"], told["state"], told["late"]) == ("complaint", "open", False)
    shown = asked.ok("inquiries", "show", "1").out
    assert "its words are in the message: info/" in shown
    assert "rekisterid inquiries answer 1" in shown
    assert "inquiry 1, complaint: answer by 2026-12-04" in asked.ok("status").out
    assert "inquiry 1" in asked.ok("person", "show", MAIJA).out
    assert "is answered" in asked.ok("inquiries", "answer", "1", "--note", "mail of 23.11.").out
    assert "no inquiry is open" in asked.ok("inquiries").out
    assert "mail of 23.11." in asked.ok("inquiries", "show", "1").out
    assert "inquiry 1, complaint" not in asked.ok("status").out


def test_late_inquiry_says_so(asked: Firm) -> None:
    asked.office.pass_time(days=30)
    assert "late" in asked.ok("inquiries").out
    assert "LATE" in asked.ok("status").out


def test_spoken_inquiry_is_entered_and_closed(asked: Firm) -> None:
    entered = asked.ok("inquiries", "add", "inquiry", MAIJA, "--by", "phone", "--on", "2026-11-02")
    assert "inquiry 2 is entered; answer it by 2026-11-16" in entered.out
    assert "a reason is missing" in asked.run("inquiries", "dismiss", "2").err
    assert "closed without an answer" in asked.ok("inquiries", "dismiss", "2", "--because", "asked twice").out
    again = asked.run("inquiries", "dismiss", "2", "--because", "x")
    assert (again.code, "already" in again.err) == (65, True)
    for wrong in (("show", "9"), ("add", "words_to_read", MAIJA), ("add", "inquiry", MAIJA, "--on", "2027-01-01")):
        assert asked.run("inquiries", *wrong).code == 65
    assert len(asked.ok("inquiries", "list", "--all", "--json").json) == 2
