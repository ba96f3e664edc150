"""Which days are working days in Finland, by two calendars (F16). Pure dates; no clock."""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

ONE_DAY = timedelta(days=1)


class WorkingCalendar(StrEnum):
    """FI_STRICT: not on Saturdays, Sundays and the thirteen public holidays. FI_LONG: nor on Midsummer Eve and Christmas Eve."""

    FI_STRICT = "FI_STRICT"
    FI_LONG = "FI_LONG"


def is_working_day(day: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT) -> bool:
    """Whether `day` is a working day."""
    return day.weekday() < 5 and day not in days_off(day.year, calendar)


def next_working_day(day: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT) -> date:
    """Give `day` itself if it is a working day, else the first one after it (D3)."""
    while not is_working_day(day, calendar):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT) -> date:
    """Give the `count`-th working day after `day`, or before it when `count` is negative; `day` itself is not counted."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, calendar):
            day += step
    return day


@lru_cache(maxsize=512)
def days_off(year: int, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT) -> frozenset[date]:
    """Give the holidays of a year that take the place of working days; Saturdays and Sundays are not listed for themselves."""
    # Loaded with the first question: the library brings the holidays of the whole world.
    from holidays import country_holidays

    # The library lists both eves as holidays; act 150/1930 treats them so only before courts and authorities (F16).
    strict = frozenset(country_holidays("FI", years=[year])) - eves(year)
    return strict if calendar is WorkingCalendar.FI_STRICT else strict | eves(year)


def eves(year: int) -> frozenset[date]:
    """Give Midsummer Eve, the Friday 19–25 June, and Christmas Eve of a year."""
    nineteenth = date(year, 6, 19)
    friday = nineteenth + timedelta(days=(4 - nineteenth.weekday()) % 7)
    return frozenset({friday, date(year, 12, 24)})
