"""The audit log: rows written in the transaction of the act, chained afterwards by seals that outlive them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints


class AuditEntry(Table, table=True):
    """Who did what to which object under which rule, with what result. Ids only: no names, addresses or free text."""

    __tablename__ = "audit_entry"
    __table_args__ = constraints(sa.Index("ix_audit_entry_object_type_object_id", "object_type", "object_id"))

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str = Field(max_length=100)
    action: str = Field(max_length=64)
    object_type: str = Field(max_length=32)
    object_id: int | None = None
    rule: str = Field(default="", max_length=16)
    result: str = Field(default="", max_length=64)


class AuditSeal(Table, table=True):
    """Chained hash over a run of audit rows. Its hash stays as the anchor when retention deletes the rows."""

    __tablename__ = "audit_seal"
    __table_args__ = constraints(sa.UniqueConstraint("first_id"))

    id: int | None = Field(default=None, primary_key=True)
    first_id: int
    last_id: int
    count: int
    hash: str = Field(max_length=64)
    sealed_at: datetime
