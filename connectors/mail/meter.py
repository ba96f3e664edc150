"""How much an account receives in a day. Providers lock mailboxes that are read too much (Gmail at about 2.5 GB)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from models.errors import BudgetSpent
from models.rules.months import HELSINKI, local_date

_A_LITTLE = timedelta(minutes=1)
_MEGABYTE = 1_000_000


class Meter:
    """Counts received bytes, also over connections that broke. What was received on a day is kept by the register."""

    def __init__(self, account: str, limit: int | None, clock: Callable[[], datetime]) -> None:
        """`limit`: bytes a local day; None: as much as there is."""
        self._account = account
        self._limit = limit
        self._clock = clock
        self._day = date.min
        self._spent = 0
        self._untold = 0

    def add(self, received: int) -> None:
        """Count bytes as they come."""
        self._untold += received

    def begin(self, spent_on: Callable[[date], int]) -> None:
        """Begin a pull: `spent_on` gives what is on record for a day."""
        self._day = local_date(self._clock())
        self._spent = spent_on(self._day)

    def take(self) -> int:
        """Give what was received since the last call; it goes on record."""
        today = local_date(self._clock())
        if today != self._day:
            self._day, self._spent = today, 0
        taken, self._untold = self._untold, 0
        self._spent += taken
        return taken

    def check(self) -> None:
        """Raise BudgetSpent, until after midnight, when the day's share is used up."""
        if self._limit is None or self._spent + self._untold < self._limit:
            return
        now = self._clock()
        midnight = datetime.combine(local_date(now) + timedelta(days=1), time(0), HELSINKI)
        raise BudgetSpent(
            f"{self._account}: {self._limit // _MEGABYTE} MB have been read today, as much as daily_megabytes allows",
            mend="it goes on by itself after midnight",
            retry_after=midnight - now + _A_LITTLE,
        )
