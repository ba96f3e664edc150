"""People in the database: find them by address, make them, tie values to their sources. Decides nothing of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register import lookups, waiting
from models.register.audit import Act, By, record
from models.register.outlived import hold_again
from models.register.rejected import is_rejected
from models.register.sources import entered
from models.register.suppression import SUPPRESSED_FIELDS
from models.rules.identity import Rung
from models.rules.months import local_date
from models.rules.normalise import is_role_address, one_line, redact_hetu
from models.rules.provenance import RECTIFIED
from models.rules.titles import NamesInTitles
from models.tables import (
    ClientRelationship,
    ContactEvent,
    Detail,
    DetailSource,
    DetailStanding,
    Person,
    PersonKind,
    row_id,
)
from models.vocabulary import DetailField, Direction, Language, SourceKind, Trust, Zone

LIVE = lookups.LIVE
NEW_NAMES = "new_names"
"""Key in a session's `info`: the folded names that came to be known, so titles of events may name somebody else now."""

MAX_VALUE_CHARS = 320


@dataclass(frozen=True, slots=True)
class Statement:
    """How a value came to us: by which source, from whom, read by what. `from_subject`: the person is its author."""

    source_id: int
    kind: SourceKind
    from_subject: bool
    taken_at: datetime
    taken_by: str
    trust: Trust = Trust.NONE
    line: int = 0
    zone: Zone | None = None
    confidence: float = 1.0
    standing: DetailStanding = DetailStanding.VALUE


def people_with(session: Session, field: DetailField, value_key: str) -> dict[int, list[str]]:
    """Give the people who have this normalised value, each with the folded names known of them."""
    known = lookups.of(session)
    if known is None:
        return _people_with(session, field, value_key)
    if (field, value_key) not in known.people:
        known.people[field, value_key] = _people_with(session, field, value_key)
    return known.people[field, value_key]


def _people_with(session: Session, field: DetailField, value_key: str) -> dict[int, list[str]]:
    ids = session.exec(
        select(Detail.person_id).where(
            Detail.field == field, Detail.value_key == value_key, col(Detail.standing).in_(LIVE)
        )
    ).all()
    return names_of(session, ids)


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, list[str]]:
    """Give the folded names of each person; an empty list for one without a name."""
    names: dict[int, list[str]] = {person: [] for person in person_ids}
    rows = session.exec(
        select(Detail.person_id, Detail.value_key).where(
            col(Detail.person_id).in_(names), Detail.field == DetailField.PERSON_NAME, col(Detail.standing).in_(LIVE)
        )
    )
    for person, name in rows:
        names[person].append(name)
    return names


def client_names(session: Session) -> NamesInTitles:
    """Give the folded names of all clients, for matching an event's title."""
    known = lookups.of(session)
    if known is not None and known.names is not None:
        return known.names
    rows = session.exec(
        select(Detail.person_id, Detail.value_key)
        .join(ClientRelationship, col(ClientRelationship.person_id) == col(Detail.person_id))
        .where(Detail.field == DetailField.PERSON_NAME, col(Detail.standing).in_(LIVE))
    )
    names = NamesInTitles(rows)
    if known is not None:
        known.names = names
    return names


def make_person(
    session: Session, by: By, *, language: Language | None = None, kind: PersonKind = PersonKind.PRIVATE
) -> int:
    """Make an empty record of a person and give its id."""
    person = waiting.new(Person, kind=kind, language=language, created_at=by.now)
    person_id = waiting.put(session, person)
    record(session, by, Act("person.make", "person", person_id, "S11"))
    if known := lookups.of(session):
        known.persons[person_id], known.details[person_id] = person, {}
        known.relationships[person_id] = None
    return person_id


def make_client(session: Session, person_id: int, rung: Rung, since: datetime, by: By) -> bool:
    """Make a person a client by that rung, unless they are one. Gives whether that was new."""
    relationship = relationship_of(session, person_id)
    if relationship is not None:
        touch(session, person_id, since)
        return False
    relationship = waiting.new(
        ClientRelationship,
        person_id=person_id,
        # The record's own number: given out once, also after the last client was erased.
        client_no=person_id,
        rung=rung.value,
        started_on=local_date(since),
        last_activity_on=local_date(since),
    )
    waiting.put(session, relationship)
    if known := lookups.of(session):
        known.learn_client(relationship)
    record(session, by, Act("client.make", "person", person_id, "S11", rung.value))
    return True


def touch(session: Session, person_id: int, at: datetime) -> None:
    """Note activity: it drives retention. An older fact widens the relationship backwards."""
    relationship = relationship_of(session, person_id)
    if relationship is None:
        return
    day = local_date(at)
    if not relationship.started_on <= day <= relationship.last_activity_on:
        waiting.change(
            relationship,
            last_activity_on=max(relationship.last_activity_on, day),
            started_on=min(relationship.started_on, day),
        )


