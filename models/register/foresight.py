"""Fetch beforehand what storing a batch will ask for, in a few queries for all of its items."""

from collections.abc import Iterable, Sequence
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from models.register import lookups, people, waiting
from models.register.lookups import LIVE, DetailKey, Lookups
from models.register.outlived import all_kept
from models.register.queries.among import Keys, among
from models.register.rejected import all_rejected
from models.register.restriction import all_restricted
from models.register.suppression import blocking
from models.rules.normalise import fold_text
from models.tables import (
    Booking,
    BookingPerson,
    Candidate,
    ClientRelationship,
    ContactEvent,
    Detail,
    DetailSource,
    Person,
    ProblemRow,
    Seen,
    Source,
    Suppression,
    Wanted,
    WrittenTo,
    row_id,
)
from models.values import CalendarObjectSeen, MessageSeen, Observation
from models.vocabulary import DetailField

CONTACT = (DetailField.EMAIL, DetailField.PHONE)


def begin(session: Session, stream_id: int, items: Sequence[Observation], hash_key: bytes) -> None:
    """Let the session remember what storing these items of one stream asks for, and let their new rows wait until `end`."""
    known = session.info[lookups.KEY] = Lookups(hash_key)
    messages = [item for item in items if isinstance(item, MessageSeen)]
    objects = [item for item in items if isinstance(item, CalendarObjectSeen)]
    if items:
        _fetch_people(session, known, {*_senders(session, messages), *_hinted(session, objects)})
        _fetch_suppressed(session, known, messages)
        _fetch_strangers(session, known)
        _fetch_items(session, known, stream_id, items)
        _fetch_few(session, known)
    if messages:
        _fetch_messages(session, known, stream_id, messages)
    if objects:
        _fetch_objects(session, known, stream_id, objects)
        _fetch_titled(session, known, objects)
    waiting.begin(session, known.forget_written)


def end(session: Session) -> None:
    """Write the rows that wait, and the changes of those that are held, and remember nothing any more."""
    waiting.end(session)
    session.info.pop(lookups.KEY, None)
    # Now: what the database refuses of a changed row is still the fault of an item here.
    session.flush()


def _fetch_people(session: Session, known: Lookups, keys: set[DetailKey]) -> None:
    known.people = {key: {} for key in keys}
    rows: list[tuple[DetailField, str, int]] = []
    for field in CONTACT:
        texts = (text for at, text in keys if at is field)
        found = among(session, _people_with, texts, field=field)
        rows += [(field, value_key, person_id) for value_key, person_id in found]
    known.relationships = dict.fromkeys(person_id for _, _, person_id in rows)
    for row in among(session, _persons, known.relationships):
        known.persons[row_id(row)], known.details[row_id(row)] = row, {}
    for detail in among(session, _details, known.relationships):
        known.details[detail.person_id][detail.field, detail.value_key] = detail
    for link in among(session, _relationships, list(known.relationships)):
        known.relationships[link.person_id] = link
    for field, value_key, person_id in rows:
        details = known.details[person_id].values()
        names = [row.value_key for row in details if row.field is DetailField.PERSON_NAME and row.standing in LIVE]
        known.people[field, value_key][person_id] = names


def _fetch_suppressed(session: Session, known: Lookups, messages: Sequence[MessageSeen]) -> None:
    values = set(known.people)
    for message in messages:
        found = (*message.reading.found, *message.reading.proposals)
        values |= {
            (item.field, key)
            for item in found
            if item.field in CONTACT and (key := lookups.normal(session, item.field, item.value)) is not None
        }
    marks = [lookups.mark(session, known.hash_key, at, value) for at, value in values]
    known.suppressed = dict.fromkeys(marks, False)
    known.suppressed |= dict.fromkeys(among(session, _kept_out, marks), True)


def _fetch_strangers(session: Session, known: Lookups) -> None:
    addresses = [text for at, text in known.people if at is DetailField.EMAIL]
    known.candidates = dict.fromkeys(addresses)
    for row in among(session, _candidates, addresses):
        known.candidates[row.address_key] = row
    marks = [lookups.mark(session, known.hash_key, DetailField.EMAIL, text) for text in addresses]
    known.written_to = dict.fromkeys(marks, False)
    known.written_to |= dict.fromkeys(among(session, _written_to, marks), True)


def _fetch_items(session: Session, known: Lookups, stream_id: int, items: Sequence[Observation]) -> None:
    known.items = {(item.place.validity, item.place.item) for item in items}
    known.wanted = set(session.exec(_wanted(), params={"stream_id": stream_id}))
    known.problems = set(session.exec(_problems(), params={"stream_id": stream_id}))


def _fetch_few(session: Session, known: Lookups) -> None:
    """Fetch what is asked of everybody and is read whole: asked in between, it would have all new rows written first."""
    known.restricted = all_restricted(session)
    all_rejected(session)
    all_kept(session)


def _fetch_messages(session: Session, known: Lookups, stream_id: int, messages: Sequence[MessageSeen]) -> None:
    digests = {bytes.fromhex(message.digest) for message in messages}
    for source in among(session, _sources_by_digest, digests):
        if source.digest is not None:
            known.sources.setdefault(source.digest, source)
    # Without the numbering the index would be walked through for the whole folder, at every batch.
    validities = list({validity for validity, _ in known.items})
    items = {item for _, item in known.items}
    here = among(session, _seen_here, items, stream_id=stream_id, validities=validities)
    known.seen |= {(row.validity, row.item): row for row in here}
    seen: set[bytes] = set(among(session, _seen_anywhere, digests))
    known.digests = digests - seen
    held = [row_id(source) for source in known.sources.values()]
    _fetch_ties(session, known, held)
    known.contacts |= set(among(session, _contacts, held))


