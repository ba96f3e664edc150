"""The reminder of a feedback request: off unless the firm wishes it, one at most, never after any sign of an answer (C15)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from models.register.audit import DAEMON, By
from models.register.clusters import cluster_of
from models.register.database import Database
from models.register.letters_due import NotNow, RequestDue, request_due, request_still_due
from models.register.links import TERMS
from models.register.outgoing import new_letter, put, request_reminded_of
from models.register.policy import AskPolicy
from models.rules.feedback import FeedbackReason
from models.tables import (
    ConsentEntry,
    ContactEvent,
    FeedbackAnswer,
    LinkPurpose,
    MailKind,
    OutgoingMail,
    ReturnedLetter,
)
from models.vocabulary import Direction, MailState

ANSWERED_UNTIL = TERMS[LinkPurpose.ANSWER]
"""So long the link of a request opens: nobody is reminded of an older one, also when reminders are switched on later."""


def queue_reminders(database: Database, policy: AskPolicy, now: datetime) -> int:
    """Put a reminder into the outbox for each request that is due for one; give how many."""
    if policy.reminder_after is None:
        return 0
    with database.read() as session:
        if not any(_unanswered(session, policy, policy.reminder_after, now)):
            return 0
    with database.write() as session:
        by = By(DAEMON, now)
        due = list(_unanswered(session, policy, policy.reminder_after, now))
        for request in due:
            mail = new_letter(MailKind.FEEDBACK_REMINDER, request.person_id, policy.mail_domain, now)
            mail.booking_id = request.booking_id
            mail.state = MailState.WAITING if policy.needs_approval else MailState.QUEUED
            put(session, mail, by, "feedback.remind", "C15")
        return len(due)


def reminder_due(
    session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime
) -> RequestDue | NotNow:
    """Judge a queued reminder at `now` as its request would be judged, and by what came since. Nothing is changed here."""
    request = request_reminded_of(session, mail)
    if request is None or policy.reminder_after is None or request.state is not MailState.SENT:
        return NotNow(FeedbackReason.ALREADY_ASKED.value)
    if has_sign_of_an_answer(session, request):
        return NotNow(FeedbackReason.ANSWERED.value)
    return request_due(session, mail, policy, key, now, judged_as=request.id)


def reminder_still_due(session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime) -> bool:
    """Whether a claimed reminder may still go: asked just before its content goes out."""
    request = request_reminded_of(session, mail)
    if request is None or has_sign_of_an_answer(session, request):
        return False
    return request_still_due(session, mail, policy, key, now, judged_as=request.id)


def has_sign_of_an_answer(session: Session, request: OutgoingMail) -> bool:
    """Whether anything came of the person since the request went out, or the letter itself came back.

    An answer, also one taken back; any message of theirs; a word on consent. A machine's message makes no contact: it is no sign.
    """
    since = request.handed_at or request.created_at
    if request.person_id is None:
        return True
    members = cluster_of(session, request.person_id).members
    signs = (
        select(FeedbackAnswer.id).where(FeedbackAnswer.mail_id == request.id),
        select(ReturnedLetter.id).where(ReturnedLetter.mail_id == request.id),
        select(ContactEvent.id).where(
            col(ContactEvent.person_id).in_(members),
            ContactEvent.direction == Direction.INCOMING,
            ContactEvent.at >= since,
        ),
        select(ConsentEntry.id).where(
            col(ConsentEntry.person_id).in_(members),
            or_(col(ConsentEntry.at) > since, col(ConsentEntry.recorded_at) > since),
        ),
    )
    return any(session.exec(sign.limit(1)).first() is not None for sign in signs)


def _unanswered(session: Session, policy: AskPolicy, after: timedelta, now: datetime) -> Iterator[OutgoingMail]:
    oldest = now - ANSWERED_UNTIL
    if policy.feedback.restored_at is not None:
        # What was sent after the backup is not known (HW-F15).
        oldest = max(oldest, policy.feedback.restored_at)
    reminded = select(OutgoingMail.booking_id, OutgoingMail.person_id).where(
        OutgoingMail.kind == MailKind.FEEDBACK_REMINDER, OutgoingMail.created_at > oldest
    )
    known = set(session.exec(reminded))
    requests = select(OutgoingMail).where(
        OutgoingMail.kind == MailKind.FEEDBACK_REQUEST,
        OutgoingMail.state == MailState.SENT,
        col(OutgoingMail.handed_at) > oldest,
        col(OutgoingMail.handed_at) <= now - after,
    )
    for request in session.exec(requests.order_by(col(OutgoingMail.id))).all():
        if (request.booking_id, request.person_id) not in known and not has_sign_of_an_answer(session, request):
            yield request
