"""Mail that we send and the answers to it. No text is kept: what was sent is known by kind, wording and person."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type
from models.vocabulary import Language, MailState, Purpose


class MailKind(StrEnum):
    """What an outgoing mail is for."""

    FEEDBACK_REQUEST = "feedback_request"
    FEEDBACK_REMINDER = "feedback_reminder"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    CONSENT_CONFIRMATION = "consent_confirmation"
    CONSENT_LINK = "consent_link"
    DIGEST = "digest"
    ALARM = "alarm"


BY_PAGE = frozenset({MailKind.CONSENT_CONFIRMATION, MailKind.CONSENT_LINK})
"""What somebody has just asked for, on a page or by mail, or staff by name. They go whatever `mode` of [sending] says (C16), and
not in its hours and caps."""

ASKING = frozenset({MailKind.FEEDBACK_REQUEST, MailKind.FEEDBACK_REMINDER})
"""What asks for feedback on a booking. Answers to a reminder are answers to its request."""

TO_CLIENTS = ASKING | {MailKind.WITHDRAWAL_NOTICE} | BY_PAGE
"""Queued, claimed and tried again; mail to staff is not."""


class OutgoingMail(Table, table=True):
    """One mail on its way or gone. Unique per kind, booking and person: that is what makes a second request impossible.

    `source_id`: the message whose withdrawal a notice tells of; unique per source and person. `purpose`: what a confirmation of
    consent is about.

    `token` is the random part of Message-ID and reply subject. `address_key` is the keyed hash of the address used.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = constraints(
        sa.UniqueConstraint("kind", "booking_id", "person_id"),
        sa.UniqueConstraint("source_id", "person_id"),
        sa.UniqueConstraint("token"),
        sa.UniqueConstraint("message_id"),
        sa.Index("ix_outgoing_mail_state_next_try_at", "state", "next_try_at"),
        sa.Index("ix_outgoing_mail_person_id", "person_id"),
        sa.Index("ix_outgoing_mail_address_key", "address_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: MailKind = Field(sa_type=enum_type(MailKind))
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE")
    booking_id: int | None = Field(default=None, foreign_key="booking.id", ondelete="CASCADE")
    source_id: int | None = Field(default=None, foreign_key="source.id", ondelete="SET NULL")
    purpose: Purpose | None = Field(default=None, sa_type=enum_type(Purpose))
    state: MailState = Field(sa_type=enum_type(MailState))
    reason: str = Field(default="", max_length=64)
    token: str = Field(max_length=64)
    message_id: str = Field(max_length=200)
    language: Language | None = Field(default=None, sa_type=enum_type(Language))
    address_key: str | None = Field(default=None, max_length=64)
    created_at: datetime
    next_try_at: datetime
    tries: int = 0
    approved_by: str | None = Field(default=None, max_length=100)
    approved_at: datetime | None = None
    claimed_at: datetime | None = None
    claimed_by: str | None = Field(default=None, max_length=64)
    handed_at: datetime | None = None
    settled_at: datetime | None = None
    smtp_code: int | None = None


class ReturnedLetter(Table, table=True):
    """That a letter came back, or was complained about, by one report. `permanent`: no later letter has a chance (RFC 3464)."""

    __tablename__ = "returned_letter"
    __table_args__ = constraints(
        sa.UniqueConstraint("mail_id", "source_id"), sa.Index("ix_returned_letter_source_id", "source_id")
    )

    id: int | None = Field(default=None, primary_key=True)
    mail_id: int = Field(foreign_key="outgoing_mail.id", ondelete="CASCADE")
    source_id: int = Field(foreign_key="source.id", ondelete="CASCADE")
    permanent: bool
    complaint: bool
    returned_at: datetime


class FeedbackAnswer(Table, table=True):
    """That an answer came, and its score if one was stated. A later one is a change, and the newest counts.

    `source_id` None: it came by page. `comment`: its words, from the own text alone, capped and screened (promise 5, G9).
    `taken_back_at`: the person deleted the answer of a mail; nothing of it is left, and the mail read again brings none.
    """

    __tablename__ = "feedback_answer"
    __table_args__ = constraints(
        sa.UniqueConstraint("mail_id", "source_id"), sa.Index("ix_feedback_answer_source_id", "source_id")
    )

    id: int | None = Field(default=None, primary_key=True)
    mail_id: int = Field(foreign_key="outgoing_mail.id", ondelete="CASCADE")
    source_id: int | None = Field(default=None, foreign_key="source.id", ondelete="CASCADE")
    score: int | None = None
    comment: str | None = Field(default=None, sa_type=sa.Text)
    answered_at: datetime
    taken_back_at: datetime | None = None
