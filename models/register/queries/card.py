"""Everything that the register holds of one person, read as one whatever number of records they have. Reading it is logged."""

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register.audit import Act, By, record
from models.register.clusters import Cluster, cluster_of
from models.register.inquiries import InquiryShown, inquiries_of
from models.register.queries.bookings import BookingShown, bookings_of
from models.register.queries.consent import LedgerLine, PurposeStanding, ledger_lines, standings
from models.register.queries.people import NobodyMeant
from models.register.queries.sources import SourceShown, sources_of
from models.register.queries.values import ValueShown, values_of
from models.register.queries.waiting import (
    CaseShown,
    JudgementShown,
    LetterShown,
    case_shown,
    letter_shown,
    list_judgements,
)
from models.register.recipients import DisclosureShown, disclosures_of
from models.rules.consent import STRICT, ConsentPolicy, MinorMark
from models.rules.months import local_date
from models.tables import (
    ClientRelationship,
    ContactEvent,
    FeedbackAnswer,
    OutgoingMail,
    Person,
    PersonKind,
    RightsRequest,
    row_id,
)
from models.vocabulary import Direction, Language

CONTACTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One of the records that are read as this person."""

    id: int
    kind: PersonKind
    language: Language | None
    minor_mark: MinorMark | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClientSince:
    """What makes the person a client: the rung of the ladder, and since when."""

    client_no: int
    rung: str
    started_on: date
    ended_on: date | None
    last_activity_on: date


@dataclass(frozen=True, slots=True)
class ContactShown:
    """One contact: when, which way, by what, and where it lies."""

    at: datetime
    direction: Direction
    channel: str
    source: SourceShown


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer to a letter of ours; a later one to the same letter is a change, and the last counts."""

    mail_id: int
    score: int | None
    answered_at: datetime
    comment: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person. `id` is the lowest record; `contact_count` counts all contacts, `contacts` are the latest of them."""

    id: int
    records: tuple[RecordShown, ...]
    together_since: datetime | None
    client: tuple[ClientSince, ...]
    values: tuple[ValueShown, ...]
    consent: tuple[PurposeStanding, ...]
    ledger: tuple[LedgerLine, ...]
    bookings: tuple[BookingShown, ...]
    contacts: tuple[ContactShown, ...]
    contact_count: int
    requests: tuple[CaseShown, ...]
    inquiries: tuple[InquiryShown, ...]
    disclosures: tuple[DisclosureShown, ...]
    letters: tuple[LetterShown, ...]
    answers: tuple[AnswerShown, ...]
    judgements: tuple[JudgementShown, ...]


def person_card(session: Session, by: By, person_id: int, policy: ConsentPolicy = STRICT) -> PersonCard:
    """Give the full record of the person that this record belongs to, and log that it was read (S14).

    Needs a write transaction: the read and its audit row are one. Raises NobodyMeant for an unknown id.
    """
    cluster = cluster_of(session, person_id)
    records = session.exec(select(Person).where(col(Person.id).in_(cluster.members)).order_by(col(Person.id))).all()
    if not any(row.id == person_id for row in records):
        raise NobodyMeant(f"there is no person {person_id}", mend="`rekisterid people` lists the ids")
    for member in cluster.members:
        record(session, by, Act("person.read", "person", member, "S14"))
    letters = _letters(session, cluster)
    contacts, count = _contacts(session, cluster)
    return PersonCard(
        id=cluster.members[0],
        records=tuple(_record(row) for row in records),
        together_since=cluster.together_since,
        client=_client(session, cluster),
        values=values_of(session, cluster.members),
        consent=standings(session, person_id, by.now, policy),
        ledger=ledger_lines(session, cluster.members),
        bookings=bookings_of(session, cluster.members),
        contacts=contacts,
        contact_count=count,
        requests=_requests(session, cluster),
        inquiries=inquiries_of(session, cluster.members, local_date(by.now, policy.zone)),
        disclosures=disclosures_of(session, cluster.members),
        letters=letters,
        answers=_answers(session, letters),
        judgements=list_judgements(session, cluster.members),
    )


def _record(row: Person) -> RecordShown:
    return RecordShown(row_id(row), row.kind, row.language, row.minor_mark, row.created_at)


def _client(session: Session, cluster: Cluster) -> tuple[ClientSince, ...]:
    rows = session.exec(
        select(ClientRelationship)
        .where(col(ClientRelationship.person_id).in_(cluster.members))
        .order_by(col(ClientRelationship.started_on), col(ClientRelationship.id))
    )
    return tuple(
        ClientSince(row.client_no, row.rung, row.started_on, row.ended_on, row.last_activity_on) for row in rows
    )


def _contacts(session: Session, cluster: Cluster) -> tuple[tuple[ContactShown, ...], int]:
    theirs = col(ContactEvent.person_id).in_(cluster.members)
    count = session.exec(select(sa.func.count()).select_from(ContactEvent).where(theirs)).one()
    rows = session.exec(
        select(ContactEvent)
        .where(theirs)
        .order_by(col(ContactEvent.at).desc(), col(ContactEvent.id).desc())
        .limit(CONTACTS_SHOWN)
    ).all()
    sources = sources_of(session, {row.source_id for row in rows})
    return tuple(ContactShown(row.at, row.direction, row.channel, sources[row.source_id]) for row in rows), count


def _requests(session: Session, cluster: Cluster) -> tuple[CaseShown, ...]:
    rows = session.exec(
        select(RightsRequest)
        .where(col(RightsRequest.person_id).in_(cluster.members))
        .order_by(col(RightsRequest.received_on), col(RightsRequest.id))
    )
    return tuple(case_shown(row) for row in rows)


def _letters(session: Session, cluster: Cluster) -> tuple[LetterShown, ...]:
    rows = session.exec(
        select(OutgoingMail)
        .where(col(OutgoingMail.person_id).in_(cluster.members))
        .order_by(col(OutgoingMail.created_at), col(OutgoingMail.id))
    )
    return tuple(letter_shown(row) for row in rows)


def _answers(session: Session, letters: tuple[LetterShown, ...]) -> tuple[AnswerShown, ...]:
    rows = session.exec(
        select(FeedbackAnswer)
        .where(
            col(FeedbackAnswer.mail_id).in_([letter.id for letter in letters]),
            col(FeedbackAnswer.taken_back_at).is_(None),
        )
        .order_by(col(FeedbackAnswer.answered_at), col(FeedbackAnswer.id))
    )
    return tuple(AnswerShown(row.mail_id, row.score, row.answered_at, row.comment) for row in rows)
