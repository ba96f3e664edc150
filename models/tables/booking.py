"""Bookings: client, date, time, place, for whom and by whom; their moves; the decision to ask for feedback or not."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type
from models.vocabulary import BookingStatus


class BookingRole(StrEnum):
    """How a person takes part in a booking."""

    CLIENT = "client"
    BOOKED_BY = "booked_by"
    BOOKED_FOR = "booked_for"


class DecisionOutcome(StrEnum):
    """Whether a person is asked about a booking: yes, later, never."""

    ASK = "ask"
    WAIT = "wait"
    NEVER = "never"


class Booking(Table, table=True):
    """One appointment. Matched by calendar object, UID and RECURRENCE-ID; cancelled and removed are states.

    `uid` is a keyed hash: an UID may hold somebody's address.
    """

    __tablename__ = "booking"
    __table_args__ = constraints(
        sa.UniqueConstraint("source_id", "uid", "recurrence_id"),
        sa.Index("ix_booking_ends_at", "ends_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    uid: str = Field(max_length=64)
    recurrence_id: str = Field(default="", max_length=40)
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    zone_assumed: bool = False
    status: BookingStatus = Field(sa_type=enum_type(BookingStatus))
    place: str = Field(default="", max_length=200)
    practitioner: str = Field(default="", max_length=200)
    service_code: str = Field(default="", max_length=64)
    no_feedback: bool = False
    match_reason: str = Field(max_length=64, index=True)
    first_seen_at: datetime
    changed_at: datetime
    judge_from: datetime | None = Field(default=None, index=True)


class BookingMove(Table, table=True):
    """A change of a booking's time or state: what it was before, and when that was noticed."""

    __tablename__ = "booking_move"
    __table_args__ = constraints(sa.Index("ix_booking_move_booking_id", "booking_id"))

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", ondelete="CASCADE")
    starts_at: datetime
    ends_at: datetime
    status: BookingStatus = Field(sa_type=enum_type(BookingStatus))
    noticed_at: datetime


class BookingPerson(Table, table=True):
    """That a person takes part in a booking: as its client, the one who booked, the one it is for."""

    __tablename__ = "booking_person"
    __table_args__ = constraints(
        sa.UniqueConstraint("booking_id", "person_id", "role"),
        sa.Index("ix_booking_person_person_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    role: BookingRole = Field(sa_type=enum_type(BookingRole))


class FeedbackDecision(Table, table=True):
    """Whether one person is asked about one booking, and why (promise 7). `person_id` None: nobody to ask was found."""

    __tablename__ = "feedback_decision"
    __table_args__ = constraints(
        sa.UniqueConstraint("booking_id", "person_id"),
        sa.Index("ix_feedback_decision_person_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", ondelete="CASCADE")
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE")
    outcome: DecisionOutcome = Field(sa_type=enum_type(DecisionOutcome))
    reason: str = Field(max_length=64)
    wait_until: datetime | None = None
    decided_at: datetime
    skipped_by: str | None = Field(default=None, max_length=100)
