"""Feedback requests that wait for a person's yes, each judged as it would be if it went now."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.register.letters_due import NotNow, RequestDue
from models.register.outbox import JUDGES
from models.register.policy import AskPolicy
from models.register.queries.groups import groups_of
from models.register.queries.shown import names_shown
from models.tables import ASKING, Booking, OutgoingMail, row_id
from models.vocabulary import MailState


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    """A request. `due`: what the letter would be made of, None when it may not go; `reason` says why not, or why later.

    `wait_until` is set when it may go only from then on.
    """

    mail_id: int
    state: MailState
    booking_id: int | None
    person_id: int | None
    name: str
    starts_at: datetime | None
    created_at: datetime
    due: RequestDue | None
    reason: str
    wait_until: datetime | None


def list_approvals(
    session: Session, policy: AskPolicy, key: bytes, now: datetime, state: MailState = MailState.WAITING
) -> tuple[ApprovalShown, ...]:
    """Give the requests in that state, oldest first. Nothing is claimed or changed."""
    rows = session.exec(_requests(state)).all()
    names = names_shown(session, groups_of(session), {row.person_id for row in rows if row.person_id is not None})
    return tuple(_shown(session, row, names.get(row.person_id or 0, ""), policy, key, now) for row in rows)


def _requests(state: MailState) -> SelectOfScalar[OutgoingMail]:
    return (
        select(OutgoingMail)
        .where(col(OutgoingMail.kind).in_(ASKING), OutgoingMail.state == state)
        .order_by(col(OutgoingMail.id))
    )


def _shown(
    session: Session, row: OutgoingMail, name: str, policy: AskPolicy, key: bytes, now: datetime
) -> ApprovalShown:
    booking = session.get(Booking, row.booking_id) if row.booking_id is not None else None
    judge, _ = JUDGES[row.kind]
    verdict, reason, wait_until = judge(session, row, policy, key, now), "", None
    if isinstance(verdict, NotNow) and verdict.wait_until is not None:
        reason, wait_until = verdict.reason, verdict.wait_until
        verdict = judge(session, row, policy, key, wait_until)
    if isinstance(verdict, NotNow):
        reason = verdict.reason
    return ApprovalShown(
        mail_id=row_id(row),
        state=row.state,
        booking_id=row.booking_id,
        person_id=row.person_id,
        name=name,
        starts_at=booking.starts_at if booking else None,
        created_at=row.created_at,
        due=verdict if isinstance(verdict, RequestDue) else None,
        reason=reason,
        wait_until=wait_until,
    )
