"""A prohibition or withdrawal that outlived its person's data holds again when they return: it ends by their own word (C10)."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.register import ledger
from models.register.audit import By
from models.register.keys import HASH_KEY, keyed_hash
from models.register.suppression import KEPT, WITHDRAWN
from models.rules.consent import ConsentEvent, ConsentEventType
from models.tables import Suppression
from models.vocabulary import DetailField

_KNOWN = "kept_prohibitions"


def forbid_again(session: Session, person_id: int, field: DetailField, value_key: str) -> None:
    """Set for a person what the hash of their address or number remembers. Such hashes are few: all are read once a session."""
    if HASH_KEY not in session.info:
        return
    if _KNOWN not in session.info:
        kept = select(Suppression.keyed_hash, Suppression.scope, Suppression.since)
        rows = session.exec(kept.where(col(Suppression.scope).startswith(KEPT)))
        found: dict[str, list[tuple[str, datetime]]] = {}
        for mark, scope, since in rows:
            found.setdefault(mark, []).append((scope.removeprefix(KEPT), since))
        session.info[_KNOWN] = found
    known: dict[str, list[tuple[str, datetime]]] = session.info[_KNOWN]
    if not known:
        return
    mark = keyed_hash(session.info[HASH_KEY], field, value_key)
    if mark not in known:
        return
    for scope, since in known.pop(mark):
        ledger.append(session, person_id, _event(scope, since), By("daemon", since))
    kept_of_it = (col(Suppression.keyed_hash) == mark, col(Suppression.scope).startswith(KEPT))
    session.exec(delete(Suppression).where(*kept_of_it))


def _event(scope: str, at: datetime) -> ConsentEvent:
    if scope.startswith(WITHDRAWN):
        purpose = scope.removeprefix(WITHDRAWN)
        withdrawn = ConsentEventType.CONSENT_WITHDRAWN
        return ConsentEvent(type=withdrawn, at=at, purpose=purpose, evidence="kept withdrawal")
    return ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=at, scope=scope, evidence="kept prohibition")
