"""`disclosures`: to whom data were given, who is to be told; seen in `person show`, `requests show`, `correct` and `erase`."""

import re

from models.vocabulary import DetailField, HintRole, RequestKind
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, LIISA, booking, calendar_object, hint, message, value
from tests.models.register.samples import MAIJA as MAIJA_WHO

MAIJA = "maija@asiakas.example"
BOOKS = "Tilitoimisto Esimerkki Oy"
LAWYER = "Asianajo Esimerkki Oy"
GIVEN = ("--what", "person_name,street", "--for", "accounting", "--role", "processor", "--on", "2026-11-02")


def test_recipient_is_entered_shown_everywhere_and_told(firm: Firm) -> None:
    street = value(DetailField.STREET, "Ainutkatu 17")
    firm.office.read(message(1, folder=CLIENTS, more=(street,), requests=(RequestKind.ERASURE,)))
    assert "nothing was given" in firm.ok("disclosures", "list", MAIJA).out
    assert "disclosure 1" in firm.ok("disclosures", "add", MAIJA, BOOKS, *GIVEN).out
    assert BOOKS in firm.ok("disclosures").out
    assert BOOKS in firm.ok("person", "show", MAIJA).out
    assert f"given to {BOOKS} on 2026-11-02: person_name, street" in firm.ok("requests", "show", "1").out
    corrected = firm.ok("correct", MAIJA, "street", "Uusikatu 1").out
    assert f"{BOOKS}, given on 2026-11-02: tell of the rectification of street (notice 1)" in corrected
    (waits,) = [text for text in firm.ok("status").out.splitlines() if "to be told" in text]
    assert waits == "  1 recipient to be told since 2026-11-20   rekisterid disclosures to-tell"
    wrong = firm.run("disclosures", "told", "1", "--impossible", "--disproportionate", "--because", "x")
    assert wrong.code == 65
    early = firm.run("disclosures", "told", "1", "--on", "2026-11-19")
    assert (early.code, "rectification to tell of is of 2026-11-20" in early.err) == (65, True)
    assert firm.run("disclosures", "told", "1", "--on", "2026-11-21").code == 65
    assert "told on 2026-11-20" in firm.ok("disclosures", "told", "1").out
    assert "to be told" not in firm.ok("status").out
    assert "every recipient is told" in firm.ok("disclosures", "to-tell").out
    assert f"{BOOKS}, given on 2026-11-02: tell of the erasure" in firm.ok("erase", MAIJA, "--now").out
    (left,) = firm.ok("disclosures", "to-tell", "--json").json
    assert (left["recipient"], left["person_id"], left["act"]) == (BOOKS, None, "erasure")
    assert "erased" in firm.ok("disclosures", "to-tell").out


def test_reason_of_a_notice_that_is_not_given_ends_its_line(firm: Firm) -> None:
    firm.office.read(message(1, folder=CLIENTS, more=(value(DetailField.STREET, "Ainutkatu 17"),)))
    firm.ok("disclosures", "add", MAIJA, BOOKS, *GIVEN)
    firm.ok("correct", MAIJA, "street", "Uusikatu 1")
    said = firm.ok("disclosures", "told", "1", "--impossible", "--because", "the firm is no more").out
    assert "not told (impossible, 2026-11-20): the firm is no more" in said


def test_erasure_at_once_names_whom_it_notes_and_no_notice_that_it_calls_off(firm: Firm) -> None:
    firm.office.read(message(1, folder=CLIENTS, more=(value(DetailField.STREET, "Ainutkatu 17"),)))
    firm.ok("disclosures", "add", MAIJA, BOOKS, *GIVEN)
    firm.ok("correct", MAIJA, "street", "Uusikatu 1")
    firm.ok("erase", MAIJA)
    firm.ok("disclosures", "add", MAIJA, LAWYER, *GIVEN)
    said = firm.ok("erase", MAIJA, "--now", "--json").json["to_tell"]
    left = firm.ok("disclosures", "to-tell", "--json").json
    assert [(row["id"], row["act"]) for row in said] == [(row["id"], row["act"]) for row in left]
    assert [row["recipient"] for row in said] == [BOOKS, LAWYER]


def test_lists_fit_80_columns_and_break_no_word_of_a_usual_row(firm: Firm) -> None:
    firm.office.read(message(1, folder=CLIENTS, more=(value(DetailField.STREET, "Ainutkatu 17"),)))
    longest = "Helsingin ja Uudenmaan sairaanhoitopiirin kuntayhtymän taloushallinnon palvelukeskus"
    everything = ",".join(DetailField)
    firm.ok("disclosures", "add", MAIJA, BOOKS, *GIVEN)
    firm.ok("disclosures", "add", MAIJA, longest, "--what", everything, "--for", "contract_management")
    firm.ok("correct", MAIJA, "street", "Uusikatu 1")
    firm.ok(
        "disclosures", "told", "1", "--disproportionate", "--because", "the firm was wound up a good while ago " * 4
    )
    for command in ("list", "to-tell"):
        shown = firm.ok("disclosures", command).out
        assert max(map(len, shown.splitlines())) <= 80
        assert {"sairaanhoitopiirin", "kuntayhtymän", "rectification", "street"} <= words_of(shown)
    listed = words_of(firm.ok("disclosures", "list").out)
    assert {*DetailField, "Tilitoimisto", "processor", "FI", "2026-11-02", "disproportionate"} <= listed


def words_of(shown: str) -> set[str]:
    return set(re.findall(r"[\w-]+", shown))


def test_people_booked_for_by_others_are_listed_until_they_are_told(firm: Firm) -> None:
    assert "nobody is to be told" in firm.ok("notices").out
    firm.office.read(calendar_object(booking(people=(hint(LIISA, HintRole.ORGANISER), hint(MAIJA_WHO)))))
    (row,) = firm.ok("notices", "list", "--json").json
    assert f"1 person to tell whence their data are by {row['due_on']}   rekisterid notices" in firm.ok("status").out
    assert row["due_on"] in firm.ok("notices").out
    firm.office.pass_time(days=40)
    assert "– LATE" in firm.ok("notices").out
    assert firm.run("notices", "told", MAIJA, "--impossible", "--disproportionate").code == 65
    assert "disproportionate" in firm.ok("notices", "told", MAIJA, "--disproportionate").out
    assert "nobody is to be told" in firm.ok("notices").out
    assert firm.run("notices", "told", MAIJA).code == 65
