"""Answers that come by page: score and comment, kept as given; a second one is a change, the same one again is nothing."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, select

from models.register import ledger
from models.register.audit import Act, By, record
from models.register.outgoing import settle_as_sent
from models.register.page_consent import PageConsent
from models.rules.consent import EMAIL_CHANNEL, STRICT, ConsentPolicy, ConsentQuery, MessagePurpose, is_prohibited
from models.rules.consent.grants import live_grants
from models.tables import FeedbackAnswer, OutgoingMail, row_id
from models.vocabulary import Purpose

MAX_CHANGES = 20
"""So many answers to one letter are kept, the first and the newest: a page must not fill the register.

A row is never written over: leave to publish names it.
"""


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What was answered; `comment` is capped and screened already (F7, G9). At least one of the two is there."""

    score: int | None
    comment: str | None


class AnswerOutcome(StrEnum):
    """What became of it."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def may_answer(session: Session, person_id: int, by: By, policy: ConsentPolicy = STRICT) -> bool:
    """Whether an answer may be stored: not of whom the use of data is forbidden, restricted, or whose data are gone."""
    standing = ledger.standing_of(session, person_id)
    query = ConsentQuery(MessagePurpose.SERVICE_MESSAGE.value, EMAIL_CHANNEL, by.now)
    events = ledger.counting_at((event for record in standing.records for event in record), by.now)
    return standing.decide(query, policy).allowed and not is_prohibited(events, Purpose.FEEDBACK_REQUEST.value)


def answers_to(session: Session, mail_id: int) -> list[FeedbackAnswer]:
    """Give the answers to a letter by page and by mail, oldest first; the last one counts. Not those taken back."""
    query = select(FeedbackAnswer).where(FeedbackAnswer.mail_id == mail_id, col(FeedbackAnswer.taken_back_at).is_(None))
    return list(session.exec(query.order_by(col(FeedbackAnswer.answered_at), col(FeedbackAnswer.id))))


def store_answer(session: Session, mail: OutgoingMail, answer: PageAnswer, by: By) -> tuple[AnswerOutcome, int]:
    """Keep an answer; give what became of it and the id of its row."""
    known = answers_to(session, row_id(mail))
    latest = known[-1] if known else None
    if latest is not None and latest.source_id is None and (latest.score, latest.comment) == _content(answer):
        return AnswerOutcome.UNCHANGED, row_id(latest)
    if len(known) >= MAX_CHANGES:
        session.delete(known[1])
    score, comment = _content(answer)
    latest = FeedbackAnswer(mail_id=row_id(mail), answered_at=by.now, score=score, comment=comment)
    session.add(latest)
    session.flush()
    settle_as_sent(session, mail, "answered", by)
    outcome = AnswerOutcome.CHANGED if known else AnswerOutcome.STORED
    record(session, by, Act("feedback.answer", "outgoing_mail", mail.id, "", outcome.value))
    return outcome, row_id(latest)


def take_back(session: Session, mail: OutgoingMail, by: By) -> int:
    """Delete the answers to a letter: the person withdraws them (T9). Gives how many went.

    Of one that a mail brought its row stays, empty: the mailbox may be read again, and the mail must not bring it back.
    """
    known = answers_to(session, row_id(mail))
    for answer in known:
        if answer.source_id is None:
            session.delete(answer)
            continue
        answer.score = answer.comment = None
        answer.taken_back_at = by.now
        session.add(answer)
    if known:
        session.flush()
        record(session, by, Act("feedback.take_back", "outgoing_mail", mail.id, "T9", str(len(known))))
    return len(known)


def end_leave(session: Session, mail: OutgoingMail, consent: PageConsent) -> bool:
    """Withdraw the leave to publish if it was given for one of the answers to a letter; before that text goes, or is replaced.

    A withdrawal is of the purpose: leave for answers to other letters ends too, and can be given again.
    """
    if mail.person_id is None:
        return False
    purpose = Purpose.REFERENCE_PUBLICATION
    named = {about(row_id(answer)) for answer in answers_to(session, row_id(mail))}
    records = ledger.standing_of(session, mail.person_id).records
    grants = live_grants(tuple(event for record in records for event in record), purpose.value)
    if named.isdisjoint((grant.evidence or "").rpartition(" ")[2] for grant in grants):
        return False
    return consent.withdraw(purpose)


def latest_comment(session: Session, mail: OutgoingMail) -> str | None:
    """Give the words that count now, None where there are none."""
    known = answers_to(session, row_id(mail))
    return known[-1].comment if known else None


def about(answer_id: int) -> str:
    """Give how a consent names the one answer that it concerns."""
    return f"answer:{answer_id}"


def _content(answer: PageAnswer) -> tuple[int | None, str | None]:
    return answer.score, answer.comment
