"""Where values came from, as staff see it: the kind of the source, its place and its date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register.queries.groups import portions
from models.register.streams import stream_names
from models.tables import Source, row_id
from models.vocabulary import Direction, SourceKind, Trust


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A source. Items of an account have `account`, `stream`, `validity` and `item`; what staff entered has a `reference`.

    `gone`: the item no longer lies there. `occurred_at` is when it was received, held or signed.
    """

    id: int
    kind: SourceKind
    account: str
    stream: str
    validity: str
    item: str
    reference: str
    direction: Direction | None
    trust: Trust
    occurred_at: datetime
    gone: bool


def sources_of(session: Session, source_ids: Iterable[int]) -> dict[int, SourceShown]:
    """Give these sources by id."""
    streams = stream_names(session)
    found: dict[int, SourceShown] = {}
    for portion in portions(source_ids):
        for row in session.exec(select(Source).where(col(Source.id).in_(portion))):
            found[row_id(row)] = _shown(row, streams)
    return found


def _shown(row: Source, streams: dict[int, tuple[str, str]]) -> SourceShown:
    account, stream = streams.get(row.stream_id or 0, ("", ""))
    return SourceShown(
        id=row_id(row),
        kind=row.kind,
        account=account,
        stream=stream,
        validity=row.validity,
        item=row.item or "",
        reference=row.reference or "",
        direction=row.direction,
        trust=row.trust,
        occurred_at=row.occurred_at,
        gone=row.gone_at is not None,
    )
