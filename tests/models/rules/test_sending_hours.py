"""When requests may leave: hours of working days across clock changes, and caps (C15, F16)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.sending_hours import Cap, SendingCaps, SendingHours, cap_reached, next_sending_moment
from models.rules.working_days import WorkingCalendar, is_working_day

HELSINKI = ZoneInfo("Europe/Helsinki")
HOURS = SendingHours()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-11-20T12:00", "2026-11-20T12:00"),
        ("2026-11-20T07:59:59", "2026-11-20T08:00"),
        ("2026-11-20T08:00", "2026-11-20T08:00"),
        ("2026-11-20T19:59:59", "2026-11-20T19:59:59"),
        ("2026-11-20T20:00", "2026-11-23T08:00"),  # Friday evening
        ("2026-11-21T12:00", "2026-11-23T08:00"),
        ("2026-11-23T00:00", "2026-11-23T08:00"),
        ("2026-04-02T20:30", "2026-04-07T08:00"),  # Maundy Thursday to Tuesday after Easter
        ("2026-06-19T12:00", "2026-06-19T12:00"),  # Midsummer Eve is a working day in FI_STRICT
        ("2026-06-19T21:00", "2026-06-22T08:00"),
        ("2026-12-24T21:00", "2026-12-28T08:00"),
        ("2026-12-31T21:00", "2027-01-04T08:00"),
        ("2026-03-27T20:00", "2026-03-30T08:00"),  # clocks go forward on Sunday 29 March
        ("2026-10-23T20:00", "2026-10-26T08:00"),  # clocks go back on Sunday 25 October
    ],
)
def test_next_moment_is_in_the_hours_of_a_working_day(at: str, moment: str) -> None:
    assert next_sending_moment(local(at), HOURS) == local(moment).astimezone(UTC)


def test_eight_oclock_stays_eight_oclock_when_the_clock_changes() -> None:
    spring = next_sending_moment(local("2026-03-27T20:00"), HOURS)
    autumn = next_sending_moment(local("2026-10-23T20:00"), HOURS)

    assert spring == datetime(2026, 3, 30, 5, tzinfo=UTC)
    assert autumn == datetime(2026, 10, 26, 6, tzinfo=UTC)
    assert spring - local("2026-03-27T20:00").astimezone(UTC) == timedelta(hours=59)
    assert autumn - local("2026-10-23T20:00").astimezone(UTC) == timedelta(hours=61)


def test_in_the_long_calendar_the_eves_are_passed_over() -> None:
    long = SendingHours(calendar=WorkingCalendar.FI_LONG)

    assert next_sending_moment(local("2026-06-19T12:00"), long) == local("2026-06-22T08:00").astimezone(UTC)
    assert next_sending_moment(local("2026-12-24T12:00"), long) == local("2026-12-28T08:00").astimezone(UTC)


def test_hours_may_reach_to_midnight() -> None:
    late = SendingHours(0, 24)

    assert next_sending_moment(local("2026-11-20T23:59"), late) == local("2026-11-20T23:59").astimezone(UTC)
    assert next_sending_moment(local("2026-11-21T00:00"), late) == local("2026-11-23T00:00").astimezone(UTC)


@pytest.mark.parametrize("hours", [(20, 8), (8, 8), (-1, 8), (8, 25), (24, 24)])
def test_hours_out_of_order_are_refused(hours: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="hours"):
        SendingHours(*hours)


HALF_HOUR = timedelta(minutes=30)


def may_leave(at: datetime, hours: SendingHours) -> bool:
    there = at.astimezone(hours.zone)
    return is_working_day(there.date(), hours.calendar) and hours.from_hour <= there.hour < hours.until_hour


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    st.builds(SendingHours, st.integers(0, 12), st.integers(13, 24), st.sampled_from(WorkingCalendar)),
)
def test_next_moment_is_allowed_and_none_before_it_is(at: datetime, hours: SendingHours) -> None:
    moment = next_sending_moment(at, hours)

    assert may_leave(moment, hours)
    assert next_sending_moment(moment, hours) == moment
    assert moment >= at
    if moment > at:
        assert not may_leave(moment - timedelta(microseconds=1), hours)
        steps = int((moment - at) / HALF_HOUR)
        assert not any(may_leave(at + HALF_HOUR * step, hours) for step in range(steps))


CAPS = SendingCaps(per_hour=2, per_day=4)
NOON = local("2026-11-20T12:00")


def ago(*minutes: int) -> list[datetime]:
    return [NOON - timedelta(minutes=count) for count in minutes]


@pytest.mark.parametrize(
    ("sent", "reached"),
    [
        (ago(), None),
        (ago(10), None),
        (ago(10, 59), (Cap.HOUR, NOON + timedelta(minutes=1))),
        (ago(59, 10, 5), (Cap.HOUR, NOON + timedelta(minutes=50))),
        (ago(10, 60), None),
        (ago(70, 130, 190), None),
        (ago(70, 130, 190, 200), (Cap.DAY, local("2026-11-21T00:00"))),
        (ago(1, 2, 3, 4), (Cap.DAY, local("2026-11-21T00:00"))),
        (ago(13 * 60, 14 * 60, 15 * 60, 16 * 60), None),  # yesterday's
    ],
)
def test_cap_says_when_there_is_room_again(sent: list[datetime], reached: tuple[Cap, datetime] | None) -> None:
    found = cap_reached(sent, NOON, CAPS)

    assert found == (None if reached is None else (reached[0], reached[1].astimezone(UTC)))


def test_a_day_in_which_the_clock_changes_is_one_local_day() -> None:
    now = local("2026-10-25T23:30")
    sent = [local("2026-10-25T00:10")] * 4

    assert cap_reached(sent, now, CAPS) == (Cap.DAY, local("2026-10-26T00:00").astimezone(UTC))
    assert cap_reached([local("2026-10-24T23:59")] * 4, now, CAPS) is None


@given(st.lists(st.integers(0, 1500), max_size=12), st.integers(1, 5), st.integers(1, 8))
def test_there_is_room_at_the_moment_named(minutes: list[int], per_hour: int, per_day: int) -> None:
    caps = SendingCaps(per_hour, per_day)
    sent, now = ago(*minutes), NOON.astimezone(UTC)
    for _ in range(3):
        reached = cap_reached(sent, now, caps)
        if reached is None:
            break
        assert reached[1] > now
        now = reached[1]

    assert cap_reached(sent, now, caps) is None
    assert sum(now - at.astimezone(UTC) < timedelta(hours=1) for at in sent) < per_hour
