"""Restriction (Art. 18, G19): nothing of a person is shown, changed, sent or deleted until it is lifted.

What arrives meanwhile is not taken in, but for requests and withdrawals; it is read again when the restriction ends.
"""

from datetime import datetime
from functools import cache

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.errors import Declined
from models.register import ledger, lookups, recipients
from models.register.audit import By
from models.register.clusters import cluster_of
from models.register.queries.groups import Groups, groups_of
from models.register.streams import want
from models.rules.consent import OPERATOR, ConsentEvent, ConsentEventType
from models.rules.free_text import note_of_staff
from models.rules.identity import MatchReason
from models.tables import Booking, ConsentEntry, Person, Seen, Source, row_id
from models.vocabulary import RequestKind

RESTRICTED = MatchReason.RESTRICTED.value
MAX_EVIDENCE = 300


def restrict(session: Session, person_id: int, why: str, by: By) -> None:
    """Restrict a person, all their records at once; who got their data is to be told (G20).

    Raises Declined when they are restricted already.
    """
    if is_restricted(session, person_id):
        raise Declined("this person is restricted already", mend="`rekisterid unrestrict` ends it")
    note = note_of_staff(why, MAX_EVIDENCE)
    event = ConsentEvent(type=ConsentEventType.RESTRICTION_SET, at=by.now, by=OPERATOR, evidence=note or None)
    for person in _records(session, person_id):
        # Each has its own: they may be parted later, and every one of them stays restricted then.
        _set(session, person, event, by, by.now)
    recipients.note_due(session, cluster_of(session, person_id).members, RequestKind.RESTRICTION, by)


def lift(session: Session, person_id: int, why: str, by: By) -> None:
    """End a restriction and have read again what came meanwhile. The person has been told before (18(3)): `why` says how.

    Raises Declined when the person is not restricted, or when nothing says that they were told.
    """
    if not is_restricted(session, person_id):
        raise Declined("this person is not restricted", mend="see `rekisterid person show`")
    note = note_of_staff(why, MAX_EVIDENCE)
    if not note:
        raise Declined(
            "the person must be told before a restriction ends (Art. 18(3))", mend="say how and when: --evidence"
        )
    event = ConsentEvent(type=ConsentEventType.RESTRICTION_LIFTED, at=by.now, by=OPERATOR, evidence=note)
    for person in _records(session, person_id):
        if person.restricted_since is not None:
            _set(session, person, event, by, None)
    recipients.call_off(session, cluster_of(session, person_id).members, RequestKind.RESTRICTION)
    _read_again(session, by.now)


def restrict_again(session: Session, person_id: int, since: datetime, by: By, evidence: str) -> bool:
    """Restrict a record that was restricted since then, and is not any more because of a restore; give whether it is done.

    One that was lifted later stays free.
    """
    lifted = select(ConsentEntry.id).where(
        ConsentEntry.person_id == person_id,
        ConsentEntry.type == ConsentEventType.RESTRICTION_LIFTED,
        col(ConsentEntry.at) > since,
    )
    if session.exec(lifted).first() is not None:
        return False
    event = ConsentEvent(type=ConsentEventType.RESTRICTION_SET, at=since, by=OPERATOR, evidence=evidence)
    person = session.get_one(Person, person_id)
    _set(session, person, event, by, min(person.restricted_since or since, since))
    return True


def is_restricted(session: Session, person_id: int) -> bool:
    """Whether a person is restricted, by whichever of their records: asked before anything of them is changed."""
    known = lookups.of(session)
    if known is None:
        restricted = _restricted(session)
        return bool(restricted) and not restricted.isdisjoint(cluster_of(session, person_id).members)
    if known.restricted is None:
        known.restricted = all_restricted(session)
    return person_id in known.restricted


def all_restricted(session: Session) -> frozenset[int]:
    """Give all records of everybody who is restricted: they are few."""
    restricted = _restricted(session)
    groups = groups_of(session) if restricted else Groups(())
    return frozenset(member for person in restricted for member in groups.members(person))


def _restricted(session: Session) -> set[int]:
    return {person for person in session.exec(_restricted_ids()) if person is not None}


@cache
def _restricted_ids() -> SelectOfScalar[int | None]:
    return select(col(Person.id)).where(col(Person.restricted_since).is_not(None))


def require_free(session: Session, person_id: int) -> None:
    """Raise Declined when a person is restricted: nothing of them is changed then (G19)."""
    if is_restricted(session, person_id):
        raise Declined(
            f"person {person_id} is restricted: nothing is changed until it is lifted",
            mend="`rekisterid unrestrict` lifts it, after the person was told",
        )


def _records(session: Session, person_id: int) -> list[Person]:
    members = cluster_of(session, person_id).members
    return list(session.exec(select(Person).where(col(Person.id).in_(members)).order_by(col(Person.id))))


def _set(session: Session, person: Person, event: ConsentEvent, by: By, since: datetime | None) -> None:
    """Restrict a record or free it (None), by its ledger, here and outside."""
    ledger.append(session, row_id(person), event, by)
    ledger.note_outside(session, row_id(person), event)
    person.restricted_since = since
    session.add(person)
    session.flush()
    if known := lookups.of(session):
        known.restricted = None


def _read_again(session: Session, now: datetime) -> None:
    """Wish for what was left aside: messages skipped as restricted, and events whose people could not be tied."""
    messages = select(Seen.stream_id, Seen.validity, Seen.item).where(Seen.reason == RESTRICTED)
    for stream_id, validity, item in session.exec(messages).all():
        want(session, stream_id, validity, item, now)
    events = (
        select(Source.stream_id, Source.item)
        .join(Booking, col(Booking.source_id) == col(Source.id))
        .where(Booking.match_reason == RESTRICTED, col(Source.gone_at).is_(None))
        .distinct()
    )
    for place_stream, place_item in session.exec(events).all():
        if place_stream is not None and place_item is not None:
            want(session, place_stream, "", place_item, now)
