"""`rekisterid export`: a file of one's own, nothing overwritten, each copy in the log."""

import json
import tomllib
from pathlib import Path

import pytest

from models.tables import AuditEntry
from models.vocabulary import DetailField
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import MAIJA, at, booking, calendar_object, message, value


@pytest.fixture
def maija(firm: Firm) -> Firm:
    """A firm with one client."""
    phone = value(DetailField.PHONE, "+358401234567")
    firm.office.read(calendar_object(booking(start=at(-2))), message(1, MAIJA, more=(phone,)))
    return firm


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_copy_is_written_for_its_owner_alone(maija: Firm, form: str) -> None:
    out = maija.folder / f"copy.{form}"
    told = maija.ok("export", "maija@asiakas.example", "--out", str(out)).out
    assert str(out) in told
    assert out.stat().st_mode & 0o777 == 0o600
    assert "maija@asiakas.example" in out.read_text(encoding="utf-8-sig")
    logged = [(row.action, row.result) for row in maija.office.all(AuditEntry)]
    assert ("person.export", form) in logged


def test_folder_gets_a_file_named_after_the_number(maija: Firm) -> None:
    maija.ok("export", "1", "--out", str(maija.folder), "--format", "csv")
    assert (maija.folder / "person-1.csv").exists()
    maija.ok("export", "c1", "--out", str(maija.folder))
    found = json.loads((maija.folder / "person-1.json").read_text(encoding="utf-8"))
    assert found["register"]["controller"] == controller_of(maija)


def controller_of(firm: Firm) -> str:
    """The firm's name as its configuration has it."""
    return str(tomllib.loads((firm.folder / "config.toml").read_text(encoding="utf-8"))["controller"]["name"])


def test_file_that_is_there_stays_as_it_is(maija: Firm) -> None:
    out = Path(maija.file("copy.json", "mine"))
    ran = maija.run("export", "1", "--out", str(out))
    assert ran.code == 65
    assert "is there already" in ran.err
    assert out.read_text() == "mine"
    assert not [row for row in maija.office.all(AuditEntry) if row.action == "person.export"]


@pytest.mark.parametrize("name", ["copy.pdf", "copy.xlsx"])
def test_ending_of_another_kind_is_no_json(maija: Firm, name: str) -> None:
    ran = maija.run("export", "1", "--out", str(maija.folder / name))
    assert (ran.code, "--format" in ran.err) == (65, True)
    assert not (maija.folder / name).exists()
    maija.ok("export", "1", "--out", str(maija.folder / name), "--format", "json")


def test_folder_that_is_not_there_is_told(maija: Firm) -> None:
    ran = maija.run("export", "1", "--out", str(maija.folder / "nowhere" / "copy.json"))
    assert ran.code == 65
    assert "mend: make it first" in ran.err


@pytest.mark.parametrize("ending", ["/", "//", "/."])
def test_folder_that_is_meant_and_not_there_becomes_no_file(maija: Firm, ending: str) -> None:
    ran = maija.run("export", "1", "--out", f"{maija.folder / 'nosuch'}{ending}")
    assert (ran.code, "nosuch does not exist" in ran.err, "mend: make it first" in ran.err) == (65, True, True)
    assert not (maija.folder / "nosuch").exists()
    maija.ok("export", "1", "--out", f"{maija.folder}{ending}")
    assert (maija.folder / "person-1.json").is_file()


def test_nobody_is_exported_for_an_unknown_address(maija: Firm) -> None:
    assert maija.run("export", "nobody@else.example", "--out", str(maija.folder)).code == 65
