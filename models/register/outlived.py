"""What outlived a person's data as a hash holds again when they return: what they forbade, withdrew or corrected (C10, T11)."""

from datetime import datetime
from functools import cache

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from models.register import ledger
from models.register.audit import DAEMON, By
from models.register.keys import HASH_KEY, keyed_hash
from models.register.rejected import reject_again
from models.register.restriction import restrict_again
from models.register.suppression import Ground
from models.rules.consent import ConsentEvent, ConsentEventType
from models.tables import Suppression, SuppressionAct, SuppressionStanding
from models.vocabulary import DetailField

_KNOWN = "kept_acts"


def hold_again(session: Session, person_id: int, field: DetailField, value_key: str) -> None:
    """Let what is kept of an address or number hold for the person who has it now."""
    if HASH_KEY not in session.info:
        return
    known = all_kept(session)
    if not known:
        return
    mark = keyed_hash(session.info[HASH_KEY], field, value_key)
    if mark not in known:
        return
    for row in known.pop(mark):
        _hold_again(session, person_id, row)
    kept_of_it = (col(Suppression.keyed_hash) == mark, col(Suppression.standing) == SuppressionStanding.KEPT)
    session.exec(delete(Suppression).where(*kept_of_it))


def all_kept(session: Session) -> dict[str, list[Suppression]]:
    """Give what is kept by the hash of its address or number. It is few: read once a session."""
    known: dict[str, list[Suppression]] | None = session.info.get(_KNOWN)
    if known is None:
        known = session.info[_KNOWN] = {}
        for row in session.exec(_kept()):
            known.setdefault(row.keyed_hash, []).append(row)
    return known


@cache
def _kept() -> SelectOfScalar[Suppression]:
    return select(Suppression).where(Suppression.standing == SuppressionStanding.KEPT)


def say_again(session: Session, person_id: int, ground: Ground, at: datetime, by: By, evidence: str) -> bool:
    """Have a record say again what was said at `at`; give whether it does. A restriction that was lifted since is not set anew.

    `ground`: any but an erasure or a correction, of which there is nothing to say.
    """
    if ground.act is SuppressionAct.RESTRICTION:
        return restrict_again(session, person_id, at, by, evidence)
    ledger.append(session, person_id, _event(ground, at, evidence), by)
    return True


def _hold_again(session: Session, person_id: int, row: Suppression) -> None:
    by = By(DAEMON, row.since)
    if row.act is not SuppressionAct.CORRECTION:
        say_again(session, person_id, Ground(row.act, row.scope), row.since, by, f"kept {row.act.value}")
    elif row.rejected_field is not None:
        rejected = (row.rejected_field, row.rejected_hash)
        reject_again(session, person_id, rejected, by)
        ledger.note_correction(session, person_id, row.since, (rejected,))


def _event(ground: Ground, at: datetime, evidence: str) -> ConsentEvent:
    if ground.act is SuppressionAct.WITHDRAWAL:
        withdrawn = ConsentEventType.CONSENT_WITHDRAWN
        return ConsentEvent(type=withdrawn, at=at, purpose=ground.scope, evidence=evidence)
    if ground.act is SuppressionAct.PAUSE:
        return ConsentEvent(type=ConsentEventType.PAUSE_SET, at=at, evidence=evidence)
    return ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=at, scope=ground.scope, evidence=evidence)