def _fetch_ties(session: Session, known: Lookups, sources: Sequence[int]) -> None:
    known.tied_sources = set(sources)
    for tie in among(session, _ties, sources):
        known.ties[tie.detail_id, tie.source_id] = tie


def _fetch_objects(session: Session, known: Lookups, stream_id: int, objects: Sequence[CalendarObjectSeen]) -> None:
    known.places = dict.fromkeys(item.place.item for item in objects)
    here = among(session, _sources_by_item, list(known.places), stream_id=stream_id)
    known.places |= {row.item: row for row in here if row.item is not None}
    held = [row_id(row) for row in known.places.values() if row is not None]
    known.bookings = {source_id: [] for source_id in held}
    _fetch_ties(session, known, held)
    for booking in among(session, _bookings, held):
        known.bookings[booking.source_id].append(booking)
        known.taking_part[row_id(booking)] = []
    for part in among(session, _parts, known.taking_part):
        known.taking_part[part.booking_id].append(part)


def _fetch_titled(session: Session, known: Lookups, objects: Sequence[CalendarObjectSeen]) -> None:
    """Fetch whose names the titles hold of events that name nobody else."""
    occurrences = [occurrence for seen in objects for occurrence in seen.reading.occurrences if occurrence.is_booking]
    titles = {fold_text(occurrence.title) for occurrence in occurrences if not occurrence.people}
    if not titles:
        return
    known.names = people.client_names(session)
    matches = {title: known.names.match(title) for title in titles}
    found = {match.person_id for match in matches.values() if match.person_id is not None}
    for link in among(session, _relationships, found - known.relationships.keys()):
        known.relationships[link.person_id] = link


def _senders(session: Session, messages: Sequence[MessageSeen]) -> Iterable[DetailKey]:
    for message in messages:
        reading = message.reading
        for mailbox in (reading.sender, reading.subject_of, *reading.recipients):
            yield from _key(session, DetailField.EMAIL, mailbox.address if mailbox is not None else "")


def _hinted(session: Session, objects: Sequence[CalendarObjectSeen]) -> Iterable[DetailKey]:
    hints = [hint for seen in objects for occurrence in seen.reading.occurrences for hint in occurrence.people]
    for address in {hint.address for hint in hints}:
        yield from _key(session, DetailField.EMAIL, address)
    for phone in {hint.phone for hint in hints}:
        yield from _key(session, DetailField.PHONE, phone)


def _key(session: Session, field: DetailField, text: str) -> Iterable[DetailKey]:
    key = lookups.normal(session, field, text) if text else None
    if key is not None:
        yield field, key


@cache
def _wanted() -> Select[str, str]:
    return select(Wanted.validity, Wanted.item).where(Wanted.stream_id == sa.bindparam("stream_id"))


@cache
def _problems() -> Select[str, str]:
    return select(ProblemRow.validity, ProblemRow.item).where(ProblemRow.stream_id == sa.bindparam("stream_id"))


def _people_with(keys: Keys) -> Select[str, int]:
    live = col(Detail.standing).in_(LIVE)
    theirs = (Detail.field == sa.bindparam("field"), col(Detail.value_key).in_(keys), live)
    return select(Detail.value_key, Detail.person_id).where(*theirs)


def _persons(keys: Keys) -> SelectOfScalar[Person]:
    return select(Person).where(col(Person.id).in_(keys))


def _details(keys: Keys) -> SelectOfScalar[Detail]:
    return select(Detail).where(col(Detail.person_id).in_(keys)).order_by(col(Detail.id))


def _relationships(keys: Keys) -> SelectOfScalar[ClientRelationship]:
    return select(ClientRelationship).where(col(ClientRelationship.person_id).in_(keys))


def _kept_out(keys: Keys) -> SelectOfScalar[str]:
    return select(Suppression.keyed_hash).where(col(Suppression.keyed_hash).in_(keys), blocking())


def _candidates(keys: Keys) -> SelectOfScalar[Candidate]:
    return select(Candidate).where(col(Candidate.address_key).in_(keys))


def _written_to(keys: Keys) -> SelectOfScalar[str]:
    return select(WrittenTo.keyed_hash).where(col(WrittenTo.keyed_hash).in_(keys))


def _sources_by_digest(keys: Keys) -> SelectOfScalar[Source]:
    return select(Source).where(col(Source.digest).in_(keys)).order_by(col(Source.id))


def _seen_here(keys: Keys) -> SelectOfScalar[Seen]:
    validities: Keys = sa.bindparam("validities", expanding=True)
    here = (Seen.stream_id == sa.bindparam("stream_id"), col(Seen.validity).in_(validities), col(Seen.item).in_(keys))
    return select(Seen).where(*here)


def _seen_anywhere(keys: Keys) -> SelectOfScalar[bytes]:
    return select(Seen.digest).where(col(Seen.digest).in_(keys))


def _contacts(keys: Keys) -> Select[int, int]:
    return select(ContactEvent.person_id, ContactEvent.source_id).where(col(ContactEvent.source_id).in_(keys))


def _ties(keys: Keys) -> SelectOfScalar[DetailSource]:
    return select(DetailSource).where(col(DetailSource.source_id).in_(keys))


def _sources_by_item(keys: Keys) -> SelectOfScalar[Source]:
    here = (Source.stream_id == sa.bindparam("stream_id"), Source.validity == "", col(Source.item).in_(keys))
    return select(Source).where(*here)


def _bookings(keys: Keys) -> SelectOfScalar[Booking]:
    return select(Booking).where(col(Booking.source_id).in_(keys)).order_by(col(Booking.id))


def _parts(keys: Keys) -> SelectOfScalar[BookingPerson]:
    return select(BookingPerson).where(col(BookingPerson.booking_id).in_(keys))
