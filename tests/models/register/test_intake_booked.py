"""Whose a booking is: clients, who it is for and by whom, found by address, phone or title; judged anew when that changes."""

from dataclasses import replace
from typing import Any

from models.tables import (
    Booking,
    BookingPerson,
    BookingRole,
    Candidate,
    DecisionOutcome,
    Detail,
    FeedbackDecision,
    Judgement,
    Person,
    Source,
)
from models.values import Mailbox, PersonHint
from models.vocabulary import HintRole, SourceKind
from tests.models.register.office import Office
from tests.models.register.samples import (
    CLIENTS,
    LIISA,
    MAIJA,
    STAFF,
    at,
    booking,
    calendar_object,
    hint,
    message,
    titled,
)


def parts(office: Office) -> set[tuple[int, BookingRole]]:
    return {(row.person_id, row.role) for row in office.all(BookingPerson)}


def organiser(person: Mailbox, **changes: Any) -> PersonHint:
    return hint(person, HintRole.ORGANISER, **changes)


def test_attendee_of_a_staff_event_is_client_and_booked_for(office: Office) -> None:
    office.read(calendar_object(booking(people=(organiser(STAFF), hint()))))
    maija = office.person(MAIJA.address)
    assert parts(office) == {(maija, BookingRole.CLIENT), (maija, BookingRole.BOOKED_FOR)}
    assert {row.kind for row in office.all(Source)} == {SourceKind.CALENDAR_OWN}


def test_booker_is_told_from_the_one_it_is_for(office: Office) -> None:
    office.read(calendar_object(booking(people=(organiser(MAIJA), hint(LIISA), hint(STAFF)))))
    maija, liisa = office.person(MAIJA.address), office.person(LIISA.address)
    assert parts(office) == {
        (maija, BookingRole.CLIENT),
        (maija, BookingRole.BOOKED_BY),
        (liisa, BookingRole.BOOKED_FOR),
    }
    assert {row.kind for row in office.all(Source)} == {SourceKind.CALENDAR_INVITATION}


def test_everyone_of_a_group_is_booked_for(office: Office) -> None:
    office.read(calendar_object(booking(people=(hint(), hint(LIISA)))))
    liisa = office.person(LIISA.address)
    assert (liisa, BookingRole.BOOKED_FOR) in parts(office)
    assert (liisa, BookingRole.CLIENT) not in parts(office)


def test_replaced_attendee_is_untied_and_the_booking_is_judged_anew(office: Office) -> None:
    office.read(calendar_object(booking(start=at(days=-1))))
    judged(office, DecisionOutcome.NEVER)
    office.read(calendar_object(booking(start=at(days=-1), people=(hint(LIISA),)), version="v2"))
    assert {person for person, _ in parts(office)} == {office.person(LIISA.address)}
    assert office.all(Booking)[0].judge_from == at(days=-1, hours=1)
    assert office.count(FeedbackDecision) == 0


def judged(office: Office, outcome: DecisionOutcome, **changes: Any) -> None:
    """Let the first booking be decided."""

    def deed(session: Any) -> None:
        row = session.get_one(Booking, 1)
        row.judge_from = None
        session.add(row)
        decision = FeedbackDecision(
            booking_id=1, person_id=1, outcome=outcome, reason="test", decided_at=office.now, **changes
        )
        session.add(decision)

    office.do(deed)


def test_booking_skipped_by_staff_stays_skipped_when_it_moves(office: Office) -> None:
    office.read(calendar_object(booking()))
    judged(office, DecisionOutcome.NEVER, skipped_by="staff:sari")
    office.read(calendar_object(booking(start=at(days=2)), version="v2"))
    assert [row.skipped_by for row in office.all(FeedbackDecision)] == ["staff:sari"]


def test_mark_against_feedback_is_judged_anew(office: Office) -> None:
    office.read(calendar_object(booking()))
    judged(office, DecisionOutcome.WAIT)
    office.read(calendar_object(booking(no_feedback=True), version="v2"))
    assert office.count(FeedbackDecision) == 0
    assert office.all(Booking)[0].judge_from is not None


def test_title_finds_a_known_client_in_either_order_of_names(office: Office) -> None:
    office.read(message(1, folder=CLIENTS))
    titles = ["Maija Mäkinen", "Työnohjaus: mäkinen maija", "Maija Mäkinen; etä", "“Maija Mäkinen”/uusi"]
    for n, title in enumerate(titles):
        office.read(calendar_object(titled(title, f"visit-{n}")))
    assert [row.match_reason for row in office.all(Booking)] == ["title_name"] * len(titles)


def test_title_of_nobody_known_is_matched_when_the_client_becomes_known(office: Office) -> None:
    office.read(calendar_object(titled("Maija Mäkinen")))
    assert [row.match_reason for row in office.all(Booking)] == ["nobody"]
    office.read(message(1, folder=CLIENTS))
    assert [row.match_reason for row in office.all(Booking)] == ["title_name"]
    assert {person for person, _ in parts(office)} == {office.person(MAIJA.address)}


def test_title_is_never_stored(office: Office) -> None:
    office.read(calendar_object(titled("Salainen aihe: Maija Mäkinen")))
    assert "Salainen" not in str(office.all(Booking)) + str(office.all(Source))


def test_title_that_fits_two_clients_waits_for_a_person(office: Office) -> None:
    office.read(message(1, folder=CLIENTS), message(2, Mailbox(MAIJA.name, "toinen@asiakas.example"), folder=CLIENTS))
    office.read(calendar_object(titled("Maija Mäkinen")))
    assert [row.match_reason for row in office.all(Booking)] == ["ambiguous"]
    assert office.count(Judgement) == 1
    assert parts(office) == set()


def test_booked_candidate_becomes_client_and_their_mail_is_read_again(office: Office) -> None:
    office.read(message(1), calendar_object(booking()))
    assert office.count(Candidate) == 0
    assert office.reasons() == ["known"]


def test_address_in_place_of_a_name_is_no_name(office: Office) -> None:
    office.read(calendar_object(booking(people=(hint(Mailbox(MAIJA.address, MAIJA.address)),))))
    assert office.values(office.person(MAIJA.address)) == [MAIJA.address]


def test_phone_in_a_staff_event_finds_a_known_client(office: Office) -> None:
    office.read(calendar_object(booking(people=(hint(phone="040 123 4567"),))))
    mentioned = PersonHint(HintRole.MENTIONED, phone="+358401234567")
    office.read(calendar_object(booking("visit-2", people=(mentioned,))))
    assert office.all(Booking)[1].match_reason == "phone"
    assert office.count(Person) == 1


def test_phone_of_nobody_makes_nobody(office: Office) -> None:
    office.read(calendar_object(booking(people=(PersonHint(HintRole.MENTIONED, phone="+358401234567"),))))
    assert office.count(Person) == office.count(Detail) == 0
    assert office.all(Booking)[0].match_reason == "nobody"


def test_other_name_on_a_known_address_is_tied_to_nobody(office: Office) -> None:
    office.read(calendar_object(booking()))
    other = replace(hint(), name="Matti Mäkinen")
    office.read(calendar_object(booking("visit-2", people=(other,))))
    assert office.all(Booking)[1].match_reason == "other_name_on_address"
    assert {row.booking_id for row in office.all(BookingPerson)} == {1}
    assert office.count(Judgement) == 1
