"""Import of paper consents: idempotent, suppression first, and a refused row leaves nothing."""

import pytest
from sqlmodel import Session

from models.register.audit import By
from models.register.consent_import import ConsentImport, RowOutcome
from models.register.staff_entries import Said, StaffEntries
from models.register.wordings import NewWording, add_version
from models.rules.consent import ConsentReason
from models.rules.consent_rows import ConsentRow, RowDefaults, RowReason
from models.tables import Candidate, ClientRelationship, ConsentEntry, Detail, DetailSource, Person, Source
from models.vocabulary import DetailField, Language, Purpose, SourceKind
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, LIISA, NOW, keep_out_by, message

BY = By("cli:sari", NOW)
MAIJA_ROW = {
    "name": "Maija Mäkinen",
    "email": "Maija@Asiakas.example",
    "phone": "040 123 4567",
    "language": "sv",
    "given_on": "2026-03-01",
    "wording": "feedback@1",
    "evidence": "binder 3, page 12",
}


@pytest.fixture
def firm(office: Office) -> Office:
    """An office with a wording for feedback requests."""
    texts = dict.fromkeys(Language, "May we ask?")
    office.do(lambda session: add_version(session, NewWording("feedback", Purpose.FEEDBACK_REQUEST, texts), BY))
    return office


def taken(office: Office, *rows: dict[str, str]) -> list[RowOutcome]:
    def deed(session: Session) -> list[RowOutcome]:
        task = ConsentImport(session, KEY, BY, file_name="consents.csv", defaults=RowDefaults())
        return list(task.take_all(ConsentRow(number, row) for number, row in enumerate(rows, start=2)))

    outcomes: list[RowOutcome] = office.do(deed)
    return outcomes


def everything(office: Office) -> list[int]:
    return [office.count(table) for table in (Person, ClientRelationship, Detail, DetailSource, Source, ConsentEntry)]


def test_unknown_person_becomes_a_client_by_staff_entry(firm: Office) -> None:
    (outcome,) = taken(firm, MAIJA_ROW)
    assert (outcome.reason, outcome.is_new, outcome.verdict) == (RowReason.RECORDED, True, ConsentReason.OK)
    person_id = firm.person("maija@asiakas.example")
    assert firm.values(person_id) == ["+358401234567", "Maija Mäkinen", "Maija@Asiakas.example"]
    (source,) = firm.all(Source)
    assert (source.kind, source.reference) == (SourceKind.CONTRACT, "consents.csv row 2")
    assert [row.rung for row in firm.all(ClientRelationship)] == ["staff_entry"]
    assert firm.all(Person)[0].language is Language.SV
    (event,) = firm.all(ConsentEntry)
    assert (event.evidence, event.wording, event.source_id) == ("binder 3, page 12", "feedback@1", source.id)


def test_second_run_changes_nothing(firm: Office) -> None:
    taken(firm, MAIJA_ROW, {**MAIJA_ROW, "purpose": "feedback_request"})
    before = everything(firm)
    assert [outcome.reason for outcome in taken(firm, MAIJA_ROW)] == [RowReason.ALREADY_THERE]
    assert everything(firm) == before
    assert before[-1] == 1


def test_known_client_gets_the_consent_and_the_address_is_told_by_paper(firm: Office) -> None:
    firm.read(message(1, folder=CLIENTS))
    (outcome,) = taken(firm, MAIJA_ROW)
    assert (outcome.is_new, outcome.person_id) == (False, firm.person("maija@asiakas.example"))
    assert firm.count(Person) == 1
    assert SourceKind.CONTRACT in {row.kind for row in firm.all(DetailSource)}


def test_candidate_who_consented_on_paper_is_promoted(firm: Office) -> None:
    firm.read(message(1))
    taken(firm, MAIJA_ROW)
    assert firm.count(Candidate) == 0
    assert [place.item for place in firm.wishes()] == ["1"]


