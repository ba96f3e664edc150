"""Messages met again at another place: moved, copied, or in a folder that is numbered anew. Nothing is read again or said twice.

What points to a message follows it: the note that it was read, its source, wishes, problems, and what is kept of candidates.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from models.register import lookups
from models.register.accounts import note_bytes
from models.register.audit import By
from models.register.following import LOST_WHILE_WANTED, NOWHERE, POINTERS, Following, is_void, rank
from models.register.queries.groups import portions
from models.register.streams import clear_problem, want
from models.tables import Seen, Source, Stream, Wanted, row_id
from models.values import Batch, Listed, MetAgain, Place
from models.vocabulary import Outcome

APART = timedelta(hours=12)
"""So far apart are two listings at least, before what both are without is believed to be gone (HW-F11)."""


def note_sightings(session: Session, stream: Stream, batch: Batch, by: By) -> None:
    """Take what a batch says of messages besides those it brings: met again, missing in a listing, not there; and its bytes."""
    sightings = Sightings(session, stream, by)
    sightings.take_all(batch.met)
    for gone in batch.gone:
        lost(session, stream, gone.place)
    if batch.listed is not None:
        take_listed(session, stream, batch.listed, by)
    if batch.received_bytes:
        note_bytes(session, batch.account, batch.received_bytes, by.now)


class Sightings:
    """Takes what a batch of one mail folder says of messages read before, inside its transaction."""

    def __init__(self, session: Session, stream: Stream, by: By) -> None:
        self._session = session
        self._stream = stream
        self._stream_id = row_id(stream)
        self._by = by

    def take_all(self, met: Sequence[MetAgain]) -> None:
        """Take them in order, in bulk as far as that goes."""
        following = Following(self._session, self._stream, met) if met else None
        plain = 0
        while following is not None and plain < len(met) and following.follow(met[plain]):
            plain += 1
        self._session.flush()
        for item in met[plain:]:
            self.take(item)

    def take(self, met: MetAgain) -> None:
        """Let everything that is known of the message follow it. One that is not known after all is wished to be read."""
        row = self._row_to_follow(met)
        if row is None:
            want(self._session, self._stream_id, met.place.validity, met.place.item, self._by.now)
            return
        make_room(self._session, self._stream_id, met.place, row.digest)
        self._session.flush()
        wished = row.reason == LOST_WHILE_WANTED
        self._note(row, met)
        if row.outcome is not Outcome.PROBLEM:
            clear_problem(self._session, self._stream_id, met.place)
        _point_source(self._session, row.digest, self._stream_id, met.place)
        if wished:
            want(self._session, self._stream_id, met.place.validity, met.place.item, self._by.now)

    def _row_to_follow(self, met: MetAgain) -> Seen | None:
        """Give what was noted of the message: best of this very place, then of a place that is void, then of any other."""
        mark = Seen.digest == bytes.fromhex(met.digest) if met.digest else col(Seen.server_id) == met.server_id
        rows = self._session.exec(
            select(Seen)
            .join(Stream, col(Stream.id) == col(Seen.stream_id))
            .where(Stream.account == self._stream.account, mark)
            .order_by(col(Seen.id))
        ).all()
        best = min(rows, key=lambda row: rank(row, self._stream_id, met.place), default=None)
        read = next((row for row in rows if row.outcome is not Outcome.PROBLEM), None)
        if best is not None and read is not None and best.outcome is Outcome.PROBLEM:
            # What could not be had here was read from a copy.
            best.outcome, best.reason = read.outcome, read.reason
        return best

    def _note(self, row: Seen, met: MetAgain) -> None:
        place = met.place
        reason = "" if row.reason == LOST_WHILE_WANTED else row.reason
        if rank(row, self._stream_id, place) == 0:
            kept = row
        elif is_void(row, self._stream_id, place):
            _carry(
                self._session, row.stream_id, (row.validity, row.item), self._stream_id, (place.validity, place.item)
            )
            row.stream_id, row.validity, row.item = self._stream_id, place.validity, place.item
            kept = row
        else:
            kept = Seen(
                stream_id=self._stream_id,
                validity=place.validity,
                item=place.item,
                digest=row.digest,
                outcome=row.outcome,
                reason=reason,
            )
        kept.reason = reason
        kept.server_id = met.server_id or row.server_id
        self._session.add(kept)
        self._session.flush()


def make_room(session: Session, stream_id: int, place: Place, digest: bytes) -> None:
    """Let another message go that was noted at a place where this one lies now: the server has given its number twice."""
    here = (place.validity, place.item)
    known = lookups.of(session)
    is_covered = known is not None and known.covers(place)
    row = known.seen.get(here) if known is not None and is_covered else _seen_at(session, stream_id, here)
    if row is None or row.digest == digest:
        return
    if known is not None:
        known.seen.pop(here, None)
    _let_go(session, row)
    other = session.exec(
        select(Source).where(Source.stream_id == stream_id, Source.validity == here[0], Source.item == here[1])
    ).first()
    if other is not None and other.digest != digest:
        other.validity, other.item = NOWHERE, None
        session.add(other)
    session.flush()


def lost(session: Session, stream: Stream, place: Place) -> None:
    """A message that was wished to be read again is not there: where it lies besides is asked, or it is read when met again."""
    row = _seen_at(session, row_id(stream), (place.validity, place.item))
    wish = select(Wanted.id).where(
        Wanted.stream_id == row_id(stream), Wanted.validity == place.validity, Wanted.item == place.item
    )
    if row is None or session.exec(wish).first() is None:
        return
    elsewhere = session.exec(
        select(Seen)
        .join(Stream, col(Stream.id) == col(Seen.stream_id))
        .where(Stream.account == stream.account, Seen.digest == row.digest, Seen.id != row.id)
        .where(Seen.validity != NOWHERE)
        .limit(1)
    ).first()
    if elsewhere is not None:
        _carry(session, row_id(stream), (place.validity, place.item), elsewhere.stream_id, _key(elsewhere))
        session.delete(row)
    else:
        row.reason = LOST_WHILE_WANTED
        if place.validity != NOWHERE:
            _let_go(session, row)
    session.flush()


def take_listed(session: Session, stream: Stream, listed: Listed, by: By) -> int:
    """Note what a listing of the whole folder is without; what two listings are without is gone. Gives how many are gone.

    Only the source is marked: what came from the message stays, as it was true when it was read.
    """
    stream.listed_at, stream.list_due_at = by.now, None
    if not listed.clean:
        return 0
    sources = select(Source).where(Source.stream_id == row_id(stream), col(Source.gone_at).is_(None))
    for source in session.exec(sources.where(col(Source.missed_at).is_not(None), Source.validity == listed.validity)):
        if source.item not in listed.missing and _was_listed(source, listed):
            source.missed_at = None
    # Also the places of an older numbering: had the messages been there still, they would have been met again.
    absent = list(session.exec(sources.where(Source.validity != listed.validity)))
    for items in portions(listed.missing):
        absent += session.exec(sources.where(Source.validity == listed.validity, col(Source.item).in_(items)))
    missed_again = [source for source in absent if source.missed_at and by.now - source.missed_at >= APART]
    for source in absent:
        source.missed_at = source.missed_at or by.now
    for source in missed_again:
        source.gone_at = by.now
    return len(missed_again)


def want_listings(session: Session, accounts: Sequence[str], listed_before: datetime, now: datetime) -> int:
    """Wish the folders of these accounts to be compared with their servers, but for those listed since; give how many."""
    due = (
        update(Stream)
        .where(col(Stream.account).in_(accounts), col(Stream.cursor).is_not(None), col(Stream.list_due_at).is_(None))
        .where(col(Stream.listed_at).is_(None) | (col(Stream.listed_at) < listed_before))
    )
    return session.exec(due.values(list_due_at=now)).rowcount


def _was_listed(source: Source, listed: Listed) -> bool:
    number = int(source.item or 0)
    return listed.first <= number and (listed.last == 0 or number <= listed.last)


def _let_go(session: Session, row: Seen) -> None:
    """Take a message from its place, which is another's now or empty."""
    nowhere = (NOWHERE, row.digest.hex())
    _carry(session, row.stream_id, _key(row), row.stream_id, nowhere)
    if _seen_at(session, row.stream_id, nowhere) is not None:
        session.delete(row)
    else:
        row.validity, row.item = nowhere
        session.add(row)
    session.flush()


