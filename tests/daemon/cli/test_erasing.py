"""`erase`, `readmit`, `restrict`, `unrestrict`, `correct`: what is told, and that nothing of the person is left in a file."""

import pytest

from models.tables import Detail, Erasure, Person
from models.vocabulary import DetailField, RequestKind
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, message, value

MAIJA = "maija@asiakas.example"
PHONE = value(DetailField.PHONE, "+358401234567")
STREET = value(DetailField.STREET, "Ainutkatu 17")


@pytest.fixture
def client(firm: Firm) -> Firm:
    """A firm with one client."""
    firm.office.read(message(1, folder=CLIENTS, more=(PHONE, STREET)))
    return firm


def test_preview_tells_what_goes_and_changes_nothing(client: Firm) -> None:
    ran = client.ok("erase", MAIJA, "--preview")
    assert "nothing was changed" in ran.out
    assert "UID 1" in ran.out
    assert client.office.count(Erasure) == 0
    assert client.ok("erase", MAIJA, "--preview", "--json").json["found"]["kept_out"] == 2


def test_restricted_person_is_not_called_a_stranger_in_the_list(client: Firm) -> None:
    client.ok("restrict", MAIJA)
    out = client.ok("people").out
    assert "(restricted)" in out
    assert "no client" not in out


def test_erasure_is_held_shown_and_taken_back(client: Firm) -> None:
    assert "is restricted now and erased on" in client.ok("erase", MAIJA).out
    assert client.run("erase", MAIJA).code == 65
    assert client.run("unrestrict", MAIJA, "--evidence", "told").code == 65
    assert "taken back" in client.ok("erase", MAIJA, "--undo").out
    assert client.office.all(Person)[0].restricted_since is None


def test_wrong_value_stays_in_no_file(client: Firm) -> None:
    assert b"Ainutkatu" in b"".join(path.read_bytes() for path in client.folder.rglob("*.sqlite*"))
    client.ok("correct", MAIJA, "street", "Uusikatu 1", "--evidence", "letter")
    assert [path.name for path in client.folder.rglob("*.sqlite*") if b"Ainutkatu" in path.read_bytes()] == []


def test_erasure_now_leaves_no_byte_in_any_file(client: Firm) -> None:
    client.office.read(message(4, folder=CLIENTS, requests=(RequestKind.ERASURE,)))
    ran = client.ok("erase", MAIJA, "--now")
    assert "is erased" in ran.out
    assert f"send the answer to {MAIJA}" in ran.out
    assert "delete these in the mailbox" in ran.out
    client.ok("requests", "answer", "1")
    client.office.database.wipe_log()
    found = {
        (path.name, text)
        for path in client.folder.rglob("*")
        if path.is_file()
        for text in (MAIJA, "Maija Mäkinen", "maija mäkinen", "+358401234567", "Ainutkatu", "ainutkatu")
        if text.encode() in path.read_bytes()
    }
    assert found == set()
    assert client.run("person", "show", MAIJA).code == 65


def test_mail_of_an_erased_person_is_listed_by_count_and_time_alone(client: Firm) -> None:
    assert "nobody" in client.ok("kept-out").out
    client.ok("erase", MAIJA, "--now")
    client.office.pass_time(days=1)
    client.office.read(message(9, received=client.office.now))
    (address, phone) = client.ok("kept-out", "--json").json
    assert "does" in client.ok("kept-out", "--all").out
    assert (address["field"], address["arrivals"], phone["arrivals"]) == ("email", 1, 0)
    assert MAIJA not in client.ok("kept-out").out
    assert "nothing is due" in client.ok("kept-out", "--looked-at").out


def test_what_is_due_is_shown_and_renewed_by_its_number_alone(client: Firm) -> None:
    client.ok("erase", MAIJA, "--now")
    assert client.ok("kept-out", "--looked-at", "--json").json == []
    assert client.run("kept-out", "--looked-at", "1").code == 65
    client.office.pass_time(days=5 * 366)
    (address, phone) = client.ok("kept-out", "--looked-at", "--json").json
    shown = client.ok("kept-out", "--looked-at").out
    assert "does" in shown
    assert "kept-out --looked-at ID" in shown
    assert "kept-out --looked-at" in client.run("status").out
    assert client.run("kept-out", str(address["id"])).code == 65
    (stays,) = client.ok("kept-out", "--looked-at", str(address["id"]), "--json").json
    assert stays["id"] == address["id"]
    assert stays["review_on"] > address["review_on"]
    assert [row["id"] for row in client.ok("kept-out", "--looked-at", "--json").json] == [phone["id"]]
    assert f"{phone['id']} stays" in client.ok("kept-out", "--looked-at", str(phone["id"])).out
    assert "nothing is due" in client.ok("kept-out", "--looked-at").out


def test_erased_person_comes_back_by_their_own_wish_alone(client: Firm) -> None:
    client.ok("erase", MAIJA, "--now")
    assert client.run("readmit", "nobody@asiakas.example", "--evidence", "letter").code == 65
    assert client.run("readmit", "no address", "--evidence", "letter").code == 65
    assert "taken in again" in client.ok("readmit", MAIJA, "--evidence", "letter of 1.12.").out


def test_flags_that_exclude_each_other_are_refused(client: Firm) -> None:
    assert client.run("erase", MAIJA, "--now", "--undo").code == 65
    assert client.run("erase", MAIJA, "--undo").code == 65


def test_restriction_is_set_and_lifted_after_the_person_was_told(client: Firm) -> None:
    assert "is restricted" in client.ok("restrict", MAIJA, "--because", "accuracy contested").out
    assert client.run("correct", MAIJA, "street", "Uusikatu 1").code == 65
    assert "Ainutkatu" not in client.ok("people").out
    assert client.run("unrestrict", MAIJA, "--evidence", "").code == 65
    assert "not restricted any more" in client.ok("unrestrict", MAIJA, "--evidence", "called 3.11.").out


def test_correction_replaces_the_wrong_value(client: Firm) -> None:
    assert "outranks" in client.ok("correct", MAIJA, "street", "Uusikatu 1", "--evidence", "letter").out
    assert [row.value for row in client.office.all(Detail) if row.field is DetailField.STREET] == ["Uusikatu 1"]
    assert client.run("correct", MAIJA, "shoe_size", "42").code == 65
    assert client.run("correct", MAIJA, "phone", "131052-308T").code == 65
