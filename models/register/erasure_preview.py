"""What an erasure would do to a person, before anybody decides: what goes, what stays, why and until when (T8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.column_table import COLUMNS, Personal
from models.register.export_reach import reach_of
from models.register.holds import HoldShown, hold_shown, holds_on, vouchers_held
from models.register.queries.groups import portions
from models.register.streams import stream_names
from models.register.subjects import Subject
from models.rules.erasure import ErasureAction, ErasureGround, ErasureItem, plan_erasure
from models.rules.retention import RetentionClass
from models.tables import (
    Booking,
    BookingPerson,
    Source,
    Voucher,
)
from models.vocabulary import BookingStatus

OPEN_STATUS = (BookingStatus.PLANNED, BookingStatus.TENTATIVE)
LEFT_OUT = frozenset({"audit_entry", "suppression", "erasure"})
"""Tables that an erasure leaves as they are: ids that point nowhere afterwards, and hashes."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the rows of one kind: how many, the action, the ground and the last day on which something is kept."""

    retention_class: RetentionClass
    rows: int
    action: ErasureAction
    ground: ErasureGround | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a message or event of the person lies in the firm's own mailbox or calendar, for staff to delete (T11)."""

    account: str
    folder: str
    validity: str
    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen. `shared`: addresses that somebody else has too and that are not kept out; `ahead`: bookings to come."""

    records: tuple[int, ...]
    goes: tuple[Fate, ...]
    stays: tuple[Fate, ...]
    holds: tuple[HoldShown, ...]
    kept_out: int
    shared: int
    ahead: int
    pointers: tuple[Pointer, ...]


def preview(session: Session, subject: Subject, today: date, now: datetime) -> Preview:
    """Look at what an erasure on the local date `today` would do; nothing is changed."""
    reach = reach_of(session, subject.members, subject.hashes, subject.addresses)
    holds = tuple(hold_shown(row) for row in holds_on(session, subject.members, today))
    fates = _fates(session, subject, reach, holds, today)
    return Preview(
        records=subject.members,
        goes=tuple(fate for fate in fates if fate.action is ErasureAction.DELETE),
        stays=tuple(fate for fate in fates if fate.action is not ErasureAction.DELETE),
        holds=holds,
        kept_out=len(subject.own),
        shared=len(subject.contacts) - len(subject.own),
        ahead=bookings_ahead(session, subject.members, now),
        pointers=_pointers(session, reach.get("source", ())),
    )


def _fates(
    session: Session, subject: Subject, reach: dict[str, list[int]], holds: Sequence[HoldShown], today: date
) -> list[Fate]:
    counts: dict[RetentionClass, int] = {}
    for table, numbers in reach.items():
        kept = _class_of(table)
        if kept is not None and numbers and table not in LEFT_OUT:
            counts[kept] = counts.get(kept, 0) + len(numbers)
    counts.pop(RetentionClass.VOUCHER, None)
    grounds = frozenset(hold.ground for hold in holds)
    items = [ErasureItem(kind.value, kind, claim_until=_until(holds, kind), holds=grounds) for kind in counts]
    vouchers = {f"voucher {row.id}": row for row in vouchers_held(session, subject.members, today)}
    items += [
        ErasureItem(name, row.kind, fiscal_year_end=row.year_end, holds=grounds) for name, row in vouchers.items()
    ]
    return [
        Fate(_kind(fate.id, vouchers), counts.get(_kind(fate.id, vouchers), 1), fate.action, fate.ground, fate.until)
        for fate in plan_erasure(items, today).items
    ]


def _kind(item: str, vouchers: dict[str, Voucher]) -> RetentionClass:
    return vouchers[item].kind if item in vouchers else RetentionClass(item)


def _until(holds: Sequence[HoldShown], kind: RetentionClass) -> date | None:
    if kind is not RetentionClass.CLAIM_EVIDENCE:
        return None
    return max((hold.until or date.max for hold in holds), default=date.min)


def _class_of(table: str) -> RetentionClass | None:
    found = [entry.retention for (name, _), entry in COLUMNS.items() if name == table and isinstance(entry, Personal)]
    return next((kept for kept in found if kept is not RetentionClass.AUDIT), None)


def bookings_ahead(session: Session, members: Sequence[int], now: datetime) -> int:
    """Count the bookings of a person that are still to come."""
    mine = select(BookingPerson.booking_id).where(col(BookingPerson.person_id).in_(members))
    query = (
        select(sa.func.count())
        .select_from(Booking)
        .where(col(Booking.id).in_(mine), col(Booking.starts_at) > now, col(Booking.status).in_(OPEN_STATUS))
    )
    return session.exec(query).one()


def _pointers(session: Session, sources: Sequence[int]) -> tuple[Pointer, ...]:
    names = stream_names(session)
    found: list[Pointer] = []
    for portion in portions(sources):
        rows = session.exec(select(Source).where(col(Source.id).in_(portion), col(Source.gone_at).is_(None)))
        found += [
            Pointer(*names[row.stream_id], row.validity, row.item, row.occurred_at)
            for row in rows
            if row.stream_id is not None and row.item is not None
        ]
    return tuple(sorted(found, key=lambda pointer: (pointer.account, pointer.folder, pointer.at)))