def _carry(session: Session, stream_id: int, old: tuple[str, str], new_stream_id: int, new: tuple[str, str]) -> None:
    """Let the pointers from a place follow to another; what still pointed to that one is replaced."""
    for table in POINTERS:
        there = select(table.id).where(table.stream_id == stream_id, table.validity == old[0], table.item == old[1])
        if session.exec(there).first() is None:
            continue
        session.exec(
            delete(table).where(
                col(table.stream_id) == new_stream_id, col(table.validity) == new[0], col(table.item) == new[1]
            )
        )
        session.exec(
            update(table)
            .where(col(table.stream_id) == stream_id, col(table.validity) == old[0], col(table.item) == old[1])
            .values(stream_id=new_stream_id, validity=new[0], item=new[1])
        )


def _point_source(session: Session, digest: bytes, stream_id: int, place: Place) -> None:
    source = session.exec(select(Source).where(Source.digest == digest).order_by(col(Source.id)).limit(1)).first()
    if source is not None:
        source.stream_id, source.validity, source.item = stream_id, place.validity, place.item
        source.gone_at = source.missed_at = None
        session.add(source)
        session.flush()


def _seen_at(session: Session, stream_id: int, at: tuple[str, str]) -> Seen | None:
    here = select(Seen).where(Seen.stream_id == stream_id, Seen.validity == at[0], Seen.item == at[1])
    return session.exec(here).first()


def _key(row: Seen) -> tuple[str, str]:
    return row.validity, row.item
