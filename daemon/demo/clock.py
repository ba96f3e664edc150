"""The demo's own time: it begins at half past ten on a working day, whenever the demo is started, and goes on from there."""

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from models.rules.working_days import is_working_day

ZONE = ZoneInfo("Europe/Helsinki")
STARTS_AT = time_of_day(10, 30)


@dataclass(frozen=True, slots=True)
class DemoClock:
    """A clock for the whole service: `starts` (aware, local) plus what has passed since it was made."""

    starts: datetime
    _made_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        """Give the demo's present moment in UTC."""
        return self.starts.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._made_at)


def demo_clock(today: date) -> DemoClock:
    """Give a clock that begins on the last working day up to `today`: requests go out on working days only (C15)."""
    day = today
    while not is_working_day(day):
        day -= timedelta(days=1)
    return DemoClock(datetime.combine(day, STARTS_AT, tzinfo=ZONE))


def weekdays_away(day: date, count: int) -> date:
    """Give the day that is `count` weekdays (Monday to Friday) after `day`, before it when negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() > 4:
            day += step
    return day
