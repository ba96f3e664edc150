"""Tokens fetched anew by processes: when the disk is full, when several need one at once, and when they are killed."""

import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event as Signal
from pathlib import Path

from connectors.oauth.settings import OAuthLogin
from connectors.oauth.store import LoginStore
from connectors.oauth.tokens import StoredTokens
from models.errors import Unreachable
from tests.live.forks import FORKS
from tests.live.token_desk import Desk


@dataclass(frozen=True)
class Made:
    """What another process needs to use the login."""

    login: OAuthLogin
    folder: Path
    now: datetime

    @classmethod
    def of(cls, desk: Desk) -> "Made":
        """Take it from a desk."""
        return cls(desk.login, desk.path.parent, desk.now)

    @property
    def tokens(self) -> StoredTokens:
        """The tokens, as that process sees them."""
        return StoredTokens(self.login, LoginStore(self.folder, self.login.name), lambda: self.now)


def in_a_process(deed: Callable[..., None], *values: object) -> int | None:
    """Run something in a process of its own; give its exit code."""
    process = FORKS.Process(target=deed, args=values)
    process.start()
    process.join(30)
    return process.exitcode


def _on_a_full_disk(made: Made) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        made.tokens.token()
    except Unreachable as exc:
        os._exit(0 if "cannot be written" in str(exc) and "free some space" in exc.mend else 1)
    os._exit(2)


def test_full_disk_is_noticed_before_the_provider_takes_the_old_token_back(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.now += timedelta(hours=2)
    assert in_a_process(_on_a_full_disk, Made.of(token_desk)) == 0
    assert token_desk.provider.refreshes == 0
    assert token_desk.provider.person_of(token_desk.tokens.token()) == token_desk.provider.rules.user


def _fetch(made: Made, begin: Signal) -> None:
    begin.wait(20)
    made.tokens.token()


def test_two_processes_that_need_a_token_at_once_fetch_one(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.now += timedelta(hours=2)
    token_desk.provider.rules.slow = 0.3
    begin = FORKS.Event()
    processes = [FORKS.Process(target=_fetch, args=(Made.of(token_desk), begin)) for _ in range(4)]
    for process in processes:
        process.start()
    threads = [threading.Thread(target=token_desk.tokens.token) for _ in range(3)]
    begin.set()
    for thread in threads:
        thread.start()
    for process in processes:
        process.join(30)
    for thread in threads:
        thread.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert token_desk.provider.refreshes == 1
    assert token_desk.provider.reused == 0


def _fetch_at_once(made: Made, begun: Signal) -> None:
    begun.set()
    made.tokens.token()


def _fetch_and_die(made: Made) -> None:
    made.tokens.token()
    # Between the new token's coming and its first use.
    os.kill(os.getpid(), signal.SIGKILL)


def test_token_that_came_before_a_kill_is_there_after_it(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.now += timedelta(hours=2)
    assert in_a_process(_fetch_and_die, Made.of(token_desk)) == -signal.SIGKILL
    assert token_desk.provider.refreshes == 1
    token = token_desk.tokens.token()
    assert token_desk.provider.person_of(token) == token_desk.provider.rules.user
    token_desk.now += timedelta(hours=2)
    token_desk.tokens.token()
    assert token_desk.provider.reused == 0


def test_kills_at_any_moment_leave_a_whole_file_and_no_lock(token_desk: Desk) -> None:
    # The provider keeps the old token for a while, as they do; with strict rotation the answer itself may be lost.
    token_desk.provider.rules.rotates = False
    token_desk.log_in()
    for number in range(12):
        token_desk.now += timedelta(hours=2)
        begun = FORKS.Event()
        process = FORKS.Process(target=_fetch_at_once, args=(Made.of(token_desk), begun))
        process.start()
        assert begun.wait(20)
        time.sleep(number * 0.003)
        process.kill()
        process.join(10)
        assert token_desk.kept.refresh_token
    token_desk.tokens.token()
    assert token_desk.provider.reused == 0
