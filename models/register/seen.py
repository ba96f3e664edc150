"""What was read, message by message: place, digest of the header block and outcome. Nothing personal."""

from dataclasses import dataclass

from sqlmodel import Session, select

from models.register import lookups, waiting
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
    if row is not None:
        if not (row.outcome is outcome is Outcome.USED):
            waiting.change(row, outcome=outcome, reason=reason)
        waiting.change(row, server_id=marks.server_id or row.server_id)
        return
    values: waiting.Row = {
        "stream_id": stream_id,
        "validity": place.validity,
        "item": place.item,
        "digest": bytes.fromhex(marks.digest),
        "outcome": outcome,
        "reason": reason,
        "server_id": marks.server_id or None,
    }
    waiting.note(session, Seen, values)
    if known is not None:
        # Met once more in this batch, it is asked of the database.
        known.items.discard((place.validity, place.item))
        known.digests.discard(bytes.fromhex(marks.digest))


def was_seen(session: Session, digest: str) -> bool:
    """Whether the message was read before, wherever it lay."""
    known = lookups.of(session)
    if known is not None and bytes.fromhex(digest) in known.digests:
        return False
    return session.exec(select(Seen.id).where(Seen.digest == bytes.fromhex(digest)).limit(1)).first() is not None
