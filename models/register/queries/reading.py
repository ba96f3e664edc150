"""What became of the messages that were read, place by place. Codes only, nothing of their content."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.register.streams import stream_names
from models.tables import Seen, row_id
from models.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class MessageOutcome:
    """A message that was read. `id` grows with the order of reading; `reason` is a code of the ladder or of matching."""

    id: int
    account: str
    stream: str
    item: str
    outcome: Outcome
    reason: str


def what_was_read(session: Session, after: int = 0) -> tuple[MessageOutcome, ...]:
    """Give the messages read since the one with the id `after`, in the order of reading."""
    streams = stream_names(session)
    rows = session.exec(select(Seen).where(col(Seen.id) > after).order_by(col(Seen.id)))
    return tuple(
        MessageOutcome(row_id(row), *streams[row.stream_id], row.item, row.outcome, row.reason) for row in rows
    )
