"""Suppression by keyed hash (T10): asked before any write, so that no sync, import or restore brings an erased person back."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from models.errors import Declined
from models.register import lookups
from models.register.audit import Act, By, record
from models.register.erasure_ledger import EntryKind, LedgerEntry, note
from models.register.keys import Marked, keyed_hash
from models.rules.consent import DATA_USE
from models.rules.months import local_date
from models.rules.retention import review_on
from models.tables import Suppression, SuppressionAct, SuppressionStanding, row_id
from models.vocabulary import DetailField

SUPPRESSED_FIELDS = (DetailField.EMAIL, DetailField.PHONE)
_BLOCKS = SuppressionStanding.BLOCKS


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a hash is kept. `scope`: of a prohibition or withdrawal; `rejected`: of a correction, the wrong value."""

    act: SuppressionAct
    scope: str = ""
    rejected: Marked | None = None


ERASURE = Ground(SuppressionAct.ERASURE)
ANY_USE = Ground(SuppressionAct.PROHIBITION, DATA_USE)


def suppress_mark(
    session: Session,
    marked: Marked,
    ground: Ground,
    since: datetime,
    standing: SuppressionStanding = SuppressionStanding.BLOCKS,
) -> None:
    """Keep a hash that is made already, on one ground. Doing it again changes nothing; of what is kept the latest counts."""
    field, mark = marked
    rejected_field, rejected_hash = ground.rejected or (None, "")
    same = select(Suppression).where(
        Suppression.keyed_hash == mark,
        Suppression.standing == standing,
        Suppression.act == ground.act,
        Suppression.scope == ground.scope,
        Suppression.rejected_hash == rejected_hash,
    )
    row = session.exec(same).first()
    if row is None:
        row = Suppression(
            keyed_hash=mark,
            field=field,
            standing=standing,
            act=ground.act,
            scope=ground.scope,
            rejected_field=rejected_field,
            rejected_hash=rejected_hash,
            since=since,
            review_on=review_on(local_date(since)),
        )
        known = lookups.of(session)
        if known is not None and mark in known.suppressed and standing is SuppressionStanding.BLOCKS:
            known.suppressed[mark] = True
    elif standing is SuppressionStanding.KEPT and row.since < since:
        row.since, row.review_on = since, review_on(local_date(since))
    session.add(row)


def keep_stranger_out(session: Session, key: bytes, address_key: str, at: datetime, by: By) -> None:
    """Keep out somebody who is not in the register and forbids any use of their data (T10), also after a restore (T11)."""
    mark = keyed_hash(key, DetailField.EMAIL, address_key)
    suppress_mark(session, (DetailField.EMAIL, mark), ANY_USE, at)
    note(session, LedgerEntry(EntryKind.PROHIBITION, at, (), ((DetailField.EMAIL, mark),), DATA_USE))
    record(session, by, Act("suppression.set", "suppression", None, "T10", DATA_USE))


def keep_out(
    session: Session,
    marked: Marked,
    forbidden: Iterable[str],
    since: datetime,
    *,
    why: Ground = ERASURE,
    shared: bool = False,
) -> None:
    """Keep a person out by a hash. `forbidden`: the scopes of their prohibitions, which hold again when they return.

    `shared`: somebody else has the value too; it blocks when the last of them goes (`settle_shared`). A prohibition of any use
    is not kept beside: who comes back by their own wish ends it thereby (T10).
    """
    blocks, kept = (SuppressionStanding.SHARED,) * 2 if shared else (_BLOCKS, SuppressionStanding.KEPT)
    suppress_mark(session, marked, why, since, blocks)
    for scope in forbidden:
        if scope != DATA_USE:
            suppress_mark(session, marked, Ground(SuppressionAct.PROHIBITION, scope), since, kept)


def settle_shared(session: Session, marks: Iterable[str]) -> None:
    """Keep out by values of which nobody else has them any more: who went before has left them behind."""
    rows = select(Suppression).where(
        col(Suppression.keyed_hash).in_(list(marks)), Suppression.standing == SuppressionStanding.SHARED
    )
    for row in session.exec(rows).all():
        session.delete(row)
        standing = _BLOCKS if row.act is SuppressionAct.ERASURE else SuppressionStanding.KEPT
        suppress_mark(session, (row.field, row.keyed_hash), Ground(row.act, row.scope), row.since, standing)


