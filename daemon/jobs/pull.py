"""Pull one account: connector → register, batch by batch, until nothing is left; then wait for more."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Protocol

import structlog

from connectors.contract import Connector, Remarks
from daemon.backoff import BackOff
from models.errors import Refused, RegisterUnusable, Unreachable
from models.register import accounts
from models.register.database import Database
from models.register.known import AccountKnowledge
from models.values import Batch

if TYPE_CHECKING:
    from models.register.intake import Stored

log = structlog.get_logger()

ROUNDS = 4
"""How often a pull goes round again at once, when what it stored makes items be read again."""

Watcher = Callable[[Batch, "Stored"], None]


class Stores(Protocol):
    """What stores batches: models.register.intake."""

    def store(self, batch: Batch) -> "Stored":
        """Store a batch and its cursor together."""
        ...


class LoopWatcher(Protocol):
    """Is told how the rounds of an account go: for measurements."""

    def stored(self, account: str, stored: "Stored") -> None:
        """A batch was committed."""
        ...

    def polled(self, account: str, lasted: timedelta) -> None:
        """An account was read to its end."""
        ...

    def heard(self, account: str, lasted: timedelta) -> None:
        """What a server told of while we waited was committed, so long after its word."""
        ...


class _Unwatched:
    """Is told and does nothing."""

    def stored(self, account: str, stored: "Stored") -> None:
        """See LoopWatcher."""

    def polled(self, account: str, lasted: timedelta) -> None:
        """See LoopWatcher."""

    def heard(self, account: str, lasted: timedelta) -> None:
        """See LoopWatcher."""


UNWATCHED: LoopWatcher = _Unwatched()


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull brought, counted."""

    used: int = 0
    skipped: int = 0
    problems: int = 0
    frozen: int = 0
    known: int = 0
    again: int = 0

    def plus(self, stored: "Stored") -> "Pulled":
        """Add the outcome of one more batch."""
        return Pulled(
            self.used + stored.used,
            self.skipped + stored.skipped,
            self.problems + stored.problems,
            self.frozen + stored.frozen,
            self.known + stored.known,
            self.again + stored.again,
        )


def pull_once(
    connector: Connector, database: Database, intake: Stores, stop: Event, watch: Watcher | None = None
) -> Pulled:
    """Read what is new of one account to its end, or until `stop`. Raises what the connector or the register raises.

    Each batch is stored before the next is asked for; `watch` is told of each, for progress bars.
    """
    known = AccountKnowledge(database, connector.account)
    pulled = Pulled()
    for _ in range(ROUNDS):
        streams: set[str] = set()
        for batch in connector.pull(known):
            stored = intake.store(batch)
            pulled = pulled.plus(stored)
            streams.add(batch.stream)
            if watch is not None:
                watch(batch, stored)
            if stop.is_set():
                return pulled
        if not any(known.wanted(stream) for stream in known.streams()):
            break
    return pulled


class AccountLoop:
    """The thread of one account: pull, wait, pull again; failures back off and never leave this account.

    `tried` is set once the account has been read to its end, or has failed for the first time.
    """

    def __init__(
        self,
        connector: Connector,
        database: Database,
        intake: Stores,
        *,
        poll_every: timedelta,
        clock: Callable[[], datetime],
        watcher: LoopWatcher = UNWATCHED,
    ) -> None:
        self._connector = connector
        self._database = database
        self._intake = intake
        self._poll_every = poll_every
        self._clock = clock
        self._watcher = watcher
        self._told_at: float | None = None
        self.tried = Event()

    def run(self, stop: Event, beat: Callable[[timedelta], None]) -> None:
        """Go on until `stop`. `beat` is called at every sign of life, with how long no other need be expected."""
        back_off = BackOff()
        while not stop.is_set():
            beat(timedelta(0))
            if pause := self._login_pause():
                self.tried.set()
                beat(pause)
                stop.wait(pause.total_seconds())
                continue
            try:
                self._round(stop, beat)
                back_off = BackOff()
                self.tried.set()
                beat(self._poll_every)
                told = self._connector.wait(stop, self._poll_every)
                self._told_at = time.monotonic() if told else None
            except Exception as exc:  # noqa: BLE001  (one job: this account is tried again, the others never notice)
                if stop.is_set():
                    break
                self._told_at = None
                back_off = back_off.failed()
                pause = back_off.pause(exc)
                self._note_failure(exc, pause)
                self.tried.set()
                beat(pause)
                stop.wait(pause.total_seconds())
        self._connector.close()

    def _round(self, stop: Event, beat: Callable[[timedelta], None]) -> None:
        def watch(_batch: Batch, stored: "Stored") -> None:
            beat(timedelta(0))
            self._note_stored(stored)

        begun = time.monotonic()
        pulled = pull_once(self._connector, self._database, self._intake, stop, watch)
        if stop.is_set():
            return
        self._watcher.polled(self._connector.account, timedelta(seconds=time.monotonic() - begun))
        with self._database.write() as session:
            recovered = accounts.note_success(session, self._connector.account, self._clock())
            if isinstance(self._connector, Remarks):
                accounts.note_remark(session, self._connector.account, self._connector.remark)
        if recovered or pulled != Pulled():
            log.info(
                "pulled",
                account=self._connector.account,
                used=pulled.used,
                skipped=pulled.skipped,
                problems=pulled.problems,
                frozen=pulled.frozen,
                recovered=recovered,
            )

    def _login_pause(self) -> timedelta:
        """How long no login may be tried, though the service was started anew: too many were refused within the hour."""
        try:
            with self._database.read() as session:
                return accounts.login_pause(session, self._connector.account, self._clock())
        except RegisterUnusable:
            return timedelta(0)

    def _note_stored(self, stored: "Stored") -> None:
        account = self._connector.account
        self._watcher.stored(account, stored)
        if self._told_at is not None and stored.used + stored.skipped + stored.problems:
            self._watcher.heard(account, timedelta(seconds=time.monotonic() - self._told_at))
            self._told_at = None

    def _note_failure(self, error: Exception, pause: timedelta) -> None:
        account = self._connector.account
        expected = isinstance(error, (Unreachable, Refused, RegisterUnusable))
        mend = error.mend if isinstance(error, (Unreachable, Refused, RegisterUnusable)) else ""
        log.warning(
            "account failed",
            account=account,
            error=type(error).__name__,
            message=str(error) if expected else "",
            mend=mend,
            retry_in_s=round(pause.total_seconds()),
            exc_info=None if expected else error,
        )
        try:
            with self._database.write() as session:
                now = self._clock()
                accounts.note_failure(session, account, error, now + pause, now)
                if isinstance(error, Refused) and error.at_login:
                    accounts.note_refusal(session, account, now)
        except RegisterUnusable as exc:
            log.warning("register unusable", error=str(exc), mend=exc.mend)
