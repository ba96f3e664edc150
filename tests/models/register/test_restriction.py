"""A restricted person is not changed by what arrives, and what arrived meanwhile is read again when it ends (G19)."""

import pytest

from models.errors import Declined
from models.register import restriction
from models.register.audit import By
from models.tables import Booking, BookingPerson, ContactEvent, Person, RightsRequest
from models.vocabulary import ConsentWord, DetailField, RequestKind
from tests.models.register.office import Office
from tests.models.register.samples import MAIJA, at, booking, calendar_object, message, reply_by_staff, value

PHONE = value(DetailField.PHONE, "040 123 4567")


def restricted(office: Office) -> int:
    office.read(message(1), reply_by_staff(2))
    office.read_wanted()
    person_id = office.person(MAIJA.address)
    office.do(lambda session: restriction.restrict(session, person_id, "accuracy contested", by(office)))
    return person_id


def by(office: Office) -> By:
    return By("cli:test", office.now)


def test_mail_of_a_restricted_person_changes_nothing(office: Office) -> None:
    person_id = restricted(office)
    before = (office.values(person_id), office.count(ContactEvent))
    office.read(message(3, more=(PHONE,)), reply_by_staff(4))
    assert (office.values(person_id), office.count(ContactEvent)) == before
    assert office.reasons()[-2] == "restricted"


def test_requests_and_withdrawals_of_a_restricted_person_act(office: Office) -> None:
    person_id = restricted(office)
    office.read(message(3, requests=(RequestKind.ACCESS,), consent=ConsentWord.WITHDRAWN))
    assert office.events(person_id) == ["restriction_set", "consent_withdrawn"]
    assert [row.person_id for row in office.all(RightsRequest)] == [person_id]


def test_booking_of_a_restricted_person_is_tied_to_nobody(office: Office) -> None:
    restricted(office)
    office.read(calendar_object(booking(location="Kotikatu 1")))
    assert office.all(BookingPerson) == []
    (row,) = office.all(Booking)
    assert (row.match_reason, row.place) == ("restricted", "")


def test_what_came_meanwhile_is_read_again_when_it_ends(office: Office) -> None:
    person_id = restricted(office)
    office.read(message(3, more=(PHONE,)))
    office.read(calendar_object(booking(start=at(days=2))))
    office.do(lambda session: restriction.lift(session, person_id, "told by phone on 20.10.", by(office)))
    office.read_wanted()
    assert len(office.values(person_id, DetailField.PHONE)) == 1
    assert {row.person_id for row in office.all(BookingPerson)} == {person_id}
    assert [row.restricted_since for row in office.all(Person)] == [None]


def test_restriction_ends_only_when_the_person_was_told(office: Office) -> None:
    person_id = restricted(office)
    with pytest.raises(Declined, match="told"):
        office.do(lambda session: restriction.lift(session, person_id, " ", by(office)))
    with pytest.raises(Declined, match="already"):
        office.do(lambda session: restriction.restrict(session, person_id, "", by(office)))


def test_person_who_is_not_restricted_has_nothing_to_lift(office: Office) -> None:
    office.read(message(1), reply_by_staff(2))
    office.read_wanted()
    person_id = office.person(MAIJA.address)
    with pytest.raises(Declined, match="not restricted"):
        office.do(lambda session: restriction.lift(session, person_id, "told", by(office)))
