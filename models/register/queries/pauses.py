"""Who is paused: a message of theirs was unclear, and nothing goes out until an operator has read it (C8)."""

from collections.abc import Sequence

from sqlmodel import Session, select

from models.register import ledger
from models.rules.consent import ConsentEventType, is_paused
from models.tables import ConsentEntry


def paused_people(session: Session) -> Sequence[int]:
    """Give the ids of the people who are paused, in order."""
    ever = session.exec(
        select(ConsentEntry.person_id).where(ConsentEntry.type == ConsentEventType.PAUSE_SET).distinct()
    ).all()
    return [person for person in sorted(p for p in ever if p is not None) if _is_paused(session, person)]


def _is_paused(session: Session, person_id: int) -> bool:
    (record,) = ledger.histories(session, [person_id])
    return is_paused(record)
