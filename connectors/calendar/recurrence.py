"""Expand a vetted rule between two wall clock times. Bounded by the window, never by the rule. Pure."""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connectors.calendar.rules import Frequency, Rule
from models.errors import BadItem

# Days that the rules of one object may look at: twenty series that run daily since 1970 (HW: recurrence bombs).
_MAX_DAYS_LOOKED_AT = 400_000


@dataclass(slots=True)
class Budget:
    """What is left of the work that one calendar object may cause. Raises BadItem("rule_too_costly") when used up."""

    days: int = _MAX_DAYS_LOOKED_AT

    def spend(self, days: int) -> None:
        """Take so many days off."""
        self.days -= days
        if self.days < 0:
            raise BadItem("rule_too_costly")


def starts(rule: Rule, first: datetime, window: tuple[datetime, datetime], budget: Budget) -> Iterator[datetime]:
    """Starts of the series in [window[0], window[1]), ascending, on the wall clock of its zone.

    `first` is DTSTART; the rule alone decides whether it is a start (RFC 5545 leaves a DTSTART that does not match open).
    """
    lower, upper = window
    upper = min(upper, rule.until + timedelta(seconds=1)) if rule.until else upper
    found = 0
    for period in _periods(rule, first, lower, upper):
        for start in _of_period(rule, first, period, budget):
            if start < first:
                continue
            found += 1
            if start >= upper or (rule.count is not None and found > rule.count):
                return
            if start >= lower:
                yield start


def _periods(rule: Rule, first: datetime, lower: datetime, upper: datetime) -> Iterator[date]:
    """First day of each day, week, month or year that the rule looks at."""
    # Only a counted series needs the periods before the window.
    earliest = first if rule.count is not None else max(first, lower)
    step = _skipped(rule, first.date(), earliest.date())
    while True:
        period = _period(rule, first.date(), step)
        if period is None or period >= upper.date() + timedelta(days=1):
            return
        yield period
        step += rule.interval


def _skipped(rule: Rule, first: date, earliest: date) -> int:
    """Number of the last period, a multiple of the interval, that begins no later than `earliest`."""
    if rule.frequency is Frequency.YEARLY:
        gap = earliest.year - first.year
    elif rule.frequency is Frequency.MONTHLY:
        gap = (earliest.year - first.year) * 12 + earliest.month - first.month
    elif rule.frequency is Frequency.WEEKLY:
        gap = (earliest - _week_begin(first, rule.week_start)).days // 7
    else:
        gap = (earliest - first).days
    return max(gap, 0) // rule.interval * rule.interval


