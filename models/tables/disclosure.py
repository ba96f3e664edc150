"""To whom a person's data were given (S13), and who of them is told of a correction, erasure or restriction (G20)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type
from models.vocabulary import DetailField, LawfulBasis, Purpose, RecipientRole, RequestKind


class NoticeWay(StrEnum):
    """How a recipient's notice ended: told, or not told for one of the two reasons of Art. 19."""

    TOLD = "told"
    IMPOSSIBLE = "impossible"
    DISPROPORTIONATE = "disproportionate"


class Disclosure(Table, table=True):
    """That data of a person were given to a recipient, who is named (G16), not a category.

    `fields`: names of fields and of kinds of data, parted by commas; never a value. `safeguard`: of a country outside the EEA.
    After an erasure a row that somebody is still to be told of, or was, stays as recipient and day: `subject` is the keyed
    reference of the record, `delete_from` the first day on which it goes.
    """

    __tablename__ = "disclosure"
    __table_args__ = constraints(sa.Index("ix_disclosure_person_id", "person_id"))

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    recipient: str = Field(max_length=120)
    role: RecipientRole = Field(sa_type=enum_type(RecipientRole))
    fields: str = Field(max_length=400)
    disclosed_on: date
    purpose: Purpose = Field(sa_type=enum_type(Purpose))
    basis: LawfulBasis = Field(sa_type=enum_type(LawfulBasis))
    country: str = Field(default="FI", max_length=2)
    safeguard: str = Field(default="", max_length=200)
    entered_at: datetime
    entered_by: str = Field(max_length=100)
    subject: str | None = Field(default=None, max_length=64)
    delete_from: date | None = None


class RecipientNotice(Table, table=True):
    """That a recipient is to be told of what was done to a person's data. `way` None: nobody has yet.

    `act`: rectification, erasure or restriction; `field`: what was corrected. `note`: why the recipient is not told.
    """

    __tablename__ = "recipient_notice"
    __table_args__ = constraints(sa.Index("ix_recipient_notice_disclosure_id", "disclosure_id"))

    id: int | None = Field(default=None, primary_key=True)
    disclosure_id: int = Field(foreign_key="disclosure.id", ondelete="CASCADE")
    act: RequestKind = Field(sa_type=enum_type(RequestKind))
    field: DetailField | None = Field(default=None, sa_type=enum_type(DetailField))
    since: datetime
    way: NoticeWay | None = Field(default=None, sa_type=enum_type(NoticeWay))
    settled_on: date | None = None
    settled_by: str | None = Field(default=None, max_length=100)
    note: str = Field(default="", max_length=200)