def clear(session: Session, marks: Iterable[str]) -> int:
    """Let hashes go: the person came back by their own wish, entered with its evidence (T10). Give how many.

    What they had forbidden stays kept: it holds again for the new record (C10).
    """
    theirs = col(Suppression.keyed_hash).in_(list(marks))
    return session.exec(
        delete(Suppression).where(theirs, col(Suppression.standing) != SuppressionStanding.KEPT)
    ).rowcount


def suppressed(session: Session, key: bytes, values: Iterable[tuple[DetailField, str]]) -> set[tuple[DetailField, str]]:
    """Give those of the (field, normalised value) pairs that must not be stored."""
    marks = {
        lookups.mark(session, key, field, value): (field, value)
        for field, value in values
        if field in SUPPRESSED_FIELDS
    }
    known = lookups.of(session)
    if known is not None and marks.keys() <= known.suppressed.keys():
        return {pair for mark, pair in marks.items() if known.suppressed[mark]}
    if not marks:
        return set()
    rows = session.exec(select(Suppression.keyed_hash).where(col(Suppression.keyed_hash).in_(marks), blocking()))
    return {marks[mark] for mark in rows}


def blocking() -> ColumnElement[bool]:
    """Give the condition for hashes that keep a person out."""
    return col(Suppression.standing) == _BLOCKS


def to_review(today: date) -> ColumnElement[bool]:
    """Give the condition for what is to be looked at again on that local day (G3)."""
    return col(Suppression.review_on) <= today


def review(session: Session, ids: Iterable[int], by: By) -> "tuple[KeptOut, ...]":
    """Note that these were looked at and stay: they are due again in five years (G3). Give them.

    Raises Declined when one of them is not due: nobody notes what was not shown to them.
    """
    today = local_date(by.now)
    chosen = sorted(set(ids))
    rows = session.exec(select(Suppression).where(col(Suppression.id).in_(chosen), to_review(today))).all()
    if missing := set(chosen) - {row_id(row) for row in rows}:
        numbers = ", ".join(str(one) for one in sorted(missing))
        raise Declined(
            f"not due to be looked at: {numbers}", mend="`rekisterid kept-out --looked-at` lists what is due"
        )
    for row in rows:
        row.review_on = review_on(today)
        session.add(row)
        record(session, by, Act("suppression.review", "suppression", row_id(row), "G3"))
    return _shown(rows)


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
    """A hash that is kept (T10): what it does, why, since when, and how often mail came from there."""

    id: int
    field: DetailField
    standing: SuppressionStanding
    act: SuppressionAct
    scope: str
    since: datetime
    review_on: date
    arrivals: int
    last_arrival_at: datetime | None


def list_kept_out(session: Session, *, everything: bool = False) -> tuple[KeptOut, ...]:
    """Give what keeps somebody out, the latest arrival first: that who was erased has written again waits for a person.

    `everything`: also what waits until nobody else has the value, and what holds again when the person returns.
    """
    query = select(Suppression)
    return _shown(session.exec(query if everything else query.where(blocking())))


def list_due(session: Session, today: date) -> tuple[KeptOut, ...]:
    """Give what is to be looked at again on that local day, whatever it does (G3)."""
    return _shown(session.exec(select(Suppression).where(to_review(today))))


def _shown(rows: Iterable[Suppression]) -> tuple[KeptOut, ...]:
    found = [
        KeptOut(
            id=row_id(row),
            field=row.field,
            standing=row.standing,
            act=row.act,
            scope=row.scope,
            since=row.since,
            review_on=row.review_on,
            arrivals=row.arrivals,
            last_arrival_at=row.last_arrival_at,
        )
        for row in rows
    ]
    # Here, not in the query: the two databases put those without a moment at different ends.
    return tuple(sorted(found, key=_latest_first))


def _latest_first(row: KeptOut) -> tuple[float, int]:
    return (-row.last_arrival_at.timestamp() if row.last_arrival_at is not None else math.inf, row.id)
