"""Which address a consent reaches (C13): known when it was given, or told by the person; never an office's or a shared one."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models.register import people
from models.register.audit import By
from models.register.people import Statement
from models.register.sources import entered
from models.values import Mailbox
from models.vocabulary import DetailField, HintRole, MailState, SourceKind, Trust
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import LIISA, MAIJA, hint

NEW = "maija.uusi@toinen.example"
_EARLIER = sa.text("UPDATE detail SET standing = 'earlier' WHERE value_key = :key")


@pytest.fixture
def room(register_url: str) -> Iterator[MailRoom]:
    made = MailRoom(register_url)
    yield made
    made.database.close()


def learn(room: MailRoom, address: str, *, from_subject: bool, trust: Trust = Trust.NONE) -> None:
    """Let another address of Maija's come to be known."""
    person, by = room.person(MAIJA.address), By("daemon", room.now)

    def deed(session: Session) -> None:
        source = entered(session, SourceKind.EMAIL, "test", room.now, by)
        told = Statement(source, SourceKind.EMAIL, from_subject, room.now, "test", trust)
        people.state_value(session, person, DetailField.EMAIL, address, told)

    room.do(deed)


def outdate(room: MailRoom, address: str) -> None:
    """Let an address be no more than an earlier one."""
    room.do(lambda session: session.execute(_EARLIER, {"key": address}))


def test_letter_goes_to_the_address_that_was_known_when_consent_was_given(room: MailRoom) -> None:
    room.visit()
    room.consents()
    learn(room, NEW, from_subject=False)
    due = room.due()
    assert due is not None
    assert due.address == MAIJA.address


def test_new_address_that_nobody_verified_gets_nothing(room: MailRoom) -> None:
    room.visit()
    room.consents()
    room.pass_time(minutes=1)
    learn(room, NEW, from_subject=False)
    outdate(room, MAIJA.address)
    assert room.due() is None
    assert room.verdicts() == [("never", "address_not_covered")]


def test_address_that_only_a_forged_mail_names_gets_nothing(room: MailRoom) -> None:
    room.visit()
    room.consents()
    room.pass_time(minutes=1)
    learn(room, NEW, from_subject=True, trust=Trust.FAILED)
    outdate(room, MAIJA.address)
    assert room.due() is None
    assert room.verdicts() == [("never", "address_not_covered")]


def test_address_that_the_person_verifiably_told_is_reached(room: MailRoom) -> None:
    room.visit()
    room.consents()
    room.pass_time(minutes=1)
    learn(room, NEW, from_subject=True, trust=Trust.VERIFIED)
    outdate(room, MAIJA.address)
    due = room.due()
    assert due is not None
    assert due.address == NEW


def test_address_of_an_office_gets_nothing(room: MailRoom) -> None:
    office = Mailbox("", "toimisto@asiakas.example")
    room.visit(mailbox=office)
    room.consents(office)
    assert room.due() is None
    assert room.verdicts() == [("never", "role_address")]


def test_address_that_two_people_share_gets_nothing(room: MailRoom) -> None:
    room.visit()
    room.consents()
    room.visit("visit-2", mailbox=LIISA)
    person, by = room.person(LIISA.address), By("daemon", room.now)

    def deed(session: Session) -> None:
        source = entered(session, SourceKind.PHONE, "test", room.now, by)
        told = Statement(source, SourceKind.PHONE, False, room.now, "test")
        people.state_value(session, person, DetailField.EMAIL, MAIJA.address, told)

    room.do(deed)
    assert room.due() is None
    assert ("never", "shared_address") in room.verdicts()


def test_staff_who_attend_are_not_asked(room: MailRoom) -> None:
    staff = Mailbox("Sari Staff", "sari@firma.example")
    room.visit("visit-1", people=(hint(staff, HintRole.ATTENDEE, answered=True),), title="Palaveri")
    room.judge()
    assert [outcome for outcome, _ in room.verdicts()] == ["never"]


def test_changed_address_between_queue_and_claim_counts(room: MailRoom) -> None:
    room.visit()
    room.consents()
    room.judge()
    assert room.letter().state is MailState.QUEUED
    outdate(room, MAIJA.address)
    assert room.outbox.claim() is None
    assert room.told() == (MailState.DROPPED, "no_address")
