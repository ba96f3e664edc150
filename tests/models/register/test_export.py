"""The copy of one person holds every value of theirs with all its sources, and nothing of anybody else."""

import pytest
from sqlmodel import SQLModel

from models.column_table import COLUMNS, ExportSection, Personal
from models.register.audit import By
from models.register.clusters import answer, open_judgement
from models.register.export import CutReason, PersonExport, export_person
from models.register.export_reach import columns_of, unreached
from models.register.queries.people import NobodyMeant
from models.tables import AuditEntry
from models.vocabulary import DetailField
from tests.models.register.office import Office
from tests.models.register.planted import Planted, plant
from tests.models.register.samples import (
    KEY,
    LIISA,
    MAIJA,
    NOW,
    at,
    booking,
    calendar_object,
    hint,
    message,
    reply_by_staff,
    value,
)

BY = By("cli:sari", NOW)


def copy_of(office: Office, person_id: int) -> PersonExport:
    return office.do(lambda session: export_person(session, BY, KEY, person_id, "json"))


Fact = tuple[str, str, object]


def everything_in(copy: PersonExport) -> list[Fact]:
    own: list[Fact] = [(row.table, column, shown) for row in copy.rows for column, shown in row.values.items()]
    tied: list[Fact] = [
        ("detail_source", c, shown) for row in copy.rows for tie in row.sources for c, shown in tie.values.items()
    ]
    sources: list[Fact] = [
        ("source", column, shown)
        for source in copy.sources
        for column, shown in (
            ("reference", source.reference),
            ("direction", source.direction),
            ("trust", source.trust),
            ("occurred_at", source.occurred_at),
            ("person_id", copy.person_id if source.by_person else None),
        )
    ]
    return own + tied + sources


def test_every_table_with_a_persons_columns_is_reached() -> None:
    assert unreached() == []


def test_planted_person_is_found_whole_with_sources(office: Office) -> None:
    planted: Planted = office.do(plant)
    copy = copy_of(office, planted.person_id)
    found = everything_in(copy)
    wanted = [
        (table, column, "staff" if str(fact).startswith("staff:") else fact) for table, column, fact in planted.facts
    ]
    # Every name of a rule or of who acted is told by its kind alone.
    missing = [
        fact for fact in wanted if fact not in found and (fact[0], fact[1], str(fact[2]).partition(":")[0]) not in found
    ]
    assert missing == []
    assert len(wanted) >= 60
    assert {table for table, _, _ in wanted} == {t.name for t in SQLModel.metadata.sorted_tables if columns_of(t)}
    numbers = {source.id for source in copy.sources}
    details = [row for row in copy.rows if row.table == "detail"]
    assert len(details) == len(DetailField)
    assert all(row.sources and {tie.source_id for tie in row.sources} <= numbers for row in details)
    with_link = {t.name for t in SQLModel.metadata.sorted_tables if "source_id" in t.columns}
    assert all(row.sources for row in copy.rows if row.table in with_link)


def test_every_column_of_an_access_reply_is_in_the_copy_of_the_planted_person(office: Office) -> None:
    planted: Planted = office.do(plant)
    found = {(table, column) for table, column, _ in everything_in(copy_of(office, planted.person_id))}
    wanted = {
        place
        for place, entry in COLUMNS.items()
        if isinstance(entry, Personal) and entry.section is not ExportSection.NONE
    }
    about_staff_alone = {("retention_stop", "approved_by")}
    assert wanted - found - about_staff_alone == {("booking", "practitioner"), ("judgement", "person_b")}


def test_what_is_another_persons_is_cut_and_said_to_be(office: Office) -> None:
    planted: Planted = office.do(plant)
    copy = copy_of(office, planted.person_id)
    assert {(cut.table, cut.column, cut.reason) for cut in copy.cuts} == {
        ("booking", "practitioner", CutReason.STAFF_NAME),
        ("judgement", "person_b", CutReason.OTHER_PERSON),
    }
    assert "Sari" not in repr(copy.rows)


def test_of_a_booking_of_two_each_sees_their_own_part_alone(office: Office) -> None:
    both = booking("visit@firma.example", at(days=-1), people=(hint(MAIJA), hint(LIISA)))
    office.read(calendar_object(both), message(1, MAIJA), message(2, LIISA))
    maija, liisa = office.person("maija@asiakas.example"), office.person("liisa@laine.example")
    told = repr(copy_of(office, maija))
    assert "Maija Mäkinen" in told
    assert "Laine" not in told
    assert "visit@firma.example" not in told
    assert "aija" not in repr(copy_of(office, liisa))


def test_records_that_are_one_person_are_one_copy(office: Office) -> None:
    phone = value(DetailField.PHONE, "+358401234567")
    office.read(reply_by_staff(1, MAIJA), message(1, MAIJA, more=(phone,)), reply_by_staff(2, LIISA), message(2, LIISA))
    maija, liisa = office.person("maija@asiakas.example"), office.person("liisa@laine.example")
    office.do(lambda session: open_judgement(session, (maija, liisa), "ambiguous", None, BY))
    office.do(lambda session: answer(session, 1, same=True, by=BY))
    copy = copy_of(office, liisa)
    assert copy.records == (maija, liisa)
    assert {"maija@asiakas.example", "liisa@laine.example"} <= {row.values.get("value") for row in copy.rows}
    assert copy.cuts == ()


def test_copy_is_logged_and_nobody_gets_none(office: Office) -> None:
    planted: Planted = office.do(plant)
    copy_of(office, planted.person_id)
    logged = [(row.actor, row.object_id, row.rule) for row in office.all(AuditEntry) if row.action == "person.export"]
    assert logged == [("cli:sari", planted.person_id, "W6")]
    with pytest.raises(NobodyMeant):
        copy_of(office, 999)
