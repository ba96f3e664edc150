"""A register of visits that were asked about, row by row, so that a report on it can be counted by hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from models.tables import (
    Booking,
    DecisionOutcome,
    FeedbackAnswer,
    FeedbackDecision,
    MailKind,
    OutgoingMail,
    Person,
    Source,
    row_id,
)
from models.vocabulary import BookingStatus, MailState, SourceKind

SENT_AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Visit:
    """A visit in a month of 2026 that somebody was asked about; `scores`: of their answers, oldest first, each two hours later.

    `reason`: why nobody was asked; then no request went out.
    """

    month: int
    service: str = "TO"
    practitioner: str = "Riikka Taipalsuo"
    scores: tuple[int | None, ...] = ()
    reason: str = ""
    state: MailState = MailState.SENT


def store_visits(session: Session, visits: Iterable[Visit]) -> None:
    """Store each visit with a person of its own."""
    source = Source(kind=SourceKind.CALENDAR_OWN, reference="test", occurred_at=SENT_AT, read_at=SENT_AT)
    session.add(source)
    session.flush()
    for number, visit in enumerate(visits):
        _store(session, visit, number, row_id(source))


def _store(session: Session, visit: Visit, number: int, source_id: int) -> None:
    sent_at = SENT_AT.replace(month=visit.month)
    person = Person(created_at=SENT_AT)
    booking = Booking(
        source_id=source_id,
        uid=f"visit {number}",
        starts_at=sent_at - timedelta(days=2),
        ends_at=sent_at - timedelta(days=2),
        status=BookingStatus.PLANNED,
        practitioner=visit.practitioner,
        service_code=visit.service,
        match_reason="address",
        first_seen_at=SENT_AT,
        changed_at=SENT_AT,
    )
    session.add(person)
    session.add(booking)
    session.flush()
    outcome = DecisionOutcome.NEVER if visit.reason else DecisionOutcome.ASK
    session.add(
        FeedbackDecision(
            booking_id=row_id(booking),
            person_id=row_id(person),
            outcome=outcome,
            reason=visit.reason or "ok",
            decided_at=sent_at,
        )
    )
    if visit.reason:
        return
    mail = OutgoingMail(
        kind=MailKind.FEEDBACK_REQUEST,
        person_id=row_id(person),
        booking_id=row_id(booking),
        state=visit.state,
        token=f"token-{number}",
        message_id=f"token-{number}@suvanto.example",
        created_at=sent_at,
        next_try_at=sent_at,
        handed_at=sent_at if visit.state is MailState.SENT else None,
    )
    session.add(mail)
    session.flush()
    for turn, score in enumerate(visit.scores, 1):
        answered_at = sent_at + timedelta(hours=2 * turn)
        session.add(FeedbackAnswer(mail_id=row_id(mail), score=score, answered_at=answered_at))


def a_good_year() -> list[Visit]:
    """Eleven months of a firm with two services and two practitioners: 209 requests."""
    visits: list[Visit] = []
    for month in range(1, 12):
        for service, practitioner, count in (
            ("työnohjaus", "Riikka Taipalsuo", 9),
            ("valmennus", "Henri Oksala", 6),
            ("työnohjaus", "Henri Oksala", 4),
        ):
            answers = [5, 4, 5, 3 + month % 3][: count // 2]
            visits += [
                Visit(month, service, practitioner, scores=(answers[place],) if place < len(answers) else ())
                for place in range(count)
            ]
        visits += [Visit(month, reason="no_consent")] * 3
    visits += [Visit(5, reason="withdrawn")] * 2 + [Visit(6, reason="cancelled")] * 8 + [Visit(7, reason="minor")]
    return visits
