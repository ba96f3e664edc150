"""The reminder of a request: off by default, one at most, never after any sign of an answer, judged as a request is."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.register.audit import By
from models.register.outbox import ClaimLost, skip
from models.register.queries.bookings import list_bookings
from models.register.reminders import queue_reminders
from models.tables import FeedbackAnswer, MailKind
from models.values import BounceReading
from models.vocabulary import ConsentWord, InquiryKind, MailState, MessageKind
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import MAIJA, message


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """Maija was asked about her visit on a Friday, and reminders are wished after ten days (a Monday)."""
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    made.ask_maija()
    made.policy = replace(made.policy, reminder_after=timedelta(days=10))
    made.outbox = made.new_outbox()
    yield made
    made.database.close()


def reminded(room: MailRoom) -> int:
    """Let the jobs run; give how many reminders went out."""
    queue_reminders(room.database, room.policy, room.now)
    return room.send_all()


def says(room: MailRoom, **words: Any) -> None:
    fields: dict[str, Any] = {"tokens": (room.letters()[0].token,), **words}
    room.read(message(5, received=room.now, **fields))


def test_who_gave_no_sign_is_reminded_once(room: MailRoom) -> None:
    room.pass_time(days=9)
    assert reminded(room) == 0
    room.pass_time(days=1)
    assert reminded(room) == 1
    room.pass_time(days=1)
    assert reminded(room) == 0
    assert [row.kind for row in room.letters()] == [MailKind.FEEDBACK_REQUEST, MailKind.FEEDBACK_REMINDER]


def test_nobody_is_reminded_unless_the_firm_wishes_it(room: MailRoom) -> None:
    room.policy = replace(room.policy, reminder_after=None)
    room.pass_time(days=10)
    assert reminded(room) == 0
    assert len(room.letters()) == 1


SIGNS: dict[str, dict[str, Any]] = {
    "score": {"feedback_score": 5},
    "words without a score": {"feedback_comment": "Kiitos."},
    "mail about something else": {"tokens": ()},
    "inquiry": {"inquiry": InquiryKind.COMPLAINT},
    "withdrawal": {"withdrawal_word": True},
    "unclear words": {"consent": ConsentWord.UNCLEAR},
}


@pytest.mark.parametrize("words", SIGNS.values(), ids=SIGNS.keys())
@pytest.mark.parametrize("queued", [False, True])
def test_any_sign_of_an_answer_stops_the_reminder(room: MailRoom, words: dict[str, Any], queued: bool) -> None:
    room.pass_time(days=10)
    if queued:
        assert queue_reminders(room.database, room.policy, room.now) == 1
    says(room, **words)
    assert reminded(room) == 0


def test_machines_answer_is_no_sign(room: MailRoom) -> None:
    says(room, kind=MessageKind.AUTO_REPLY)
    room.pass_time(days=10)
    assert reminded(room) == 1


def test_letter_that_came_back_is_not_sent_again(room: MailRoom) -> None:
    bounce = BounceReading(room.letters()[0].message_id, permanent=False)
    room.read(message(6, received=room.now, kind=MessageKind.BOUNCE, bounce=bounce))
    room.pass_time(days=10)
    assert reminded(room) == 0


def cancel(room: MailRoom) -> None:
    room.cancelled()


def staff_skip(room: MailRoom) -> None:
    room.do(lambda session: skip(session, room.booking_id(), None, By("cli:test", room.now)))


@pytest.mark.parametrize("deed", [cancel, staff_skip, MailRoom.withdraws])
def test_what_stops_a_request_stops_its_reminder(room: MailRoom, deed: Callable[[MailRoom], None]) -> None:
    room.pass_time(days=10)
    queue_reminders(room.database, room.policy, room.now)
    deed(room)
    assert reminded(room) == 0


def test_sign_that_comes_while_the_relay_is_asked_stops_it(room: MailRoom) -> None:
    room.pass_time(days=10)
    queue_reminders(room.database, room.policy, room.now)
    due = room.outbox.claim()
    assert due is not None
    says(room, feedback_score=4)
    with pytest.raises(ClaimLost):
        room.outbox.mark_handing(due.mail_id)


def test_answer_to_a_reminder_is_an_answer_to_its_request(room: MailRoom) -> None:
    room.pass_time(days=10)
    assert reminded(room) == 1
    room.pass_time(hours=1)
    says(room, tokens=tuple(letter.token for letter in room.letters()), feedback_score=4)
    assert [(row.mail_id, row.score) for row in room.all(FeedbackAnswer)] == [(1, 4)]


def test_reminder_waits_for_a_yes_where_requests_do(room: MailRoom) -> None:
    room.policy = replace(room.policy, needs_approval=True)
    room.pass_time(days=10)
    assert reminded(room) == 0
    assert room.letters()[1].state is MailState.WAITING
    room.approve_all()
    assert room.send_all() == 1


def test_nobody_is_reminded_of_an_old_request_when_it_is_switched_on_late(room: MailRoom) -> None:
    room.pass_time(days=31)
    assert reminded(room) == 0


def test_booking_tells_of_its_reminder(room: MailRoom) -> None:
    room.pass_time(days=10)
    queue_reminders(room.database, room.policy, room.now)
    says(room, feedback_score=4)
    assert reminded(room) == 0
    (booking,) = room.ask(list_bookings)
    (verdict,) = booking.verdicts
    assert (verdict.mail_state, verdict.outcome) == (MailState.SENT, "ask")
    assert (verdict.reminder_state, verdict.reminder_reason) == (MailState.DROPPED, "answered")
    assert MAIJA.address not in repr(verdict)
