"""A mailbox of good mail with bombs in it, pulled by the service's own parts; what each item and the process itself cost."""

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

from sqlmodel import select

from connectors.mail.fetch import MailConnector
from connectors.mail.message import ReadingOptions
from connectors.sandbox import Begun, SandboxReader
from daemon.jobs.pull import pull_once
from models.register.database import open_database
from models.register.intake import Intake
from models.register.policy import IntakePolicy
from models.tables import ProblemRow, Seen
from models.values import MessageReading, OwnIdentity
from models.vocabulary import Outcome
from tests.live.bombs import bombs
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.mail_account import account, message

MEGABYTE = 1_000_000
PORTION = 100


@dataclass
class MeasuredReader(SandboxReader):
    """A reader that notes what it costs: the longest item, and the peaks of its children and of this process."""

    longest: float = 0.0
    child_peak: int = 0
    own_sizes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def begin_message(self, raw: bytes, options: ReadingOptions) -> "MeasuredItem":
        """See ReadsAhead."""
        return MeasuredItem(self, super().begin_message(raw, options))


@dataclass
class MeasuredItem:
    """A message that is being read; how long its result is waited for, and what is held then, is noted."""

    reader: MeasuredReader
    begun: Begun[MessageReading]

    def result(self) -> MessageReading:
        """See Begun."""
        waited = time.monotonic()
        try:
            return self.begun.result()
        finally:
            self.reader.longest = max(self.reader.longest, time.monotonic() - waited)
            self.reader.child_peak = max(self.reader.child_peak, *(peak_of(child) for child in readers()), 0)
            self.reader.own_sizes.append(resident())

    def give_up(self) -> None:
        """See Begun."""
        self.begun.give_up()


def readers() -> list[int]:
    """Give the reading processes that this process has started."""
    children = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    return [int(pid) for pids in children for pid in pids if b"connectors.reader" in command_of(pid)]


def command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def peak_of(pid: int) -> int:
    """Give the most memory that a process has held, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def resident() -> int:
    """Give what this process holds now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Pulled:
    """What became of the mail, and what it cost. `problems`: the codes of the problem rows."""

    read: int
    problems: list[str]
    seconds: float
    reader: MeasuredReader


def pull_bombed(dovecot: Dovecot, authority: CertificateAuthority, folder: Path, good: int, bad: int) -> Pulled:
    """Mix the bombs evenly into the good mail, pull it all into a new register, and pull once more: nothing is left."""
    user = dovecot.new_user()
    mails = [message(f"good{number}") for number in range(good)]
    for number, bomb in enumerate(bombs(bad)):
        mails.insert((number * good) // bad + number, bomb)
    for begin in range(0, len(mails), PORTION):
        dovecot.append_many(user, "INBOX", mails[begin : begin + PORTION])
    reader = MeasuredReader()
    settings = account(user, dovecot.tls_port, authority, since=date(2020, 1, 1))
    connector = MailConnector(settings, reader, lambda: datetime.now(UTC))
    database = open_database(f"sqlite:///{folder / 'bombed.sqlite'}", key=b"k" * 32)
    intake = Intake(database, IntakePolicy(own=OwnIdentity()), lambda: datetime.now(UTC))
    begun = time.monotonic()
    try:
        pull_once(connector, database, intake, Event())
        seconds = time.monotonic() - begun
        pull_once(connector, database, intake, Event())
        with database.read() as session:
            problems = [row.error for row in session.exec(select(ProblemRow))]
            read = len([row for row in session.exec(select(Seen)) if row.outcome is not Outcome.PROBLEM])
        return Pulled(read, problems, seconds, reader)
    finally:
        connector.close()
        reader.close()
        database.close()
