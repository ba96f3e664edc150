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
    ran = waiting.run("feedback", "preview", "9")
    assert (ran.code, "not waiting: 9\n" in ran.err) == (65, True)
    assert waiting.office.all(OutgoingMail)[0].state is MailState.WAITING


def test_consent_by_phone_is_confirmed_by_mail_once(waiting: Firm) -> None:
    spoken = ("consent", "give", MAIJA, "--purpose", "newsletter", "--method", "phone", "--evidence", "note 2")
    assert "there is no wording" in waiting.run(*spoken).err
    texts = [waiting.file(f"{language}.txt", ["Saa lähettää uutiskirjeen."]) for language in ("fi", "sv", "en")]
    options = [part for pair in zip(("--fi", "--sv", "--en"), texts, strict=True) for part in pair]
    waiting.ok("consent", "wording", "add", "news", "--purpose", "newsletter", *options)
    assert "a mail asks the person to confirm it" in waiting.ok(*spoken).out
    letters = [row for row in waiting.office.all(OutgoingMail) if row.kind.value == "consent_confirmation"]
    assert [(row.state, row.purpose) for row in letters] == [(MailState.QUEUED, "newsletter")]
    again = waiting.run("consent", "ask-confirmation", MAIJA, "--purpose", "newsletter")
    assert (again.code, "already" in again.err) == (65, True)
    nothing = waiting.run("consent", "ask-confirmation", MAIJA)
    assert (nothing.code, "nothing is asked" in nothing.err) == (65, True)


def test_nothing_is_mailed_where_staff_do_not_want_it(waiting: Firm) -> None:
    waiting.ok("consent", "withdraw", MAIJA)
    waiting.office.pass_time(minutes=5)
    ran = waiting.ok("consent", "give", MAIJA, "--method", "oral", "--evidence", "note 2", "--no-mail")
    assert "ask-confirmation" in ran.out
    assert waiting.office.count(OutgoingMail) == 1
    assert "a mail asks" in waiting.ok("consent", "ask-confirmation", MAIJA).out


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


def test_request_and_booking_are_named_by_ids_that_cannot_be_taken_for_each_other(waiting: Firm) -> None:
    listed = waiting.ok("feedback", "preview").out
    assert "request" in listed
    assert "booking:1" in listed
    assert f"To: {MAIJA}" in waiting.ok("feedback", "preview", "booking:1").out
    ran = waiting.run("feedback", "approve", "booking:7")
    assert (ran.code, "not waiting: booking:7; nothing was done" in ran.err) == (65, True)
    ran = waiting.run("feedback", "skip", "7")
    assert (ran.code, "if you mean the booking, write booking:7" in ran.err) == (65, True)
    for text in ("one", "booking:", "-1", "9" * 30):
        assert waiting.run("feedback", "approve", "--", text).code == 65
    assert "one request was approved" in waiting.ok("feedback", "approve", "booking:1").out
    assert "person 1 is not asked about booking 1" in waiting.ok("feedback", "skip", "1").out
    assert waiting.office.all(OutgoingMail)[0].state is MailState.DROPPED


def test_skipped_booking_is_never_asked_about(waiting: Firm) -> None:
    assert waiting.run("feedback", "skip", "9").code == 65
    assert "nobody is asked about booking 1" in waiting.ok("feedback", "skip", "booking:1").out
    assert waiting.office.all(OutgoingMail)[0].state is MailState.DROPPED
    assert "staff decided not to ask" in " ".join(waiting.ok("bookings").out.split())
    assert "no request waits" in waiting.ok("feedback", "preview").out


def test_booking_that_nobody_has_judged_says_what_it_waits_for(waiting: Firm) -> None:
    waiting.office.read(calendar_object(booking("next", at(2))), calendar_object(booking("past", at(-1))))
    told = " ".join(waiting.ok("bookings").out.split())
    assert "waits: the booking has not ended yet" in told
    assert "not judged yet: `rekisterid pull` does it" in told
