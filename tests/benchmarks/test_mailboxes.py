"""A mailbox pulled whole (fetched, read, stored) beside mbsync and imap-tools; polled without news; told of a new message.

Sizes: 1,000 messages; with BENCH=full 1,000, 10,000 and 50,000 (REKISTERID_BENCH_MESSAGES: other ones). One message in three
carries an attachment of 400 kB where there are attachments. mbsync stores and reads nothing, imap-tools parses and stores
nothing. Cold: before each run the server is started anew and has lost its indexes.
"""

import os
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from connectors.accounts import Tls
from connectors.mail.fetch import MailConnector
from connectors.sandbox import SandboxReader
from daemon.jobs.pull import AccountLoop
from models.register.database import open_database
from models.register.intake import Intake, Stored
from models.register.policy import IntakePolicy
from models.values import OwnIdentity
from tests.benchmarks.contender import Contender
from tests.benchmarks.mailbox_pullers import imap_tools, mbsync, ours
from tests.benchmarks.mails import html_only, mail, with_attachment
from tests.benchmarks.measuring import FULL, Measured, in_turns, nothing, report, server_told
from tests.benchmarks.slow_line import SlowLine
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.mail_account import NOW, PlainReader, account
from tests.live.process import wait_until

SHAPES: dict[str, Callable[[int], bytes]] = {
    "without attachments": mail,
    "with attachments": with_attachment,
    "HTML only": html_only,
}
SIZES = tuple(
    int(size) for size in os.environ.get("REKISTERID_BENCH_MESSAGES", "1000,10000,50000" if FULL else "1000").split(",")
)
CHANGES = 10
_AT_ONCE = 50


def filled(dovecot: Dovecot, shape: str, size: int) -> MailUser:
    user = dovecot.new_user()
    deliver(dovecot, user, shape, range(size))
    return user


def deliver(dovecot: Dovecot, user: MailUser, shape: str, numbers: range) -> None:
    for start in range(numbers.start, numbers.stop, _AT_ONCE):
        some = range(start, min(start + _AT_ONCE, numbers.stop))
        dovecot.append_many(user, "INBOX", [SHAPES[shape](number) for number in some])


@dataclass(frozen=True)
class Case:
    """A mailbox, how far away it is (seconds both ways), and whether its server has forgotten what it had noted of it."""

    shape: str
    size: int
    delay: float = 0.0
    cold: bool = False

    @property
    def title(self) -> str:
        """How it is headed."""
        return f"first pull of {self.size:,} messages {self.shape}{server_told(self.delay, self.cold)}"

    @property
    def rounds(self) -> int:
        """How often each contender runs."""
        if not FULL:
            return 3
        return 5 if self.size <= 10_000 else 3


def cases() -> Iterator[Case]:
    """All of them with BENCH=full; else delay and cold server with attachments only."""
    for size in SIZES:
        for shape in SHAPES:
            yield Case(shape, size)
            if FULL or shape == "with attachments":
                yield Case(shape, size, delay=0.03)
                yield Case(shape, size, cold=True)


@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_first_pull(dovecot: Dovecot, test_ca: CertificateAuthority, tmp_path: Path, case: Case) -> None:
    size = case.size
    user = filled(dovecot, case.shape, size)
    with SlowLine(dovecot.port, case.delay) as line:
        programs = [ours(user, line.port, size, tmp_path)]
        if (other := mbsync(user, line.port, size, tmp_path)) is not None:
            programs.append(other)
        # The warm-up of servers and caches tells memory and bytes; what is measured runs without an onlooker.
        homes = {one.name: one.fresh() for one in programs}
        remarks = [] if other else ["mbsync is not installed (Debian: isync): not measured"]
        remarks += [one.first_look(homes[one.name], line) for one in programs]
        for one in programs:
            one.make_ready(case.rounds)
        contenders: dict[str, Callable[[], object]] = {one.name: one.pull_anew for one in programs}
        contenders["fetched by our connector, neither read nor stored"] = lambda: fetch(user, line.port, test_ca, size)
        contenders["imap-tools, fetched and parsed"] = lambda: imap_tools(user, line.port, size)
        before = partial(dovecot.forget_indexes, user) if case.cold else nothing
        measured = in_turns(size, contenders, case.rounds, before)
        remarks += [f"{one.name}: {one.median_cpu():.1f} s of processors" for one in programs]
        report(case.title, measured, remarks)
        if not case.cold:
            without_news(case, programs, homes)
            deliver(dovecot, user, case.shape, range(size, size + CHANGES))
            report(f"{case.title}: {CHANGES} new messages", changed(programs, homes))
    shutil.rmtree(tmp_path, ignore_errors=True)


