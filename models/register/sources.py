"""Sources: the items that values are tied to. A message is known by its digest, wherever it lies; an event by its href."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.register import lookups, waiting
from models.register.audit import By
from models.tables import Source, row_id
from models.values import CalendarObjectSeen, MessageSeen, Place
from models.vocabulary import Direction, SourceKind


def of_message(
    session: Session, stream_id: int, message: MessageSeen, direction: Direction, kind: SourceKind, by: By
) -> Source:
    """Give the source of a message; a copy or a moved one is the same source at its newest place."""
    digest = bytes.fromhex(message.digest)
    known = lookups.of(session)
    if known is not None and known.covers(message.place):
        row = known.sources.get(digest)
    else:
        row = session.exec(select(Source).where(Source.digest == digest).order_by(col(Source.id)).limit(1)).first()
    if row is not None:
        waiting.change(
            row,
            stream_id=stream_id,
            validity=message.place.validity,
            item=message.place.item,
            occurred_at=min(row.occurred_at, message.received_at),
            trust=message.reading.trust,
            gone_at=None,
        )
        return row
    row = waiting.new(
        Source,
        stream_id=stream_id,
        validity=message.place.validity,
        item=message.place.item,
        digest=digest,
        kind=kind,
        direction=direction,
        trust=message.reading.trust,
        occurred_at=message.received_at,
        read_at=by.now,
    )
    source_id = waiting.put(session, row)
    if known is not None:
        known.sources[digest] = row
        known.tied_sources.add(source_id)
    return row


def of_calendar_object(session: Session, stream_id: int, seen: CalendarObjectSeen, kind: SourceKind, by: By) -> Source:
    """Give the source of a calendar object, with its newest version and how far it is expanded.

    The version of an emptied object is noted only when its emptiness is believed: until then it is to come again.
    """
    row = at_place(session, stream_id, seen.place)
    held = row.version if row is not None else None
    version = held if is_emptied(seen) else seen.version
    if row is not None:
        waiting.change(
            row,
            version=version,
            read_until=seen.window_until,
            recurring=seen.reading.recurring,
            read_at=by.now,
            gone_at=None,
            kind=kind,
        )
        return row
    row = waiting.new(
        Source,
        stream_id=stream_id,
        item=seen.place.item,
        kind=kind,
        version=version,
        read_until=seen.window_until,
        recurring=seen.reading.recurring,
        occurred_at=by.now,
        read_at=by.now,
    )
    source_id = waiting.put(session, row)
    known = lookups.of(session)
    if known is not None and seen.place.item in known.places:
        known.places[seen.place.item] = row
        known.tied_sources.add(source_id)
        known.bookings[source_id] = []
    return row


def is_emptied(seen: CalendarObjectSeen) -> bool:
    """Whether an object holds nothing any more, though nothing in it failed: as good as a deletion, and judged as one."""
    return not seen.reading.occurrences and not seen.reading.problems


def at_place(session: Session, stream_id: int, place: Place) -> Source | None:
    """Give the source of the item that lies there, or None. An old numbering of a mailbox is another place."""
    known = lookups.of(session)
    if known is not None and not place.validity and place.item in known.places:
        return known.places[place.item]
    return session.exec(
        select(Source).where(
            Source.stream_id == stream_id, Source.validity == place.validity, Source.item == place.item
        )
    ).first()


def entered(session: Session, kind: SourceKind, reference: str, occurred_at: datetime, by: By) -> int:
    """Make a source for what staff enter or import, named by `reference` ("paper", "consents.csv row 3"); give its id."""
    row = waiting.new(Source, kind=kind, reference=reference, occurred_at=occurred_at, read_at=by.now)
    session.add(row)
    session.flush()
    return row_id(row)
