"""JSON, CSV and the page hold every planted value; JSON fits its published schema, CSV is no formula, the page loads nothing."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import jsonschema
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

import daemon.export
from daemon.export.codes import holds_codes
from daemon.export.document import Firm, as_json, schema, uses
from daemon.export.page import as_page
from daemon.export.table import FORMULA, HEADING, as_csv, safe, text_of
from daemon.export.words import Voice, catalogue
from daemon.letters.page import Page
from models.column_table import ExportSection
from models.register.audit import By
from models.register.export import CutReason, ExportedRow, PersonExport, export_person
from models.register.export_reach import columns_of
from models.rules.months import HELSINKI
from models.vocabulary import DetailField, Language
from tests.models.register.office import Office
from tests.models.register.planted import Planted, plant
from tests.models.register.samples import KEY, NOW

FIRM = Firm(
    "Asiakasrekisteri", "Esimerkki Oy", "Koekatu 1, 00100 Helsinki", "info@firma.example",
    "Sari Staff", "sari@firma.example", "+358501111111", "3", "https://firma.example/seloste",
)  # fmt: skip
PUBLISHED = Path(daemon.export.__file__).with_name("person-export.schema.json")
PAYLOADS = ("=1+1", "+358401234567", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "＝1", "\n@x")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Planted, PersonExport]]:
    """A planted person and their copy."""
    office = Office(f"sqlite:///{tmp_path_factory.mktemp('data')}/register.sqlite")
    found = office.do(plant)
    by = By("cli:sari", NOW)
    yield found, office.do(lambda session: export_person(session, by, KEY, found.person_id, "json"))
    office.database.close()


def facts(planted: Planted) -> list[object]:
    """The values as a copy holds them: of who acted only the kind."""
    wanted = [value for _, _, value in planted.facts]
    return ["staff" if str(value).startswith("staff:") else value for value in wanted]


def test_schema_that_is_published_is_the_one_of_this_version() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema(), "python -m daemon.export.document writes it"


def test_json_fits_its_schema_and_holds_every_value(planted: tuple[Planted, PersonExport]) -> None:
    found = json.loads(as_json(planted[1], FIRM))
    jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker()).validate(found)
    told = json.dumps(found, ensure_ascii=False)
    missing = [value for value in facts(planted[0]) if json.dumps(_json(value), ensure_ascii=False) not in told]
    assert missing == []
    assert len(facts(planted[0])) >= 60


def _json(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def test_json_that_lost_a_source_does_not_fit(planted: tuple[Planted, PersonExport]) -> None:
    found = json.loads(as_json(planted[1], FIRM))
    del found["sections"]["contact_details"][0]["sources"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(found)


def test_csv_holds_every_value_and_no_formula(planted: tuple[Planted, PersonExport]) -> None:
    raw = as_csv(planted[1])
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert tuple(rows[0]) == HEADING
    cells = {cell for row in rows for cell in row}
    not_cells = {"source"}
    wanted = [
        safe(text_of(value)) if not str(value).startswith("staff:") else "staff"
        for table, _, value in planted[0].facts
        if table not in not_cells
    ]
    assert [value for value in wanted if value not in cells] == []
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_value_that_a_spreadsheet_would_run_is_text(planted: tuple[Planted, PersonExport], payload: str) -> None:
    row = next(row for row in planted[1].rows if row.table == "detail")
    hostile = replace(row, values={**row.values, "value": payload})
    rows = csv.reader(io.StringIO(as_csv(_with(planted[1], hostile)).decode("utf-8-sig"), newline=""), delimiter=";")
    assert {cells[4] for cells in rows if cells[3] == "value"} == {f"'{payload}"}


def _with(copy: PersonExport, row: ExportedRow) -> PersonExport:
    return replace(copy, rows=(row,))


@pytest.mark.parametrize("language", Language)
def test_page_holds_every_value_and_loads_nothing(planted: tuple[Planted, PersonExport], language: Language) -> None:
    html = as_page(replace(planted[1], language=language), FIRM, HELSINKI, Language.FI).decode()
    page = Page()
    page.feed(html)
    assert page.language == language.value
    assert page.links == []
    assert not page.loads
    assert not page.tags & {"img", "script", "link", "iframe", "form", "object", "svg", "base"}
    shown = "".join(page.words())
    other_words = ("+358", "staff:", "planted@")
    # What stands where a code belongs is no value of a person, and not shown unless it has words.
    coded = {value for table, column, value in planted[0].facts if holds_codes(table, column)}
    texts = {text: "".join(text.split()) for text in planted[0].texts() if not text.startswith(other_words)}
    assert len(texts.keys() - coded) > 20
    assert [text for text, seen in texts.items() if seen not in shown and text not in coded] == []
    assert [text for text, seen in texts.items() if seen in shown and text in coded and len(text) > 8] == []
    assert "0409990001" in shown
    assert "planted@koe.example" in shown


@pytest.mark.parametrize(("language", "decimal"), [("fi", "0,5"), ("sv", "0,5"), ("en", "0.5")])
def test_page_writes_decimals_as_its_language_does(
    planted: tuple[Planted, PersonExport], language: str, decimal: str
) -> None:
    html = as_page(replace(planted[1], language=Language(language)), FIRM, HELSINKI, Language.FI).decode()
    certainty = Voice(Language(language)).column("detail_source", "confidence")
    assert f"{certainty}: {decimal}" in html


def test_only_an_address_is_said_to_be_an_offices_or_not(planted: tuple[Planted, PersonExport]) -> None:
    html = as_page(replace(planted[1], language=Language.EN), FIRM, HELSINKI, Language.FI).decode()
    addresses = [row for row in planted[1].rows if row.values.get("field") is DetailField.EMAIL]
    assert addresses
    assert html.count("<dt>an office&#39;s address</dt>") == len(addresses)


def test_markup_in_a_value_is_text(planted: tuple[Planted, PersonExport]) -> None:
    row = next(row for row in planted[1].rows if row.values.get("field") is DetailField.PERSON_NAME)
    hostile = replace(row, values={**row.values, "value": "<script>x</script>{{ 7*7 }}", "value_key": "<b>"})
    html = as_page(_with(planted[1], hostile), FIRM, HELSINKI, Language.FI).decode()
    assert "<script>" not in html
    assert "{{ 7*7 }}" in html


@pytest.mark.parametrize("language", Language)
def test_everything_in_a_copy_has_words(language: Language) -> None:
    voice = Voice(language)
    for use in uses():
        assert voice.section(use.section.value)
        assert all(voice.member(purpose) for purpose in use.purposes)
    for table in SQLModel.metadata.sorted_tables:
        for column in columns_of(table):
            assert voice.table(table.name)
            assert voice.column(table.name, column.name)
            if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
                assert all(voice.member(member) for member in column.type.enum_class)
    assert all(voice.page(reason.value) for reason in CutReason)


@pytest.mark.parametrize(("language", "ahead"), [("fi", "tuleva"), ("sv", "kommande"), ("en", "to come")])
def test_latest_day_of_a_client_is_said_to_be_perhaps_to_come(language: str, ahead: str) -> None:
    # Retention counts from the last booking, also one that lies ahead: the day of a copy is that one.
    assert ahead in Voice(Language(language)).column("client_relationship", "last_activity_on")


def test_catalogue_says_everything_in_all_languages() -> None:
    def leaves(node: object, path: str) -> Iterator[str]:
        assert isinstance(node, dict)
        if set(node) == {language.value for language in Language} and all(isinstance(t, str) for t in node.values()):
            yield from (path for text in node.values() if not text)
            return
        for name, inner in node.items():
            assert isinstance(inner, dict), f"{path}.{name}"
            yield from leaves(inner, f"{path}.{name}")

    assert list(leaves(catalogue(), "")) == []


def test_every_part_says_why_it_is_held() -> None:
    assert [use.section for use in uses() if not use.purposes] == []
    assert {use.section for use in uses()} == set(ExportSection) - {ExportSection.NONE}
