"""Values that people have corrected, known by hash: no sync brings them back (G17)."""

from collections.abc import Collection
from functools import cache

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import Select

from models.register.audit import By
from models.register.keys import HASH_KEY, Marked, keyed_hash
from models.tables import RejectedValue
from models.vocabulary import DetailField

_KNOWN = "rejected_values"


def is_rejected(session: Session, person_id: int, field: DetailField, value_key: str) -> bool:
    """Whether a person has said that this value is wrong."""
    known = all_rejected(session)
    return person_id in known and keyed_hash(session.info[HASH_KEY], field, value_key) in known[person_id]


def all_rejected(session: Session) -> dict[int, set[str]]:
    """Give the hashes of the wrong values by person. Corrections are few: all are read once a session."""
    known: dict[int, set[str]] | None = session.info.get(_KNOWN)
    if known is None:
        known = session.info[_KNOWN] = {}
        for person_id, mark in session.exec(_rejected()):
            known.setdefault(person_id, set()).add(mark)
    return known


@cache
def _rejected() -> Select[int, str]:
    return select(RejectedValue.person_id, RejectedValue.keyed_hash)


def forget_known(session: Session) -> None:
    """Read the corrections anew when asked next: one was made in this session."""
    session.info.pop(_KNOWN, None)


def reject_again(session: Session, person_id: int, rejected: Marked, by: By) -> None:
    """Note that a value of that (field, keyed hash) is wrong for a record. Doing it again changes nothing."""
    field, mark = rejected
    known = select(RejectedValue.id).where(
        RejectedValue.person_id == person_id, RejectedValue.field == field, RejectedValue.keyed_hash == mark
    )
    if session.exec(known).first() is None:
        row = RejectedValue(person_id=person_id, field=field, keyed_hash=mark, rejected_at=by.now, rejected_by=by.actor)
        session.add(row)
    session.flush()
    forget_known(session)


def take_back(session: Session, person_ids: Collection[int], mark: str) -> bool:
    """Let a value count again that was wrong for these records and is right after all; give whether it was rejected."""
    theirs = col(RejectedValue.person_id).in_(person_ids)
    gone = session.exec(delete(RejectedValue).where(theirs, col(RejectedValue.keyed_hash) == mark)).rowcount
    forget_known(session)
    return gone > 0
