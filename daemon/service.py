"""The service: a thread for each account, a scheduler that wakes queries, and an end without anything half done."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from connectors.contract import Connector
from daemon.jobs.pull import AccountLoop
from daemon.notify import notify, watchdog_every
from models.errors import AlreadyRunning, RegisterUnusable
from models.register.database import Database
from models.register.intake import Intake
from models.register.ownership import Ownership

log = structlog.get_logger()

STOP_WITHIN = timedelta(seconds=4)
"""How long threads get to end after SIGTERM; their sockets are closed after it."""

HANDING_WITHIN = timedelta(seconds=60)
"""How long a letter whose content is going out gets; after that its fate is unknown."""

SILENT_FOR = timedelta(minutes=20)
"""A thread without a sign of life for so long is stuck: the watchdog is no longer fed."""

MAIN_TICK = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Job:
    """Something that the scheduler wakes: a query of what is due, run again after `every`. Never two at once."""

    name: str
    every: timedelta
    run: Callable[[Event], object]


@dataclass(slots=True)
class Pulse:
    """Signs of life of the threads, on the monotonic clock."""

    _last: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def beat(self, name: str) -> None:
        """Note a sign of life."""
        with self._lock:
            self._last[name] = time.monotonic()

    def silent(self, longest: timedelta) -> list[str]:
        """Give the names that gave no sign for longer than that."""
        now = time.monotonic()
        with self._lock:
            return sorted(name for name, at in self._last.items() if now - at > longest.total_seconds())


class Service:
    """Runs accounts and jobs on one register until it is told to stop."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        connectors: list[tuple[Connector, timedelta]],
        jobs: list[Job],
        ownership: Ownership,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._intake = intake
        self._connectors = connectors
        self._jobs = jobs
        self._ownership = ownership
        self._clock = clock
        self._pulse = Pulse()
        self._lost: RegisterLost | None = None

    def run(self, stop: Event) -> None:
        """Run until `stop` is set. Raises AlreadyRunning when another daemon took the register meanwhile."""
        threads = [self._start(connector, poll_every, stop) for connector, poll_every in self._connectors]
        scheduler = self._schedule(stop)
        scheduler.start()
        notify("READY=1", f"STATUS={len(threads)} accounts")
        log.info("started", accounts=len(threads), jobs=len(self._jobs))
        try:
            self._keep_alive(stop)
        finally:
            stop.set()
            notify("STOPPING=1")
            self._end(threads, scheduler)
            log.info("stopped")
        if self._lost is not None:
            raise AlreadyRunning("another daemon has taken this register") from self._lost

    def _start(self, connector: Connector, poll_every: timedelta, stop: Event) -> Thread:
        loop = AccountLoop(connector, self._database, self._intake, poll_every=poll_every, clock=self._clock)
        name = f"account:{connector.account}"
        thread = Thread(target=loop.run, args=(stop, lambda: self._pulse.beat(name)), name=name, daemon=True)
        thread.start()
        return thread

    def _schedule(self, stop: Event) -> BackgroundScheduler:
        """Memory store, UTC, coalesced, one instance: what is due is a query, so a missed wake-up loses nothing."""
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max(4, len(self._jobs) + 1))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for job in (*self._jobs, Job("lease", timedelta(seconds=10), self._renew)):
            scheduler.add_job(
                self._wake,
                "interval",
                args=(job, stop),
                seconds=job.every.total_seconds(),
                next_run_time=datetime.now(UTC),
                id=job.name,
            )
        scheduler.add_listener(_note_missed, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        return scheduler

    def _wake(self, job: Job, stop: Event) -> None:
        if stop.is_set():
            return
        try:
            job.run(stop)
        except AlreadyRunning as exc:
            self._lost = RegisterLost(str(exc))
            stop.set()
        except RegisterUnusable as exc:
            log.warning("register unusable", job=job.name, error=str(exc), mend=exc.mend)
        except Exception as exc:
            log.exception("job failed", job=job.name, error=type(exc).__name__, exc_info=exc)

    def _renew(self, _stop: Event) -> None:
        self._ownership.renew(self._clock())

    def _keep_alive(self, stop: Event) -> None:
        every = watchdog_every()
        fed_at = time.monotonic()
        while not stop.wait(MAIN_TICK.total_seconds()):
            silent = self._pulse.silent(SILENT_FOR)
            if silent:
                log.error("stuck", threads=silent)
            if every is not None and not silent and time.monotonic() - fed_at >= every.total_seconds():
                notify("WATCHDOG=1")
                fed_at = time.monotonic()

    def _end(self, threads: list[Thread], scheduler: BackgroundScheduler) -> None:
        # Jobs look at `stop` between letters; one that is handing content over is waited for, up to a minute.
        ender = Thread(target=scheduler.shutdown, kwargs={"wait": True}, name="scheduler end", daemon=True)
        ender.start()
        until = time.monotonic() + STOP_WITHIN.total_seconds()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        for (connector, _), thread in zip(self._connectors, threads, strict=True):
            if thread.is_alive():
                log.warning("account did not end in time", account=connector.account)
        ender.join(HANDING_WITHIN.total_seconds())
        if ender.is_alive():
            log.warning("a letter was still going out; its fate is unknown")


class RegisterLost(Exception):
    """The lease was taken by another daemon."""


def _note_missed(event: object) -> None:
    log.warning("job still running", job=getattr(event, "job_id", ""))
