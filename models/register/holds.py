"""Holds against deletion with their ground and day of review (T7), and the accounting material that names a person (T1–T3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.rules.free_text import note_of_staff
from models.rules.months import local_date
from models.rules.retention import (
    REVIEW_HOLD,
    FiscalYears,
    HoldGround,
    RetentionClass,
    book_retention,
    review_on,
    voucher_retention,
)
from models.tables import Hold, Voucher, row_id

MAX_NOTE = 200
MAX_REFERENCE = 64


@dataclass(frozen=True, slots=True)
class HoldShown:
    """A hold that nobody has released. `review_on` in the past: somebody should look whether it is needed still.

    `until`: last day of claim evidence, None = until it is released.
    """

    id: int
    person_id: int
    ground: HoldGround
    note: str
    placed_on: date
    review_on: date
    until: date | None


def place(
    session: Session, person_id: int, ground: HoldGround, note: str, by: By, *, until: date | None = None
) -> Hold:
    """Hold everything of a person. `until`: of claim evidence its last day. Raises Declined without a note or for a past day."""
    today = local_date(by.now)
    text = note_of_staff(note, MAX_NOTE)
    if not text:
        raise Declined("a hold needs its ground in words", mend="say which dispute or request: --because")
    if until is not None and until < today:
        raise Declined("the last day lies in the past", mend="give a day to come, or none")
    row = Hold(
        person_id=person_id,
        ground=ground,
        note=text,
        until=until,
        placed_on=today,
        placed_by=by.actor,
        review_on=review_on(today, REVIEW_HOLD),
    )
    session.add(row)
    session.flush()
    record(session, by, Act("hold.place", "hold", row.id, "T7", ground.value))
    return row


def release(session: Session, hold_id: int, by: By) -> Hold:
    """End a hold: what is over its term goes from the next run on (T7). Raises Declined for none, or one that is over."""
    row = _standing(session, hold_id)
    row.released_on, row.released_by = local_date(by.now), by.actor
    session.add(row)
    record(session, by, Act("hold.release", "hold", row.id, "T7"))
    return row


def review(session: Session, hold_id: int, by: By) -> Hold:
    """Note that a hold was looked at and is needed still: it is looked at again after the period of T7.

    Raises Declined for none, or one that is over.
    """
    row = _standing(session, hold_id)
    row.review_on = review_on(local_date(by.now), REVIEW_HOLD)
    session.add(row)
    record(session, by, Act("hold.review", "hold", row.id, "T7"))
    return row


def list_holds(session: Session) -> tuple[HoldShown, ...]:
    """Give the holds that nobody has released, the one to be reviewed first at the head."""
    rows = session.exec(select(Hold).where(col(Hold.released_on).is_(None)).order_by(col(Hold.review_on), col(Hold.id)))
    return tuple(hold_shown(row) for row in rows)


def _standing(session: Session, hold_id: int) -> Hold:
    row = session.get(Hold, hold_id)
    if row is None or row.released_on is not None:
        raise Declined(f"there is no hold {hold_id} that is on", mend="`rekisterid retention show` lists them")
    return row


def hold_shown(row: Hold) -> HoldShown:
    """Give a hold as a value."""
    return HoldShown(row_id(row), row.person_id, row.ground, row.note, row.placed_on, row.review_on, row.until)


def is_on(today: date) -> ColumnElement[bool]:
    """Give the condition for holds that keep something on that local day."""
    return and_(col(Hold.released_on).is_(None), or_(col(Hold.until).is_(None), col(Hold.until) >= today))


def holds_on(session: Session, members: Sequence[int], today: date) -> list[Hold]:
    """Give the holds that keep a person's data on that day: disputes and authorities; an open request never does (T7)."""
    on = select(Hold).where(col(Hold.person_id).in_(members), is_on(today), Hold.ground != HoldGround.RIGHTS_REQUEST)
    return list(session.exec(on.order_by(col(Hold.id))))


def vouchers_held(session: Session, members: Sequence[int], today: date) -> list[Voucher]:
    """Give the accounting material that still names the person by law on that day (T1, T3)."""
    held = select(Voucher).where(col(Voucher.person_id).in_(members), col(Voucher.hold_until) >= today)
    return list(session.exec(held.order_by(col(Voucher.id))))


@dataclass(frozen=True, slots=True)
class Posting:
    """Accounting material that names a person: when it was posted, its number in the bookkeeping, voucher or book."""

    posted_on: date
    reference: str = ""
    kind: RetentionClass = RetentionClass.VOUCHER


def enter_voucher(session: Session, person_id: int, posting: Posting, years: tuple[date, ...], by: By) -> Voucher:
    """Note that the law holds what an invoice needs of a person (T1, T3, T6). Raises Declined when the table of years ends."""
    try:
        year_end = FiscalYears(years).end_for(posting.posted_on)
    except (ValueError, LookupError) as exc:
        raise Declined(
            f"the end of the financial year of {posting.posted_on} is not known",
            mend="write it into year_ends of the section [retention]",
        ) from exc
    held = book_retention if posting.kind is RetentionClass.BOOK else voucher_retention
    row = Voucher(
        person_id=person_id,
        kind=posting.kind,
        posted_on=posting.posted_on,
        year_end=year_end,
        reference=note_of_staff(posting.reference, MAX_REFERENCE),
        hold_until=held(year_end).hold_until,
        entered_at=by.now,
        entered_by=by.actor,
    )
    session.add(row)
    session.flush()
    record(session, by, Act("voucher.enter", "voucher", row.id, "T1", posting.kind.value))
    return row
