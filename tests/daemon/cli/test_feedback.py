"""`feedback preview|approve|skip`: what waits for a yes, as it would go now, and the manual "not this one"."""

import pytest
from sqlmodel import Session

from models.register.outbox import NewRequest, queue
from models.tables import DecisionOutcome, FeedbackDecision, OutgoingMail
from models.vocabulary import MailState
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import at, booking, calendar_object, message, trusted

MAIJA = "maija@asiakas.example"
SENDING = """
[sending]
mode = "approve"
host = "smtp.suvanto.example"
from_address = "info@suvanto.example"
reply_to = "info@suvanto.example"
[feedback]
asking_since = 2026-01-01
"""


@pytest.fixture
def waiting(firm: Firm) -> Firm:
    """A firm where a request to a client with consent waits for approval."""
    config = firm.folder / "config.toml"
    text = config.read_text("utf-8")
    text = text.replace(
        'notice_version = "2026-01"', 'notice_version = "2026-01"\nnotice_url = "https://suvanto.example/p"'
    )
    config.write_text(text + SENDING, "utf-8")
    firm.office.read(calendar_object(booking(start=at(-2))), message(1, **trusted()))
    firm.ok("consent", "give", MAIJA, "--method", "paper", "--evidence", "binder 3", "--on", "2026-11-01")

    def ask(session: Session) -> None:
        decision = FeedbackDecision(
            booking_id=1, person_id=1, outcome=DecisionOutcome.ASK, reason="ok", decided_at=firm.office.now
        )
        session.add(decision)
        queue(session, NewRequest(1, 1, "suvanto.example", approved=False), firm.office.now)

    firm.office.do(ask)
    return firm


def test_waiting_request_is_shown_as_it_would_go(waiting: Firm) -> None:
    assert MAIJA in waiting.ok("feedback", "preview").out
    (told,) = waiting.ok("feedback", "preview", "--json").json
    assert (told["mail_id"], told["name"], told["due"]["address"]) == (1, "Maija Mäkinen", MAIJA)
    letter = waiting.ok("feedback", "preview", "1").out
    assert f"To: {MAIJA}" in letter
    assert "PERUUTA" in letter
    assert waiting.run("feedback", "preview", "9").code == 65
    assert waiting.office.all(OutgoingMail)[0].state is MailState.WAITING


def test_request_that_lost_its_consent_says_so_before_anyone_approves(waiting: Firm) -> None:
    waiting.ok("consent", "withdraw", MAIJA)
    assert "no: consent was withdrawn" in " ".join(waiting.ok("feedback", "preview").out.split())
    assert "would not go" in waiting.ok("feedback", "preview", "1").out


def test_approved_request_goes_out_next(waiting: Firm) -> None:
    assert waiting.run("feedback", "approve").code == 65
    assert waiting.run("feedback", "approve", "1", "7").code == 65
    assert "one request was approved" in waiting.ok("feedback", "approve", "--all").out
    (mail,) = waiting.office.all(OutgoingMail)
    assert (mail.state, mail.approved_by.partition(":")[0]) == (MailState.QUEUED, "cli")
    assert "goes out soon" in waiting.ok("bookings").out


def test_skipped_booking_is_never_asked_about(waiting: Firm) -> None:
    assert waiting.run("feedback", "skip", "9").code == 65
    assert "nobody is asked about booking 1" in waiting.ok("feedback", "skip", "1").out
    assert waiting.office.all(OutgoingMail)[0].state is MailState.DROPPED
    assert "staff decided not to ask" in " ".join(waiting.ok("bookings").out.split())
    assert "no request waits" in waiting.ok("feedback", "preview").out
