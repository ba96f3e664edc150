"""Verdicts on ended bookings, stored with their reasons; when sending began; judging again. On both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models.register.audit import By
from models.register.feedback import begin_sending
from models.register.outbox import skip
from models.rules.consent import ConsentEvent, ConsentEventType
from models.tables import Booking, ConsentEntry, RegisterState
from models.vocabulary import BookingStatus, HintRole, MailState
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import LIISA, MAIJA, hint


@pytest.fixture
def room(register_url: str) -> Iterator[MailRoom]:
    made = MailRoom(register_url)
    yield made
    made.database.close()


def test_every_verdict_is_stored_with_its_reason(room: MailRoom) -> None:
    room.visit("visit-1")
    room.visit("visit-2", mailbox=LIISA)
    room.consents(LIISA)
    room.visit("visit-3", hours_ago=-3)
    room.visit("visit-4", status=BookingStatus.CANCELLED)
    room.judge()
    assert sorted(room.verdicts()) == [("ask", "ok"), ("never", "cancelled"), ("never", "no_consent")]


def test_booking_of_nobody_known_has_its_reason_too(room: MailRoom) -> None:
    room.visit("visit-1", people=(), title="Lounas")
    room.judge()
    assert room.verdicts() == [("never", "nobody_to_ask")]


def test_one_who_only_booked_for_another_is_not_asked(room: MailRoom) -> None:
    people = (hint(LIISA, HintRole.ORGANISER, answered=True), hint(MAIJA, HintRole.ATTENDEE, answered=True))
    room.visit("visit-1", people=people)
    room.consents(MAIJA)
    room.consents(LIISA)
    room.judge()
    assert sorted(room.verdicts()) == [("ask", "ok"), ("never", "not_booked_for")]
    assert room.letter().person_id == room.person(MAIJA.address)


def test_consent_that_is_entered_late_is_judged_anew(room: MailRoom) -> None:
    room.visit("visit-1")
    room.judge()
    assert room.verdicts() == [("never", "no_consent")]
    room.consents()
    room.judge()
    assert room.verdicts() == [("ask", "ok")]


def test_lifted_pause_is_judged_anew(room: MailRoom) -> None:
    room.visit("visit-1")
    room.consents()
    room.enter(ConsentEvent(type=ConsentEventType.PAUSE_SET, at=room.now))
    room.judge()
    assert room.verdicts() == [("wait", "paused")]
    room.pass_time(hours=1)
    room.enter(ConsentEvent(type=ConsentEventType.PAUSE_LIFTED, at=room.now, by="operator", evidence="note:1"))
    room.judge()
    assert room.verdicts() == [("ask", "ok")]


def test_first_run_on_an_old_calendar_asks_nothing_about_the_past(room: MailRoom) -> None:
    for weeks in range(1, 5 * 52, 13):
        room.visit(f"visit-{weeks}", hours_ago=weeks * 168)
    room.consents()
    room.policy = replace(room.policy, feedback=replace(room.policy.feedback, asking_since=room.now.date()))
    assert room.send_all() == 0
    assert {reason for _, reason in room.verdicts()} == {"before_asking_since"}


def test_sending_that_was_off_asks_nothing_about_that_time(room: MailRoom) -> None:
    made = room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    assert made.sending_since == made.asking_since == room.now
    room.pass_time(days=10)
    room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    assert state(room).sending_since == room.now - timedelta(days=10)
    room.do(lambda session: begin_sending(session, sending=False, now=room.now))
    assert state(room).sending_since is None
    room.pass_time(days=30)
    room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    assert state(room).sending_since == state(room).asking_since == room.now


def state(room: MailRoom) -> RegisterState:
    def question(session: Session) -> RegisterState:
        row = session.get_one(RegisterState, 1)
        session.expunge(row)
        return row

    found: RegisterState = room.ask(question)
    return found


def test_asked_once_stays_asked_however_often_it_is_judged(room: MailRoom) -> None:
    room.visit("visit-1")
    room.consents()
    assert room.send_all() == 1
    for _ in range(3):
        room.visit("visit-1", hours_ago=4)
        assert room.send_all() == 0
    assert room.letter().state is MailState.SENT


def test_skip_of_one_person_leaves_the_other(room: MailRoom) -> None:
    people = (hint(LIISA, HintRole.ATTENDEE, answered=True), hint(MAIJA, HintRole.ATTENDEE, answered=True))
    room.visit("visit-1", hours_ago=3, people=people)
    room.consents(MAIJA)
    room.consents(LIISA)
    maija = room.person(MAIJA.address)
    room.do(lambda session: skip(session, room.booking_id(), maija, By("staff:sari", room.now)))
    assert room.send_all() == 1
    assert room.letter().person_id == room.person(LIISA.address)


def test_booking_that_our_own_fault_makes_unjudgeable_costs_only_itself(room: MailRoom) -> None:
    room.visit("visit-1")
    room.visit("visit-2", mailbox=LIISA)
    room.consents(LIISA)
    poison(room)
    room.judge()
    assert ("ask", "ok") in room.verdicts()
    assert room.letter().person_id == room.person(LIISA.address)
    first = room.all(Booking)[0]
    assert first.judge_from == room.now + timedelta(days=1)


def poison(room: MailRoom) -> None:
    """Spoil Maija's ledger with a word that no version of ours knows."""
    room.consents()
    table = ConsentEntry.__tablename__
    person = {"person": room.person(MAIJA.address)}
    room.do(
        lambda session: session.execute(sa.text(f"UPDATE {table} SET type = 'odd' WHERE person_id = :person"), person)
    )
