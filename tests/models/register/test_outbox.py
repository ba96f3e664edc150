"""The outbox: claim first, at most once, everything read again in the claim. On SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.errors import AlreadyRunning
from models.register.audit import By
from models.register.feedback import Asker
from models.register.letters_due import LetterDue, RequestDue
from models.register.outbox import BACK_OFF, CLAIM_TERM, ClaimLost, Outbox, Settlement, skip
from models.register.ownership import Owner, Ownership
from models.rules.sending_hours import SendingCaps
from models.tables import Judgement, JudgementKind, Lease
from models.vocabulary import BookingStatus, MailState
from tests.models.register.mailroom import LETTER_SENT, TEMPORARY, MailRoom
from tests.models.register.samples import LIISA, MAIJA, NOW


@pytest.fixture
def room(register_url: str) -> Iterator[MailRoom]:
    """Maija has consented, and had a visit that ended two hours ago."""
    made = MailRoom(register_url)
    made.visit()
    made.consents()
    yield made
    made.database.close()


def claimed(room: MailRoom) -> RequestDue:
    due = room.due()
    assert due is not None
    return due


def test_visit_of_a_consenting_client_is_asked_about_once(room: MailRoom) -> None:
    due = claimed(room)
    assert (due.address, due.name, due.kind.value) == (MAIJA.address, MAIJA.name, "feedback_request")
    room.outbox.mark_handing(due.mail_id)
    room.outbox.settle(due.mail_id, LETTER_SENT)
    assert room.told() == (MailState.SENT, "sent")
    assert room.send_all() == 0
    room.pass_time(days=200)
    assert room.send_all() == 0


def test_claim_is_stored_before_anything_goes_out(room: MailRoom) -> None:
    due = claimed(room)
    letter = room.letter()
    assert (letter.state, letter.tries, letter.claimed_at) == (MailState.CLAIMED, 1, room.now)
    assert room.outbox.claim() is None
    room.outbox.mark_handing(due.mail_id)
    assert room.letter().state is MailState.HANDING


def test_two_claimers_at_once_get_one_letter(room: MailRoom) -> None:
    room.judge()
    gate = threading.Barrier(4)
    got: list[LetterDue | None] = []

    def claim() -> None:
        outbox = room.new_outbox()
        gate.wait()
        got.append(outbox.claim())

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([due for due in got if due is not None]) == 1
    assert room.letter().tries == 1


def test_temporary_failure_backs_off_longer_each_time_and_is_given_up_after_two_weeks(room: MailRoom) -> None:
    waits = []
    room.judge()
    begun = room.now
    while room.letter().state is MailState.QUEUED:
        due = room.outbox.claim()
        if due is None:
            room.now = max(room.now, room.letter().next_try_at)
            continue
        room.outbox.settle(due.mail_id, TEMPORARY)
        waits.append(room.letter().next_try_at - room.now)
    assert tuple(waits[:4]) == BACK_OFF
    assert set(waits[4:]) == {BACK_OFF[-1]}
    assert room.told() == (MailState.DROPPED, "queued_too_long")
    assert timedelta(days=14) < room.now - begun < timedelta(days=18), "at the first working hour after two weeks"


def test_claim_that_was_given_back_without_fault_is_due_at_once_and_used_no_try(room: MailRoom) -> None:
    due = claimed(room)
    room.outbox.settle(due.mail_id, Settlement(MailState.QUEUED, reason="stopping", counts=False))
    assert (room.told(), room.letter().tries) == ((MailState.QUEUED, "stopping"), 0)
    assert claimed(room).mail_id == due.mail_id


def test_death_in_claimed_sends_later_and_death_in_handing_never_again(room: MailRoom) -> None:
    due = claimed(room)
    assert room.new_outbox().recover() == 0
    assert room.told() == (MailState.QUEUED, "restarted")
    again = claimed(room)
    assert again.mail_id == due.mail_id
    room.outbox.mark_handing(again.mail_id)
    assert room.new_outbox().recover() == 1
    assert room.told() == (MailState.UNKNOWN, "stopped_while_handing")
    room.pass_time(days=3)
    assert room.send_all() == 0
    room.outbox.settle(again.mail_id, TEMPORARY)
    assert room.letter().state is MailState.UNKNOWN


def test_claim_is_old_after_half_a_minute(room: MailRoom) -> None:
    due = claimed(room)
    room.pass_time(seconds=CLAIM_TERM.total_seconds() - 1)
    assert room.outbox.still_fresh(due)
    room.pass_time(seconds=1)
    assert not room.outbox.still_fresh(due)


def test_content_is_not_handed_over_on_a_claim_that_was_given_back(room: MailRoom) -> None:
    due = claimed(room)
    room.new_outbox().recover()
    with pytest.raises(ClaimLost):
        room.outbox.mark_handing(due.mail_id)


def test_withdrawal_after_queueing_stops_the_letter(room: MailRoom) -> None:
    room.judge()
    assert room.letter().state is MailState.QUEUED
    room.withdraws()
    assert room.outbox.claim() is None
    assert room.told() == (MailState.DROPPED, "withdrawn")
    assert room.verdicts() == [("never", "withdrawn")]


def test_withdrawal_between_two_tries_stops_the_second(room: MailRoom) -> None:
    room.outbox.settle(claimed(room).mail_id, TEMPORARY)
    room.withdraws()
    room.pass_time(minutes=5)
    assert room.outbox.claim() is None
    assert room.told() == (MailState.DROPPED, "withdrawn")


def test_withdrawal_counts_also_when_the_clock_was_set_back_since(room: MailRoom) -> None:
    room.judge()
    room.pass_time(hours=1)
    room.withdraws()
    room.pass_time(minutes=-59)
    assert room.outbox.claim() is None
    assert room.told() == (MailState.DROPPED, "withdrawn")


def test_booking_cancelled_after_queueing_is_dropped_and_lives_again_when_it_stands_again(room: MailRoom) -> None:
    room.judge()
    token = room.letter().token
    room.cancelled()
    assert room.outbox.claim() is None
    assert room.told() == (MailState.DROPPED, "cancelled")
    room.visit()
    assert claimed(room).token == token
    assert room.letter().tries == 1


def test_booking_moved_after_queueing_waits_for_its_new_end(room: MailRoom) -> None:
    room.judge()
    room.visit(hours_ago=-72, status=BookingStatus.PLANNED)
    assert room.outbox.claim() is None
    assert room.told() == (MailState.QUEUED, "not_ended")
    assert room.letter().next_try_at > room.now + timedelta(hours=72)
    room.pass_time(hours=96)
    assert claimed(room).starts_at > room.now - timedelta(hours=25)


def test_caps_make_a_letter_wait_and_never_fall_out(register_url: str) -> None:
    room = MailRoom(register_url, caps=SendingCaps(per_hour=1, per_day=200))
    for number, mailbox in enumerate((MAIJA, LIISA)):
        room.visit(f"visit-{number}", mailbox=mailbox)
        room.consents(mailbox)
    assert room.send_all() == 1
    assert [letter.reason for letter in room.letters()] == ["sent", "hourly_cap"]
    assert room.letters()[1].next_try_at == room.now + timedelta(hours=1)
    room.pass_time(hours=1)
    assert room.send_all() == 1
    room.database.close()


def test_letter_queued_in_the_evening_waits_for_the_next_working_morning(room: MailRoom) -> None:
    room.judge()
    room.pass_time(hours=10)
    assert room.outbox.claim() is None
    assert room.told() == (MailState.QUEUED, "outside_hours")
    local = room.letter().next_try_at.astimezone(room.policy.feedback.hours.zone)
    assert (local.isoweekday(), local.hour) == (1, 8)


def test_person_who_was_asked_is_not_asked_about_another_visit_for_ninety_days(room: MailRoom) -> None:
    assert room.send_all() == 1
    room.pass_time(days=33)
    room.visit("visit-2")
    assert room.send_all() == 0
    assert room.verdicts()[-1] == ("never", "asked_lately")
    room.pass_time(days=61)
    room.visit("visit-3")
    assert room.send_all() == 1


def test_two_records_of_one_person_are_asked_once(room: MailRoom) -> None:
    room.visit("visit-2", mailbox=LIISA)
    room.consents(LIISA)
    first, second = room.person(MAIJA.address), room.person(LIISA.address)
    room.do(lambda session: session.add(_same(first, second)))
    room.pass_time(hours=1)
    assert room.send_all() == 1
    assert sorted(reason for _, reason in room.verdicts()) == ["asked_lately", "ok"]


def _same(one: int, other: int) -> Judgement:
    return Judgement(
        person_a=one, person_b=other, kind=JudgementKind.SAME, reason="staff", made_by="staff:sari", made_at=NOW
    )


def test_skipped_booking_is_dropped_and_never_asked_about(room: MailRoom) -> None:
    room.judge()
    by = By("staff:sari", room.now)
    assert room.do(lambda session: skip(session, room.booking_id(), None, by)) == 1
    assert room.told() == (MailState.DROPPED, "staff_skip")
    room.visit(hours_ago=2.5)
    assert room.send_all() == 0
    assert room.verdicts() == [("never", "staff_skip")]


def test_booking_can_be_skipped_before_anybody_has_judged_it(room: MailRoom) -> None:
    room.visit("visit-1", hours_ago=-5)
    by = By("staff:sari", room.now)
    assert room.do(lambda session: skip(session, room.booking_id(), None, by)) == 0
    room.pass_time(days=3, hours=3)
    assert room.send_all() == 0
    assert room.verdicts() == [("never", "staff_skip")]


def test_letter_that_needs_approval_waits_for_a_person(register_url: str) -> None:
    room = MailRoom(register_url, needs_approval=True)
    room.visit()
    room.consents()
    assert room.send_all() == 0
    assert room.letter().state is MailState.WAITING
    assert room.approve_all() == 1
    assert (room.letter().approved_by, room.letter().approved_at) == ("staff:sari", room.now)
    assert room.send_all() == 1
    room.database.close()


def test_consent_is_read_again_after_the_approval(register_url: str) -> None:
    room = MailRoom(register_url, needs_approval=True)
    room.visit()
    room.consents()
    room.judge()
    room.approve_all()
    room.withdraws()
    assert room.send_all() == 0
    assert room.told() == (MailState.DROPPED, "withdrawn")
    room.database.close()


def test_queued_letters_wait_for_a_person_once_the_firm_wants_to_approve(room: MailRoom) -> None:
    room.judge()
    room.policy = replace(room.policy, needs_approval=True)
    room.outbox = room.new_outbox()
    room.outbox.recover()
    assert room.letter().state is MailState.WAITING
    room.approve_all()
    room.outbox.recover()
    assert room.send_all() == 1


def owned(room: MailRoom) -> Owner:
    """Take the register as a daemon of another machine does: only the lease stands between them."""
    ownership = Ownership(room.database)
    owner = ownership.take(room.now)
    ownership.forget()
    return owner


def expire_lease(room: MailRoom) -> None:
    room.do(lambda session: session.exec(sa.update(Lease).values(expires_at=room.now, owner="elsewhere/1/1/x")))


def loser_and_winner(room: MailRoom) -> tuple[Outbox, LetterDue, Outbox]:
    """A daemon claims, then loses the register to another one that settles what it finds."""
    loser = room.new_outbox(owned(room))
    room.judge()
    due = loser.claim()
    assert due is not None
    expire_lease(room)
    winner = room.new_outbox(owned(room))
    winner.recover()
    return loser, due, winner


def test_daemon_that_lost_the_register_hands_nothing_over(room: MailRoom) -> None:
    loser, due, _ = loser_and_winner(room)
    with pytest.raises(AlreadyRunning):
        loser.mark_handing(due.mail_id)
    with pytest.raises(AlreadyRunning):
        loser.claim()
    with pytest.raises(AlreadyRunning):
        loser.recover()


def test_late_answer_of_a_loser_does_not_put_back_what_the_winner_hands_over(room: MailRoom) -> None:
    loser, due, winner = loser_and_winner(room)
    again = winner.claim()
    assert again is not None
    winner.mark_handing(again.mail_id)
    with pytest.raises(AlreadyRunning):
        loser.settle(due.mail_id, TEMPORARY)
    assert room.letter().state is MailState.HANDING
    winner.settle(again.mail_id, LETTER_SENT)
    assert winner.claim() is None


def test_letter_set_aside_lets_the_next_one_go(room: MailRoom) -> None:
    room.visit("visit-2", mailbox=LIISA)
    room.consents(LIISA)
    room.judge()
    first = room.letters()[0]
    room.outbox.set_aside(timedelta(hours=1))
    due = room.outbox.claim()
    assert due is not None
    assert due.mail_id != first.id
    assert room.letters()[0].reason == "error"


def test_asker_gives_its_verdict_in_the_transaction_of_the_letter(room: MailRoom) -> None:
    assert Asker(room.database, room.policy, lambda: room.now).judge_due() == 1
    assert room.verdicts() == [("ask", "ok")]
    assert room.letter().state is MailState.QUEUED
