"""`rekisterid verify`: says that all is well, or each breach with its place and mend, and changes nothing."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.daemon.cli.firm import Firm
from tests.models.register.samples import MAIJA, message, reply_by_staff


@pytest.fixture
def filled(firm: Firm) -> Firm:
    """A firm with one client."""
    firm.office.read(reply_by_staff(1, MAIJA), message(1, MAIJA))
    return firm


def _file(firm: Firm) -> Path:
    return firm.folder / "data" / "register.sqlite"


def test_sound_register_is_well(filled: Firm) -> None:
    assert "all is well" in filled.ok("verify").out


def test_breach_is_told_with_place_and_mend_and_ends_with_65(filled: Firm) -> None:
    with closing(sqlite3.connect(_file(filled))) as connection:
        connection.execute("UPDATE detail SET value_key = 'other' WHERE id = 1")
        connection.commit()
    ran = filled.run("verify")
    assert ran.code == 65
    assert "I6  detail 1: " in ran.out
    assert "  mend: " in ran.out
    assert "maija" not in ran.out.lower()
    (breach,) = filled.run("verify", "--json").json["breaches"]
    assert (breach["invariant"], breach["ids"]) == ("I6", ["1"])


@pytest.mark.parametrize("name", ["copy.sqlite", "odd name #1?.sqlite"])
def test_other_file_is_looked_at_and_not_changed(filled: Firm, name: str) -> None:
    filled.office.database.close()
    copy = filled.folder / name
    shutil.copy(_file(filled), copy)
    before = copy.read_bytes()
    assert "all is well" in filled.ok("verify", "--database", str(copy)).out
    assert copy.read_bytes() == before
    assert filled.run("verify", "--database", f"sqlite:///{filled.folder}/nothing.sqlite").code == 74
    assert filled.run("verify", "--database", str(filled.folder / "nothing.sqlite")).code == 65


def test_file_that_is_no_database_is_told(filled: Firm) -> None:
    ran = filled.run("verify", "--database", filled.file("text.sqlite", "no database\n" * 100))
    assert ran.code == 74
    assert "mend:" in ran.err


def test_damaged_line_of_the_ledger_is_told_with_file_and_number(filled: Firm) -> None:
    ledger = Path(f"{_file(filled)}.ledger")
    ledger.write_bytes(b'{"sum":"0","entry":{}}\n')
    ran = filled.run("verify")
    assert ran.code == 65
    assert f"{ledger} line 1: the line cannot be read" in ran.out.replace("\n", " ")
    assert filled.run("verify", "--database", str(_file(filled))).code == 65
