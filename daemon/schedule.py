"""What wakes the jobs: a scheduler in memory, in UTC, whose threads never keep a process from ending."""

import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job as ScheduledJob
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

log = structlog.get_logger()


class DaemonThreads(BaseExecutor):  # type: ignore[misc]  # the library has no types
    """Runs each wake-up in a thread that dies with the process.

    The pools of the standard library wait at the end of the process for whatever their threads do: a relay that answers
    after ten minutes would hold up the end for as long.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads: list[Thread] = []

    def join(self, longest: timedelta) -> bool:
        """Wait for the jobs that run, in all no longer than that; gives whether all have ended."""
        end = time.monotonic() + longest.total_seconds()
        for thread in list(self._threads):
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _do_submit_job(self, job: ScheduledJob, run_times: list[datetime]) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = Thread(target=self._run, args=(job, run_times), name=f"job:{job.id}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, job: ScheduledJob, run_times: list[datetime]) -> None:
        # The job itself catches everything (daemon.service): what `run_job` gives are events only.
        self._run_job_success(job.id, run_job(job, job._jobstore_alias, run_times, self._logger.name))


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """Wakes a job again so long after it was woken last.

    The library's own trigger lists every moment that was missed: a clock that is set right after decades (a machine without
    a battery) would make a hundred million of them.
    """

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Give the next moment: at once for a job that was never woken."""
        return now if previous is None else now + self.interval


def catch_up(scheduler: BackgroundScheduler) -> None:
    """Wake jobs that lie further ahead than their interval: the clock was set back, and they would sleep until it is there."""
    now = datetime.now(UTC)
    for job in scheduler.get_jobs():
        if job.next_run_time is not None and job.next_run_time - now > job.trigger.interval:
            job.modify(next_run_time=now)


def make_scheduler(threads: DaemonThreads) -> BackgroundScheduler:
    """Give the scheduler: coalesced, one instance of each job; what is due is a query, so a missed wake-up loses nothing."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": threads},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    # The library warns at each wake-up of a job that still runs: an ordinary thing while letters go out.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler.add_listener(_note_missed, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
    return scheduler


def _note_missed(event: object) -> None:
    log.debug("job still running", job=getattr(event, "job_id", ""))
