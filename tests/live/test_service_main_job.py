"""The main job from end to end: real mailbox, real calendar, real relay, the service as a process started by a file."""

from datetime import timedelta

from models.tables import ConsentEntry, Detail, FeedbackDecision, Seen
from models.vocabulary import DetailField, MailState
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import MARKER, NOW, Firm, event, mail
from tests.live.radicale import Radicale
from tests.live.service_firm import SERVICE, firm, user
from tests.live.smtp_sink import Received, SmtpSink

__all__ = ["firm", "user"]

pytestmark = SERVICE
MAIJA = "maija.malli@asiakas.example"
PEKKA = "pekka.puu@asiakas.example"


def reasons(firm: Firm) -> list[str]:
    return [row.reason for row in firm.all(FeedbackDecision)]


def everything_of(firm: Firm) -> bytes:
    """All bytes that the service has written: database, WAL, lock, log."""
    return b"".join(path.read_bytes() for path in sorted(firm.folder.rglob("*")) if path.is_file())


def test_client_with_paper_consent_is_asked_once_and_a_withdrawal_by_reply_ends_it(
    firm: Firm, dovecot: Dovecot, user: MailUser, radicale: Radicale, smtp_sink: SmtpSink
) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    firm.calendar(calendar)
    firm.write()
    firm.paper_consents(MAIJA)
    dovecot.append(user, "INBOX", mail(MAIJA), when=NOW - timedelta(days=1))
    calendar.put("visit-1.ics", event("visit-1", NOW - timedelta(hours=3), attendee=MAIJA))
    calendar.put("visit-2.ics", event("visit-2", NOW - timedelta(hours=3), attendee=PEKKA))
    before = dovecot.snapshot(user)

    with firm.start() as running:
        running.wait_for(lambda: len(smtp_sink.messages) == 1, "the letter")
        running.wait_for(lambda: len(reasons(firm)) == 2, "both verdicts")
        assert sorted(reasons(firm)) == ["no_consent", "ok"]
        (letter,) = smtp_sink.letters_to(MAIJA)
        assert_well_formed(firm, letter)
        assert dovecot.snapshot(user) == before

        withdrawal = mail(MAIJA, text="PERUUTA", headers=f"In-Reply-To: {letter.message['Message-ID']}\r\n")
        dovecot.append(user, "INBOX", withdrawal)
        running.wait_for(lambda: "consent_withdrawn" in ledger(firm), "the withdrawal", seconds=10)
        assert running.stop() == 0

    calendar.put("visit-3.ics", event("visit-3", NOW - timedelta(hours=2), attendee=MAIJA))
    with firm.start(at=NOW + timedelta(hours=1)) as running:
        running.wait_for(lambda: "withdrawn" in reasons(firm), "the verdict on the next booking")
        assert running.stop() == 0
    assert len(requests(smtp_sink)) == 1
    assert [row.state for row in firm.letters()] == [MailState.SENT]
    assert MARKER.encode() not in everything_of(firm)


def requests(sink: SmtpSink) -> list[Received]:
    """The feedback requests that went out: a withdrawal is told by a notice, which is none."""
    return [letter for letter in sink.messages if b"\r\nList-Unsubscribe:" in letter.raw]


def ledger(firm: Firm) -> list[str]:
    return [row.type.value for row in firm.all(ConsentEntry)]


def assert_well_formed(firm: Firm, letter: Received) -> None:
    """What C16 and RFC 3834, RFC 2369 ask of the letter as it stands on the wire."""
    (row,) = firm.letters()
    message = letter.message
    assert (letter.tls, letter.login, letter.mail_from) == (True, "relay", "info@salonki.example")
    assert message["Message-ID"] == f"<{row.message_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    whole = [line for line in letter.raw.split(b"\r\n") if line.lower().startswith(b"list-unsubscribe:")]
    assert len(whole) == 1
    assert whole[0].endswith(b">"), "the header stands on one line, whole"
    assert b"mailto:info@salonki.example" in whole[0]
    assert message["To"].addresses[0].addr_spec == MAIJA
    text = message.get_body(("plain",))
    assert text is not None
    assert "PERUUTA" in text.get_content()
    assert (row.state, row.smtp_code, row.tries) == (MailState.SENT, 250, 1)


def test_mail_delivered_while_it_runs_reaches_the_register_at_once(
    firm: Firm, dovecot: Dovecot, user: MailUser
) -> None:
    firm.paper_consents(MAIJA)
    with firm.start() as running:
        running.wait_for(lambda: (state := firm.account("info")) is not None and bool(state.last_success_at), "a pull")
        dovecot.append(user, "INBOX", mail(MAIJA, text="Uusi numeroni on 040 123 4567."))
        running.wait_for(lambda: len(firm.all(Seen)) == 1, "the message", seconds=10)
        addresses = [row.value for row in firm.all(Detail) if row.field is DetailField.EMAIL]
        assert addresses == [MAIJA]


def test_withdrawal_that_lies_in_the_mailbox_at_start_is_read_before_anything_is_sent(
    firm: Firm, dovecot: Dovecot, user: MailUser, radicale: Radicale, smtp_sink: SmtpSink
) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    firm.calendar(calendar)
    firm.write()
    firm.paper_consents(MAIJA)
    calendar.put("visit-1.ics", event("visit-1", NOW - timedelta(hours=3), attendee=MAIJA))
    for number in range(60):
        dovecot.append(user, "INBOX", mail(PEKKA, name=f"before-{number}"), when=NOW - timedelta(days=1))
    dovecot.append(user, "INBOX", mail(MAIJA, text="STOP"), when=NOW - timedelta(hours=1))
    with firm.start() as running:
        running.wait_for(lambda: "withdrawn" in reasons(firm), "the verdict")
    assert requests(smtp_sink) == []


def test_message_that_throws_is_a_problem_and_the_next_is_read(firm: Firm, dovecot: Dovecot, user: MailUser) -> None:
    firm.paper_consents(MAIJA)
    bomb = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 100_000
    dovecot.append(user, "INBOX", bomb, when=NOW - timedelta(days=1))
    dovecot.append(user, "INBOX", mail(MAIJA), when=NOW - timedelta(days=1))
    with firm.start() as running:
        running.wait_for(lambda: len(firm.all(Seen)) == 2, "both messages")
        assert sorted(row.outcome.value for row in firm.all(Seen)) == ["problem", "used"]
    # Staff may have been told by the digest that a problem waits.
    assert firm.letters() == []