def test_withdrawal_of_the_same_day_ends_the_imported_consent(firm: Office) -> None:
    today = {**MAIJA_ROW, "given_on": "2026-11-20"}
    taken(firm, MAIJA_ROW)
    person_id = firm.person("maija@asiakas.example")
    firm.do(lambda session: StaffEntries(session, KEY, BY).withdraw(person_id, None, Said(NOW)))
    (outcome,) = taken(firm, today)
    assert (outcome.reason, outcome.verdict) == (RowReason.RECORDED, ConsentReason.WITHDRAWN)


REFUSED = {
    "no evidence": ({"evidence": " "}, RowReason.NO_EVIDENCE),
    "no wording": ({"wording": ""}, RowReason.NO_WORDING),
    "unknown wording": ({"wording": "leaflet@3"}, RowReason.WORDING_REFUSED),
    "wording of another purpose": ({"purpose": "newsletter"}, RowReason.WORDING_REFUSED),
    "no address": ({"email": "maija"}, RowReason.BAD_ADDRESS),
    "no phone number": ({"phone": "soita"}, RowReason.BAD_PHONE),
    "no day": ({"given_on": "01/02/2026"}, RowReason.BAD_DATE),
    "no such day": ({"given_on": "31.2.2026"}, RowReason.BAD_DATE),
    "day to come": ({"given_on": "21.11.2026"}, RowReason.DATE_TO_COME),
    "expired": ({"given_on": "2024-11-20"}, RowReason.EXPIRED),
    "no purpose": ({"purpose": "accounting"}, RowReason.BAD_PURPOSE),
    "no method": ({"method": "fax"}, RowReason.BAD_METHOD),
    "no language": ({"language": "de"}, RowReason.BAD_LANGUAGE),
    "long": ({"name": "M" * 201}, RowReason.TOO_LONG),
}


def test_refused_rows_say_why_and_leave_nothing(firm: Office) -> None:
    before = everything(firm)
    outcomes = taken(firm, *({**MAIJA_ROW, **changes} for changes, _ in REFUSED.values()))
    found = dict(zip(REFUSED, (outcome.reason for outcome in outcomes), strict=True))
    assert found == {name: reason for name, (_, reason) in REFUSED.items()}
    assert everything(firm) == before


def test_expired_consent_of_a_known_client_is_kept_as_history(firm: Office) -> None:
    firm.read(message(1, folder=CLIENTS))
    (outcome,) = taken(firm, {**MAIJA_ROW, "given_on": "2024-11-20"})
    assert (outcome.reason, outcome.verdict) == (RowReason.RECORDED, ConsentReason.EXPIRED)


@pytest.mark.parametrize("field", [DetailField.EMAIL, DetailField.PHONE])
def test_suppressed_person_does_not_come_back_by_a_list(firm: Office, field: DetailField) -> None:
    value = {DetailField.EMAIL: "maija@asiakas.example", DetailField.PHONE: "+358401234567"}[field]
    firm.do(lambda session: keep_out_by(session, field, value, NOW))
    before = everything(firm)
    assert [outcome.reason for outcome in taken(firm, MAIJA_ROW)] == [RowReason.SUPPRESSED]
    assert everything(firm) == before


def test_other_name_on_a_known_address_waits_for_a_person(firm: Office) -> None:
    firm.read(message(1, folder=CLIENTS))
    (outcome,) = taken(firm, {**MAIJA_ROW, "name": "Matti Mäkinen"})
    assert (outcome.reason, outcome.note) == (RowReason.OTHER_NAME_ON_ADDRESS, "person 1")
    assert firm.events(1) == []


def test_good_rows_are_stored_beside_refused_ones(firm: Office) -> None:
    liisa = {**MAIJA_ROW, "name": LIISA.name, "email": LIISA.address, "phone": "", "method": "phone"}
    outcomes = taken(firm, {**MAIJA_ROW, "evidence": ""}, liisa, {**MAIJA_ROW, "name": "=1+1"})
    assert [outcome.reason.value for outcome in outcomes] == ["no_evidence", "recorded", "recorded"]
    assert outcomes[1].verdict is ConsentReason.UNCONFIRMED
    assert firm.values(firm.person("maija@asiakas.example"), DetailField.PERSON_NAME) == ["=1+1"]
