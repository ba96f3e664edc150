"""What the configuration makes of the service: first weeks, modes, and what a dead process left behind."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from daemon.assembly import sending_jobs
from daemon.config import Config
from daemon.pulling import ask_policy
from models.register.feedback import begin_sending
from models.tables import MailKind, RegisterState
from models.vocabulary import MailState
from tests.contract.fakes import FakeSender
from tests.daemon.config.test_example import EXAMPLE, load
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import NOW, message


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """Maija has consented, and had a visit that ended two hours ago."""
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    made.visit()
    made.consents()
    yield made
    made.database.close()


def configured(folder: Path, mode: str) -> Config:
    """Load the example with that mode."""
    return load(folder, EXAMPLE.replace('mode = "off"', f'mode = "{mode}"'))


def state(room: MailRoom, sending_since: datetime | None) -> RegisterState:
    return RegisterState(
        key_fingerprint="x", created_at=NOW, asking_since=NOW, sending_since=sending_since, changed_at=NOW
    )


@pytest.mark.parametrize(
    ("mode", "days", "approval"),
    [("auto", 0, True), ("auto", 29, True), ("auto", 30, False), ("approve", 300, True), ("auto", None, True)],
)
def test_auto_asks_a_person_in_its_first_thirty_days(
    room: MailRoom, tmp_path: Path, mode: str, days: int | None, approval: bool
) -> None:
    since = None if days is None else NOW - timedelta(days=days)
    assert ask_policy(configured(tmp_path, mode), state(room, since), NOW).needs_approval is approval


def test_no_request_is_made_or_goes_out_while_the_mode_is_off(room: MailRoom, tmp_path: Path) -> None:
    room.judge()
    sender = FakeSender()
    jobs = sending_jobs(configured(tmp_path, "off"), room.database, None, clock=lambda: room.now, sender=sender)
    assert {job.name for job in jobs} <= {"digest", "alarm_mail", "send"}
    for job in jobs:
        if job.name == "send":
            job.run(Event())
    assert room.letter().state is MailState.WAITING
    assert not sender.letters


def test_what_was_going_out_when_the_process_died_is_told_also_when_sending_is_off_now(
    room: MailRoom, tmp_path: Path
) -> None:
    due = room.due()
    assert due is not None
    room.outbox.mark_handing(due.mail_id)
    sending_jobs(configured(tmp_path, "off"), room.database, None, clock=lambda: room.now, sender=FakeSender())
    assert room.letter().state is MailState.UNKNOWN


def test_asking_and_sending_wait_until_the_accounts_were_read(room: MailRoom, tmp_path: Path) -> None:
    jobs = sending_jobs(configured(tmp_path, "auto"), room.database, None, clock=lambda: room.now, sender=FakeSender())
    assert {job.name for job in jobs if job.after_reading} == {"ask", "send"}


def test_asking_also_tells_who_was_withdrawn_by_mail(room: MailRoom, tmp_path: Path) -> None:
    jobs = sending_jobs(
        configured(tmp_path, "approve"), room.database, None, clock=lambda: room.now, sender=FakeSender()
    )
    room.pass_time(minutes=5)
    room.read(message(1, received=room.now, withdrawal_word=True))
    ask_job = next(job for job in jobs if job.name == "ask")
    ask_job.run(Event())
    (told,) = [letter for letter in room.letters() if letter.kind is MailKind.WITHDRAWAL_NOTICE]
    assert told.state is MailState.QUEUED


def test_bookings_from_before_sending_began_are_not_asked_about(room: MailRoom, tmp_path: Path) -> None:
    room.pass_time(days=1)
    room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    with room.database.read() as session:
        row = session.get_one(RegisterState, 1)
        policy = ask_policy(configured(tmp_path, "auto"), row, room.now)
    assert policy.feedback.asking_since == date(2026, 11, 21)
    room.policy = policy
    room.judge()
    assert room.verdicts() == [("never", "before_asking_since")]
