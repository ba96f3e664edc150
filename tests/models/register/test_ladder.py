"""Each rung of the ladder, with the reason that is stored (design, section 4)."""

from typing import Any

import pytest
import sqlalchemy as sa

from models.register.audit import By
from models.register.candidates import forget_old
from models.tables import Candidate, CandidateMessage, ClientRelationship, Detail, Person, Seen, Source
from models.values import Mailbox
from models.vocabulary import DetailField, MessageKind
from tests.models.register.office import Office
from tests.models.register.samples import (
    CLIENTS,
    IGNORED,
    INBOX,
    LIISA,
    MAIJA,
    NOW,
    SENT,
    STAFF,
    Step,
    booking,
    calendar_object,
    gone_message,
    keep_out_by,
    message,
    reply_by_staff,
    value,
)


def rung(office: Office) -> str:
    return str(office.all(ClientRelationship)[0].rung)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"folder": IGNORED}, "ignored_folder"),
        ({"sender": None}, "no_sender"),
        ({"sender": STAFF}, "outgoing_to_strangers"),
        ({"kind": MessageKind.BOUNCE}, "bounce"),
        ({"kind": MessageKind.AUTO_REPLY}, "automated"),
        ({"kind": MessageKind.BULK}, "bulk"),
        ({}, "candidate"),
    ],
)
def test_stranger_becomes_no_client_and_the_reason_is_stored(
    office: Office, changes: dict[str, Any], reason: str
) -> None:
    office.read(message(1, **changes))
    assert office.reasons() == [reason]
    assert office.count(Person) == 0
    assert office.count(Detail) == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": MessageKind.FORM}, "form"),
        ({"kind": MessageKind.BOOKING}, "form"),
        ({"folder": CLIENTS}, "client_folder"),
    ],
)
def test_sender_becomes_client_by_the_first_rung_that_fits(
    office: Office, changes: dict[str, Any], reason: str
) -> None:
    office.read(message(1, **changes))
    assert office.reasons() == [reason]
    assert rung(office) == reason
    assert office.values(office.person(MAIJA.address)) == ["Maija Mäkinen", "maija@asiakas.example"]


@pytest.mark.parametrize("kind", [MessageKind.FORM, MessageKind.BOOKING])
def test_client_of_a_form_is_the_person_in_it_not_the_service_that_sent_it(office: Office, kind: MessageKind) -> None:
    service = Mailbox("Lomake", "lomake@palvelu.example")
    for number, person in enumerate((MAIJA, LIISA), start=1):
        values = (value(DetailField.PERSON_NAME, person.name), value(DetailField.EMAIL, person.address))
        office.read(message(number, service, kind=kind, subject_of=None, found=values))
    assert office.reasons() == ["form", "form"]
    assert office.values(office.person(MAIJA.address)) == ["Maija Mäkinen", "maija@asiakas.example"]
    assert office.values(office.person(LIISA.address)) == ["Liisa Laine", "liisa@laine.example"]


def test_form_that_the_firms_own_site_mails_makes_a_client_of_the_person_in_it(office: Office) -> None:
    site = Mailbox("Verkkosivut", "www@firma.example")
    values = (value(DetailField.PERSON_NAME, MAIJA.name), value(DetailField.EMAIL, MAIJA.address))
    office.read(message(1, site, kind=MessageKind.FORM, subject_of=None, found=values))
    assert office.reasons() == ["form"]
    assert office.values(office.person(MAIJA.address)) == ["Maija Mäkinen", "maija@asiakas.example"]


def test_form_without_an_address_makes_no_client_of_the_service(office: Office) -> None:
    service = Mailbox("Lomake", "lomake@palvelu.example")
    phone = (value(DetailField.PHONE, "+358401234567"),)
    office.read(message(1, service, kind=MessageKind.FORM, subject_of=None, found=phone))
    assert office.reasons() == ["no_sender"]
    assert office.count(Person) == 0


def test_booked_person_becomes_client_and_their_mail_is_then_known(office: Office) -> None:
    office.read(calendar_object(booking()), message(1))
    assert rung(office) == "booking"
    assert office.reasons() == ["known"]
    assert office.count(Person) == 1


def test_suppressed_sender_stands_before_every_other_rung(office: Office) -> None:
    office.do(lambda session: keep_out_by(session, DetailField.EMAIL, MAIJA.address, NOW))
    office.read(message(1, folder=CLIENTS))
    assert office.reasons() == ["suppressed"]
    assert office.count(Person) == 0


def test_candidate_is_name_address_and_pointer_only(office: Office) -> None:
    office.read(message(1, more=(value(DetailField.PHONE, "+358401234567"),)), message(2))
    (candidate,) = office.all(Candidate)
    assert (candidate.name, candidate.address) == (MAIJA.name, MAIJA.address)
    assert [row.item for row in office.all(CandidateMessage)] == ["1", "2"]
    assert office.count(Source) == 0
    assert office.count(Detail) == 0


