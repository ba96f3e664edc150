"""A mail server that talks nonsense costs an error with a name, never a crash, a hang or a changed mailbox (HW-T12)."""

import os
import random
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.mail.fetch import MailConnector
from models.errors import Refused, Unreachable
from tests.contract.known import Remembered
from tests.contract.pulling import MARKER, pull_all
from tests.live.mail_account import NOW, account, message
from tests.live.mailbox import FOLDERS, Mailbox, large_message

pytestmark = pytest.mark.live("dovecot")

RUNS = int(os.environ.get("REKISTERID_HOSTILE_RUNS", "60"))
_WORDS = [
    b"(",
    b")",
    b'"',
    b"{5}",
    b"{999999999999}",
    b"NIL",
    b"-1",
    b"4294967296",
    b"\0",
    b"\xff\xfe",
    b"* BYE x",
    b"]",
    b"",
]


def mutated(line: bytes, rng: random.Random) -> bytes:
    """A line of the server as a broken or hostile one would say it."""
    match rng.randrange(7):
        case 0:
            return b""
        case 1:
            return line * rng.randrange(2, 5)
        case 2:
            return line[: rng.randrange(len(line))] + b"\r\n"
        case 3:
            words = line.rstrip(b"\r\n").split(b" ")
            words[rng.randrange(len(words))] = rng.choice(_WORDS)
            return b" ".join(words) + b"\r\n"
        case 4:
            words = line.rstrip(b"\r\n").split(b" ")
            rng.shuffle(words)
            return b" ".join(words) + b"\r\n"
        case 5:
            return b"* " + b"x(" * rng.randrange(400_000) + b"\r\n" + line
        case _:
            position = rng.randrange(len(line))
            return line[:position] + bytes([rng.randrange(256)]) + line[position + 1 :]


class Nonsense:
    """Mutates that share of the lines."""

    def __init__(self, share: float, rng: random.Random) -> None:
        self._share = share
        self._rng = rng

    def __call__(self, line: bytes) -> bytes:
        return mutated(line, self._rng) if self._rng.random() < self._share else line


@pytest.mark.parametrize("part", range(4))
def test_nonsense_of_the_server_is_an_error_with_a_name(mailbox: Mailbox, part: int) -> None:
    for folder in FOLDERS:
        mailbox.fill(folder.name, *(message() for _ in range(6)), large_message(folder.name))
    before = mailbox.dovecot.snapshot(mailbox.user)
    wanted = account(mailbox.user, mailbox.proxy.port, mailbox.authority, folders=FOLDERS)
    impatient = replace(wanted, server=replace(wanted.server, read_timeout=timedelta(seconds=0.5)))
    outcomes = {"whole": 0, "failed": 0}
    told: list[str] = []
    for run in range(RUNS // 4):
        rng = random.Random(1_000 * part + run)
        mailbox.proxy.alter_server_lines(Nonsense(rng.choice([0.01, 0.05, 0.3]), rng))
        started = time.monotonic()
        with closing(MailConnector(impatient, mailbox.reader, lambda: NOW)) as connector:
            known = Remembered()
            try:
                pull_all(connector, known)
                connector.wait(threading.Event(), timedelta(seconds=0.1))
                outcomes["whole"] += 1
            except (Unreachable, Refused) as exc:
                outcomes["failed"] += 1
                told.append(f"{exc} {exc.mend}")
            assert all(problem.stage == "fetch" for problem in known.problems)
            connector.check()
        assert time.monotonic() - started < 20
    mailbox.proxy.alter_server_lines(None)
    assert mailbox.dovecot.snapshot(mailbox.user) == before
    pull_all(mailbox.connector(FOLDERS), mailbox.known)
    assert len(mailbox.known.seen) == 21
    assert not any(MARKER in text for text in told)
    assert min(outcomes.values()) > 0, outcomes
