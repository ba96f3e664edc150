"""People and what makes them clients: persons, relationships, judgements of identity, candidates."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.rules.consent import MinorMark
from models.tables.base import Table, constraints, enum_type, partial_index
from models.vocabulary import Language


class PersonKind(StrEnum):
    """Whether a person stands for themself or for an organisation (S12)."""

    PRIVATE = "private"
    ORGANISATION_CONTACT = "organisation_contact"


class JudgementKind(StrEnum):
    """What was judged about two records. OPEN waits for a person and changes nothing."""

    SAME = "same"
    DIFFERENT = "different"
    OPEN = "open"


class Person(Table, table=True):
    """Root of everything held about one person. Values are in Detail, each with its sources.

    `restricted_since`: nothing of the person is shown, changed, sent or deleted (G19); the ledger of consent has the events.
    """

    __tablename__ = "person"
    __table_args__ = constraints(
        partial_index("ix_person_restricted_since", "restricted_since", where="restricted_since IS NOT NULL")
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: PersonKind = Field(default=PersonKind.PRIVATE, sa_type=enum_type(PersonKind))
    language: Language | None = Field(default=None, sa_type=enum_type(Language))
    minor_mark: MinorMark | None = Field(default=None, sa_type=enum_type(MinorMark))
    minor_review_on: date | None = None
    restricted_since: datetime | None = None
    created_at: datetime


class ClientRelationship(Table, table=True):
    """What makes a person a client, by which rung of the ladder, and since when."""

    __tablename__ = "client_relationship"
    __table_args__ = constraints(sa.UniqueConstraint("person_id"), sa.UniqueConstraint("client_no"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    client_no: int
    rung: str = Field(max_length=32)
    started_on: date
    ended_on: date | None = None
    last_activity_on: date


class Judgement(Table, table=True):
    """Two records are the same person, or are not, or someone should look. Withdrawable: nothing is moved by it."""

    __tablename__ = "judgement"
    __table_args__ = constraints(
        sa.UniqueConstraint("person_a", "person_b", "kind", "reason"),
        sa.Index("ix_judgement_person_b", "person_b"),
        sa.Index("ix_judgement_source_id", "source_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_a: int = Field(foreign_key="person.id", ondelete="CASCADE")
    person_b: int | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE")
    kind: JudgementKind = Field(sa_type=enum_type(JudgementKind))
    reason: str = Field(max_length=64)
    source_id: int | None = Field(default=None, foreign_key="source.id", ondelete="SET NULL")
    made_by: str = Field(max_length=100)
    made_at: datetime
    withdrawn_at: datetime | None = None


class Candidate(Table, table=True):
    """A sender who may become a client: name, address and pointers to messages only; gone after 30 days undecided."""

    __tablename__ = "candidate"
    __table_args__ = constraints(sa.UniqueConstraint("address_key"))

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(max_length=320)
    address_key: str = Field(max_length=320)
    name: str = Field(default="", max_length=200)
    first_seen_at: datetime
    last_seen_at: datetime
    delete_from: date


class CandidateMessage(Table, table=True):
    """Where a candidate's message lies, so that it can be read again on promotion."""

    __tablename__ = "candidate_message"
    __table_args__ = constraints(sa.UniqueConstraint("stream_id", "validity", "item"))

    id: int | None = Field(default=None, primary_key=True)
    candidate_id: int = Field(foreign_key="candidate.id", ondelete="CASCADE")
    stream_id: int = Field(foreign_key="stream.id", ondelete="CASCADE")
    validity: str = Field(max_length=32)
    item: str = Field(max_length=32)
    received_at: datetime


class WrittenTo(Table, table=True):
    """That we wrote to a stranger: keyed hash of the address, and where our message lies.

    So it makes no difference which is read first: an answer of staff makes its addressee a client, and what we wrote to a
    client becomes contact history. Gone after 30 days, as all facts of mail that belong to nobody.
    """

    __tablename__ = "written_to"
    __table_args__ = constraints(sa.UniqueConstraint("keyed_hash", "stream_id", "validity", "item"))

    id: int | None = Field(default=None, primary_key=True)
    keyed_hash: str = Field(max_length=64)
    stream_id: int = Field(foreign_key="stream.id", ondelete="CASCADE")
    validity: str = Field(max_length=32)
    item: str = Field(max_length=32)
    is_answer: bool
    noted_at: datetime