def test_name_of_a_candidate_is_cleaned_and_bears_no_identity_code(office: Office) -> None:
    office.read(message(1, Mailbox("Maija\x00 Mäkinen\n 131052-308T", MAIJA.address)))
    (candidate,) = office.all(Candidate)
    assert "308T" not in candidate.name
    assert candidate.name.startswith("Maija Mäkinen")


def test_candidate_is_gone_after_thirty_days_undecided(office: Office) -> None:
    office.read(message(1))
    office.pass_time(days=29)
    assert office.do(lambda session: forget_old(session, By("daemon", office.now))) == 0
    office.pass_time(days=1)
    assert office.do(lambda session: forget_old(session, By("daemon", office.now))) == 1
    assert office.count(Candidate) == office.count(CandidateMessage) == 0


def test_answered_candidate_becomes_client_and_their_mail_is_read_again(office: Office) -> None:
    first = message(1, more=(value(DetailField.PHONE, "+358401234567"),))
    office.read(first, message(2), reply_by_staff(1))
    person = office.person(MAIJA.address)
    assert rung(office) == "staff_answered"
    assert office.values(person) == ["+358401234567", "Maija Mäkinen", "maija@asiakas.example"]
    assert office.count(Person) == 1
    assert office.count(Candidate) == 0
    assert office.wishes() == []


def test_message_of_a_promoted_candidate_that_is_gone_is_wished_once(office: Office) -> None:
    lost = message(1)
    office.read(lost)
    office.lose(lost)
    office.read(reply_by_staff(1))
    assert office.wishes() == []
    person = office.person(MAIJA.address)
    office.read(message(3))
    assert office.reasons()[-1] == "known"
    assert office.person(MAIJA.address) == person


def test_gone_message_of_an_old_numbering_marks_no_other_message(office: Office) -> None:
    office.read(calendar_object(booking()), message(5, validity="2"))
    office.store(Step(gone=(gone_message(5, validity="1"),)), INBOX)
    assert [row.gone_at for row in office.all(Source) if row.item == "5"] == [None]


def test_filed_candidate_becomes_client_although_their_first_message_is_gone(office: Office) -> None:
    inbox = message(1, digest="aa" * 16)
    office.read(inbox)
    office.lose(inbox)
    office.read(message(7, folder=CLIENTS, digest="aa" * 16))
    assert office.reasons() == ["client_folder"], "what was seen of the first place is carried to the second"
    assert office.count(Person) == 1
    assert office.wishes() == []


def test_answer_to_a_client_is_no_answer_to_those_in_copy(office: Office) -> None:
    office.read(calendar_object(booking()), message(1, LIISA))
    office.read(reply_by_staff(1, recipients=(MAIJA, Mailbox("", "info@firma.example"))))
    assert office.count(Person) == 1
    assert office.count(Candidate) == 1


def test_automatic_answer_of_our_own_makes_nobody_a_client(office: Office) -> None:
    office.read(message(1), reply_by_staff(1, kind=MessageKind.AUTO_REPLY))
    assert office.count(Person) == 0
    assert office.count(Candidate) == 1


def test_forged_own_address_makes_nobody_a_client(office: Office) -> None:
    office.read(message(1))
    office.read(message(2, STAFF, recipients=(MAIJA,), in_reply_to=("any@asiakas.example",)))
    assert office.count(Person) == 0
    assert office.count(Candidate) == 1


def test_message_first_ignored_is_read_when_staff_file_it_elsewhere(office: Office) -> None:
    office.read(message(1, folder=IGNORED, digest="bb" * 16), message(1, folder=CLIENTS, digest="bb" * 16))
    assert office.reasons() == ["ignored_folder", "client_folder"]
    assert office.count(Seen) == 2
    assert SENT not in {place.stream for place in office.items}


def test_all_candidates_of_a_first_look_into_a_large_mailbox_are_gone_on_one_day(office: Office) -> None:
    """More of them than a statement takes values: 65,535 on PostgreSQL."""
    count = 66_000
    numbers = sa.select(sa.literal(1).label("i")).cte("numbers", recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.i + 1).where(numbers.c.i < count))
    address = sa.literal("asiakas") + sa.cast(numbers.c.i, sa.Text)
    columns = Candidate.metadata.tables["candidate"].c
    seen = sa.literal(office.now, columns.first_seen_at.type)
    rows = sa.select(address, address, sa.literal(""), seen, seen, sa.literal(office.now.date(), sa.Date))
    names = ["address", "address_key", "name", "first_seen_at", "last_seen_at", "delete_from"]
    office.do(lambda session: session.execute(sa.insert(Candidate).from_select(names, rows)))
    assert office.do(lambda session: forget_old(session, By("daemon", office.now))) == count
    assert office.count(Candidate) == 0
