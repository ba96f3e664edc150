"""Links to our pages: what each opens and until when. The token itself is never stored, only its hash (HW-T11)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type


class LinkPurpose(StrEnum):
    """The one page that a link opens: an answer's link withdraws nothing, a withdrawal's answers nothing."""

    ANSWER = "answer"
    WITHDRAWAL = "withdrawal"
    CONSENTS = "consents"
    CONFIRMATION = "confirmation"


class PageLink(Table, table=True):
    """One link of one letter. Whose it is says the letter; with the letter it goes."""

    __tablename__ = "page_link"
    __table_args__ = constraints(sa.UniqueConstraint("token_hash"), sa.UniqueConstraint("mail_id", "purpose"))

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(max_length=64)
    purpose: LinkPurpose = Field(sa_type=enum_type(LinkPurpose))
    mail_id: int = Field(foreign_key="outgoing_mail.id", ondelete="CASCADE")
    created_at: datetime
    expires_at: datetime
