"""How a person's consent stands, purpose by purpose, and the ledger behind it (C4, C9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.register import ledger
from models.rules.consent import (
    EMAIL_CHANNEL,
    STRICT,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    ConsentState,
    expires_on,
    state_of,
)
from models.tables import ConsentEntry, row_id
from models.vocabulary import CONSENT_PURPOSES, Purpose

PURPOSES = tuple(purpose for purpose in Purpose if purpose in CONSENT_PURPOSES)


@dataclass(frozen=True, slots=True)
class PurposeStanding:
    """May a mail for this purpose go to the person now, and why. `given`: the latest grant, whether or not it serves."""

    purpose: Purpose
    allowed: bool
    reason: ConsentReason
    state: ConsentState
    prohibited: bool
    paused: bool
    given_at: datetime | None
    method: ConsentMethod | None
    wording: str | None
    evidence: str | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One event of the ledger, as recorded. `person_id` is the record it was written for."""

    id: int
    person_id: int
    type: ConsentEventType
    at: datetime
    about: str
    method: ConsentMethod | None
    wording: str | None
    evidence: str | None
    recorded_by: str
    recorded_at: datetime


def standings(
    session: Session, person_id: int, now: datetime, policy: ConsentPolicy = STRICT
) -> tuple[PurposeStanding, ...]:
    """Give the standing of each purpose of C1 for the person that this record belongs to."""
    return standings_in(ledger.standing_of(session, person_id), now, policy)


def standings_in(held: ledger.Standing, now: datetime, policy: ConsentPolicy = STRICT) -> tuple[PurposeStanding, ...]:
    """Give the standing of each purpose of C1 by a ledger that was read."""
    events = [event for history in held.records for event in history]
    return tuple(_standing(held, purpose, events, now, policy) for purpose in PURPOSES)


def ledger_lines(session: Session, person_ids: Sequence[int]) -> tuple[LedgerLine, ...]:
    """Give the events of these records, oldest first."""
    rows = session.exec(
        select(ConsentEntry)
        .where(col(ConsentEntry.person_id).in_(person_ids))
        .order_by(col(ConsentEntry.at), col(ConsentEntry.id))
    )
    return tuple(
        LedgerLine(
            id=row_id(row),
            person_id=row.person_id or 0,
            type=row.type,
            at=row.at,
            about=row.purpose or row.scope or "",
            method=row.method,
            wording=row.wording,
            evidence=row.evidence,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
        )
        for row in rows
    )


def _standing(
    held: ledger.Standing,
    purpose: Purpose,
    events: Sequence[ConsentEvent],
    now: datetime,
    policy: ConsentPolicy,
) -> PurposeStanding:
    query = ConsentQuery(purpose.value, EMAIL_CHANNEL, now)
    verdict = held.decide(query, policy)
    standing = state_of(events, purpose.value, now, policy)
    grant = held.serving_grant(query, policy) or _latest_grant(events, purpose)
    return PurposeStanding(
        purpose=purpose,
        allowed=verdict.allowed,
        reason=verdict.reason,
        state=standing.state,
        prohibited=standing.prohibited,
        paused=standing.paused,
        given_at=grant.at if grant else None,
        method=grant.method if grant else None,
        wording=grant.wording if grant else None,
        evidence=grant.evidence if grant else None,
        expires_on=expires_on(grant, policy) if grant else None,
    )


def _latest_grant(events: Sequence[ConsentEvent], purpose: Purpose) -> ConsentEvent | None:
    grants = [e for e in events if e.type is ConsentEventType.CONSENT_GIVEN and e.purpose == purpose.value]
    return max(grants, key=lambda grant: grant.at, default=None)
