"""Who withdraws all consents takes back the answers they gave; one purpose alone takes none (T9)."""

from sqlmodel import Session

from models.register import clusters, ledger
from models.register.people import make_person
from models.rules.consent import ConsentEvent, ConsentEventType
from models.tables import AuditEntry, FeedbackAnswer, FeedbackTally, Judgement, MailKind, OutgoingMail, row_id
from models.vocabulary import MailState
from tests.models.register.office import Office


def answered(office: Office, score: int) -> int:
    def deed(session: Session) -> int:
        person_id = make_person(session, office.by)
        mail = OutgoingMail(
            kind=MailKind.FEEDBACK_REQUEST,
            person_id=person_id,
            state=MailState.SENT,
            token=f"t{person_id}",
            message_id=f"m{person_id}",
            created_at=office.now,
            next_try_at=office.now,
        )
        session.add(mail)
        session.flush()
        session.add(FeedbackAnswer(mail_id=row_id(mail), score=score, comment="Kiitos", answered_at=office.now))
        return person_id

    return office.do(deed)


def withdraw(office: Office, person_id: int, purpose: str) -> None:
    event = ConsentEvent(type=ConsentEventType.CONSENT_WITHDRAWN, at=office.now, purpose=purpose)
    office.do(lambda session: ledger.append(session, person_id, event, office.by))


def test_withdrawal_of_everything_takes_the_persons_answers_and_counts_their_scores(office: Office) -> None:
    first, second, other = answered(office, 4), answered(office, 5), answered(office, 1)
    office.do(lambda session: clusters.open_judgement(session, (first, second), "x", None, office.by))
    (judgement,) = office.all(Judgement)
    office.do(lambda session: clusters.answer(session, row_id(judgement), same=True, by=office.by))
    withdraw(office, first, "all")
    assert [row.score for row in office.all(FeedbackAnswer)] == [1]
    assert sorted((row.score, row.count) for row in office.all(FeedbackTally)) == [(4, 1), (5, 1)]
    assert "feedback.take_back" in [row.action for row in office.all(AuditEntry)]
    assert other not in (first, second)


def test_withdrawal_of_one_purpose_takes_no_answer(office: Office) -> None:
    withdraw(office, answered(office, 4), "feedback_request")
    assert office.count(FeedbackAnswer) == 1
