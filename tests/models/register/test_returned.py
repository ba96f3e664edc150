"""Letters that come back stop sending to that address, and a complaint withdraws; nobody else can make either happen (HW-T16)."""

from collections.abc import Iterator
from typing import Any

import pytest

from models.register.returned import stopped_since
from models.tables import Booking, OutgoingMail, ReturnedLetter
from models.values import BounceReading, Mailbox, MessageSeen
from models.vocabulary import MailState, MessageKind
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import MAIJA, SENT, at, message

DAEMON = Mailbox("Mail Delivery System", "mailer-daemon@posti.example")
FOR_GOOD = BounceReading("", permanent=True)
FOR_NOW = BounceReading("", permanent=False)
COMPLAINT = BounceReading("", permanent=False, complaint=True)


@pytest.fixture
def room(register_url: str) -> Iterator[MailRoom]:
    made = MailRoom(register_url)
    yield made
    made.database.close()


def report(room: MailRoom, uid: int, reading: BounceReading = FOR_GOOD, **changes: Any) -> MessageSeen:
    """Give a report of a mail server that arrives now."""
    fields: dict[str, Any] = {"kind": MessageKind.BOUNCE, "kind_reason": "header:report", "received": room.now}
    return message(uid, changes.pop("sender", DAEMON), **{**fields, **changes}, bounce=reading)


def about(letter: OutgoingMail, *, permanent: bool = True, complaint: bool = False) -> BounceReading:
    """Give what a report on that letter says."""
    return BounceReading(letter.message_id, permanent, complaint)


def sent_letters(room: MailRoom, count: int) -> list[OutgoingMail]:
    """Let that many requests go to Maija, fourteen weeks apart, and give them."""
    for number in range(count):
        room.visit(f"visit-{number}")
        room.consents()
        assert room.send_all() == 1
        room.pass_time(weeks=14)
    return list(room.letters())


def is_asked_again(room: MailRoom) -> bool:
    """Whether Maija would be asked about a visit of today."""
    room.visit("visit-today")
    room.consents()
    return room.due() is not None


def test_address_that_two_letters_came_back_from_is_not_written_to(room: MailRoom) -> None:
    first, second = sent_letters(room, 2)
    room.read(report(room, 11, about(first)), report(room, 12, about(second)))
    assert not is_asked_again(room)
    assert room.verdicts()[-1] == ("never", "address_returns")


def test_consent_stays_as_it_is_when_letters_come_back(room: MailRoom) -> None:
    first, second = sent_letters(room, 2)
    ledger = room.ledger_size()
    room.read(report(room, 11, about(first)), report(room, 12, about(second)))
    assert room.ledger_size() == ledger


def test_one_letter_that_came_back_twice_is_one(room: MailRoom) -> None:
    first, _ = sent_letters(room, 2)
    room.read(report(room, 11, about(first)), report(room, 12, about(first)))
    assert room.count(ReturnedLetter) == 2
    assert is_asked_again(room)


def test_letters_that_came_back_for_now_stop_nothing(room: MailRoom) -> None:
    for letter in sent_letters(room, 2):
        room.read(report(room, 10 + (letter.id or 0), about(letter, permanent=False)))
    assert is_asked_again(room)


def test_report_read_twice_is_noted_once(room: MailRoom) -> None:
    (letter,) = sent_letters(room, 1)
    seen = report(room, 11, about(letter))
    room.read(seen, seen)
    assert room.count(ReturnedLetter) == 1


def test_report_by_the_firms_own_server_counts(room: MailRoom) -> None:
    own = Mailbox("", "mailer-daemon@firma.example")
    for letter in sent_letters(room, 2):
        room.read(report(room, 10 + (letter.id or 0), about(letter), sender=own))
    assert not is_asked_again(room)


def test_report_that_names_the_letter_by_its_token_counts(room: MailRoom) -> None:
    for letter in sent_letters(room, 2):
        room.read(report(room, 10 + (letter.id or 0), FOR_GOOD, tokens=(letter.token,)))
    assert not is_asked_again(room)


def test_who_writes_from_the_address_is_asked_again(room: MailRoom) -> None:
    letters = sent_letters(room, 2)
    for letter in letters:
        room.read(report(room, 10 + (letter.id or 0), about(letter)))
    assert not is_asked_again(room)
    room.pass_time(minutes=5)
    room.read(message(20, MAIJA, received=room.now))
    assert room.due() is not None
    assert room.count(Booking) == 3


def test_letter_of_unknown_fate_that_came_back_went_out(room: MailRoom) -> None:
    room.visit()
    room.consents()
    due = room.due()
    assert due is not None
    room.outbox.mark_handing(due.mail_id)
    room.new_outbox().recover()
    assert room.told() == (MailState.UNKNOWN, "stopped_while_handing")
    room.read(report(room, 11, about(room.letter(), permanent=False)))
    assert room.told() == (MailState.SENT, "returned")


def test_complaint_about_a_letter_withdraws(room: MailRoom) -> None:
    (letter,) = sent_letters(room, 1)
    room.read(report(room, 11, about(letter, permanent=False, complaint=True)))
    assert room.events(room.person(MAIJA.address))[-1] == "consent_withdrawn"


@pytest.mark.parametrize("told", [FOR_GOOD, COMPLAINT])
def test_hundred_reports_that_know_no_letter_change_nothing(room: MailRoom, told: BounceReading) -> None:
    sent_letters(room, 2)
    ledger = room.ledger_size()
    for uid in range(100):
        forged = BounceReading(f"rk-{uid:022}@firma.example", told.permanent, told.complaint)
        room.read(report(room, 100 + uid, forged, sender=MAIJA if uid % 2 else DAEMON, tokens=(f"rk-{uid:022}",)))
    assert room.count(ReturnedLetter) == 0
    assert room.ledger_size() == ledger
    assert is_asked_again(room)


def test_report_in_the_sent_folder_is_a_copy_of_our_own_mail(room: MailRoom) -> None:
    (letter,) = sent_letters(room, 1)
    room.read(report(room, 11, about(letter), folder=SENT))
    assert room.count(ReturnedLetter) == 0


def test_staff_are_told_how_many_addresses_stopped(room: MailRoom) -> None:
    for letter in sent_letters(room, 2):
        room.read(report(room, 10 + (letter.id or 0), about(letter)))
    assert room.do(lambda session: stopped_since(session, at(days=150))) == 1
    assert room.do(lambda session: stopped_since(session, at(days=300))) == 0
