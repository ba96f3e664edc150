"""A person's correction removes the wrong value, outranks every sync, and the wrong one never comes back (G17)."""

import pytest

from models.errors import Declined
from models.register import rectification, restriction
from models.register.queries.card import person_card
from models.register.rectification import Correction
from models.tables import Detail, RejectedValue
from models.vocabulary import DetailField, Trust
from tests.models.register.office import Office
from tests.models.register.samples import KEY, MAIJA, message, reply_by_staff, value

WRONG = value(DetailField.STREET, "Väärätie 1")
PHONE = value(DetailField.PHONE, "+358401234567")


def client(office: Office) -> int:
    office.read(message(1, more=(WRONG, PHONE)), reply_by_staff(2))
    office.read_wanted()
    return office.person(MAIJA.address)


def correct(office: Office, person_id: int, field: DetailField, right: str | None, wrong: str | None = None) -> None:
    told = Correction(field, right, wrong, "her letter of 3.11.")
    office.do(lambda session: rectification.correct(session, KEY, person_id, told, office.by))


def test_wrong_value_goes_and_leaves_its_hash(office: Office) -> None:
    person_id = client(office)
    correct(office, person_id, DetailField.STREET, "Oikeatie 2")
    assert office.values(person_id, DetailField.STREET) == ["Oikeatie 2"]
    assert "Väärätie" not in str([row.model_dump() for row in office.all(RejectedValue)])


def test_wrong_value_never_comes_back_by_a_sync(office: Office) -> None:
    person_id = client(office)
    correct(office, person_id, DetailField.STREET, "Oikeatie 2")
    office.read(message(1, more=(WRONG, PHONE), again=True))
    office.read(message(7, more=(WRONG,), trust=Trust.VERIFIED))
    assert office.values(person_id, DetailField.STREET) == ["Oikeatie 2"]


def test_right_value_outranks_what_comes_later(office: Office) -> None:
    person_id = client(office)
    correct(office, person_id, DetailField.STREET, "Oikeatie 2")
    office.pass_time(days=1)
    office.read(message(8, more=(value(DetailField.STREET, "Uusitie 3"),), received=office.now, trust=Trust.VERIFIED))
    card = office.do(lambda session: person_card(session, office.by, person_id))
    shown = [row.value for row in card.values if row.field is DetailField.STREET and row.shown]
    assert shown == ["Oikeatie 2"]


def test_wrong_one_of_several_is_named(office: Office) -> None:
    person_id = client(office)
    office.read(message(9, more=(value(DetailField.STREET, "Toinentie 4"),)))
    with pytest.raises(Declined, match="2 values"):
        correct(office, person_id, DetailField.STREET, "Oikeatie 2")
    correct(office, person_id, DetailField.STREET, "Oikeatie 2", wrong="väärätie 1")
    assert office.values(person_id, DetailField.STREET) == ["Oikeatie 2", "Toinentie 4"]


def test_value_can_go_without_another_in_its_place(office: Office) -> None:
    person_id = client(office)
    correct(office, person_id, DetailField.PHONE, None)
    office.read(message(1, more=(WRONG, PHONE), again=True))
    assert office.values(person_id, DetailField.PHONE) == []


def test_value_that_is_right_after_all_counts_again(office: Office) -> None:
    person_id = client(office)
    correct(office, person_id, DetailField.STREET, "Oikeatie 2")
    correct(office, person_id, DetailField.STREET, "Väärätie 1")
    assert office.values(person_id, DetailField.STREET) == ["Väärätie 1"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (DetailField.EMAIL, "no address"),
        (DetailField.STREET, "Kotikatu 1, 131052-308T"),
        (DetailField.POSTCODE, "1234"),
    ],
)
def test_what_is_no_value_is_refused(office: Office, field: DetailField, text: str) -> None:
    person_id = client(office)
    before = len(office.all(Detail))
    with pytest.raises(Declined):
        correct(office, person_id, field, text)
    assert len(office.all(Detail)) == before


def test_note_that_tells_of_health_is_refused(office: Office) -> None:
    person_id = client(office)
    told = Correction(DetailField.STREET, "Oikeatie 2", None, "kertoi masennuksesta puhelimessa")
    with pytest.raises(Declined, match="private life"):
        office.do(lambda session: rectification.correct(session, KEY, person_id, told, office.by))


def test_nothing_is_corrected_while_a_person_is_restricted(office: Office) -> None:
    person_id = client(office)
    office.do(lambda session: restriction.restrict(session, person_id, "", office.by))
    with pytest.raises(Declined, match="restricted"):
        correct(office, person_id, DetailField.STREET, "Oikeatie 2")
