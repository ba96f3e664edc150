"""A service with accounts in memory that polls without a pause: what it holds of memory, descriptors and threads meanwhile."""

import gc
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from connectors.contract import Known
from daemon.clocks import Clocks
from daemon.jobs.alarms import AlarmJob
from daemon.pulse import Pulse
from daemon.service import Instruments, Job, Service
from daemon.watch import MachineWatch
from daemon.web.metrics import Exposition, Meters, ServiceCollector
from models.errors import Unreachable
from models.register.database import Database, open_database
from models.register.intake import Intake
from models.register.ownership import Ownership
from models.register.policy import IntakePolicy
from models.values import Batch, OwnIdentity
from tests.contract.fakes import FakeConnector

ACCOUNTS = 4
FAILS_EACH = 97
"""Every so many polls one fails, so that failing and coming back are walked too."""


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds."""

    polls: int
    bytes: int
    descriptors: int
    threads: int


class Polled(FakeConnector):
    """An account that counts its polls and waits for nothing."""

    polls = 0

    def pull(self, known: Known) -> Iterator[Batch]:
        """See Connector."""
        self.polls += 1
        if self.polls % FAILS_EACH == 0:
            raise Unreachable(f"{self.account}: away for a moment", retry_after=timedelta(0))
        return super().pull(known)

    def wait(self, stop: Event, timeout: timedelta) -> bool:
        """See Connector."""
        return False


class Flat:
    """Takes the measure of a service that runs."""

    def __init__(self, database: Database, ownership: Ownership) -> None:
        self.accounts = [Polled(f"account-{number}") for number in range(ACCOUNTS)]
        names = [account.account for account in self.accounts]
        pulse, exposition = Pulse(), Exposition()
        machine = MachineWatch(Path(str(database.engine.url.database)).parent, [], pulse, Clocks(now))
        alarms = AlarmJob(database, machine, dict.fromkeys(names, timedelta(hours=6)), "", Clocks(now))
        labels = {name: name for name in names}
        meters = Meters(labels, names, exposition.registry)
        exposition.registry.register(ServiceCollector(database, labels, {}, lambda: alarms.current, now))
        jobs = [
            Job("alarms", timedelta(seconds=0.2), lambda _stop: alarms.run()),
            Job("metrics", timedelta(seconds=1), lambda _stop: exposition.text()),
        ]
        intake = Intake(database, IntakePolicy(own=OwnIdentity()), now)
        pairs = [(account, timedelta(0)) for account in self.accounts]
        self.service = Service(database, intake, pairs, jobs, ownership, Instruments(now, pulse, meters))

    def held(self) -> Held:
        """Give what the process holds now."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return Held(
            polls=sum(account.polls for account in self.accounts),
            bytes=pages * os.sysconf("SC_PAGE_SIZE"),
            descriptors=len(list(Path("/proc/self/fd").iterdir())),
            threads=threading.active_count(),
        )

    def after(self, seconds: float) -> Held:
        """Let it run for so long and give what it holds then."""
        time.sleep(seconds)
        return self.held()


@contextmanager
def polling(folder: Path) -> Iterator[Flat]:
    """Run the service inside the block."""
    database = open_database(f"sqlite:///{folder / 'register.sqlite'}", key=b"k" * 32)
    ownership, stop = Ownership(database), Event()
    ownership.take(now())
    flat = Flat(database, ownership)
    thread = Thread(target=flat.service.run, args=(stop,))
    thread.start()
    try:
        yield flat
    finally:
        stop.set()
        thread.join(30)
        ownership.release(now())
        database.close()
