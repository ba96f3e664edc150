"""What a report on feedback is made from: the requests that were sent, their newest answers, who was not asked and why."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register.queries.groups import Groups, groups_of
from models.rules.feedback_report import Asked, FeedbackFacts, NotAsked
from models.rules.months import local_date
from models.tables import (
    Booking,
    DecisionOutcome,
    FeedbackAnswer,
    FeedbackDecision,
    FeedbackTally,
    MailKind,
    OutgoingMail,
    row_id,
)
from models.vocabulary import MailState


def feedback_facts(session: Session, zone: ZoneInfo, kept_since: date) -> FeedbackFacts:
    """Give the facts. `kept_since`: the first local month of whose requests every answer is still kept; no older ones."""
    groups = groups_of(session)
    tallied = session.exec(
        select(FeedbackTally.score, sa.func.sum(FeedbackTally.count)).group_by(col(FeedbackTally.score))
    )
    gone = {score: int(count) for score, count in tallied}
    asked = (item for item in _asked(session, groups, zone) if item.month >= kept_since)
    return FeedbackFacts(tuple(asked), tuple(_not_asked(session, groups, zone)), gone)


def _asked(session: Session, groups: Groups, zone: ZoneInfo) -> Iterator[Asked]:
    answers = _answers(session)
    query = (
        select(OutgoingMail, Booking.service_code, Booking.practitioner)
        .join(Booking, col(Booking.id) == col(OutgoingMail.booking_id))
        .where(OutgoingMail.kind == MailKind.FEEDBACK_REQUEST, OutgoingMail.state == MailState.SENT)
        .order_by(col(OutgoingMail.id))
    )
    for mail, service, practitioner in session.exec(query):
        sent_at = mail.handed_at or mail.settled_at or mail.created_at
        first, score = answers.get(row_id(mail), (None, None))
        yield Asked(
            # Without a person it is one of its own.
            person=-row_id(mail) if mail.person_id is None else groups.head(mail.person_id),
            month=_month(sent_at, zone),
            service=service,
            practitioner=practitioner,
            waited=None if first is None else max(first - sent_at, timedelta()),
            score=score,
        )


def _answers(session: Session) -> dict[int, tuple[datetime, int | None]]:
    """Give by letter when the first answer came, and the score of the newest one."""
    query = (
        select(FeedbackAnswer.mail_id, FeedbackAnswer.answered_at, FeedbackAnswer.score)
        .where(col(FeedbackAnswer.taken_back_at).is_(None))
        .order_by(col(FeedbackAnswer.answered_at), col(FeedbackAnswer.id))
    )
    found: dict[int, tuple[datetime, int | None]] = {}
    for mail_id, answered_at, score in session.exec(query):
        first, _ = found.get(mail_id, (answered_at, None))
        found[mail_id] = (first, score)
    return found


def _not_asked(session: Session, groups: Groups, zone: ZoneInfo) -> Iterator[NotAsked]:
    query = (
        select(FeedbackDecision.id, FeedbackDecision.person_id, FeedbackDecision.reason, Booking.starts_at)
        .join(Booking, col(Booking.id) == col(FeedbackDecision.booking_id))
        .where(FeedbackDecision.outcome == DecisionOutcome.NEVER)
        .order_by(col(FeedbackDecision.id))
    )
    for number, person_id, reason, starts_at in session.exec(query):
        person = groups.head(person_id) if person_id is not None else -(number or 0)
        yield NotAsked(person, _month(starts_at, zone), reason)


def _month(at: datetime, zone: ZoneInfo) -> date:
    return local_date(at, zone).replace(day=1)
