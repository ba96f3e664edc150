"""The consent ledger (C4): append-only events and the immutable wordings they answer (C5)."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.rules.consent import ConsentEventType, ConsentMethod
from models.tables.base import Table, constraints, enum_type
from models.vocabulary import Language, Purpose


class ConsentWording(Table, table=True):
    """The text of one version of a wording in one language. Never changed; a new text is a new version."""

    __tablename__ = "consent_wording"
    __table_args__ = constraints(sa.UniqueConstraint("name", "version", "language"))

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)
    version: int
    language: Language = Field(sa_type=enum_type(Language))
    purpose: Purpose = Field(sa_type=enum_type(Purpose))
    text: str = Field(sa_type=sa.Text)
    material: bool = True
    introduced_at: datetime


class ConsentEntry(Table, table=True):
    """One event of a person's ledger; `person_id` None = a wording was superseded, which concerns everybody."""

    __tablename__ = "consent_event"
    __table_args__ = constraints(
        sa.Index("ix_consent_event_person_id", "person_id"),
        sa.Index("ix_consent_event_source_id", "source_id"),
        # What was given on a page lately is asked for several times a minute.
        sa.Index("ix_consent_event_recorded_by_at", "recorded_by", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    type: ConsentEventType = Field(sa_type=enum_type(ConsentEventType))
    at: datetime
    purpose: str | None = Field(default=None, max_length=32)
    scope: str | None = Field(default=None, max_length=32)
    method: ConsentMethod | None = Field(default=None, sa_type=enum_type(ConsentMethod))
    channels: str = Field(default="", max_length=100)
    wording: str | None = Field(default=None, max_length=80)
    language: str | None = Field(default=None, max_length=8)
    evidence: str | None = Field(default=None, max_length=300)
    sender_verified: bool = False
    answers_wording: bool = False
    pre_ticked: bool = False
    bundled: bool = False
    inactivity: bool = False
    given_by: str | None = Field(default=None, max_length=32)
    by: str | None = Field(default=None, max_length=32)
    material: bool = True
    channel: str | None = Field(default=None, max_length=32)
    notice_version: str | None = Field(default=None, max_length=32)
    address_key: str | None = Field(default=None, max_length=64)
    source_id: int | None = Field(default=None, foreign_key="source.id", ondelete="SET NULL")
    recorded_by: str = Field(max_length=100)
    recorded_at: datetime
