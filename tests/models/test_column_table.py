"""The table of columns names every column of the schema, and gives personal ones to nobody who does not need them."""

import pytest
from sqlmodel import SQLModel

import models.tables  # noqa: F401  (loads every table)
from models.column_table import COLUMNS, FIELDS, INCOMPATIBLE_ROLES, ColumnErasure, Impersonal, Personal, faults
from models.vocabulary import DetailField, Role

SCHEMA = {table.name: [column.name for column in table.columns] for table in SQLModel.metadata.sorted_tables}
PERSONAL = {column: entry for column, entry in COLUMNS.items() if isinstance(entry, Personal)}
LINKS_TO_PEOPLE = {
    (table.name, column.name)
    for table in SQLModel.metadata.sorted_tables
    for column in table.columns
    if any(key.column.table.name == "person" for key in column.foreign_keys)
}


def test_every_column_of_the_schema_is_classified_and_no_other() -> None:
    assert faults(SCHEMA) == []


@pytest.mark.parametrize("column", COLUMNS, ids=".".join)
def test_column_left_out_is_noticed(column: tuple[str, str]) -> None:
    without = {key: entry for key, entry in COLUMNS.items() if key != column}
    assert faults(SCHEMA, without) == [f"{column[0]}.{column[1]}: not classified"]


def test_column_that_is_no_longer_there_is_noticed() -> None:
    with_ghost = {**COLUMNS, ("person", "shoe_size"): Impersonal("a test")}
    assert faults(SCHEMA, with_ghost) == ["person.shoe_size: no such column"]


def test_every_personal_column_has_a_purpose_and_the_privacy_contact_sees_it() -> None:
    assert [column for column, entry in PERSONAL.items() if not entry.purposes or Role.PRIVACY not in entry.roles] == []


def test_administrator_sees_no_personal_column() -> None:
    assert [column for column, entry in PERSONAL.items() if Role.ADMIN in entry.roles] == []
    assert [field for field, use in FIELDS.items() if Role.ADMIN in use.roles] == []
    assert frozenset({Role.ADMIN, Role.PRIVACY}) == INCOMPATIBLE_ROLES


def test_every_link_to_a_person_is_personal() -> None:
    assert sorted(LINKS_TO_PEOPLE - PERSONAL.keys()) == []


def test_marketing_sees_values_and_no_history() -> None:
    assert {table for (table, _), entry in PERSONAL.items() if Role.MARKETING in entry.roles} == {"detail"}
    fields = {field for field, use in FIELDS.items() if Role.MARKETING in use.roles}
    assert fields == {DetailField.PERSON_NAME, DetailField.EMAIL}


def test_viewer_sees_names_and_bookings_only() -> None:
    fields = {field for field, use in FIELDS.items() if Role.VIEWER in use.roles}
    assert fields == {DetailField.PERSON_NAME, DetailField.COMPANY}
    tables = {table for (table, _), entry in PERSONAL.items() if Role.VIEWER in entry.roles}
    assert tables == {
        "person",
        "client_relationship",
        "judgement",
        "detail",
        "booking",
        "booking_move",
        "booking_person",
    }


def test_every_field_says_what_it_serves_and_narrows_the_column() -> None:
    assert set(FIELDS) == set(DetailField)
    column = PERSONAL["detail", "value"]
    assert [field for field, use in FIELDS.items() if not use.purposes <= column.purposes] == []
    assert [field for field, use in FIELDS.items() if not use.roles <= column.roles] == []


def test_hash_that_keeps_an_erased_person_away_outlives_the_erasure() -> None:
    kept = {table for (table, _), entry in PERSONAL.items() if entry.erasure is ColumnErasure.KEEP_HASH}
    assert kept == {"suppression", "consent_trace", "erasure"}
