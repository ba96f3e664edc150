"""The demo's day: a working day whenever it is started, and dates that move with it."""

from datetime import date, timedelta

import pytest

from daemon.demo.clock import demo_clock, weekdays_away
from daemon.demo.dated import for_calendars, for_people
from models.rules.working_days import is_working_day

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize("today", [MONDAY + timedelta(days=count) for count in range(60)])
def test_demo_begins_on_a_working_day_morning(today: date) -> None:
    starts = demo_clock(today).starts
    assert is_working_day(starts.date())
    assert starts.date() <= today
    assert (starts.hour, starts.minute) == (10, 30)


@pytest.mark.parametrize(("count", "day"), [(0, 23), (1, 24), (5, 30), (-1, 20), (-5, 16)])
def test_weekdays_are_counted_over_the_weekend(count: int, day: int) -> None:
    assert weekdays_away(MONDAY, count) == date(2026, 11, day)


def test_dates_are_written_for_people_and_for_calendars() -> None:
    assert for_people("Aika: {-1b} klo 11", MONDAY) == "Aika: 20.11.2026 klo 11"
    assert for_calendars("DTSTART:{+1b 09:30}\nDATE:{-1b}", MONDAY) == "DTSTART:20261124T093000\nDATE:20261120"
