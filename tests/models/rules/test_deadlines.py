"""Due dates: the deadline cases of the domain reference, and what the cases leave open (D1–D9, W2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines import (
    Urgency,
    acknowledge_by,
    breach_notice_due,
    due_in_force,
    received_on,
    reminders,
    request_deadlines,
    rules_of,
    source_notice_due,
    urgency,
)
from models.rules.working_days import WorkingCalendar, is_working_day
from tests.domain_cases import cases

CASES = cases("deadlines/1")


def answer(kind: str, plain: dict[str, Any]) -> dict[str, str]:
    """Give the real rules' answer to a case in the words of the case file."""

    def day(key: str) -> date | None:
        return date.fromisoformat(plain[key]) if plain.get(key) else None

    calendar = WorkingCalendar(plain.get("calendar", "FI_STRICT"))
    if kind == "breach_notice":
        return {"due_at": breach_notice_due(datetime.fromisoformat(plain["aware_at"])).isoformat()}
    if kind == "source_notice":
        obtained = date.fromisoformat(plain["obtained"])
        due = source_notice_due(obtained, day("first_contact"), day("first_disclosure"), calendar)
        return {"due": due.isoformat()}
    assert kind == "rights_request"
    assert plain.get("pause_policy", "none") == "none"
    received = day("received") or received_on(datetime.fromisoformat(plain["received_at"]))
    dates = request_deadlines(received, calendar)
    return {
        "received_local": dates.received_local.isoformat(),
        "due": dates.due.isoformat(),
        "extended_due": dates.extended_due.isoformat(),
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_deadline_case_gives_the_expected_dates(case: dict[str, Any]) -> None:
    assert answer(case["kind"], case["input"]) == case["expect"], case["note"]


@pytest.mark.parametrize(
    ("noticed_on", "due"),
    [
        (None, date(2026, 4, 7)),
        (date(2026, 4, 7), date(2026, 6, 5)),
        (date(2026, 3, 6), date(2026, 6, 5)),
        (date(2026, 4, 8), date(2026, 4, 7)),
    ],
)
def test_only_a_notice_in_time_extends(noticed_on: date | None, due: date) -> None:
    assert due_in_force(request_deadlines(date(2026, 3, 5)), noticed_on) == due


def test_receipt_is_acknowledged_in_three_working_days() -> None:
    assert acknowledge_by(date(2026, 4, 2)) == date(2026, 4, 9)  # Thursday before Easter
    assert acknowledge_by(date(2026, 6, 18)) == date(2026, 6, 23)
    assert acknowledge_by(date(2026, 6, 18), WorkingCalendar.FI_LONG) == date(2026, 6, 24)


def test_staff_are_reminded_after_one_and_two_weeks_and_five_working_days_before() -> None:
    assert reminders(date(2026, 3, 5), date(2026, 4, 7)) == (date(2026, 3, 12), date(2026, 3, 19), date(2026, 3, 27))
    assert reminders(date(2026, 9, 1), date(2026, 9, 15)) == (date(2026, 9, 8), date(2026, 9, 15))
    assert reminders(date(2026, 9, 1), date(2026, 9, 8)) == (date(2026, 9, 8),)
    assert reminders(date(2026, 9, 1), date(2026, 9, 22)) == (date(2026, 9, 8), date(2026, 9, 15))


def test_data_used_or_passed_on_before_it_was_noted_makes_the_notice_due_at_once() -> None:
    assert source_notice_due(date(2026, 9, 10), first_contact=date(2026, 8, 1)) == date(2026, 9, 10)
    assert source_notice_due(date(2026, 9, 10), first_contact=date(2026, 12, 1)) == date(2026, 10, 12)
    assert source_notice_due(date(2026, 9, 10), first_disclosure=date(2026, 9, 19)) == date(2026, 9, 19)


def test_times_without_an_offset_are_refused() -> None:
    naive = datetime(2026, 3, 5, 12)  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="offset"):
        received_on(naive)
    with pytest.raises(ValueError, match="offset"):
        breach_notice_due(naive)


@given(st.dates(date(2000, 1, 1), date(2080, 12, 31)), st.sampled_from(WorkingCalendar))
def test_due_dates_are_working_days_about_one_and_three_months_away(day: date, calendar: WorkingCalendar) -> None:
    dates = request_deadlines(day, calendar)

    assert is_working_day(dates.due, calendar)
    assert is_working_day(dates.extended_due, calendar)
    assert 28 <= (dates.due - day).days <= 36
    assert 89 <= (dates.extended_due - day).days <= 97
    assert all(day < reminder <= dates.due for reminder in reminders(day, dates.due, calendar))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_breach_is_told_within_72_elapsed_hours(aware_at: datetime) -> None:
    assert breach_notice_due(aware_at).astimezone(UTC) - aware_at == timedelta(hours=72)


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        ("2026-03-06", Urgency.OPEN),
        ("2026-03-12", Urgency.REMINDER),
        ("2026-03-13", Urgency.OPEN),
        ("2026-03-19", Urgency.REMINDER),
        ("2026-03-26", Urgency.OPEN),
        ("2026-03-27", Urgency.SOON),
        ("2026-04-07", Urgency.SOON),
        ("2026-04-08", Urgency.LATE),
    ],
)
def test_open_request_is_brought_to_mind_on_its_days(today: str, stands: Urgency) -> None:
    assert urgency(date(2026, 3, 5), date(2026, 4, 7), date.fromisoformat(today)) is stands


def test_reminder_of_a_day_off_is_told_on_the_next_working_day() -> None:
    # 13.6. + 7 days = 20.6.2026, Midsummer Day, a Saturday.
    assert urgency(date(2026, 6, 13), date(2026, 7, 13), date(2026, 6, 22)) is Urgency.REMINDER


@pytest.mark.parametrize(
    ("received", "extended", "rules"),
    [
        ("2026-03-05", False, ("D2", "D3")),
        ("2026-03-05", True, ("D4",)),
        ("2026-08-31", False, ("D2",)),
        ("2026-11-06", True, ("D4", "D3")),
    ],
)
def test_due_date_names_the_rules_that_made_it(received: str, extended: bool, rules: tuple[str, ...]) -> None:
    dates = request_deadlines(date.fromisoformat(received))
    assert rules_of(dates, dates.extended_due if extended else dates.due) == rules
