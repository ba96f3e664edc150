"""Whom the title of an event names: asked once for a series, and anew when somebody becomes known."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from models.tables import Booking, BookingPerson
from models.values import FoundValue, Mailbox
from models.vocabulary import DetailField, Zone
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, MAIJA, Step, at, booking, calendar_object, hint, message, titled


def test_series_asks_once_whom_its_title_names(office: Office) -> None:
    office.read(message(1, folder=CLIENTS))
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "JOIN client_relationship" in statement:
            asked.append(statement)

    sa.event.listen(office.database.engine, "before_cursor_execute", note)
    visit = replace(booking("sarja", at(days=1)), people=(), title=MAIJA.name)
    visits = [replace(visit, recurrence_id=f"{day}") for day in range(1, 40)]
    office.store(Step((calendar_object(*visits),)))
    assert len(asked) == 1
    assert office.count(BookingPerson) == 2 * len(visits)


def test_title_names_who_became_a_client_just_before_in_the_same_batch(office: Office) -> None:
    stranger = replace(booking("ensin", at(days=1)), people=(), title=MAIJA.name)
    named = replace(booking("sitten", at(days=2)), people=(), title=MAIJA.name)
    office.store(Step((calendar_object(stranger), calendar_object(booking("kutsu")), calendar_object(named))))
    assert [row.match_reason for row in office.all(Booking)] == ["nobody", "new_person", "title_name"]


LONGER = Mailbox("Maija Mäkinen Virtanen", "virtanen@asiakas.example")


@pytest.mark.parametrize("longer_first", [True, False])
def test_order_in_which_clients_come_to_be_known_does_not_decide_whom_a_title_names(
    office: Office, longer_first: bool
) -> None:
    office.read(calendar_object(titled(f"Työnohjaus {LONGER.name}")))
    people = [message(1, folder=CLIENTS), message(2, LONGER, folder=CLIENTS)]
    office.read(*(reversed(people) if longer_first else people))
    assert [row.match_reason for row in office.all(Booking)] == ["title_name"]
    assert {row.person_id for row in office.all(BookingPerson)} == {office.person(LONGER.address)}


def test_title_that_two_clients_fitted_is_settled_by_a_longer_name(office: Office) -> None:
    namesake = Mailbox(MAIJA.name, "toinen@asiakas.example")
    office.read(message(1, folder=CLIENTS), message(2, namesake, folder=CLIENTS))
    office.read(calendar_object(titled(LONGER.name)))
    assert [row.match_reason for row in office.all(Booking)] == ["ambiguous"]
    office.read(message(3, LONGER, folder=CLIENTS))
    assert [row.match_reason for row in office.all(Booking)] == ["title_name"]


def test_many_new_names_at_once_are_more_than_one_question_can_hold(office: Office) -> None:
    office.read(calendar_object(titled("Työnohjaus Maija Mäkinen")))
    endless = [" ".join(chr(0x4E00 + 160 * n + k) for k in range(160)) for n in range(4)]
    longish = [" ".join(f"nimi{n}x{k}" for k in range(6)) for n in range(90)]
    people = [Mailbox(name, f"nro{n}@asiakas.example") for n, name in enumerate(endless + longish)]
    visit = replace(booking("ryhmä"), people=tuple(hint(one) for one in people))
    stored = office.store(Step((calendar_object(visit),)))
    assert (stored.used, stored.problems) == (1, 0)
    office.read(message(1, folder=CLIENTS))
    assert "title_name" in {row.match_reason for row in office.all(Booking)}


def test_name_that_only_a_proposal_had_is_looked_for_in_titles_once_it_is_a_value(office: Office) -> None:
    proposed = FoundValue(DetailField.PERSON_NAME, LONGER.name, 9, Zone.SIGNATURE, "guess", 0.4)
    office.read(message(1, Mailbox("", LONGER.address), folder=CLIENTS, proposals=(proposed,)))
    office.read(calendar_object(titled(f"Työnohjaus {LONGER.name}")))
    assert [row.match_reason for row in office.all(Booking)] == ["nobody"]
    office.read(message(2, LONGER, folder=CLIENTS))
    assert [row.match_reason for row in office.all(Booking)] == ["title_name"]
