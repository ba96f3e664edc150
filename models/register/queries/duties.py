"""Duties of the firm towards people that have a day and are a person's to fulfil: how many are open, and since or by when.

Counts and days only: `rekisterid status` and the digest say no name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register.holds import is_on
from models.register.source_notices import to_tell
from models.register.suppression import to_review
from models.rules.months import local_date
from models.tables import Hold, RecipientNotice, Suppression
from models.vocabulary import DutyKind


@dataclass(frozen=True, slots=True)
class Duty:
    """How often it is to be done, and its day: of recipients since when the oldest waits, else the first day it is due."""

    kind: DutyKind
    count: int
    day: date


def open_duties(session: Session, today: date) -> tuple[Duty, ...]:
    """Give the duties that are open on the local date `today`; none that comes to nothing."""
    return (
        *_recipients(session),
        *_source_notices(session, today),
        *_holds(session, today),
        *_kept_out(session, today),
    )


def _recipients(session: Session) -> Iterator[Duty]:
    """Recipients still to be told of a correction, an erasure or a restriction (G20)."""
    query = select(sa.func.count(), sa.func.min(col(RecipientNotice.since))).where(col(RecipientNotice.way).is_(None))
    count, since = session.exec(query).one()
    if count:
        yield Duty(DutyKind.TELL_RECIPIENTS, count, local_date(since))


def _source_notices(session: Session, today: date) -> Iterator[Duty]:
    """People still to be told that data of them came from somebody else (D8)."""
    notices = to_tell(session, today)
    if notices:
        yield Duty(DutyKind.SOURCE_NOTICES, len(notices), notices[0].due_on)


def _holds(session: Session, today: date) -> Iterator[Duty]:
    """Holds whose day of review has come (T7)."""
    query = select(sa.func.count(), sa.func.min(col(Hold.review_on))).where(is_on(today), col(Hold.review_on) <= today)
    count, first = session.exec(query).one()
    if count:
        yield Duty(DutyKind.REVIEW_HOLDS, count, first)


def _kept_out(session: Session, today: date) -> Iterator[Duty]:
    """Prohibitions and hashes of erased people whose day of review has come (G3)."""
    query = select(sa.func.count(), sa.func.min(col(Suppression.review_on))).where(to_review(today))
    count, first = session.exec(query).one()
    if count:
        yield Duty(DutyKind.REVIEW_KEPT_OUT, count, first)
