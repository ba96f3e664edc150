"""Which wording each consent was given to, and whether it serves now (C4, C5)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register import ledger
from models.register.queries.groups import groups_of
from models.register.queries.shown import names_shown
from models.rules.consent import (
    EMAIL_CHANNEL,
    STRICT,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
)
from models.tables import ConsentEntry


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """A consent that was given to a wording. `serves`: whether mail for its purpose may go there now; `reason` why."""

    wording: str
    person_id: int
    name: str
    purpose: str
    given_at: datetime
    method: ConsentMethod | None
    language: str | None
    serves: bool
    reason: ConsentReason


def consents_by_wording(session: Session) -> Counter[str]:
    """Count the consents that were given to each `name@version`, whatever became of them."""
    given = select(ConsentEntry.wording).where(ConsentEntry.type == ConsentEventType.CONSENT_GIVEN)
    return Counter(wording for wording in session.exec(given) if wording)


def consents_given_to(
    session: Session, wording: str, now: datetime, policy: ConsentPolicy = STRICT
) -> tuple[GivenConsent, ...]:
    """Give the consents given to `name@version`, or to any version of `name`; oldest first."""
    named = col(ConsentEntry.wording) == wording
    if "@" not in wording:
        named = col(ConsentEntry.wording).startswith(f"{wording}@", autoescape=True)
    query = select(ConsentEntry).where(ConsentEntry.type == ConsentEventType.CONSENT_GIVEN, named)
    rows = session.exec(query.order_by(col(ConsentEntry.at), col(ConsentEntry.id))).all()
    people = {row.person_id for row in rows if row.person_id is not None}
    names = names_shown(session, groups_of(session), people)
    verdicts = {
        (person, purpose): ledger.decide(session, person, ConsentQuery(purpose, EMAIL_CHANNEL, now), policy)
        for person, purpose in {(row.person_id, row.purpose) for row in rows}
        if person is not None and purpose is not None
    }
    return tuple(
        GivenConsent(
            wording=row.wording or "",
            person_id=row.person_id,
            name=names[row.person_id],
            purpose=row.purpose,
            given_at=row.at,
            method=row.method,
            language=row.language,
            serves=verdicts[row.person_id, row.purpose].allowed,
            reason=verdicts[row.person_id, row.purpose].reason,
        )
        for row in rows
        if row.person_id is not None and row.purpose is not None
    )
