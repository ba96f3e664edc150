"""Suppression by keyed hash (T10): asked before any write, so that no sync, import or restore brings an erased person back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select

from models.register import lookups
from models.register.audit import Act, By, record
from models.register.erasure_ledger import EntryKind, LedgerEntry, note
from models.register.keys import keyed_hash
from models.rules.consent import DATA_USE
from models.rules.months import local_date
from models.rules.retention import review_on
from models.tables import Suppression, row_id
from models.vocabulary import DetailField

KEPT = "kept:"
"""Begins the scope of a prohibition that outlived its person's data: it blocks nothing, and holds again when they return."""

WITHDRAWN = "withdrawn:"
"""After KEPT: what outlived is a withdrawal of the purpose that follows."""

SHARED = "shared:"
"""Begins the scope of a value that somebody else has too: it blocks nothing as long as they are here, or their mail was lost."""

SUPPRESSED_FIELDS = (DetailField.EMAIL, DetailField.PHONE)


def suppress(session: Session, key: bytes, field: DetailField, value_key: str, scope: str, now: datetime) -> None:
    """Keep the hash of a normalised address or phone number. Doing it again changes nothing."""
    suppress_mark(session, field, keyed_hash(key, field, value_key), scope, now)


def suppress_mark(session: Session, field: DetailField, mark: str, scope: str, since: datetime) -> None:
    """Keep a hash that is made already, for one scope. Doing it again changes nothing; of what is kept the latest counts."""
    row = session.exec(select(Suppression).where(Suppression.keyed_hash == mark, Suppression.scope == scope)).first()
    if row is None:
        review = review_on(local_date(since))
        session.add(Suppression(keyed_hash=mark, field=field, scope=scope, since=since, review_on=review))
        known = lookups.of(session)
        if known is not None and mark in known.suppressed and not scope.startswith((KEPT, SHARED)):
            known.suppressed[mark] = True
    elif scope.startswith(KEPT) and row.since < since:
        row.since, row.review_on = since, review_on(local_date(since))
        session.add(row)


def keep_stranger_out(session: Session, key: bytes, address_key: str, at: datetime, by: By) -> None:
    """Keep out somebody who is not in the register and forbids any use of their data (T10), also after a restore (T11)."""
    mark = keyed_hash(key, DetailField.EMAIL, address_key)
    suppress_mark(session, DetailField.EMAIL, mark, DATA_USE, at)
    note(session, LedgerEntry(EntryKind.PROHIBITION, at, (), ((DetailField.EMAIL.value, mark),), DATA_USE))
    record(session, by, Act("suppression.set", "suppression", None, "T10", DATA_USE))


def keep_out(
    session: Session, field: DetailField, mark: str, scope: str, since: datetime, *, shared: bool = False
) -> None:
    """Keep a person out by a hash. `scope`: why, then what they had forbidden, parted by commas: that holds when they return.

    `shared`: somebody else has the value too; it blocks when the last of them goes (`settle_shared`). A prohibition of any use
    is not kept beside: who comes back by their own wish ends it thereby (T10).
    """
    if shared:
        suppress_mark(session, field, mark, f"{SHARED}{scope}", since)
        return
    why, *forbidden = scope.split(",")
    suppress_mark(session, field, mark, why, since)
    for one in forbidden:
        if one != DATA_USE:
            suppress_mark(session, field, mark, f"{KEPT}{one}", since)


def settle_shared(session: Session, marks: Iterable[str]) -> None:
    """Keep out by values of which nobody else has them any more: who went before has left them behind."""
    rows = select(Suppression).where(
        col(Suppression.keyed_hash).in_(list(marks)), col(Suppression.scope).startswith(SHARED)
    )
    for row in session.exec(rows).all():
        session.delete(row)
        keep_out(session, row.field, row.keyed_hash, row.scope.removeprefix(SHARED), row.since)


def clear(session: Session, marks: Iterable[str]) -> int:
    """Let hashes go: the person came back by their own wish, entered with its evidence (T10). Give how many.

    What they had forbidden stays kept: it holds again for the new record (C10).
    """
    theirs = col(Suppression.keyed_hash).in_(list(marks))
    return session.exec(delete(Suppression).where(theirs, ~col(Suppression.scope).startswith(KEPT))).rowcount


def suppressed(session: Session, key: bytes, values: Iterable[tuple[DetailField, str]]) -> set[tuple[DetailField, str]]:
    """Give those of the (field, normalised value) pairs that must not be stored."""
    marks = {keyed_hash(key, field, value): (field, value) for field, value in values if field in SUPPRESSED_FIELDS}
    known = lookups.of(session)
    if known is not None and marks.keys() <= known.suppressed.keys():
        return {pair for mark, pair in marks.items() if known.suppressed[mark]}
    if not marks:
        return set()
    rows = session.exec(select(Suppression.keyed_hash).where(col(Suppression.keyed_hash).in_(marks), blocking()))
    return {marks[mark] for mark in rows}


def blocking() -> ColumnElement[bool]:
    """Give the condition for hashes that keep a person out."""
    return ~or_(col(Suppression.scope).startswith(KEPT), col(Suppression.scope).startswith(SHARED))


def count_arrival(session: Session, key: bytes, value_key: str, at: datetime) -> None:
    """Note that a suppressed person wrote: count and time only, for the operator's list (T10)."""
    mark = keyed_hash(key, DetailField.EMAIL, value_key)
    row = session.exec(select(Suppression).where(Suppression.keyed_hash == mark, blocking())).first()
    if row is not None:
        row.arrivals += 1
        row.last_arrival_at = max(at, row.last_arrival_at or at)
        session.add(row)


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A hash that keeps somebody out, or a prohibition that outlived its person: since when, and how often mail came (T10)."""

    id: int
    field: DetailField
    scope: str
    since: datetime
    review_on: date
    arrivals: int
    last_arrival_at: datetime | None


def list_kept_out(session: Session) -> tuple[KeptOut, ...]:
    """Give what is kept out, the latest arrival first: that somebody who was erased has written again waits for a person."""
    found = [
        KeptOut(row_id(row), row.field, row.scope, row.since, row.review_on, row.arrivals, row.last_arrival_at)
        for row in session.exec(select(Suppression).order_by(col(Suppression.id)))
    ]
    # Here, not in the query: the two databases put those without a moment at different ends.
    return tuple(sorted(found, key=_latest_first))


def _latest_first(row: KeptOut) -> float:
    return -row.last_arrival_at.timestamp() if row.last_arrival_at is not None else math.inf