def _period(rule: Rule, first: date, step: int) -> date | None:
    """First day of the period that many days, weeks … after the first one; None beyond the calendar's end."""
    try:
        if rule.frequency is Frequency.YEARLY:
            return date(first.year + step, 1, 1)
        if rule.frequency is Frequency.MONTHLY:
            months = first.year * 12 + first.month - 1 + step
            return date(months // 12, months % 12 + 1, 1)
        if rule.frequency is Frequency.WEEKLY:
            return _week_begin(first, rule.week_start) + timedelta(weeks=step)
        return first + timedelta(days=step)
    except (ValueError, OverflowError):
        return None


def _week_begin(day: date, week_start: int) -> date:
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def _of_period(rule: Rule, first: datetime, period: date, budget: Budget) -> list[datetime]:
    """Every start of one period, ascending; BYSETPOS picks from exactly these."""
    days = _chosen(rule, first.date(), period, budget)
    found = [datetime.combine(day, at) for day in days for at in rule.by_time]
    if not rule.by_position:
        return found
    picked = (place - 1 if place > 0 else len(found) + place for place in rule.by_position)
    return sorted({found[place] for place in picked if 0 <= place < len(found)})


def _chosen(rule: Rule, first: date, period: date, budget: Budget) -> list[date]:
    """The days of one period that the rule lets through, ascending."""
    if rule.frequency is Frequency.WEEKLY and not (
        rule.by_month or rule.by_week or rule.by_year_day or rule.by_month_day
    ):
        # Most rules: the weekdays say it, without a look at each day.
        budget.spend(7)
        weekdays = {weekday for _, weekday in rule.by_day} or {first.weekday()}
        ahead = sorted((weekday - period.weekday()) % 7 for weekday in weekdays)
        return [period + timedelta(days=number) for number in ahead]
    days = _candidates(rule, period)
    budget.spend(len(days))
    return [day for day in days if _fits(rule, first, day)]


def _candidates(rule: Rule, period: date) -> list[date]:
    if rule.frequency is Frequency.YEARLY:
        plain = rule.by_month and not (rule.by_week or rule.by_year_day)
        months = rule.by_month if plain else range(1, 13)
        return [day for month in months for day in _month_days(period.year, month)]
    if rule.frequency is Frequency.MONTHLY:
        if rule.by_month and period.month not in rule.by_month:
            return []
        return _month_days(period.year, period.month)
    length = 7 if rule.frequency is Frequency.WEEKLY else 1
    return [period + timedelta(days=number) for number in range(length)]


def _month_days(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _fits(rule: Rule, first: date, day: date) -> bool:
    """Whether every BY-part lets the day through; what a rule leaves unsaid is taken from DTSTART (RFC 5545, 3.3.10)."""
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_week and not _in_weeks(rule, day):
        return False
    if rule.by_year_day and not _in_year_days(rule, day):
        return False
    if rule.by_month_day and not _in_month_days(rule, day):
        return False
    if rule.by_day:
        return _on_weekday(rule, day)
    if rule.by_week or rule.by_year_day or rule.by_month_day:
        return not (rule.by_week and not rule.by_month_day and not rule.by_year_day) or day.weekday() == first.weekday()
    return _like_first(rule, first, day)


def _like_first(rule: Rule, first: date, day: date) -> bool:
    if rule.frequency is Frequency.YEARLY:
        return day.day == first.day and (bool(rule.by_month) or day.month == first.month)
    if rule.frequency is Frequency.MONTHLY:
        return day.day == first.day
    return rule.frequency is Frequency.DAILY or day.weekday() == first.weekday()


def _in_month_days(rule: Rule, day: date) -> bool:
    length = monthrange(day.year, day.month)[1]
    return day.day in rule.by_month_day or day.day - length - 1 in rule.by_month_day


def _in_year_days(rule: Rule, day: date) -> bool:
    number = day.timetuple().tm_yday
    length = 366 if isleap(day.year) else 365
    return number in rule.by_year_day or number - length - 1 in rule.by_year_day


def _in_weeks(rule: Rule, day: date) -> bool:
    year, number = _week(day, rule.week_start)
    weeks = _week(date(year, 12, 28), rule.week_start)[1]
    return number in rule.by_week or number - weeks - 1 in rule.by_week


def _week(day: date, week_start: int) -> tuple[int, int]:
    """Year and number of the day's week; week 1 is the first with four days in the year (RFC 5545, BYWEEKNO)."""
    middle = _week_begin(day, week_start) + timedelta(days=3)
    return middle.year, (middle.timetuple().tm_yday - 1) // 7 + 1


def _on_weekday(rule: Rule, day: date) -> bool:
    for place, weekday in rule.by_day:
        if weekday != day.weekday():
            continue
        if place == 0 or rule.frequency in (Frequency.DAILY, Frequency.WEEKLY) or rule.by_week:
            return True
        if place in _places(rule, day):
            return True
    return False


def _places(rule: Rule, day: date) -> tuple[int, int]:
    """Which of its weekday the day is in the month or year, counted from the start and from the end."""
    if rule.frequency is Frequency.MONTHLY or rule.by_month:
        number, length = day.day, monthrange(day.year, day.month)[1]
    else:
        number, length = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
    return (number - 1) // 7 + 1, -((length - number) // 7 + 1)
