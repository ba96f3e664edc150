"""The service: a thread for each account, a scheduler that wakes queries, and an end without anything half done."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from connectors.contract import Connector
from daemon.jobs.pull import UNWATCHED, AccountLoop, LoopWatcher
from daemon.notify import notify, watchdog_every
from daemon.pulse import MAIN, SCHEDULER, Pulse
from daemon.schedule import DaemonThreads, Every, catch_up, make_scheduler
from daemon.watch import STUCK_AFTER
from models.errors import AlreadyRunning, RegisterUnusable
from models.register import accounts
from models.register.database import Database
from models.register.intake import Intake
from models.register.ownership import Ownership

log = structlog.get_logger()

STOP_WITHIN = timedelta(seconds=3)
"""How long threads get to end after SIGTERM; what they still do then is cut off, in no transaction that could be half done."""

HANDING_WITHIN = timedelta(seconds=60)
"""How long a letter whose content is going out gets; after that its fate is unknown."""

NOTED_EVERY = timedelta(minutes=1)
MAIN_TICK = timedelta(seconds=0.5)
RENEW_EVERY = timedelta(seconds=10)


def never() -> bool:
    """Say no: for jobs that may be cut off at any moment."""
    return False


def nothing() -> None:
    """Do nothing: for jobs that leave nothing behind."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that the scheduler wakes: a query of what is due, run again after `every`. Never two at once.

    `after_reading`: not before every account has been read once, or has failed, since the start: a withdrawal may lie there.
    `holds`: whether it is in the middle of what may not be cut off; `finish`: what it needs at the end of the service.
    """

    name: str
    every: timedelta
    run: Callable[[Event], object]
    after_reading: bool = False
    holds: Callable[[], bool] = never
    finish: Callable[[], object] = nothing


@dataclass(frozen=True, slots=True)
class Instruments:
    """What the service goes by and is watched with: the clock, where signs of life go, who is told of each account's rounds.

    `beside`: what is there while it runs, such as pages for monitoring.
    """

    clock: Callable[[], datetime]
    pulse: Pulse = field(default_factory=Pulse)
    loops: LoopWatcher = UNWATCHED
    beside: Callable[[], AbstractContextManager[object]] = nullcontext


class Service:
    """Runs accounts and jobs on one register until it is told to stop."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        connectors: Sequence[tuple[Connector, timedelta]],
        jobs: Sequence[Job],
        ownership: Ownership,
        instruments: Instruments,
    ) -> None:
        self._jobs = (*jobs, Job("lease", RENEW_EVERY, self._renew))
        self._database = database
        self._ownership = ownership
        self._clock = clock = instruments.clock
        self._noted: dict[str, tuple[float, str | None]] = {}
        self._loops = [
            (
                connector.account,
                AccountLoop(connector, database, intake, poll_every=poll_every, clock=clock, watcher=instruments.loops),
            )
            for connector, poll_every in connectors
        ]
        self._pulse = instruments.pulse
        self._beside = instruments.beside
        self._lost: AlreadyRunning | None = None

    def run(self, stop: Event) -> None:
        """Run until `stop` is set. Raises AlreadyRunning when another daemon took the register meanwhile."""
        for name in (MAIN, SCHEDULER):
            self._pulse.beat(name)
        with self._beside():
            self._run(stop)
        if self._lost is not None:
            raise self._lost

    def _run(self, stop: Event) -> None:
        workers = DaemonThreads()
        threads = [self._start(account, loop, stop) for account, loop in self._loops]
        scheduler = make_scheduler(workers)
        for job in self._jobs:
            scheduler.add_job(
                self._wake,
                Every(job.every),
                args=(job, stop),
                next_run_time=datetime.now(UTC),
                id=job.name,
            )
        scheduler.start()
        notify("READY=1", f"STATUS={len(threads)} accounts")
        log.info("started", accounts=len(threads), jobs=len(self._jobs))
        try:
            self._keep_alive(stop, scheduler)
        finally:
            stop.set()
            notify("STOPPING=1")
            scheduler.shutdown(wait=False)
            self._end(threads, workers)
            log.info("stopped")

    def _start(self, account: str, loop: AccountLoop, stop: Event) -> Thread:
        name = f"account:{account}"
        beat = self._pulse.beat
        thread = Thread(target=loop.run, args=(stop, lambda quiet: beat(name, quiet)), name=name, daemon=True)
        thread.start()
        return thread

    def _wake(self, job: Job, stop: Event) -> None:
        self._pulse.beat(SCHEDULER)
        if stop.is_set() or (job.after_reading and not all(loop.tried.is_set() for _, loop in self._loops)):
            return
        error = ""
        try:
            job.run(stop)
        except AlreadyRunning as exc:
            self._lost = exc
            stop.set()
            return
        except RegisterUnusable as exc:
            log.warning("register unusable", job=job.name, error=str(exc), mend=exc.mend)
            return
        except Exception as exc:
            error = type(exc).__name__
            log.exception("job failed", job=job.name, error=error, exc_info=exc)
        self._note_job(job, error)

    def _note_job(self, job: Job, error: str) -> None:
        """Keep for `status` when the job ran and runs again: at once when it failed or recovered, else once a minute."""
        noted_at, noted = self._noted.get(job.name, (0.0, None))
        if error == noted and time.monotonic() - noted_at < NOTED_EVERY.total_seconds():
            return
        self._noted[job.name] = (time.monotonic(), error)
        now = self._clock()
        try:
            with self._database.write() as session:
                accounts.note_job(session, job.name, error, now, now + job.every)
        except RegisterUnusable as exc:
            log.warning("register unusable", job=job.name, error=str(exc), mend=exc.mend)

    def _renew(self, _stop: Event) -> None:
        self._ownership.renew(self._clock())

    def _keep_alive(self, stop: Event, scheduler: BackgroundScheduler) -> None:
        every = watchdog_every()
        fed_at = time.monotonic()
        told: list[str] = []
        while not stop.wait(MAIN_TICK.total_seconds()):
            self._pulse.beat(MAIN)
            catch_up(scheduler)
            silent = self._pulse.silent(STUCK_AFTER)
            if silent and silent != told:
                log.error("stuck", threads=silent)
            told = silent
            if every is not None and not silent and time.monotonic() - fed_at >= every.total_seconds():
                notify("WATCHDOG=1")
                fed_at = time.monotonic()

    def _end(self, threads: list[Thread], workers: DaemonThreads) -> None:
        until = time.monotonic() + STOP_WITHIN.total_seconds()
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                log.warning("did not end in time", thread=thread.name)
        workers.join(timedelta(seconds=max(0.0, until - time.monotonic())))
        self._wait_for_letters(workers)
        for job in self._jobs:
            try:
                job.finish()
            except (RegisterUnusable, AlreadyRunning) as exc:
                log.warning("not finished", job=job.name, error=str(exc), mend=exc.mend)

    def _wait_for_letters(self, workers: DaemonThreads) -> None:
        """Wait while a letter's content is going out. systemd is told of it: it would lose patience sooner."""
        until = time.monotonic() + HANDING_WITHIN.total_seconds()
        while any(job.holds() for job in self._jobs) and time.monotonic() < until:
            workers.join(MAIN_TICK)
