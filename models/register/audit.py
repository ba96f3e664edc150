"""The audit log: rows in the transaction of the act; one sealer chains them afterwards; anyone can recompute the chain."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Session, and_, col, select

from models.register import waiting
from models.tables import AuditEntry, AuditSeal

SEAL_BATCH = 1000
GENESIS = "0" * 64
DAEMON = "daemon"
"""Who acts by itself: also what stands on the consent events that a mail has brought."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts (`daemon`, `staff:NAME`, `cli:USER`) and when (aware); the notice then in force, "" where it plays no part."""

    actor: str
    now: datetime
    notice_version: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What is recorded: which act on which object, under which rule, with what result (a reason code)."""

    action: str
    object_type: str
    object_id: int | None = None
    rule: str = ""
    result: str = ""


def record(session: Session, by: By, act: Act) -> None:
    """Write an act into the log, in the transaction of the act itself (G4)."""
    waiting.note(
        session,
        AuditEntry,
        {
            "at": by.now,
            "actor": by.actor,
            "action": act.action,
            "object_type": act.object_type,
            "object_id": act.object_id,
            "rule": act.rule,
            "result": act.result,
        },
    )


def seal(session: Session, now: datetime) -> int:
    """Chain the audit rows that have no seal yet, at most SEAL_BATCH of them; give how many."""
    last = session.exec(select(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(1)).first()
    after = last.last_id if last else 0
    rows = session.exec(
        select(AuditEntry).where(col(AuditEntry.id) > after).order_by(col(AuditEntry.id)).limit(SEAL_BATCH)
    ).all()
    if not rows:
        return 0
    first_id, last_id = rows[0].id, rows[-1].id
    digest = chained_hash(last.hash if last else GENESIS, rows)
    session.add(AuditSeal(first_id=first_id or 0, last_id=last_id or 0, count=len(rows), hash=digest, sealed_at=now))
    return len(rows)


def broken_seals(session: Session) -> list[int]:
    """Give the ids of seals whose rows were changed, added or taken away since. A seal whose rows are all gone is an anchor."""
    previous, after, broken = GENESIS, 0, []
    for mark in session.exec(select(AuditSeal).order_by(col(AuditSeal.id))):
        # From the end of the seal before, not from `first_id`: narrowed bounds must not hide a row from every seal.
        inside = and_(col(AuditEntry.id) > after, col(AuditEntry.id) <= mark.last_id)
        rows = session.exec(select(AuditEntry).where(inside).order_by(col(AuditEntry.id))).all()
        whole = len(rows) == mark.count and chained_hash(previous, rows) == mark.hash
        if mark.last_id < after or (rows and not whole):
            broken.append(mark.id or 0)
        previous, after = mark.hash, max(after, mark.last_id)
    return broken


def unsealed(session: Session) -> int:
    """Count the audit rows that wait for the sealer."""
    sealed = select(sa.func.coalesce(sa.func.max(AuditSeal.last_id), 0)).scalar_subquery()
    return session.exec(select(sa.func.count()).select_from(AuditEntry).where(col(AuditEntry.id) > sealed)).one()


def chained_hash(previous: str, rows: Sequence[AuditEntry]) -> str:
    """Give the SHA-256 over the previous hash and the rows in one unambiguous form."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        parts = (
            row.id,
            row.at.astimezone(UTC).isoformat(),
            row.actor,
            row.action,
            row.object_type,
            row.object_id,
            row.rule,
            row.result,
        )
        for part in parts:
            text = str(part).encode()
            digest.update(len(text).to_bytes(4, "big") + text)
    return digest.hexdigest()
