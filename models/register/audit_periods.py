"""The audit log goes by whole sealed periods; the seal of each stays as the anchor of the chain (section 5)."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models.register.audit import By
from models.register.retention import Terms
from models.rules.retention import RetentionClass
from models.tables import AuditEntry, AuditSeal, row_id


def total(session: Session) -> int:
    """Count the periods that still have their rows."""
    first = select(sa.func.min(AuditEntry.id)).scalar_subquery()
    return session.exec(select(sa.func.count()).select_from(AuditSeal).where(col(AuditSeal.last_id) >= first)).one()


def over(session: Session, terms: Terms) -> list[int]:
    """Give the seals of periods whose newest row is over its term, oldest first."""
    before = terms.before(RetentionClass.AUDIT)
    first = session.exec(select(sa.func.min(AuditEntry.id))).one()
    if first is None:
        return []
    found: list[int] = []
    for seal in session.exec(select(AuditSeal).where(col(AuditSeal.last_id) >= first).order_by(col(AuditSeal.id))):
        newest = session.exec(select(sa.func.max(AuditEntry.at)).where(col(AuditEntry.id) <= seal.last_id)).one()
        if newest is None or newest >= before:
            return found
        found.append(row_id(seal))
    return found


def end(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    """Delete the rows of these periods."""
    last = session.exec(select(sa.func.max(AuditSeal.last_id)).where(col(AuditSeal.id).in_(ids))).one()
    session.exec(delete(AuditEntry).where(col(AuditEntry.id) <= last))
    return len(ids)