def relationship_of(session: Session, person_id: int) -> ClientRelationship | None:
    """Give the relationship that makes a person a client, or None."""
    known = lookups.of(session)
    if known is not None and person_id in known.relationships:
        return known.relationships[person_id]
    found = session.exec(select(ClientRelationship).where(ClientRelationship.person_id == person_id)).first()
    if known is not None:
        known.relationships[person_id] = found
    return found


def note_language(session: Session, person_id: int, language: Language, at: datetime) -> None:
    """Note in which language a person wrote: that of their newest message is the language of contact."""
    known = lookups.of(session)
    person = (known.persons.get(person_id) if known else None) or session.get_one(Person, person_id)
    if person.language is language:
        return
    newer = select(ContactEvent.id).where(
        ContactEvent.person_id == person_id, ContactEvent.direction == Direction.INCOMING, col(ContactEvent.at) > at
    )
    if person.language is None or session.exec(newer.limit(1)).first() is None:
        person.language = language


def state_value(session: Session, person_id: int, field: DetailField, value: str, statement: Statement) -> bool:
    """Tie a value to its source. A repeat adds a tie, never a second value. Gives whether the value is new.

    A value that only a proposal had becomes a value when a surer source states it; a value never sinks to a proposal.
    Identity codes are taken out first (F7); what is no value of the field or too long for one is dropped, and so is what the
    person has corrected (G17).
    """
    value = redact_hetu(one_line(value)).text
    value_key = lookups.normal(session, field, value)
    if value_key is None or max(len(value), len(value_key)) > MAX_VALUE_CHARS:
        return False
    if is_rejected(session, person_id, field, value_key):
        return False
    detail = _detail(session, person_id, field, value_key)
    is_new = is_promoted = False
    if detail is None:
        is_new = True
        detail = waiting.new(
            Detail,
            person_id=person_id,
            field=field,
            value=value,
            value_key=value_key,
            standing=statement.standing,
            is_role_address=field is DetailField.EMAIL and is_role_address(value_key),
            first_at=statement.taken_at,
            last_at=statement.taken_at,
        )
        waiting.put(session, detail)
    else:
        if detail.standing is DetailStanding.PROPOSAL and statement.standing is DetailStanding.VALUE:
            detail.standing = DetailStanding.VALUE
            is_promoted = True
        waiting.change(
            detail,
            first_at=min(detail.first_at, statement.taken_at),
            last_at=max(detail.last_at, statement.taken_at),
        )
    _tie(session, row_id(detail), statement)
    if is_new and field in SUPPRESSED_FIELDS:
        hold_again(session, person_id, field, value_key)
    if (is_new or is_promoted) and (known := lookups.of(session)):
        known.learn_detail(person_id, detail)
    if (is_new or is_promoted) and field is DetailField.PERSON_NAME and detail.standing in LIVE:
        session.info.setdefault(NEW_NAMES, set()).add(value_key)
    return is_new


def state_own_word(session: Session, person_id: int, value: tuple[DetailField, str], reference: str, by: By) -> bool:
    """Enter a (field, value) as the person's own word, which outranks every other (G17); `reference`: where that word lies.

    Gives whether the value is new.
    """
    kind = SourceKind.OTHER_FROM_CLIENT
    source_id = entered(session, kind, reference, by.now, by)
    statement = Statement(
        source_id=source_id, kind=kind, from_subject=True, taken_at=by.now, taken_by=RECTIFIED, trust=Trust.VERIFIED
    )
    return state_value(session, person_id, *value, statement)


def _detail(session: Session, person_id: int, field: DetailField, value_key: str) -> Detail | None:
    known = lookups.of(session)
    if known is not None and person_id in known.details:
        return known.details[person_id].get((field, value_key))
    return session.exec(
        select(Detail).where(Detail.person_id == person_id, Detail.field == field, Detail.value_key == value_key)
    ).first()


def _tie(session: Session, detail_id: int, statement: Statement) -> None:
    known = lookups.of(session)
    tie: DetailSource | waiting.Row | None
    if known is not None and statement.source_id in known.tied_sources:
        tie = known.ties.get((detail_id, statement.source_id))
    else:
        query = select(DetailSource).where(
            DetailSource.detail_id == detail_id, DetailSource.source_id == statement.source_id
        )
        tie = session.exec(query).first()
    if tie is not None:
        # The same item read again: what it proves may have grown (a trust that could not be read before).
        waiting.change(tie, trust=statement.trust, from_subject=statement.from_subject)
        return
    row: waiting.Row = {
        "detail_id": detail_id,
        "source_id": statement.source_id,
        "kind": statement.kind,
        "from_subject": statement.from_subject,
        "trust": statement.trust,
        "taken_at": statement.taken_at,
        "taken_by": statement.taken_by,
        "line": statement.line,
        "zone": statement.zone,
        "confidence": statement.confidence,
    }
    waiting.note(session, DetailSource, row)
    if known is not None and statement.source_id in known.tied_sources:
        known.ties[detail_id, statement.source_id] = row
