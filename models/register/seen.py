"""What was read, message by message: place, digest of the header block and outcome. Nothing personal."""

from dataclasses import dataclass

from sqlmodel import Session, select

from models.register import lookups
from models.tables import Seen
from models.values import Place
from models.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a message is known wherever it lies: its digest in hex, and the server's own id where it has one."""

    digest: str
    server_id: str = ""


def note_seen(session: Session, stream_id: int, place: Place, marks: Marks, outcome: Outcome, reason: str) -> None:
    """Note what became of the message at a place. Read again, the newer outcome counts; the first reason for a use stays."""
    known = lookups.of(session)
    if known is not None and known.covers(place):
        row = known.seen.get((place.validity, place.item))
    else:
        here = select(Seen).where(Seen.stream_id == stream_id, Seen.validity == place.validity, Seen.item == place.item)
        row = session.exec(here).first()
    if row is None:
        row = Seen(
            stream_id=stream_id,
            validity=place.validity,
            item=place.item,
            digest=bytes.fromhex(marks.digest),
            outcome=outcome,
            reason=reason,
        )
    if not (row.outcome is outcome is Outcome.USED):
        row.outcome, row.reason = outcome, reason
    row.server_id = marks.server_id or row.server_id
    session.add(row)
    if known is not None:
        known.seen[place.validity, place.item] = row


def was_seen(session: Session, digest: str) -> bool:
    """Whether the message was read before, wherever it lay."""
    return session.exec(select(Seen.id).where(Seen.digest == bytes.fromhex(digest)).limit(1)).first() is not None
