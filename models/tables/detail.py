"""Values of people as claims: a detail is one value of one field, tied to each source that states it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type
from models.vocabulary import DetailField, SourceKind, Trust, Zone


class DetailStanding(StrEnum):
    """Whether a detail counts. A proposal waits for a person; an earlier value was replaced by its own author."""

    VALUE = "value"
    PROPOSAL = "proposal"
    EARLIER = "earlier"


class Detail(Table, table=True):
    """One value of one field of one person. `value_key` is the form that is compared (F9)."""

    __tablename__ = "detail"
    __table_args__ = constraints(
        sa.UniqueConstraint("person_id", "field", "value_key"),
        sa.Index("ix_detail_field_value_key", "field", "value_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    field: DetailField = Field(sa_type=enum_type(DetailField))
    value: str = Field(max_length=320)
    value_key: str = Field(max_length=320)
    standing: DetailStanding = Field(default=DetailStanding.VALUE, sa_type=enum_type(DetailStanding))
    is_role_address: bool = False
    first_at: datetime
    last_at: datetime


class DetailSource(Table, table=True):
    """That a source states a detail: what kind, from whom, from which line and rule, how sure. Repeats add ties, not values."""

    __tablename__ = "detail_source"
    __table_args__ = constraints(
        sa.UniqueConstraint("detail_id", "source_id"),
        sa.Index("ix_detail_source_source_id", "source_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    detail_id: int = Field(foreign_key="detail.id", ondelete="CASCADE")
    source_id: int = Field(foreign_key="source.id", ondelete="CASCADE")
    kind: SourceKind = Field(sa_type=enum_type(SourceKind))
    from_subject: bool
    trust: Trust = Field(default=Trust.NONE, sa_type=enum_type(Trust))
    taken_at: datetime
    taken_by: str = Field(max_length=64)
    line: int = 0
    zone: Zone | None = Field(default=None, sa_type=enum_type(Zone))
    confidence: float = 1.0