def without_news(case: Case, programs: list[Contender], homes: dict[str, Path]) -> None:
    """Pull again what has been pulled."""
    polls = {one.name: partial(one.pull, homes[one.name]) for one in programs}
    measured = in_turns(1, polls, 2 * case.rounds + 1)
    remarks = [f"{one.name}: {one.median_cpu():.2f} s of processors" for one in programs]
    report(f"{case.title}: once more, without news", measured, remarks)


def fetch(user: MailUser, port: int, authority: CertificateAuthority, expected: int) -> None:
    known = Remembered()
    settings = account(user, port, authority, tls=Tls.NONE, insecure=True)
    with closing(MailConnector(settings, PlainReader(), lambda: NOW)) as connector:
        pull_all(connector, known)
    assert (len(known.seen), len(known.problems)) == (expected, 0)


def changed(programs: list[Contender], homes: dict[str, Path]) -> list[Measured]:
    """Each program once: afterwards there is no news any more."""
    measured: list[Measured] = []
    for one in programs:
        one.expected += CHANGES
        measured += in_turns(CHANGES, {one.name: partial(one.pull, homes[one.name])}, rounds=1)
    return measured


class Heard:
    """Notes when a batch with news was committed."""

    def __init__(self) -> None:
        self.at = 0.0
        self.again = threading.Event()

    def stored(self, _account: str, stored: Stored) -> None:
        """A batch was committed."""
        if stored.used + stored.skipped:
            self.at = time.monotonic()
            self.again.set()

    def polled(self, account: str, lasted: timedelta) -> None:
        """Not of interest."""

    def heard(self, account: str, lasted: timedelta) -> None:
        """Not of interest: it begins when we have heard, not when the server said it."""


def test_from_exists_to_the_committed_row(dovecot: Dovecot, test_ca: CertificateAuthority, tmp_path: Path) -> None:
    """From the moment the server's word EXISTS passes the line to the commit: one message of a client each time."""
    user = filled(dovecot, "without attachments", _AT_ONCE)
    heard, stop = Heard(), threading.Event()
    seconds: list[float] = []
    with SlowLine(dovecot.port) as line, closing(SandboxReader()) as reader:
        settings = account(user, line.port, test_ca, tls=Tls.NONE, insecure=True)
        connector = MailConnector(settings, reader, lambda: datetime.now(UTC))
        database = open_database(f"sqlite:///{tmp_path / 'register.sqlite'}", key=b"b" * 32)
        intake = Intake(database, IntakePolicy(own=OwnIdentity()), lambda: datetime.now(UTC))
        loop = AccountLoop(
            connector,
            database,
            intake,
            poll_every=timedelta(minutes=5),
            clock=lambda: datetime.now(UTC),
            watcher=heard,
        )
        thread = threading.Thread(target=loop.run, args=(stop, lambda _: None))
        thread.start()
        assert loop.tried.wait(60)
        for number in range(_AT_ONCE, _AT_ONCE + 12):
            wait_until(lambda: line.idling, 60, "the service waits for news")
            heard.again.clear()
            line.first_told_at = 0.0
            deliver(dovecot, user, "without attachments", range(number, number + 1))
            assert heard.again.wait(60)
            seconds.append(heard.at - line.first_told_at)
        stop.set()
        thread.join(60)
        database.close()
    remark = f"median {statistics.median(seconds) * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms"
    measured = [Measured("the running service", 1, tuple(seconds))]
    report("from EXISTS to the committed row, one message", measured, [remark])
