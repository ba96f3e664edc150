"""Contact history, suppression and rights requests: facts of contact and of what must not happen."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type
from models.vocabulary import DetailField, Direction, RequestKind, Trust


class RequestState(StrEnum):
    """State of a rights request (section 6); dpv:RequestStatus."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    IDENTITY_CHECK = "identity_check"
    IN_PROGRESS = "in_progress"
    EXTENDED = "extended"
    ANSWERED = "answered"
    REFUSED = "refused"
    CLOSED = "closed"


class ContactEvent(Table, table=True):
    """That we and a person were in touch: when, which way, by what. Header facts only (G9)."""

    __tablename__ = "contact_event"
    __table_args__ = constraints(
        sa.UniqueConstraint("person_id", "source_id"),
        sa.Index("ix_contact_event_source_id", "source_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    source_id: int = Field(foreign_key="source.id", ondelete="CASCADE")
    at: datetime
    direction: Direction = Field(sa_type=enum_type(Direction))
    channel: str = Field(max_length=16)


class SuppressionStanding(StrEnum):
    """What a kept hash does. BLOCKS: nothing of who has it is stored.

    SHARED: somebody else has the value too, it waits until the last of them goes. KEPT: what was said outlived the data, blocks
    nothing, and holds again when the person returns.
    """

    BLOCKS = "blocks"
    SHARED = "shared"
    KEPT = "kept"


class SuppressionAct(StrEnum):
    """What a hash is kept for."""

    ERASURE = "erasure"
    PROHIBITION = "prohibition"
    WITHDRAWAL = "withdrawal"
    PAUSE = "pause"
    RESTRICTION = "restriction"
    CORRECTION = "correction"


class Suppression(Table, table=True):
    """Keyed hash of an address or phone number (T10), one row an act. Asked before any write.

    `scope`: of a prohibition its scope, of a withdrawal its purpose, else "". `rejected_*`: of a correction, the wrong value.
    """

    __tablename__ = "suppression"
    __table_args__ = constraints(sa.UniqueConstraint("keyed_hash", "standing", "act", "scope", "rejected_hash"))

    id: int | None = Field(default=None, primary_key=True)
    keyed_hash: str = Field(max_length=64)
    field: DetailField = Field(sa_type=enum_type(DetailField))
    standing: SuppressionStanding = Field(sa_type=enum_type(SuppressionStanding))
    act: SuppressionAct = Field(sa_type=enum_type(SuppressionAct))
    scope: str = Field(default="", max_length=32)
    rejected_field: DetailField | None = Field(default=None, sa_type=enum_type(DetailField))
    rejected_hash: str = Field(default="", max_length=64)
    since: datetime
    review_on: date
    arrivals: int = 0
    last_arrival_at: datetime | None = None


class RightsRequest(Table, table=True):
    """A request noticed in mail or entered by staff, with its due date from arrival (D1–D4). Decided by a person.

    `extended_on`: when the notice of an extension went out (D5). `note`: why it was extended or refused. `subject` and `reply_to`
    are what an erasure leaves: the keyed reference of the record, and until the reply is handed over the address for it (T8).
    """

    __tablename__ = "rights_request"
    __table_args__ = constraints(
        sa.UniqueConstraint("source_id", "kind"), sa.Index("ix_rights_request_person_id", "person_id")
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    source_id: int | None = Field(default=None, foreign_key="source.id", ondelete="SET NULL")
    kind: RequestKind = Field(sa_type=enum_type(RequestKind))
    state: RequestState = Field(default=RequestState.RECEIVED, sa_type=enum_type(RequestState))
    trust: Trust = Field(default=Trust.NONE, sa_type=enum_type(Trust))
    received_on: date
    due_on: date
    extended_due_on: date
    noticed_at: datetime
    acknowledged_on: date | None = None
    extended_on: date | None = None
    closed_at: datetime | None = None
    note: str = Field(default="", max_length=200)
    subject: str | None = Field(default=None, max_length=64)
    reply_to: str | None = Field(default=None, max_length=320)
