"""What is killed: one pull or one emptying of the outbox, as a process of its own that can be started quickly and often."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from threading import Event

from daemon import assembly, pulling
from daemon.config import load_config
from daemon.config.schema import Config
from daemon.jobs.pull import pull_once
from daemon.readers import Readers
from models.register.intake import Intake
from models.register.ownership import owned
from tests.live.firm import NOW
from tests.live.forks import FORKS
from tests.live.process import wait_until

PATIENCE = 60.0
LIFETIME = 240.0
"""Seconds for all the work that the killed have left, on a busy machine."""


def clock_of(path: Path) -> Callable[[], datetime]:
    """The clock of the victims of a firm: it runs on from one to the next, from when the firm got its hash key."""
    begun = (path.parent / "secrets" / "hash.key").stat().st_mtime
    return lambda: NOW + timedelta(seconds=time.time() - begun)


_KEPT = Readers()


def pull(path: Path, begun: Signal) -> None:
    """Pull the accounts of a configuration to their end."""
    with _own_readers() as readers:
        _pull(path, begun, readers)


def pull_calendars(path: Path, begun: Signal) -> None:
    """Pull the account `kalenteri` alone to its end."""
    with _own_readers() as readers:
        _pull(path, begun, readers, "kalenteri")


def resume_pull(path: Path, begun: Signal) -> None:
    """Like `pull`, with reading processes that live on in this one and in its copies: their start costs most."""
    _pull(path, begun, _KEPT)


def resume_pull_of_calendars(path: Path, begun: Signal) -> None:
    """Like `pull_calendars`, with such reading processes."""
    _pull(path, begun, _KEPT, "kalenteri")


@contextmanager
def _own_readers() -> Iterator[Readers]:
    readers = Readers()
    try:
        yield readers
    finally:
        readers.mail.close()
        readers.calendar.close()


def _pull(path: Path, begun: Signal, readers: Readers, *names: str) -> None:
    config, clock = _config(path), clock_of(path)
    with pulling.open_register(config, clock=clock) as database, owned(database, clock):
        begun.set()
        intake = Intake(database, pulling.intake_policy(config), clock)
        for account in pulling.accounts(config, clock=clock, names=names, readers=readers):
            pull_once(account.connector, database, intake, Event())
            account.connector.close()


def send(path: Path, begun: Signal) -> None:
    """Settle what was left behind, judge, and send everything that may go, as the service does from its start."""
    config, clock = _config(path), clock_of(path)
    with pulling.open_register(config, clock=clock) as database, owned(database, clock) as ownership:
        jobs = {job.name: job for job in assembly.sending_jobs(config, database, ownership.owner, clock=clock)}
        jobs["ask"].run(Event())
        begun.set()
        jobs["send"].run(Event())


def _config(path: Path) -> Config:
    return load_config(path, env={}, today=NOW.date())


class Hunt:
    """Kills processes at random moments, and remembers what they left running."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.kills = 0
        self.slowest = 0.0
        """The most seconds that one took until it was ready to work, after one was killed."""
        self._children: set[int] = set()

    def kill_one(self, deed: "Deed", path: Path, longest: float, after: Callable[[], bool] = lambda: True) -> None:
        """Start the deed and kill it within that many seconds after it has begun its work and `after` is true.

        It may be done before.
        """
        process = self._start(deed, path)
        wait_until(lambda: after() or process.exitcode is not None, PATIENCE, "the moment to aim at")
        time.sleep(self.dice.uniform(0.0, longest))
        self._children |= _children_of(process.pid or 0)
        if process.exitcode is None:
            process.kill()
            self.kills += 1
        process.join()
        process.close()

    def let_one_live(self, deed: "Deed", path: Path) -> float:
        """Let the deed come to its end; give how many seconds its work took."""
        process = self._start(deed, path)
        since = time.monotonic()
        process.join(LIFETIME)
        assert process.exitcode == 0, "it did not end well, or not in time"
        process.close()
        return time.monotonic() - since

    def orphans(self) -> set[int]:
        """Wait a while for the children of the killed to end by themselves; give those that did not."""
        try:
            wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in self._children), 10, "orphans")
        except TimeoutError:
            return {pid for pid in self._children if Path(f"/proc/{pid}").exists()}
        return set()

    @property
    def children(self) -> int:
        """How many processes the killed had started."""
        return len(self._children)

    def _start(self, deed: "Deed", path: Path) -> BaseProcess:
        begun = FORKS.Event()
        since = time.monotonic()
        process = FORKS.Process(target=_DEEDS[deed], args=(path, begun))
        process.start()
        assert begun.wait(PATIENCE), "it never began"
        if self.kills:
            self.slowest = max(self.slowest, time.monotonic() - since)
        return process


Deed = str
_DEEDS = {"pull": pull, "send": send}


def _children_of(pid: int) -> set[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return set()
    return {int(word) for word in text.split()}
