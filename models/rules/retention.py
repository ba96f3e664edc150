"""How long data are held and when they are deleted (T1–T4, T7). Pure dates; no clock."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from models.rules.months import add_months
from models.rules.working_days import ONE_DAY

VOUCHER_YEARS = 6
BOOK_YEARS = 10
LONGEST_FISCAL_YEAR_MONTHS = 18


class RetentionClass(StrEnum):
    """What a row is held as (section 5 of the domain reference); dpv:StorageDuration."""

    VOUCHER = "voucher"
    BOOK = "book"
    CONTRACT = "contract"
    CONTACT = "contact"
    BOOKING = "booking"
    CONTACT_HISTORY = "contact_history"
    FEEDBACK_REQUEST = "feedback_request"
    FEEDBACK = "feedback"
    PREFERENCE = "preference"
    PROSPECT = "prospect"
    CONSENT_RECORD = "consent_record"
    UNCONFIRMED_GRANT = "unconfirmed_grant"
    PROHIBITION = "prohibition"
    RIGHTS_REQUEST = "rights_request"
    BREACH = "breach"
    AUDIT = "audit"
    UNMATCHED = "unmatched"
    CLAIM_EVIDENCE = "claim_evidence"


@dataclass(frozen=True, slots=True)
class Period:
    """A duration in whole months and days, counted on the calendar from a start date."""

    months: int = 0
    days: int = 0


DEFAULT_PERIODS: dict[RetentionClass, Period] = {
    RetentionClass.CONTRACT: Period(months=36),
    RetentionClass.CONTACT: Period(months=24),
    RetentionClass.BOOKING: Period(months=24),
    RetentionClass.CONTACT_HISTORY: Period(months=24),
    RetentionClass.FEEDBACK_REQUEST: Period(months=24),
    RetentionClass.FEEDBACK: Period(months=12),
    RetentionClass.PREFERENCE: Period(months=12),
    RetentionClass.PROSPECT: Period(months=12),
    RetentionClass.CONSENT_RECORD: Period(months=36),
    RetentionClass.UNCONFIRMED_GRANT: Period(days=30),
    RetentionClass.RIGHTS_REQUEST: Period(months=36),
    RetentionClass.BREACH: Period(months=60),
    RetentionClass.AUDIT: Period(months=36),
    RetentionClass.UNMATCHED: Period(days=30),
}
"""Defaults of section 5. Vouchers and books follow the law; claim evidence names its own end; prohibitions have none."""

STOP_ROWS = 20
STOP_SHARE = 0.2
"""T5: a run that would take more than this share of a kind, and more than so many rows, waits."""

REVIEW_PROHIBITION = Period(months=60)
REVIEW_HOLD = Period(months=6)


@dataclass(frozen=True, slots=True)
class Retention:
    """`hold_until`: last day on which the row is held. `delete_from`: first day on which deletion runs; None during a hold."""

    hold_until: date
    delete_from: date | None


class FiscalYears:
    """The firm's table of financial year ends, by which a posting finds its year (T2). Years may be short, long or broken."""

    def __init__(self, ends: Iterable[date]) -> None:
        """Take the year ends in any order. Raises ValueError when there is none or two lie more than 18 months apart."""
        self.ends = tuple(sorted(set(ends)))
        if not self.ends:
            raise ValueError("the table of financial years is empty")
        for earlier, later in zip(self.ends, self.ends[1:], strict=False):
            if later > _month_end(add_months(earlier, LONGEST_FISCAL_YEAR_MONTHS)):
                raise ValueError(f"more than 18 months between the year ends {earlier} and {later}: one is missing")

    @classmethod
    def yearly(cls, month: int, day: int, first_year: int, last_year: int) -> Self:
        """Make the table of a firm whose years always end on the same date; 28 February means the last day of February."""
        return cls(_year_end(year, month, day) for year in range(first_year, last_year + 1))

    def end_for(self, posting: date) -> date:
        """Give the end of the year that a posting belongs to: the year end on or after its date.

        Raises LookupError for a posting after the last year of the table, or 18 months and more before its first year end:
        the table must then be completed.
        """
        index = bisect_left(self.ends, posting)
        if index == len(self.ends) or posting <= add_months(self.ends[0], -LONGEST_FISCAL_YEAR_MONTHS):
            raise LookupError(f"the table of financial years does not reach {posting}")
        return self.ends[index]


def voucher_retention(fiscal_year_end: date) -> Retention:
    """Hold six years from the end of the calendar year in which the financial year ended (T1, KPL 2:10)."""
    return _held_until(date(fiscal_year_end.year + VOUCHER_YEARS, 12, 31))


def book_retention(fiscal_year_end: date) -> Retention:
    """Hold ten years from the end of the financial year itself (T3, KPL 2:10)."""
    return _held_until(add_months(fiscal_year_end, 12 * BOOK_YEARS))


def policy_retention(start: date, period: Period) -> Retention:
    """Hold for a period of the firm's own from `start` (T4). Deletion dates do not move for weekends."""
    return _held_until(_after(start, period))


def latest_start(today: date, period: Period) -> date:
    """Give the last start whose retention is over: what began on it or before is deleted on `today` (T4)."""
    # Months are clamped: the day sought lies a few days around the same day so many months ago.
    day = add_months(today, -period.months) - timedelta(days=period.days) + timedelta(days=3)
    while _after(day, period) + ONE_DAY > today:
        day -= ONE_DAY
    return day


def must_wait(over: int, total: int) -> bool:
    """Whether a run that would delete `over` of `total` rows of one kind waits for a person (T5)."""
    return over > STOP_ROWS and over > total * STOP_SHARE


def review_on(start: date, period: Period = REVIEW_PROHIBITION) -> date:
    """Give the day on which something without an end is looked at again: a prohibition, a suppression, a hold (G3, T7)."""
    return _after(start, period)


class HoldGround(StrEnum):
    """Why deletion waits (T7)."""

    DISPUTE = "dispute"
    AUTHORITY = "authority"
    RIGHTS_REQUEST = "rights_request"


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold on one record from `placed_on` until `released_on`; None = still on. The day of release itself does not hold.

    Raises ValueError when it was released before it was placed.
    """

    ground: HoldGround
    placed_on: date
    released_on: date | None = None

    def __post_init__(self) -> None:
        if self.released_on is not None and self.released_on < self.placed_on:
            raise ValueError("a hold cannot be released before it is placed")


def with_holds(ordinary: Retention, holds: Iterable[LegalHold]) -> Retention:
    """Give the retention under holds (T7): no deletion while one is on, then from the later of ordinary day and release."""
    delete_from = ordinary.delete_from
    for hold in holds:
        if hold.released_on is None or delete_from is None:
            return Retention(ordinary.hold_until, None)
        delete_from = max(delete_from, hold.released_on)
    return Retention(ordinary.hold_until, delete_from)


def _held_until(day: date) -> Retention:
    return Retention(day, day + ONE_DAY)


def _after(start: date, period: Period) -> date:
    return add_months(start, period.months) + timedelta(days=period.days)


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _year_end(year: int, month: int, day: int) -> date:
    if (month, day) == (2, 28):
        return _month_end(date(year, 2, 1))
    return date(year, month, day)
