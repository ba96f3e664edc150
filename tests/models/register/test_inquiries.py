"""What a client asks beside their rights is a case; words of an answer are stored, but for those that touch Article 9 (G9)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.errors import Declined
from models.register import inquiries
from models.register.queries.card import person_card
from models.register.staff_entries import Said, StaffEntries
from models.tables import AuditEntry, FeedbackAnswer, Inquiry, OutgoingMail, RightsRequest
from models.values import Mailbox
from models.vocabulary import InquiryChannel, InquiryKind, InquiryState, MessageKind, RequestKind
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import KEY, LIISA, MAIJA, message

ASKS: dict[str, Any] = {"inquiry": InquiryKind.INQUIRY}
SICK = "Sain diagnoosin ja olen sairauslomalla."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """Maija has consented and was asked about her visit."""
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    made.ask_maija()
    made.pass_time(hours=1)
    yield made
    made.database.close()


def says(room: MailRoom, uid: int = 1, sender: Mailbox = MAIJA, *, answering: bool = True, **words: Any) -> None:
    letter: OutgoingMail = room.letters()[0]
    room.read(message(uid, sender, received=room.now, **{"tokens": (letter.token,) if answering else (), **words}))


def cases(room: MailRoom) -> list[tuple[str, str]]:
    return [(row.kind.value, row.channel.value) for row in room.all(Inquiry)]


@pytest.mark.parametrize("answering", [True, False])
def test_inquiry_in_a_mail_or_an_answer_is_a_case_with_its_dates(room: MailRoom, answering: bool) -> None:
    says(room, answering=answering, **ASKS)
    (row,) = room.all(Inquiry)
    assert (row.person_id, row.kind, row.channel) == (room.person(MAIJA.address), "inquiry", "email")
    assert (row.received_on, row.due_on, row.state) == (date(2026, 11, 20), date(2026, 12, 4), InquiryState.OPEN)


def test_mail_that_is_read_twice_opens_one_case(room: MailRoom) -> None:
    says(room, **ASKS)
    says(room, again=True, **ASKS)
    assert len(cases(room)) == 1


@pytest.mark.parametrize(
    "words",
    [
        {"kind": MessageKind.AUTO_REPLY, "inquiry": InquiryKind.COMPLAINT},
        {"requests": (RequestKind.ACCESS,), "inquiry": InquiryKind.INQUIRY},
        {"inquiry": None},
    ],
)
def test_machines_and_rights_requests_open_no_inquiry(room: MailRoom, words: dict[str, Any]) -> None:
    says(room, **words)
    assert room.count(Inquiry) == 0


def test_old_mail_that_is_read_for_the_first_time_opens_no_case(room: MailRoom) -> None:
    says(room, answering=False, **ASKS)
    room.pass_time(days=40)
    room.read(message(7, received=room.now.replace(month=10), **ASKS))
    assert len(cases(room)) == 1


def test_strangers_mail_opens_no_case(room: MailRoom) -> None:
    says(room, sender=LIISA, answering=False, **ASKS)
    assert room.count(Inquiry) == 0


def test_words_of_an_answer_by_mail_are_stored_with_its_score(room: MailRoom) -> None:
    says(room, feedback_score=5, feedback_comment="Hyvä\x07 tapaaminen.\n\n\n\nKiitos!" + "x" * 3000)
    (answer,) = room.all(FeedbackAnswer)
    assert answer.score == 5
    assert answer.comment.startswith("Hyvä tapaaminen.\n\nKiitos!x")
    assert len(answer.comment) == 2000


@pytest.mark.parametrize("text", [SICK, "x " * 1500 + SICK])
def test_words_that_touch_health_are_not_stored_and_staff_get_their_place(room: MailRoom, text: str) -> None:
    says(room, feedback_score=2, feedback_comment=text)
    (answer,) = room.all(FeedbackAnswer)
    assert (answer.score, answer.comment) == (2, None)
    (case,) = room.ask(lambda session: inquiries.list_inquiries(session, date(2026, 11, 20)))
    assert (case.kind, case.words) == (InquiryKind.WORDS_TO_READ, None)
    assert case.place is not None
    assert room.do(lambda session: "diagnoo" not in str(person_card(session, room.by, answer.mail_id)))


def test_second_answer_is_a_change_and_both_are_shown(room: MailRoom) -> None:
    says(room, feedback_score=2, feedback_comment="Myöhässä taas.")
    room.pass_time(hours=1)
    says(room, 2, feedback_score=4, feedback_comment="Asia selvisi.")
    card = room.do(lambda session: person_card(session, room.by, room.person(MAIJA.address)))
    assert [(row.score, row.comment) for row in card.answers] == [(2, "Myöhässä taas."), (4, "Asia selvisi.")]


def test_answer_of_whom_the_use_of_data_is_forbidden_is_not_stored(room: MailRoom) -> None:
    person = room.person(MAIJA.address)
    room.do(lambda session: StaffEntries(session, KEY, room.by).prohibit(person, None, Said(room.now)))
    says(room, feedback_score=5, feedback_comment="Hyvä.")
    assert room.count(FeedbackAnswer) == 0


def test_answers_after_a_second_withdrawal_of_everything(room: MailRoom) -> None:
    """What was answered before each withdrawal is gone for good; a later answer stays until the next one."""
    says(room, 1, feedback_score=5)
    room.pass_time(hours=1)
    says(room, 2, withdrawal_word=True)
    assert room.count(FeedbackAnswer) == 0
    room.pass_time(hours=1)
    says(room, 3, feedback_score=3)
    room.pass_time(hours=1)
    says(room, 4, withdrawal_word=True)
    assert room.count(FeedbackAnswer) == 0
    room.pass_time(hours=1)
    says(room, 5, feedback_score=1)
    for uid, moment, score in ((1, -4, 5), (3, -2, 3)):
        received = room.now.replace(hour=room.now.hour + moment)
        room.read(message(uid, received=received, again=True, tokens=(room.letters()[0].token,), feedback_score=score))
    assert [row.score for row in room.all(FeedbackAnswer)] == [1]


def test_staff_enter_answer_and_close_inquiries(room: MailRoom) -> None:
    person = room.person(MAIJA.address)

    def act(deed: Any, *arguments: Any) -> Any:
        return room.do(lambda session: deed(session, *arguments, room.by).state.value)

    enter = (person, InquiryKind.COMPLAINT, InquiryChannel.PHONE, room.now)
    assert act(inquiries.enter, *enter) == act(inquiries.enter, *enter) == "open"
    assert act(inquiries.answer, 1, "mail of 23.11.") == "answered"
    assert act(inquiries.dismiss, 2, "asked twice") == "nothing_to_answer"
    for deed, number, note in (
        (inquiries.answer, 1, ""),
        (inquiries.answer, 9, ""),
        (inquiries.dismiss, 2, " "),
        (inquiries.answer, 2, ""),
    ):
        with pytest.raises(Declined):
            act(deed, number, note)
    assert room.ask(lambda session: inquiries.list_inquiries(session, date(2026, 11, 20))) == ()


def test_log_tells_an_inquiry_that_was_dismissed_late_from_one_answered_late(room: MailRoom) -> None:
    spoken = (room.person(MAIJA.address), InquiryKind.INQUIRY, InquiryChannel.PHONE, room.now)
    for _ in range(2):
        room.do(lambda session: inquiries.enter(session, *spoken, room.by))
    room.pass_time(days=30)
    room.do(lambda session: inquiries.answer(session, 1, "", room.by))
    room.do(lambda session: inquiries.dismiss(session, 2, "asked twice", room.by))
    acts = [(row.action, row.result) for row in room.all(AuditEntry) if row.object_type == "inquiry"]
    assert acts[2:] == [("inquiry.answer", "late"), ("inquiry.dismiss", "late")]


def test_note_of_an_answer_tells_nothing_of_health(room: MailRoom) -> None:
    says(room, **ASKS)
    with pytest.raises(Declined):
        room.do(lambda session: inquiries.answer(session, 1, SICK, room.by))


def test_complaint_beside_a_request_for_data_is_the_requests_case(room: MailRoom) -> None:
    says(room, requests=(RequestKind.COMPLAINT_FOLLOWUP,), inquiry=InquiryKind.COMPLAINT)
    assert (room.count(RightsRequest), room.count(Inquiry)) == (1, 0)
