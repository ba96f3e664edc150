"""What outlived a person's data as a hash holds again when they return: what they forbade, withdrew or corrected (C10, T11)."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.register import ledger, lookups
from models.register.audit import By
from models.register.keys import HASH_KEY, keyed_hash
from models.register.rejected import reject_again
from models.rules.consent import OPERATOR, ConsentEvent, ConsentEventType
from models.tables import ConsentEntry, Person, Suppression, SuppressionAct, SuppressionStanding
from models.vocabulary import DetailField

_KNOWN = "kept_prohibitions"


def forbid_again(session: Session, person_id: int, field: DetailField, value_key: str) -> None:
    """Set for a person what the hash of their address or number remembers. Such hashes are few: all are read once a session."""
    if HASH_KEY not in session.info:
        return
    if _KNOWN not in session.info:
        found: dict[str, list[Suppression]] = {}
        for row in session.exec(select(Suppression).where(Suppression.standing == SuppressionStanding.KEPT)):
            found.setdefault(row.keyed_hash, []).append(row)
        session.info[_KNOWN] = found
    known: dict[str, list[Suppression]] = session.info[_KNOWN]
    if not known:
        return
    mark = keyed_hash(session.info[HASH_KEY], field, value_key)
    if mark not in known:
        return
    for row in known.pop(mark):
        _hold_again(session, person_id, row)
    kept_of_it = (col(Suppression.keyed_hash) == mark, col(Suppression.standing) == SuppressionStanding.KEPT)
    session.exec(delete(Suppression).where(*kept_of_it))


def restrict_again(session: Session, person_id: int, since: datetime, by: By, evidence: str) -> None:
    """Restrict a record that was restricted since then, and is not any more because of a restore; one lifted later stays free."""
    lifted = select(ConsentEntry.id).where(
        ConsentEntry.person_id == person_id,
        ConsentEntry.type == ConsentEventType.RESTRICTION_LIFTED,
        col(ConsentEntry.at) > since,
    )
    if session.exec(lifted).first() is not None:
        return
    event = ConsentEvent(type=ConsentEventType.RESTRICTION_SET, at=since, by=OPERATOR, evidence=evidence)
    ledger.append(session, person_id, event, by)
    ledger.note_outside(session, person_id, event)
    person = session.get_one(Person, person_id)
    person.restricted_since = min(person.restricted_since or since, since)
    session.add(person)
    session.flush()
    if known := lookups.of(session):
        known.restricted = None


def _hold_again(session: Session, person_id: int, row: Suppression) -> None:
    by = By("daemon", row.since)
    if row.act is SuppressionAct.RESTRICTION:
        restrict_again(session, person_id, row.since, by, "kept restriction")
    elif row.act is SuppressionAct.CORRECTION:
        if row.rejected_field is not None:
            rejected = (row.rejected_field, row.rejected_hash)
            reject_again(session, person_id, rejected, by)
            ledger.note_correction(session, person_id, row.since, (rejected,))
    else:
        ledger.append(session, person_id, _event(row), by)


def _event(row: Suppression) -> ConsentEvent:
    if row.act is SuppressionAct.WITHDRAWAL:
        withdrawn = ConsentEventType.CONSENT_WITHDRAWN
        return ConsentEvent(type=withdrawn, at=row.since, purpose=row.scope, evidence="kept withdrawal")
    if row.act is SuppressionAct.PAUSE:
        return ConsentEvent(type=ConsentEventType.PAUSE_SET, at=row.since, evidence="kept pause")
    forbidden = ConsentEventType.PROHIBITION_SET
    return ConsentEvent(type=forbidden, at=row.since, scope=row.scope, evidence="kept prohibition")
