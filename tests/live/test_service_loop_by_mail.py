"""The whole loop by mail alone, on real servers: consent by phone, a plain yes, request, answer, withdrawal in free words."""

from collections.abc import Callable
from datetime import timedelta
from email.header import Header

from daemon.pulling import ask_policy
from daemon.wordings import firm_facts, seed_wordings
from models.register.audit import By
from models.register.confirmations import ask_confirmation
from models.register.consent_import import ConsentImport
from models.rules.consent_rows import ConsentRow, RowDefaults
from models.tables import ConsentEntry, FeedbackAnswer, FeedbackDecision, Inquiry, RegisterState
from models.vocabulary import Purpose
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import MARKER, NOW, Firm, event, mail
from tests.live.radicale import Radicale
from tests.live.service_firm import SERVICE, firm, user
from tests.live.smtp_sink import SmtpSink

__all__ = ["firm", "user"]

pytestmark = SERVICE
MAIJA = "maija.malli@asiakas.example"
BY_PHONE = {
    "email": MAIJA,
    "given_on": "2026-03-03",
    "wording": "feedback@1",
    "evidence": "muistio 1",
    "method": "phone",
}


def consents_by_phone(firm: Firm) -> None:
    """Take in a consent that was given by phone, and ask for its confirmation, as staff do."""
    by = By("cli:test", NOW - timedelta(minutes=5))
    with firm.register() as database, database.write() as session:
        seed_wordings(session, by, firm_facts(firm.config()))
        task = ConsentImport(session, database.key, by, file_name="luettelo.csv", defaults=RowDefaults())
        (outcome,) = task.take_all([ConsentRow(2, BY_PHONE)])
        policy_ = ask_policy(firm.config(), session.get_one(RegisterState, 1), NOW)
        assert outcome.person_id is not None
        assert ask_confirmation(session, outcome.person_id, Purpose.FEEDBACK_REQUEST, policy_, by).allowed


def answering(sink: SmtpSink, number: int, text: str) -> bytes:
    """Give a reply to the letter of that number."""
    letter = sink.letters_to(MAIJA)[number].message
    raw = mail(MAIJA, text=text, headers=f"In-Reply-To: {letter['Message-ID']}\r\n")
    subject = Header(f"Vs: {letter['Subject']}", "utf-8").encode()
    return raw.replace(f"Subject: {MARKER}".encode(), f"Subject: {subject}".encode())


def test_consent_by_phone_is_confirmed_answered_and_withdrawn_by_mail_alone(
    firm: Firm, dovecot: Dovecot, user: MailUser, radicale: Radicale, smtp_sink: SmtpSink
) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    firm.calendar(calendar)
    firm.write()
    consents_by_phone(firm)
    calendar.put("visit-1.ics", event("visit-1", NOW - timedelta(hours=3), attendee=MAIJA))

    def ledger() -> list[str]:
        return [row.type.value for row in firm.all(ConsentEntry)]

    def letters(count: int) -> Callable[[], bool]:
        return lambda: len(smtp_sink.letters_to(MAIJA)) >= count

    with firm.start() as running:
        running.wait_for(letters(1), "the mail that asks to confirm")
        dovecot.append(user, "INBOX", answering(smtp_sink, 0, "KYLLÄ"))
        running.wait_for(lambda: "consent_confirmed" in ledger(), "the confirmation")
        running.wait_for(letters(2), "the request", seconds=90)
        words = "4\r\n\r\nMeni hyvin. Milloin seuraava aika on vapaana?"
        dovecot.append(user, "INBOX", answering(smtp_sink, 1, words))
        running.wait_for(lambda: len(firm.all(FeedbackAnswer)) == 1, "the answer")
        (answer,) = firm.all(FeedbackAnswer)
        assert (answer.score, "Meni hyvin." in answer.comment) == (4, True)
        running.wait_for(lambda: [row.kind.value for row in firm.all(Inquiry)] == ["inquiry"], "the question as a case")
        dovecot.append(user, "INBOX", answering(smtp_sink, 1, "Älkää lähettäkö minulle enää näitä viestejä."))
        running.wait_for(lambda: "consent_withdrawn" in ledger(), "the withdrawal")
        running.wait_for(letters(3), "the one notice of it", seconds=90)
        assert running.stop() == 0
    calendar.put("visit-2.ics", event("visit-2", NOW + timedelta(days=100, hours=-3), attendee=MAIJA))
    with firm.start(at=NOW + timedelta(days=100)) as running:
        running.wait_for(lambda: "withdrawn" in [row.reason for row in firm.all(FeedbackDecision)], "the verdict")
        assert running.stop() == 0
    assert len(smtp_sink.letters_to(MAIJA)) == 3
    assert firm.all(FeedbackAnswer) == []
