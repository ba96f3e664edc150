"""Whoever withdrew in a person's name: sending stops, and the person is told once, at the address on record (HW-T1, HW-T15)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from models.register.audit import By
from models.register.feedback import begin_sending
from models.register.outbox import ClaimLost
from models.register.people import Statement, make_person, state_value
from models.register.withdrawal_notices import NoticeDue, queue_notices
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType
from models.tables import OutgoingMail
from models.values import BounceReading, Mailbox
from models.vocabulary import ConsentWord, DetailField, MailState, MessageKind, RequestKind, SourceKind, Trust
from tests.models.register.mailroom import LETTER_SENT, MailRoom
from tests.models.register.samples import LIISA, MAIJA, keep_out_by, message

WORD: dict[str, Any] = {"withdrawal_word": True}
FREE_WORDS: dict[str, Any] = {"consent": ConsentWord.WITHDRAWN}
FORGER = Mailbox("Maija Mäkinen", "forger@muualla.example")


@pytest.fixture
def room(register_url: str) -> Iterator[MailRoom]:
    """Maija has consented and was asked about her visit."""
    made = MailRoom(register_url)
    made.do(lambda session: begin_sending(session, sending=True, now=made.now))
    made.ask_maija()
    made.pass_time(hours=1)
    yield made
    made.database.close()


def says(room: MailRoom, uid: int = 1, sender: Mailbox = MAIJA, **words: Any) -> None:
    """Let a mail of these words be read that arrives now."""
    room.read(message(uid, sender, received=room.now, **(words or WORD)))


def told(room: MailRoom) -> NoticeDue | None:
    """Give the notice that is due, claimed."""
    queue_notices(room.database, room.policy, room.now)
    due = room.outbox.claim()
    assert due is None or isinstance(due, NoticeDue)
    return due


def notices(room: MailRoom) -> list[OutgoingMail]:
    return [letter for letter in room.letters() if letter.kind.value == "withdrawal_notice"]


def send(room: MailRoom) -> None:
    due = told(room)
    assert due is not None
    room.outbox.mark_handing(due.mail_id)
    room.outbox.settle(due.mail_id, LETTER_SENT)


def enter(room: MailRoom, event_type: ConsentEventType, **fields: Any) -> None:
    room.enter(ConsentEvent(type=event_type, at=room.now, **fields))


@pytest.mark.parametrize("words", [WORD, FREE_WORDS, {**WORD, "trust": Trust.FAILED}])
def test_withdrawal_by_mail_is_told_at_the_address_on_record(room: MailRoom, words: dict[str, Any]) -> None:
    says(room, **words)
    due = told(room)
    assert due is not None
    assert (due.address, due.name, due.withdrawn_at, due.complaint) == (MAIJA.address, MAIJA.name, room.now, False)


def test_withdrawal_from_elsewhere_by_the_letters_token_is_told_at_the_address_on_record(room: MailRoom) -> None:
    says(room, sender=FORGER, in_reply_to=(room.letters()[0].message_id,), **WORD)
    due = told(room)
    assert due is not None
    assert due.address == MAIJA.address
    assert room.events(room.person(MAIJA.address))[-1] == "consent_withdrawn"


def test_complaint_is_told_as_one(room: MailRoom) -> None:
    report = BounceReading(room.letters()[0].message_id, permanent=False, complaint=True)
    says(room, sender=Mailbox("", "fbl@posti.example"), kind=MessageKind.BOUNCE, bounce=report)
    due = told(room)
    assert due is not None
    assert (due.address, due.complaint) == (MAIJA.address, True)


def test_button_of_a_mail_program_withdraws_and_its_machine_gets_no_answer(room: MailRoom) -> None:
    says(room, kind=MessageKind.AUTO_REPLY, tokens=(room.letters()[0].token,), **WORD)
    assert room.events(room.person(MAIJA.address))[-1] == "consent_withdrawn"
    assert told(room) is None
    assert notices(room) == []


def test_one_consent_that_ended_is_told_once_however_many_withdraw(room: MailRoom) -> None:
    says(room, 1)
    send(room)
    for uid in range(2, 12):
        room.pass_time(days=1)
        says(room, uid)
    room.read(message(30, received=room.now - timedelta(days=10, minutes=30), **WORD))
    assert told(room) is None
    assert len(notices(room)) == 1


def test_mail_read_again_makes_no_second_notice(room: MailRoom) -> None:
    says(room)
    send(room)
    says(room)
    assert queue_notices(room.database, room.policy, room.now) == 0


def test_new_consent_that_is_withdrawn_the_same_day_is_told_the_next(room: MailRoom) -> None:
    says(room, 1)
    send(room)
    room.pass_time(hours=1)
    room.consents()
    room.pass_time(hours=1)
    says(room, 2)
    assert told(room) is None
    room.pass_time(hours=22, minutes=5)
    assert told(room) is not None


def test_who_had_no_consent_is_told_nothing(room: MailRoom) -> None:
    room.visit("visit-2", mailbox=LIISA)
    says(room, sender=LIISA)
    assert told(room) is None


def test_withdrawal_that_staff_enter_is_told_by_staff(room: MailRoom) -> None:
    room.withdraws()
    assert told(room) is None


def test_nothing_is_told_while_sending_is_off(room: MailRoom) -> None:
    says(room)
    room.do(lambda session: begin_sending(session, sending=False, now=room.now))
    assert queue_notices(room.database, room.policy, room.now) == 0
    room.pass_time(hours=1)
    room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    assert queue_notices(room.database, room.policy, room.now) == 0


def test_old_mail_read_for_the_first_time_tells_nobody_anything_new(room: MailRoom) -> None:
    room.consents(at=room.now - timedelta(days=40))
    room.read(message(1, received=room.now - timedelta(days=20), **WORD))
    assert told(room) is None


def erased(room: MailRoom) -> None:
    enter(room, ConsentEventType.ERASURE_DONE)


def restricted(room: MailRoom) -> None:
    enter(room, ConsentEventType.RESTRICTION_SET)


def prohibited(room: MailRoom) -> None:
    enter(room, ConsentEventType.PROHIBITION_SET, scope=DATA_USE)


def consents_again(room: MailRoom) -> None:
    room.pass_time(minutes=1)
    room.consents()


def suppressed(room: MailRoom) -> None:
    room.do(lambda session: keep_out_by(session, DetailField.EMAIL, MAIJA.address, room.now))


def shared(room: MailRoom) -> None:
    person = room.do(lambda session: make_person(session, By("test", room.now)))
    statement = Statement(1, SourceKind.CONTRACT, True, room.now, "staff")
    room.do(lambda session: state_value(session, person, DetailField.EMAIL, MAIJA.address, statement))


CASES: dict[str, Callable[[MailRoom], None]] = {
    "erased": erased,
    "restricted": restricted,
    "prohibited": prohibited,
    "consent_again": consents_again,
    "suppressed": suppressed,
    "shared_address": shared,
}


@pytest.mark.parametrize("reason", list(CASES))
def test_no_letter_goes_where_none_may(room: MailRoom, reason: str) -> None:
    says(room)
    CASES[reason](room)
    assert told(room) is None
    assert [(row.state, row.reason) for row in notices(room)] == [(MailState.DROPPED, reason)]


@pytest.mark.parametrize("reason", list(CASES))
def test_what_happens_while_the_relay_takes_its_time_stops_the_notice(room: MailRoom, reason: str) -> None:
    says(room)
    due = told(room)
    assert due is not None
    CASES[reason](room)
    with pytest.raises(ClaimLost):
        room.outbox.mark_handing(due.mail_id)


def test_objection_is_answered_by_a_person_and_not_by_a_notice(room: MailRoom) -> None:
    says(room, requests=(RequestKind.OBJECTION,), **WORD)
    assert told(room) is None
    assert notices(room)[0].reason == "prohibited"


def test_notice_waits_while_a_person_has_to_read_an_unclear_message(room: MailRoom) -> None:
    says(room, 1)
    says(room, 2, consent=ConsentWord.UNCLEAR)
    assert told(room) is None
    assert notices(room)[0].state is MailState.QUEUED
    room.pass_time(minutes=1)
    enter(room, ConsentEventType.PAUSE_LIFTED, by="operator", evidence="note 3")
    room.pass_time(days=1, minutes=1)
    assert told(room) is not None


def test_returning_address_gets_no_notice(room: MailRoom) -> None:
    room.pass_time(weeks=14)
    room.visit("visit-2")
    assert room.send_all() == 1
    says(room, 5)
    for number, letter in enumerate(room.letters()):
        room.pass_time(minutes=1)
        bounce = BounceReading(letter.message_id, permanent=True)
        says(room, 10 + number, Mailbox("", "mailer-daemon@posti.example"), kind=MessageKind.BOUNCE, bounce=bounce)
    assert told(room) is None
    assert notices(room)[0].reason == "address_returns"


def test_claim_of_a_notice_is_given_back_and_one_being_handed_over_is_unknown(room: MailRoom) -> None:
    says(room)
    assert told(room) is not None
    assert room.new_outbox().recover() == 0
    assert notices(room)[0].state is MailState.QUEUED
    due = told(room)
    assert due is not None
    room.outbox.mark_handing(due.mail_id)
    assert room.new_outbox().recover() == 1
    assert notices(room)[0].state is MailState.UNKNOWN
    assert told(room) is None


def test_notice_needs_nobodys_approval(register_url: str) -> None:
    room = MailRoom(register_url, needs_approval=True)
    room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    room.visit()
    room.consents()
    room.pass_time(hours=1)
    says(room)
    queue_notices(room.database, room.policy, room.now)
    room.outbox.recover()
    assert told(room) is not None
    room.database.close()
