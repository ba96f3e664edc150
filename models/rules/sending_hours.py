"""When feedback requests may leave: hours of working days (C15) and caps by the hour and by the day. No clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.rules.months import HELSINKI, local_date
from models.rules.working_days import ONE_DAY, WorkingCalendar, is_working_day, next_working_day

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SendingHours:
    """Local hours of working days in which mail may leave: from `from_hour` (0–23) until before `until_hour` (1–24).

    Raises ValueError when the hours are out of range or not in order.
    """

    from_hour: int = 8
    until_hour: int = 20
    calendar: WorkingCalendar = WorkingCalendar.FI_STRICT
    zone: ZoneInfo = HELSINKI

    def __post_init__(self) -> None:
        if not 0 <= self.from_hour < self.until_hour <= 24:
            raise ValueError("sending hours must be in order within one day")


@dataclass(frozen=True, slots=True)
class SendingCaps:
    """How many messages may leave within 60 minutes, and on one local day."""

    per_hour: int = 30
    per_day: int = 200


class Cap(StrEnum):
    """Which cap is reached."""

    HOUR = "hour"
    DAY = "day"


def next_sending_moment(at: datetime, hours: SendingHours) -> datetime:
    """Give the first moment, `at` (aware) or later, at which mail may leave; in UTC.

    Hours are those on the wall, so that a night in which the clock changes moves nothing for the reader.
    """
    local = at.astimezone(hours.zone)
    day = local.date()
    if is_working_day(day, hours.calendar):
        if local.hour < hours.from_hour:
            return _opening(day, hours)
        if local.hour < hours.until_hour:
            return at.astimezone(UTC)
    return _opening(next_working_day(day + ONE_DAY, hours.calendar), hours)


def cap_reached(
    sent_at: Sequence[datetime], now: datetime, caps: SendingCaps, zone: ZoneInfo = HELSINKI
) -> tuple[Cap, datetime] | None:
    """Give the cap that forbids one more message at `now` and the first moment (UTC) it no longer does; None = there is room.

    `sent_at` (aware) are the messages of the last 24 hours at least, in any order; one that is claimed counts as sent.
    """
    today = local_date(now, zone)
    if sum(local_date(at, zone) == today for at in sent_at) >= caps.per_day:
        midnight = datetime.combine(today + ONE_DAY, time(), tzinfo=zone)
        return Cap.DAY, midnight.astimezone(UTC)
    moments = sorted((at.astimezone(UTC) for at in sent_at), reverse=True)
    if len(moments) >= caps.per_hour:
        # Room comes when the message that is `per_hour` places back is an hour old.
        room_at = moments[caps.per_hour - 1] + ONE_HOUR
        if room_at > now:
            return Cap.HOUR, room_at
    return None


def _opening(day: date, hours: SendingHours) -> datetime:
    return datetime.combine(day, time(hours.from_hour), tzinfo=hours.zone).astimezone(UTC)
