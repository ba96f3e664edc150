"""How long things are kept, and what was erased: erasures and their proof, holds, vouchers, corrected values, stops."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.rules.consent import ConsentEventType
from models.rules.retention import HoldGround, RetentionClass
from models.tables.base import Table, constraints, enum_type
from models.vocabulary import DetailField


class ErasureState(StrEnum):
    """Where an erasure stands: held for some days in which it can be undone once, undone, or done."""

    HELD = "held"
    UNDONE = "undone"
    DONE = "done"


class Erasure(Table, table=True):
    """An erasure on request, and when it is done its proof (T12): counts and grounds, nothing of what was erased.

    `person_id` points to nobody once it is done; `subject` is the keyed reference of the record that was named, `records` a hash
    over the ids of all records that were one person then: another person than that is never erased by it. `stays`: what is kept,
    as "class ground last-day" parted by "; ". `told`: recipients who are told, each once.
    `hash` chains the proofs: over the row and the hash of the one before.
    """

    __tablename__ = "erasure"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    request_id: int | None = Field(default=None, foreign_key="rights_request.id", ondelete="SET NULL")
    subject: str = Field(max_length=64)
    records: str = Field(default="", max_length=64)
    state: ErasureState = Field(default=ErasureState.HELD, sa_type=enum_type(ErasureState))
    asked_at: datetime
    asked_by: str = Field(max_length=100)
    due_at: datetime
    undone_at: datetime | None = None
    done_at: datetime | None = None
    deleted: int = 0
    pseudonymised: int = 0
    restricted: int = 0
    minimised: int = 0
    stays: str = Field(default="", max_length=1000)
    told: int = 0
    backups_until: date | None = None
    program: str = Field(default="", max_length=64)
    hash: str = Field(default="", max_length=64)
    delete_from: date | None = None


class Hold(Table, table=True):
    """That deletion waits for one person: a dispute, an authority (T7). `until`: of claim evidence its last day."""

    __tablename__ = "hold"
    __table_args__ = constraints(sa.Index("ix_hold_person_id", "person_id"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    ground: HoldGround = Field(sa_type=enum_type(HoldGround))
    note: str = Field(max_length=200)
    until: date | None = None
    placed_on: date
    placed_by: str = Field(max_length=100)
    review_on: date
    released_on: date | None = None
    released_by: str | None = Field(default=None, max_length=100)


class Voucher(Table, table=True):
    """That accounting material names a person: of which posting, and until when the law holds it (T1–T3).

    The material itself is in the bookkeeping; here it holds what an invoice needs of the person (T6).
    """

    __tablename__ = "voucher"
    __table_args__ = constraints(sa.Index("ix_voucher_person_id", "person_id"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    kind: RetentionClass = Field(default=RetentionClass.VOUCHER, sa_type=enum_type(RetentionClass))
    posted_on: date
    year_end: date
    reference: str = Field(default="", max_length=64)
    hold_until: date
    entered_at: datetime
    entered_by: str = Field(max_length=100)


class RejectedValue(Table, table=True):
    """Keyed hash of a value that a person has corrected: no later sync brings it back (G17)."""

    __tablename__ = "rejected_value"
    __table_args__ = constraints(sa.UniqueConstraint("person_id", "field", "keyed_hash"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    field: DetailField = Field(sa_type=enum_type(DetailField))
    keyed_hash: str = Field(max_length=64)
    rejected_at: datetime
    rejected_by: str = Field(max_length=100)


class ConsentTrace(Table, table=True):
    """What stays of a consent event after an erasure: keyed reference, purpose, dates, wording; 36 months (T8)."""

    __tablename__ = "consent_trace"
    __table_args__ = constraints(sa.Index("ix_consent_trace_subject", "subject"))

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=64)
    type: ConsentEventType = Field(sa_type=enum_type(ConsentEventType))
    at: datetime
    purpose: str | None = Field(default=None, max_length=32)
    scope: str | None = Field(default=None, max_length=32)
    wording: str | None = Field(default=None, max_length=80)
    delete_from: date


class FeedbackTally(Table, table=True):
    """How often a score was given in a month: what stays of answers when they go. No group of people is shown below five."""

    __tablename__ = "feedback_tally"
    __table_args__ = constraints(sa.UniqueConstraint("month", "score"))

    id: int | None = Field(default=None, primary_key=True)
    month: date
    score: int
    count: int


class RetentionStop(Table, table=True):
    """A kind of row whose nightly deletion would take too much at once, and waits for a person's approval (T5)."""

    __tablename__ = "retention_stop"

    category: str = Field(primary_key=True, max_length=32)
    since: datetime
    rows: int
    total: int
    approved_at: datetime | None = None
    approved_by: str | None = Field(default=None, max_length=100)
