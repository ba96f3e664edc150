"""Working days by both calendars (F16), against a second computation of the thirteen public holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.working_days import (
    WorkingCalendar,
    add_working_days,
    days_off,
    is_working_day,
    next_working_day,
)

STRICT, LONG = WorkingCalendar.FI_STRICT, WorkingCalendar.FI_LONG
DAYS = st.dates(date(1992, 1, 1), date(2090, 12, 31))


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def thirteen_holidays(year: int) -> set[date]:
    easter = easter_sunday(year)
    return {
        date(year, 1, 1),
        date(year, 1, 6),
        easter - timedelta(days=2),
        easter,
        easter + timedelta(days=1),
        date(year, 5, 1),
        easter + timedelta(days=39),
        easter + timedelta(days=49),
        saturday_from(date(year, 6, 20)),
        saturday_from(date(year, 10, 31)),
        date(year, 12, 6),
        date(year, 12, 25),
        date(year, 12, 26),
    }


@pytest.mark.parametrize("year", range(1992, 2091))
def test_days_off_are_the_thirteen_holidays_and_in_the_long_calendar_the_eves(year: int) -> None:
    holidays = thirteen_holidays(year)

    assert days_off(year, STRICT) == holidays
    assert days_off(year, LONG) == holidays | {date(year, 12, 24), saturday_from(date(year, 6, 20)) - timedelta(days=1)}


@pytest.mark.parametrize(
    ("day", "strict", "long"),
    [
        (date(2026, 6, 18), True, True),
        (date(2026, 6, 19), True, False),
        (date(2026, 6, 20), False, False),
        (date(2026, 12, 24), True, False),
        (date(2026, 12, 25), False, False),
        (date(2026, 11, 21), False, False),
        (date(2026, 11, 22), False, False),
        (date(2026, 11, 23), True, True),
        (date(2026, 1, 6), False, False),
    ],
)
def test_eves_are_working_days_only_in_the_strict_calendar(day: date, strict: bool, long: bool) -> None:
    assert is_working_day(day, STRICT) is strict
    assert is_working_day(day, LONG) is long


@given(DAYS, st.sampled_from(WorkingCalendar))
def test_next_working_day_is_the_first_one_not_before(day: date, calendar: WorkingCalendar) -> None:
    found = next_working_day(day, calendar)

    assert is_working_day(found, calendar)
    assert found >= day
    assert not any(is_working_day(day + timedelta(days=n), calendar) for n in range((found - day).days))
    assert (found - day).days <= 5


@given(DAYS, st.integers(0, 30), st.sampled_from(WorkingCalendar))
def test_counting_forth_and_back_counts_working_days_only(day: date, count: int, calendar: WorkingCalendar) -> None:
    later = add_working_days(day, count, calendar)

    between = (day + timedelta(days=n) for n in range(1, (later - day).days + 1))
    assert sum(is_working_day(each, calendar) for each in between) == count
    if is_working_day(day, calendar):
        assert add_working_days(later, -count, calendar) == day
