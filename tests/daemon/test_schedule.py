"""What is due is woken whatever the clock of the machine does: set forward by years, or set back."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from daemon.schedule import DaemonThreads, Every, catch_up, make_scheduler

MINUTE = timedelta(minutes=1)


@pytest.fixture
def scheduler() -> Iterator[BackgroundScheduler]:
    made = make_scheduler(DaemonThreads())
    yield made
    if made.running:
        made.shutdown(wait=False)


def test_clock_that_is_set_forward_by_decades_makes_one_wake_up() -> None:
    trigger, began = Every(timedelta(seconds=10)), datetime(1970, 1, 1, tzinfo=UTC)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert trigger.get_next_fire_time(began, now) == now + timedelta(seconds=10)


def test_wake_up_that_was_on_time_is_followed_by_the_next(scheduler: BackgroundScheduler) -> None:
    trigger, now = Every(MINUTE), datetime(2026, 11, 20, tzinfo=UTC)
    assert trigger.get_next_fire_time(None, now) == now
    assert trigger.get_next_fire_time(now, now) == now + MINUTE


def test_clock_that_is_set_forward_costs_neither_memory_nor_time(scheduler: BackgroundScheduler) -> None:
    done = Event()
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    scheduler.add_job(done.set, Every(timedelta(seconds=1)), next_run_time=long_ago, id="job")
    begun = time.monotonic()
    scheduler.start()
    assert done.wait(10)
    assert time.monotonic() - begun < 5


def test_clock_that_is_set_back_keeps_no_job_asleep(scheduler: BackgroundScheduler) -> None:
    done = Event()
    before_the_jump = datetime.now(UTC) + timedelta(days=365)
    scheduler.add_job(done.set, Every(MINUTE), next_run_time=before_the_jump, id="job")
    scheduler.start()
    catch_up(scheduler)
    assert done.wait(10)


def test_job_that_is_due_within_its_interval_is_left_alone(scheduler: BackgroundScheduler) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=50)
    scheduler.add_job(print, Every(MINUTE), next_run_time=soon, id="job")
    scheduler.start()
    catch_up(scheduler)
    assert scheduler.get_job("job").next_run_time == soon
