"""Whether the relay may be asked now: after a failure not at once again, so that no password is tried in a burst (HW-F14)."""

from datetime import timedelta

import structlog

from daemon.backoff import BackOff
from daemon.clocks import Clocks
from models.errors import Refused, Unreachable
from models.register import accounts
from models.register.database import Database

log = structlog.get_logger()


class RelayHealth:
    """How the relay fares: kept beside the accounts, so that `status` names it and its mend. Waits on monotonic time."""

    def __init__(self, database: Database, name: str, clocks: Clocks) -> None:
        self._database = database
        self.name = name
        self._clock = clocks.now
        self._steady = clocks.steady
        self._back_off = BackOff()
        self._rests_until = 0.0

    @property
    def may_be_asked(self) -> bool:
        """Whether the wait after the last failure is over."""
        return self._steady() >= self._rests_until

    @property
    def trouble(self) -> str:
        """What the register knows of its failing, also from before a restart: the class of the error, "" when it is well."""
        with self._database.read() as session:
            return accounts.trouble(session, self.name)

    def failed(self, error: Refused | Unreachable) -> None:
        """Note that the relay refused the account or did not answer: it rests for a while, longer each time."""
        self._back_off = self._back_off.failed()
        pause = self._back_off.pause(error)
        self._rests_until = self._steady() + pause.total_seconds()
        log.warning(
            "account failed",
            account=self.name,
            error=type(error).__name__,
            message=str(error),
            mend=error.mend,
            retry_in_s=round(pause.total_seconds()),
        )
        self._note_failure(error, pause)

    def worked(self) -> None:
        """Note that the relay took a letter, or refused that letter alone."""
        self._back_off = BackOff()
        with self._database.write() as session:
            recovered = accounts.note_success(session, self.name, self._clock())
        if recovered:
            log.info("relay works again", account=self.name)

    def _note_failure(self, error: Refused | Unreachable, pause: timedelta) -> None:
        with self._database.write() as session:
            now = self._clock()
            accounts.note_failure(session, self.name, error, now + pause, now)
