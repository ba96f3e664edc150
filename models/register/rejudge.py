"""Let bookings be judged again when a fact about their people has changed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from models.tables import Booking, BookingPerson

LOOK_BACK = timedelta(days=60)
"""C15: nobody is asked about a booking that is older."""


def judge_again(session: Session, person_ids: Sequence[int], now: datetime) -> None:
    """Judge the bookings of the last weeks again: a consent was given, a pause lifted, an address came to be known."""
    theirs = select(BookingPerson.booking_id).where(col(BookingPerson.person_id).in_(person_ids))
    session.exec(
        update(Booking)
        .where(col(Booking.id).in_(theirs), col(Booking.ends_at) > now - LOOK_BACK, col(Booking.ends_at) <= now)
        .values(judge_from=now)
    )
