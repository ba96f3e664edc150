"""HW-F7: the dialogue with the relay cut at thirteen points, through job, outbox and real SMTP: at most one copy, ever."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from sqlmodel import select

from connectors.accounts import Login, Server, SmtpAccount, Tls
from daemon.jobs.send import Sent
from models.tables import AccountState
from models.vocabulary import MailState
from tests.live.certificates import CertificateAuthority
from tests.live.letter_room import letter_room, send
from tests.live.smtp_sink import SmtpSink, Stage
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import LIISA, MAIJA

pytestmark = pytest.mark.live("smtp")

Fault = Callable[[SmtpSink], None]


class Run(Protocol):
    """Run the job once, with letters that long."""

    def __call__(self, padding: int = 0) -> Sent: ...


@dataclass(frozen=True)
class Case:
    """A fault of the relay that happens once; `ends` is what the letter is after all tries."""

    name: str
    fault: Fault
    ends: MailState = MailState.SENT
    padding: int = 0


CASES = [
    Case("no greeting", lambda sink: sink.cut(Stage.CONNECT, times=1)),
    Case("cut at EHLO", lambda sink: sink.cut(Stage.EHLO, times=1)),
    Case("cut at AUTH", lambda sink: sink.cut(Stage.AUTH, times=1)),
    Case("cut at MAIL", lambda sink: sink.cut(Stage.MAIL, times=1)),
    Case("cut at RCPT", lambda sink: sink.cut(Stage.RCPT, times=1)),
    Case("greylisted", lambda sink: sink.refuse(Stage.RCPT, "451 4.7.1 later", times=1)),
    Case("cut at DATA", lambda sink: sink.cut(Stage.DATA, times=1)),
    Case("cut inside the content", lambda sink: sink.cut(Stage.MID_DATA, times=1), padding=8_000_000),
    # So short that its dot has left before the cut is felt: nobody can know.
    Case("cut inside a short content", lambda sink: sink.cut(Stage.MID_DATA, times=1), MailState.UNKNOWN),
    Case("refused for now after the dot", lambda sink: sink.refuse(Stage.FINAL_DOT, "452 4.3.1 full", times=1)),
    Case("cut after the dot", lambda sink: sink.cut(Stage.FINAL_DOT, times=1), MailState.UNKNOWN),
    Case("421 after the dot", lambda sink: sink.refuse(Stage.FINAL_DOT, "421 4.3.2 bye", times=1), MailState.UNKNOWN),
    Case("silence after the dot", lambda sink: sink.delay(Stage.FINAL_DOT, 4.0, times=1), MailState.UNKNOWN),
]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    with letter_room(tmp_path) as made:
        yield made


@pytest.fixture
def run(room: MailRoom, smtp_sink: SmtpSink, test_ca: CertificateAuthority) -> "Run":
    """Run the job as after a restart: a new outbox, a new relay."""
    return lambda padding=0: send(room, account_of(smtp_sink, test_ca), padding)


def account_of(sink: SmtpSink, authority: CertificateAuthority) -> SmtpAccount:
    """How the sink is reached."""
    server = Server(sink.host, sink.port, Tls.STARTTLS, ca_file=str(authority.ca_file))
    return SmtpAccount(server, Login(sink.username, sink.password))


def cut(case: Case, room: MailRoom, sink: SmtpSink, run: Run) -> None:
    """Let the fault happen once, then try again until nothing changes any more."""
    case.fault(sink)
    run(case.padding)
    first = room.letter().state
    assert first is (MailState.QUEUED if case.ends is MailState.SENT else MailState.UNKNOWN)
    sink.behave()
    room.pass_time(minutes=5)
    run()
    room.pass_time(days=3)
    run()
    copies = [letter for letter in sink.messages if letter.recipients == (MAIJA.address,)]
    assert room.letter().state is case.ends
    assert len(copies) == 1 if case.ends is MailState.SENT else len(copies) <= 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_letter_arrives_once_or_its_fate_is_told(case: Case, room: MailRoom, smtp_sink: SmtpSink, run: Run) -> None:
    cut(case, room, smtp_sink, run)


def test_relay_that_refuses_the_password_is_asked_once_not_with_every_letter(
    room: MailRoom, smtp_sink: SmtpSink, run: Run
) -> None:
    room.visit("visit-2", mailbox=LIISA)
    room.consents(LIISA)
    room.judge()
    smtp_sink.refuse(Stage.AUTH, "535 5.7.8 no")
    run()
    assert len([command for command in smtp_sink.commands if command.startswith("AUTH")]) == 1
    assert [(letter.state, letter.tries) for letter in room.letters()] == [(MailState.QUEUED, 0)] * 2
    (state,) = _states(room)
    assert (state.account, state.error) == ("smtp", "Refused")
    assert "password" in state.message
    smtp_sink.behave()
    assert run().sent == 2
    assert [row.failing_since for row in _states(room)] == [None]


def _states(room: MailRoom) -> list[AccountState]:
    with room.database.read() as session:
        rows = list(session.exec(select(AccountState)))
        session.expunge_all()
        return rows
