"""A restricted person is not changed by what arrives, and what arrived meanwhile is read again when it ends (G19)."""

import pytest

from models.errors import Declined
from models.register import clusters, erasure, ledger, restriction
from models.register.people import make_person
from models.rules.consent import ConsentQuery
from models.tables import Booking, BookingPerson, ContactEvent, Judgement, Person, RightsRequest, row_id
from models.vocabulary import ConsentWord, DetailField, RequestKind
from tests.models.register.office import Office
from tests.models.register.samples import KEY, MAIJA, at, booking, calendar_object, message, reply_by_staff, value

PHONE = value(DetailField.PHONE, "040 123 4567")


def restricted(office: Office) -> int:
    office.read(message(1), reply_by_staff(2))
    office.read_wanted()
    person_id = office.person(MAIJA.address)
    office.do(lambda session: restriction.restrict(session, person_id, "accuracy contested", office.by))
    return person_id


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
    office.do(lambda session: restriction.lift(session, person_id, "told by phone on 20.10.", office.by))
    office.read_wanted()
    assert len(office.values(person_id, DetailField.PHONE)) == 1
    assert {row.person_id for row in office.all(BookingPerson)} == {person_id}
    assert [row.restricted_since for row in office.all(Person)] == [None]


def test_restriction_ends_only_when_the_person_was_told(office: Office) -> None:
    person_id = restricted(office)
    with pytest.raises(Declined, match="told"):
        office.do(lambda session: restriction.lift(session, person_id, " ", office.by))
    with pytest.raises(Declined, match="already"):
        office.do(lambda session: restriction.restrict(session, person_id, "", office.by))


def test_person_who_is_not_restricted_has_nothing_to_lift(office: Office) -> None:
    office.read(message(1), reply_by_staff(2))
    office.read_wanted()
    person_id = office.person(MAIJA.address)
    with pytest.raises(Declined, match="not restricted"):
        office.do(lambda session: restriction.lift(session, person_id, "told", office.by))


def two_that_are_one(office: Office) -> tuple[int, int, int]:
    """Two records, not restricted, joined; and the judgement that joins them."""
    first, second = (office.do(lambda session: make_person(session, office.by)) for _ in range(2))
    office.do(lambda session: clusters.open_judgement(session, (first, second), "x", None, office.by))
    (judgement,) = office.all(Judgement)
    joined(office, row_id(judgement), same=True)
    return first, second, row_id(judgement)


def joined(office: Office, judgement: int, *, same: bool) -> None:
    office.pass_time(minutes=1)
    office.do(lambda session: clusters.answer(session, judgement, same=same, by=office.by))
    office.pass_time(minutes=1)


def test_restriction_of_one_record_is_one_of_the_person(office: Office) -> None:
    first, second, judgement = two_that_are_one(office)
    joined(office, judgement, same=False)
    office.do(lambda session: restriction.restrict(session, first, "accuracy contested", office.by))
    office.ask(lambda session: restriction.require_free(session, second))
    joined(office, judgement, same=True)
    with pytest.raises(Declined, match="restricted"):
        office.ask(lambda session: restriction.require_free(session, second))
    office.do(lambda session: restriction.lift(session, second, "told by phone", office.by))
    assert office.events(first) == ["restriction_set", "restriction_lifted"]
    assert office.events(second) == []
    assert [row.restricted_since for row in office.all(Person)] == [None, None]


def test_restriction_stays_with_each_record_when_they_are_parted(office: Office) -> None:
    first, second, judgement = two_that_are_one(office)
    office.do(lambda session: restriction.restrict(session, second, "accuracy contested", office.by))
    joined(office, judgement, same=False)
    assert office.events(first) == office.events(second) == ["restriction_set"]
    office.do(lambda session: restriction.lift(session, first, "told by phone", office.by))
    assert [row.id for row in office.all(Person) if row.restricted_since is not None] == [second]
    office.do(lambda session: restriction.lift(session, second, "told by phone", office.by))
    assert office.events(second) == ["restriction_set", "restriction_lifted"]


def test_erasure_of_one_record_undone_by_the_other_leaves_nothing_restricted(office: Office) -> None:
    first, second, judgement = two_that_are_one(office)
    office.do(lambda session: erasure.request(session, KEY, second, office.by))
    office.pass_time(days=1)
    office.do(lambda session: erasure.undo(session, KEY, first, office.by))
    joined(office, judgement, same=False)
    asked = ConsentQuery("service_message", "email", office.now)
    with office.database.read() as session:
        assert all(ledger.decide(session, person_id, asked).allowed for person_id in (first, second))
