"""Whole calendar months, the unit in which terms, due dates and retention periods are counted. No clock."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def add_months(day: date, months: int) -> date:
    """Give the day with the same number `months` later, or the last day of that month if it has no such day.

    Negative months count backwards. Source: D2 (Regulation 1182/71, article 3(2)(c)); C7, T3 and T4 count the same way.
    """
    month_index = day.year * 12 + day.month - 1 + months
    year, month = month_index // 12, month_index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def local_date(at: datetime, zone: ZoneInfo = HELSINKI) -> date:
    """Give the calendar date that `at` (aware) falls on in `zone`. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError("a time without an offset has no local date")
    return at.astimezone(zone).date()
