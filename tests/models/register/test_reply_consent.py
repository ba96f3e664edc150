"""A plain yes by mail: it confirms what waits, or is a consent with two proofs; anything less grants nothing (C6, C8)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from models.register import ledger, people
from models.register.confirmations import ConfirmationDue, ask_confirmation, queue_confirmations
from models.register.merging import merge
from models.register.staff_entries import Grant, Said, StaffEntries
from models.register.wordings import NewWording, add_version
from models.rules.consent import (
    EMAIL_CHANNEL,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentQuery,
    ConsentReason,
)
from models.tables import AuditEntry, ConsentEntry, ConsentWording, OutgoingMail
from models.values import Mailbox
from models.vocabulary import ConsentWord, Language, MessageKind, Purpose, RequestKind, Trust
from tests.models.register.mailroom import LETTER_SENT, MailRoom
from tests.models.register.samples import KEY, MAIJA, message, trusted

YES: dict[str, Any] = {"consent": ConsentWord.GIVEN}
ELSEWHERE = Mailbox("Maija Mäkinen", "maija@muualla.example")
FEEDBACK = Purpose.FEEDBACK_REQUEST


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """Maija is a client whose address is proven; there is a wording. Her visit was three hours ago."""
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    made.visit()
    made.read(message(90, received=made.now, **trusted()))
    reword(made)
    made.pass_time(minutes=1)
    yield made
    made.database.close()


def reword(room: MailRoom) -> None:
    texts = {language: f"Saa pyytää palautetta. {language.value} {room.now}" for language in Language}
    room.do(lambda session: add_version(session, NewWording("feedback", FEEDBACK, texts), room.by))


def by_phone(room: MailRoom, method: ConsentMethod = ConsentMethod.PHONE) -> ConsentReason:
    """Let staff enter a consent; give how it stands."""
    person = room.person(MAIJA.address)

    def enter(session: Any) -> ConsentReason:
        entries = StaffEntries(session, KEY, room.by)
        return entries.give(person, Grant(FEEDBACK, room.now, method, "note 1")).verdicts[0][1].reason

    return ConsentReason(room.do(enter))


def asks(room: MailRoom) -> bool:
    """Let staff ask for the confirmation; give whether the mail goes out."""
    person = room.person(MAIJA.address)
    return bool(room.do(lambda session: ask_confirmation(session, person, FEEDBACK, room.policy, room.by).allowed))


def letter(room: MailRoom) -> OutgoingMail:
    """Ask for the confirmation and send it; give the letter."""
    assert asks(room)
    due = room.outbox.claim()
    assert isinstance(due, ConfirmationDue)
    room.outbox.mark_handing(due.mail_id)
    room.outbox.settle(due.mail_id, LETTER_SENT)
    room.pass_time(hours=1)
    sent: OutgoingMail = room.letters()[-1]
    return sent


def says_yes(room: MailRoom, to: OutgoingMail, uid: int = 1, sender: Mailbox = MAIJA, **changes: Any) -> None:
    room.read(message(uid, sender, received=room.now, **{**YES, "tokens": (to.token,), **changes}))


def kinds(room: MailRoom) -> list[str]:
    return [kind for kind in room.events(room.person(MAIJA.address)) if kind != "confirmation_sent"]


def stands(room: MailRoom) -> bool:
    """Whether a feedback request may go to Maija now."""
    query = ConsentQuery(FEEDBACK.value, EMAIL_CHANNEL, room.now)
    person = room.person(MAIJA.address)
    return bool(room.ask(lambda session: ledger.decide(session, person, query).allowed))


@pytest.mark.parametrize("method", [ConsentMethod.PHONE, ConsentMethod.ORAL, ConsentMethod.EMAIL_REPLY])
def test_consent_that_staff_entered_counts_once_the_person_says_yes_by_mail(
    room: MailRoom, method: ConsentMethod
) -> None:
    assert by_phone(room, method) is ConsentReason.UNCONFIRMED
    sent = letter(room)
    assert not stands(room)
    says_yes(room, sent)
    assert kinds(room) == ["consent_given", "consent_confirmed"]
    assert stands(room)


def test_yes_that_is_read_twice_confirms_once(room: MailRoom) -> None:
    by_phone(room)
    sent = letter(room)
    says_yes(room, sent)
    room.read(message(1, received=room.now, again=True, tokens=(sent.token,), **YES))
    assert kinds(room).count("consent_confirmed") == 1


def test_yes_of_one_whose_other_record_forbids_it_confirms_nothing(room: MailRoom) -> None:
    by_phone(room)
    sent = letter(room)
    person = room.person(MAIJA.address)
    forbidden = ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=room.now, scope=FEEDBACK.value)

    def forbid(session: Session) -> None:
        other = people.make_person(session, room.by)
        merge(session, person, other, room.by)
        ledger.append(session, other, forbidden, room.by)

    room.do(forbid)
    room.pass_time(minutes=1)
    says_yes(room, sent)
    assert kinds(room) == ["consent_given"]


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": ELSEWHERE},
        {"tokens": ()},
        {"tokens": ("rk-someotherletterstoken",)},
        {"forwarded": True},
        {"kind": MessageKind.AUTO_REPLY},
        {"kind": MessageKind.FORM},
        {"consent": ConsentWord.NONE},
        {"requests": (RequestKind.ACCESS,)},
    ],
)
def test_yes_that_lacks_something_confirms_nothing(room: MailRoom, changes: dict[str, Any]) -> None:
    by_phone(room)
    says_yes(room, letter(room), **changes)
    assert kinds(room) == ["consent_given"]


def test_unclear_answer_to_a_confirmation_pauses(room: MailRoom) -> None:
    by_phone(room)
    says_yes(room, letter(room), consent=ConsentWord.UNCLEAR)
    assert kinds(room) == ["consent_given", "pause_set"]


def test_yes_to_a_feedback_request_grants_nothing(room: MailRoom) -> None:
    room.consents()
    room.send_all()
    says_yes(room, room.letters()[0], **trusted())
    assert kinds(room) == ["consent_given"]


def test_confirmation_is_asked_for_once(room: MailRoom) -> None:
    by_phone(room)
    letter(room)
    assert not asks(room)
    assert queue_confirmations(room.database, room.policy, room.now) == 0


def test_nothing_asks_for_a_confirmation_by_itself_of_what_staff_entered(room: MailRoom) -> None:
    by_phone(room)
    assert queue_confirmations(room.database, room.policy, room.now) == 0


def test_paper_needs_no_confirmation(room: MailRoom) -> None:
    assert by_phone(room, ConsentMethod.PAPER) is ConsentReason.OK
    assert not asks(room)


def too_late(room: MailRoom) -> OutgoingMail:
    """Give a confirmation letter whose 14 days are over."""
    by_phone(room)
    sent = letter(room)
    room.pass_time(days=15)
    return sent


def test_proven_yes_after_the_fourteen_days_is_a_consent_by_reply(room: MailRoom) -> None:
    says_yes(room, too_late(room), **trusted())
    (grant,) = [row for row in room.all(ConsentEntry) if row.method is ConsentMethod.EMAIL_REPLY]
    assert (grant.sender_verified, grant.answers_wording, grant.wording) == (True, True, "feedback@1")
    assert stands(room)


@pytest.mark.parametrize("trust", [Trust.NONE, Trust.FAILED])
def test_unproven_yes_waits_for_its_own_confirmation(room: MailRoom, trust: Trust) -> None:
    says_yes(room, too_late(room), trust=trust)
    assert not stands(room)
    assert queue_confirmations(room.database, room.policy, room.now) == 1
    due = room.outbox.claim()
    assert isinstance(due, ConfirmationDue)
    room.outbox.mark_handing(due.mail_id)
    room.outbox.settle(due.mail_id, LETTER_SENT)
    room.pass_time(hours=1)
    says_yes(room, room.letters()[-1], uid=2)
    assert kinds(room)[-1] == "consent_confirmed"
    assert stands(room)


def test_yes_to_a_wording_that_was_replaced_grants_nothing(room: MailRoom) -> None:
    sent = too_late(room)
    reword(room)
    says_yes(room, sent, **trusted())
    assert kinds(room) == ["consent_given"]


def test_yes_against_a_prohibition_grants_nothing(room: MailRoom) -> None:
    sent = too_late(room)
    person = room.person(MAIJA.address)
    room.do(lambda session: StaffEntries(session, KEY, room.by).prohibit(person, None, Said(room.now)))
    says_yes(room, sent, **trusted())
    assert kinds(room) == ["consent_given", "prohibition_set"]


def test_withdrawal_after_the_yes_ends_it(room: MailRoom) -> None:
    by_phone(room)
    sent = letter(room)
    says_yes(room, sent)
    room.pass_time(minutes=5)
    room.read(message(2, received=room.now, withdrawal_word=True))
    assert not stands(room)


def test_staff_who_ask_are_named_in_the_log(room: MailRoom) -> None:
    by_phone(room)
    assert asks(room)
    entry = next(row for row in room.all(AuditEntry) if row.action == "consent.ask_confirmation")
    assert (entry.actor, entry.rule) == (room.by.actor, "C6")


def test_changed_wording_ends_consents_and_asks_nobody_by_itself(room: MailRoom) -> None:
    """C5, C12: a new text is shown in a meeting, on paper, on the page; no letter asks for it."""
    room.consents()
    assert stands(room)
    room.pass_time(minutes=1)
    reword(room)
    assert not stands(room)
    room.judge()
    assert room.verdicts() == [("never", "superseded")]
    assert queue_confirmations(room.database, room.policy, room.now) == 0
    assert not asks(room)
    assert room.letters() == []


def test_new_version_leaves_every_earlier_text_as_it_was(room: MailRoom) -> None:
    before = [(row.id, row.version, row.language, row.text) for row in room.all(ConsentWording)]
    room.pass_time(minutes=1)
    reword(room)
    after = [(row.id, row.version, row.language, row.text) for row in room.all(ConsentWording)]
    assert after[: len(before)] == before
    assert [version for _, version, _, _ in after] == [1, 1, 1, 2, 2, 2]
