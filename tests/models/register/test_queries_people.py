"""The list of people and whom a text means."""

import pytest
from sqlmodel import Session

from models.register.audit import By
from models.register.queries.people import NobodyMeant, PersonLine, SeveralMeant, list_people, person_meant
from models.tables import Judgement, JudgementKind
from models.values import Mailbox
from models.vocabulary import DetailField
from tests.models.register.office import Office
from tests.models.register.samples import (
    CLIENTS,
    LIISA,
    MAIJA,
    NOW,
    at,
    booking,
    calendar_object,
    hint,
    message,
    trusted,
    value,
)

BY = By("cli:test", NOW)
ASTRID = Mailbox("Östman-Lax, Astrid", "astrid@östman.example")


def found(office: Office, find: str = "") -> list[PersonLine]:
    return list(office.ask(lambda session: list_people(session, find)))


def names(office: Office, find: str = "") -> list[str]:
    return [line.name for line in found(office, find)]


def meant(office: Office, text: str) -> int:
    return int(office.ask(lambda session: person_meant(session, text)))


def join(office: Office, one: int, other: int) -> None:
    def deed(session: Session) -> None:
        session.add(
            Judgement(person_a=one, person_b=other, kind=JudgementKind.SAME, reason="staff", made_by="t", made_at=NOW)
        )

    office.do(deed)


def three_clients(office: Office) -> None:
    phone = value(DetailField.PHONE, "+358401234567")
    office.read(
        message(1, MAIJA, folder=CLIENTS, more=(phone,)),
        message(2, LIISA, folder=CLIENTS, received=at(days=-3)),
        message(3, ASTRID, folder=CLIENTS),
    )


def test_list_gives_name_address_phone_and_why_a_client(office: Office) -> None:
    three_clients(office)
    lines = {line.name: line for line in found(office)}
    assert list(lines) == ["Liisa Laine", "Maija Mäkinen", "Östman-Lax, Astrid"]
    maija = lines["Maija Mäkinen"]
    assert (maija.email, maija.phone) == ("maija@asiakas.example", "+358401234567")
    assert (maija.rung, maija.client_no, maija.client_since) == ("client_folder", 1, NOW.date())


@pytest.mark.parametrize(
    "find",
    [
        "mäkinen",
        "MÄKINEN maija",
        "Mäkinen, Maija",
        "maija@asiakas",
        "040 123 4567",
        "040123",
        "+358 40 1234567",
        "4567",
    ],
)
def test_person_is_found_by_part_of_name_address_or_phone(office: Office, find: str) -> None:
    three_clients(office)
    assert names(office, find) == ["Maija Mäkinen"]


def test_every_word_must_fit_the_same_person(office: Office) -> None:
    three_clients(office)
    assert names(office, "maija laine") == []


@pytest.mark.parametrize("find", ["%", "_", "100%", "\\"])
def test_marks_of_the_database_are_plain_text(office: Office, find: str) -> None:
    three_clients(office)
    assert names(office, find) == []


def test_domain_outside_ascii_is_found_as_it_is_written(office: Office) -> None:
    three_clients(office)
    assert names(office, "astrid@östman.example") == ["Östman-Lax, Astrid"]


def test_joined_records_are_one_line_under_the_lowest_id(office: Office) -> None:
    three_clients(office)
    maija, liisa = office.person("maija@asiakas.example"), office.person("liisa@laine.example")
    join(office, maija, liisa)
    assert len(found(office)) == 2
    (line,) = found(office, "laine")
    assert (line.id, line.records) == (min(maija, liisa), tuple(sorted((maija, liisa))))


def test_verified_word_of_the_person_is_shown_before_an_event_of_staff(office: Office) -> None:
    office.read(calendar_object(booking(people=(hint(Mailbox("Maija M", MAIJA.address)),))))
    office.read(message(1, MAIJA, **trusted()))
    assert names(office) == ["Maija Mäkinen"]


def test_person_is_meant_by_id_client_number_or_address(office: Office) -> None:
    three_clients(office)
    maija = office.person("maija@asiakas.example")
    for text in (str(maija), f"c{maija}", f"C{maija}", f"client:{maija}", f"#{maija}", "Maija@Asiakas.example"):
        assert meant(office, text) == maija


@pytest.mark.parametrize("text", ["99", "c99", "nobody@else.example", "Maija", "", "٣", "9" * 30])
def test_text_that_means_nobody_says_so(office: Office, text: str) -> None:
    three_clients(office)
    with pytest.raises(NobodyMeant) as caught:
        office.ask(lambda session: person_meant(session, text))
    assert caught.value.mend


def test_address_of_several_people_lists_their_ids(office: Office) -> None:
    three_clients(office)
    maija, liisa = office.person("maija@asiakas.example"), office.person("liisa@laine.example")

    def share(session: Session) -> None:
        from models.tables import Detail

        session.add(
            Detail(
                person_id=liisa,
                field=DetailField.EMAIL,
                value="maija@asiakas.example",
                value_key="maija@asiakas.example",
                first_at=NOW,
                last_at=NOW,
            )
        )

    office.do(share)
    with pytest.raises(SeveralMeant) as caught:
        office.ask(lambda session: person_meant(session, "maija@asiakas.example"))
    assert caught.value.ids == tuple(sorted((maija, liisa)))
    join(office, maija, liisa)
    assert office.ask(lambda session: person_meant(session, "maija@asiakas.example")) == min(maija, liisa)
