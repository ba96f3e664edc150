"""What a client wants explained, and its answer (selvityspyyntö): a case with its dates. The words stay where they were said."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type
from models.vocabulary import InquiryChannel, InquiryKind, InquiryState


class Inquiry(Table, table=True):
    """One inquiry or complaint of a client. `source_id`: the message that holds its words; `answer_id`: the answer by page.

    `due_on` is the firm's own aim, no term of law. `note`: where staff's answer lies, in their words; never what was asked.
    """

    __tablename__ = "inquiry"
    __table_args__ = constraints(
        sa.UniqueConstraint("person_id", "source_id", "kind"),
        sa.UniqueConstraint("answer_id", "kind"),
        sa.Index("ix_inquiry_source_id", "source_id"),
        sa.Index("ix_inquiry_state", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    source_id: int | None = Field(default=None, foreign_key="source.id", ondelete="SET NULL")
    answer_id: int | None = Field(default=None, foreign_key="feedback_answer.id", ondelete="SET NULL")
    kind: InquiryKind = Field(sa_type=enum_type(InquiryKind))
    channel: InquiryChannel = Field(sa_type=enum_type(InquiryChannel))
    state: InquiryState = Field(default=InquiryState.OPEN, sa_type=enum_type(InquiryState))
    asked_at: datetime
    received_on: date
    due_on: date
    noticed_at: datetime
    answered_at: datetime | None = None
    answered_by: str | None = Field(default=None, max_length=100)
    note: str = Field(default="", max_length=200)
