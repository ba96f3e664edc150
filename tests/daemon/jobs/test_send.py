"""The send job with a relay in memory: faults of one letter, of the relay and of the register stay where they are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from connectors.mail.send import SendResult
from daemon.clocks import Clocks
from daemon.jobs.relay import RelayHealth
from daemon.jobs.send import SendJob
from models.errors import RegisterUnusable
from models.register.letters_due import LetterDue
from models.register.outbox import Outbox, Settlement
from models.values import OutgoingLetter
from models.vocabulary import MailState
from tests.contract.fakes import FakeSender
from tests.live.letter_room import compose
from tests.live.smtp_sink import Stage
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import LIISA, MAIJA


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """Maija's letter is due, then Liisa's."""
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    for number, mailbox in enumerate((MAIJA, LIISA)):
        made.visit(f"visit-{number}", mailbox=mailbox)
        made.consents(mailbox)
    made.judge()
    yield made
    made.database.close()


def job(room: MailRoom, sender: FakeSender, **parts: object) -> SendJob:
    made = {"outbox": room.outbox, "compose": compose, **parts}
    relay = RelayHealth(room.database, "smtp", Clocks(lambda: room.now))
    return SendJob(made["outbox"], sender, made["compose"], relay)  # type: ignore[arg-type]


def states(room: MailRoom) -> list[MailState]:
    return [letter.state for letter in room.letters()]


def test_everything_due_goes_out(room: MailRoom) -> None:
    sender = FakeSender()
    assert job(room, sender).run(Event()).sent == 2
    assert states(room) == [MailState.SENT, MailState.SENT]


def test_letter_that_cannot_be_written_waits_and_the_next_goes_out(room: MailRoom) -> None:
    def faulty(due: LetterDue) -> OutgoingLetter:
        if due.address == MAIJA.address:
            raise KeyError("a bug of ours")
        return compose(due)

    sender = FakeSender()
    task = job(room, sender, compose=faulty)
    with pytest.raises(KeyError):
        task.run(Event())
    assert room.letters()[0].reason == "error"
    assert task.run(Event()).sent == 1
    assert states(room) == [MailState.QUEUED, MailState.SENT]


def test_letter_that_may_not_go_out_is_refused_and_the_next_goes_out(room: MailRoom) -> None:
    def injected(due: LetterDue) -> OutgoingLetter:
        letter = compose(due)
        if due.address == MAIJA.address:
            return OutgoingLetter(letter.envelope_from, "a@b.example\r\nRCPT TO:<c@d.example>", letter.message_id, b"")
        return letter

    sender = FakeSender()
    assert job(room, sender, compose=injected).run(Event()).sent == 1
    assert states(room) == [MailState.REFUSED, MailState.SENT]


def test_relay_that_is_down_rests_and_nothing_is_lost(room: MailRoom) -> None:
    sender = FakeSender(down=True)
    task = job(room, sender)
    task.run(Event())
    sender.down = False
    assert task.run(Event()).sent == 0, "it rests for some seconds"
    room.pass_time(minutes=5)
    assert job(room, sender).run(Event()).sent == 2


def test_permanent_refusal_of_one_recipient_leaves_the_other(room: MailRoom) -> None:
    sender = FakeSender(answers={Stage.RCPT: 550})
    job(room, sender).run(Event())
    assert states(room) == [MailState.REFUSED, MailState.REFUSED]
    assert room.letters()[0].smtp_code == 550


@dataclass
class StopsAtContent(FakeSender):
    """SIGTERM comes while the relay makes us wait for the content."""

    stop: Event = field(default_factory=Event)

    def send(self, letter: OutgoingLetter, *, on_data: Callable[[], None]) -> SendResult:
        self.stop.set()
        return super().send(letter, on_data=on_data)


def test_stop_before_the_content_gives_the_letter_back(room: MailRoom) -> None:
    sender = StopsAtContent()
    job(room, sender).run(sender.stop)
    assert sender.letters == []
    assert [(letter.state, letter.reason, letter.tries) for letter in room.letters()] == [
        (MailState.QUEUED, "stopping", 0),
        (MailState.QUEUED, "", 0),
    ]


class FullDisk(Outbox):
    """An outbox on a disk that is full for one moment: just after the first letter went out."""

    full = 1

    def settle(self, mail_id: int, settlement: Settlement) -> None:
        if self.full:
            FullDisk.full -= 1
            raise RegisterUnusable("the disk is full", mend="free some space")
        super().settle(mail_id, settlement)


def test_result_that_could_not_be_stored_is_stored_before_the_next_letter(room: MailRoom) -> None:
    sender = FakeSender()
    FullDisk.full = 1
    task = job(room, sender, outbox=FullDisk(room.database, room.policy, lambda: room.now))
    with pytest.raises(RegisterUnusable):
        task.run(Event())
    assert states(room) == [MailState.HANDING, MailState.QUEUED]
    assert task.run(Event()).sent == 1
    assert states(room) == [MailState.SENT, MailState.SENT]
    assert len(sender.letters) == 2


@dataclass
class Breaks(FakeSender):
    """A fault of ours in the middle of handing over."""

    def send(self, letter: OutgoingLetter, *, on_data: Callable[[], None]) -> SendResult:
        on_data()
        raise UnicodeError("a bug of ours")


def test_fault_while_the_content_goes_out_is_unknown_and_not_tried_again(room: MailRoom) -> None:
    task = job(room, Breaks())
    with pytest.raises(UnicodeError):
        task.run(Event())
    assert states(room) == [MailState.UNKNOWN, MailState.QUEUED]
    assert not task.is_handing


class LostWord(Outbox):
    """An outbox whose server stores the first claim, and whose connection fails before it says so."""

    lost = False

    def claim(self) -> LetterDue | None:
        due = super().claim()
        if not self.lost:
            self.lost = True
            raise RegisterUnusable("the database does not answer")
        return due


def test_claim_that_was_stored_although_it_failed_is_given_back_at_the_next_run(room: MailRoom) -> None:
    sender = FakeSender()
    task = job(room, sender, outbox=LostWord(room.database, room.policy, lambda: room.now))
    with pytest.raises(RegisterUnusable):
        task.run(Event())
    assert states(room) == [MailState.CLAIMED, MailState.QUEUED]
    assert task.run(Event()).sent == 2
    assert states(room) == [MailState.SENT, MailState.SENT]
