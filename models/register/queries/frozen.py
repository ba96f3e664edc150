"""Calendars whose vanished bookings are held back, for a person to look at. Every pull asks for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import Stream


@dataclass(frozen=True, slots=True)
class FrozenStream:
    """A calendar whose vanished bookings are held back (HW-F12); `confirmed_at`: a person said that they are really gone."""

    account: str
    stream: str
    since: datetime
    reason: str
    gone: int
    confirmed_at: datetime | None


def list_frozen(session: Session) -> tuple[FrozenStream, ...]:
    """Give the calendars whose vanished bookings are held back."""
    rows = session.exec(select(Stream).where(col(Stream.frozen_at).is_not(None)).order_by(col(Stream.id)))
    return tuple(
        FrozenStream(
            row.account, row.name, row.frozen_at, row.frozen_reason or "", row.frozen_gone or 0, row.confirmed_at
        )
        for row in rows
        if row.frozen_at is not None
    )
