"""A prohibition that outlived its person's data holds again when they return: it ends by their own word alone (C10)."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.register import ledger
from models.register.audit import By
from models.register.keys import HASH_KEY, keyed_hash
from models.register.suppression import KEPT
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
        session.info[_KNOWN] = {mark: (scope, since) for mark, scope, since in rows}
    known: dict[str, tuple[str, datetime]] = session.info[_KNOWN]
    if not known:
        return
    mark = keyed_hash(session.info[HASH_KEY], field, value_key)
    if mark not in known:
        return
    scope, since = known.pop(mark)
    for one in scope.removeprefix(KEPT).split(","):
        event = ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=since, scope=one, evidence="kept prohibition")
        ledger.append(session, person_id, event, By("daemon", since))
    session.exec(delete(Suppression).where(col(Suppression.keyed_hash) == mark))
