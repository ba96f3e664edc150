"""What a mail says acts at once: withdrawal, pause, objection, rights requests, answers. Nothing in it ever grants."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.register.audit import By
from models.register.outbox import NewRequest, queue
from models.register.page_answers import answers_to, take_back
from models.tables import ConsentEntry, FeedbackAnswer, OutgoingMail, RightsRequest, row_id
from models.values import Mailbox
from models.vocabulary import ConsentWord, DetailField, MailState, MessageKind, RequestKind, Trust
from tests.models.register.office import Office
from tests.models.register.samples import (
    CLIENTS,
    IGNORED,
    LIISA,
    MAIJA,
    SENT,
    STAFF,
    at,
    booking,
    calendar_object,
    keep_out_by,
    message,
    reply_by_staff,
    trusted,
)

FREE_WORDS: dict[str, Any] = {"consent": ConsentWord.WITHDRAWN}


def asked(office: Office, state: MailState = MailState.SENT) -> OutgoingMail:
    """Give a request that went to Maija about her booking."""
    office.read(calendar_object(booking(start=at(days=-2))))
    person = office.person(MAIJA.address)

    def send(session: Any) -> None:
        mail = queue(session, NewRequest(1, person, "firma.example", approved=True), office.now)
        mail.state = state
        session.add(mail)

    office.do(send)
    letter: OutgoingMail = office.all(OutgoingMail)[0]
    return letter


@pytest.mark.parametrize("words", [{"withdrawal_word": True}, FREE_WORDS])
def test_withdrawal_by_mail_acts_at_once_and_once(office: Office, words: dict[str, Any]) -> None:
    office.read(calendar_object(booking()))
    office.read(message(1, **words), message(9, folder=CLIENTS, digest=message(1).digest, **words))
    (event,) = office.all(ConsentEntry)
    assert (event.type.value, event.purpose, event.at) == ("consent_withdrawn", "all", office.now)


def test_withdrawal_counts_whoever_seems_to_have_sent_it(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, trust=Trust.FAILED, withdrawal_word=True))
    assert office.events(office.person(MAIJA.address)) == ["consent_withdrawn"]


def test_withdrawal_in_an_ignored_folder_counts(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, folder=IGNORED, withdrawal_word=True))
    assert office.events(office.person(MAIJA.address)) == ["consent_withdrawn"]


def test_withdrawal_by_reply_token_counts_for_whom_was_asked(office: Office) -> None:
    letter = asked(office)
    office.read(message(1, LIISA, tokens=(letter.token,), withdrawal_word=True))
    assert office.events(office.person(MAIJA.address)) == ["consent_withdrawn"]
    assert office.count(FeedbackAnswer) == 0


def test_withdrawal_of_a_candidate_is_found_when_they_become_a_client(office: Office) -> None:
    office.read(message(1, withdrawal_word=True), reply_by_staff(1, received=at(hours=1)))
    assert office.events(office.person(MAIJA.address)) == ["consent_withdrawn"]


@pytest.mark.parametrize("kind", [MessageKind.AUTO_REPLY, MessageKind.BOUNCE, MessageKind.BULK])
def test_automatic_message_never_acts(office: Office, kind: MessageKind) -> None:
    letter = asked(office)
    loud: dict[str, Any] = {"requests": (RequestKind.ERASURE,), "feedback_score": 5}
    office.read(message(1, kind=kind, consent=ConsentWord.WITHDRAWN, tokens=(letter.token,), **loud))
    office.read(message(2, kind=kind, consent=ConsentWord.WITHDRAWN, withdrawal_word=True, **loud))
    assert office.count(ConsentEntry) == office.count(RightsRequest) == office.count(FeedbackAnswer) == 0


@pytest.mark.parametrize("kind", [MessageKind.AUTO_REPLY, MessageKind.BULK, MessageKind.FORM])
def test_button_of_a_mail_program_withdraws_though_a_machine_wrote_the_mail(office: Office, kind: MessageKind) -> None:
    letter = asked(office)
    loud: dict[str, Any] = (
        {"requests": (RequestKind.ERASURE,), "feedback_score": 5} if kind is not MessageKind.FORM else {}
    )
    office.read(message(1, LIISA, kind=kind, withdrawal_word=True, tokens=(letter.token,), **loud))
    assert office.events(office.person(MAIJA.address)) == ["consent_withdrawn"]
    assert office.count(RightsRequest) == office.count(FeedbackAnswer) == 0


def test_plain_yes_grants_nothing(office: Office) -> None:
    letter = asked(office)
    office.read(message(1, consent=ConsentWord.GIVEN, tokens=(letter.token,), **trusted()))
    assert office.count(ConsentEntry) == 0


def test_unclear_words_pause(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, consent=ConsentWord.UNCLEAR))
    assert office.events(office.person(MAIJA.address)) == ["pause_set"]


def test_objection_forbids_and_opens_a_case(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, requests=(RequestKind.OBJECTION,)))
    (event,) = office.all(ConsentEntry)
    assert (event.type.value, event.scope) == ("prohibition_set", "data_use")
    assert [row.kind for row in office.all(RightsRequest)] == [RequestKind.OBJECTION]


def test_rights_request_is_a_case_with_its_due_date_from_arrival(office: Office) -> None:
    office.read(calendar_object(booking()))
    # 21:30 UTC in winter is still the same day in Helsinki; 22:30 is the next (D1).
    office.read(message(1, received=at(days=-1, hours=12.5), requests=(RequestKind.ACCESS, RequestKind.ERASURE)))
    cases = office.all(RightsRequest)
    assert [row.kind for row in cases] == [RequestKind.ACCESS, RequestKind.ERASURE]
    assert {(row.received_on, row.due_on) for row in cases} == {(date(2026, 11, 20), date(2026, 12, 21))}
    assert {row.person_id for row in cases} == {office.person(MAIJA.address)}


def test_request_of_a_stranger_gets_its_person_when_they_become_known(office: Office) -> None:
    office.read(message(1, requests=(RequestKind.ACCESS,), **trusted()))
    (case,) = office.all(RightsRequest)
    assert (case.person_id, case.trust) == (None, Trust.NONE)
    office.read(calendar_object(booking()))
    (case,) = office.all(RightsRequest)
    assert (case.person_id, case.trust) == (office.person(MAIJA.address), Trust.VERIFIED)


def test_proof_of_another_address_proves_nothing_of_the_person_asked(office: Office) -> None:
    letter = asked(office)
    office.read(message(1, LIISA, tokens=(letter.token,), requests=(RequestKind.ACCESS,), **trusted()))
    (case,) = office.all(RightsRequest)
    assert case.trust is Trust.NONE


def test_request_of_a_suppressed_person_opens_a_case_and_stores_nothing_else(office: Office) -> None:
    office.do(lambda s: keep_out_by(s, DetailField.EMAIL, MAIJA.address, office.now))
    office.read(message(1, requests=(RequestKind.ACCESS,)))
    assert [(row.kind, row.person_id) for row in office.all(RightsRequest)] == [(RequestKind.ACCESS, None)]
    assert office.facts() == set()


def test_answer_is_tied_to_its_request_once(office: Office) -> None:
    letter = asked(office)
    answer = message(1, in_reply_to=(letter.message_id,), feedback_score=4)
    office.read(answer, answer)
    assert [(row.mail_id, row.score) for row in office.all(FeedbackAnswer)] == [(letter.id, 4)]


def test_answer_that_was_taken_back_does_not_return_when_its_mail_is_read_again(office: Office) -> None:
    letter = asked(office)
    reply: dict[str, Any] = {"in_reply_to": (letter.message_id,), "feedback_score": 4}
    office.read(message(1, **reply), message(2, received=at(hours=1), withdrawal_word=True))
    office.read(message(1, again=True, **reply))
    assert office.count(FeedbackAnswer) == 0
    office.pass_time(days=1)
    office.read(message(3, received=at(hours=3), **reply))
    assert office.count(FeedbackAnswer) == 1


@pytest.mark.parametrize("state", [MailState.QUEUED, MailState.CLAIMED, MailState.DROPPED])
def test_answer_to_what_was_never_sent_is_no_answer(office: Office, state: MailState) -> None:
    letter = asked(office, state)
    office.read(message(1, tokens=(letter.token,), feedback_score=4))
    assert office.count(FeedbackAnswer) == 0


def test_letter_of_unknown_fate_was_sent_when_it_is_answered(office: Office) -> None:
    letter = asked(office, MailState.UNKNOWN)
    office.read(message(1, tokens=(letter.token,), feedback_score=4))
    (mail,) = office.all(OutgoingMail)
    assert (mail.state, mail.reason) == (MailState.SENT, "answered")


@pytest.mark.parametrize(("folder", "state"), [(SENT, MailState.SENT), ("INBOX", MailState.UNKNOWN)])
def test_letter_of_unknown_fate_was_sent_when_it_lies_in_sent(office: Office, folder: str, state: MailState) -> None:
    letter = asked(office, MailState.UNKNOWN)
    office.read(message(1, STAFF, folder=folder, message_id=letter.message_id, recipients=(MAIJA,)))
    assert [row.state for row in office.all(OutgoingMail)] == [state]


def test_reply_to_a_letter_from_an_unknown_address_makes_nobody_a_client(office: Office) -> None:
    letter = asked(office)
    office.read(message(1, Mailbox("Outo", "outo@paha.example"), tokens=(letter.token,), feedback_score=1))
    assert office.reasons() == ["candidate"]
    assert [row.score for row in office.all(FeedbackAnswer)] == [1]


def test_answer_deleted_on_the_page_does_not_return_when_its_mail_is_read_again(office: Office) -> None:
    letter = asked(office)
    office.read(message(1, in_reply_to=(letter.message_id,), feedback_score=4))
    office.do(lambda session: take_back(session, letter, By("page", office.now)))
    said: dict[str, Any] = {"in_reply_to": (letter.message_id,), "feedback_score": 4}
    office.read(message(1, again=True, **said), message(9, folder=CLIENTS, digest="ab" * 16, **said))
    (row,) = office.all(FeedbackAnswer)
    assert (row.score, row.comment, row.taken_back_at) == (None, None, office.now)
    assert office.do(lambda session: answers_to(session, row_id(letter))) == []
    office.now += timedelta(hours=1)
    office.read(message(7, received=office.now, in_reply_to=(letter.message_id,), feedback_score=5))
    assert [row.score for row in office.do(lambda session: answers_to(session, row_id(letter)))] == [5]
