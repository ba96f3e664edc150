"""`consent` and its sub-commands: what is entered, its effect told at once, and what is refused."""

import pytest

from models.tables import AuditEntry, ConsentEntry, Person
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, message

MAIJA = "maija@asiakas.example"
HEADING = "name;email;given_on;wording;evidence"
FOUR = [f"p{n}@asiakas.example,2026-03-01,binder {n}" for n in range(4)]


@pytest.fixture
def client(firm: Firm) -> Firm:
    """A firm with one client."""
    firm.office.read(message(1, folder=CLIENTS))
    return firm


def test_paper_consent_is_given_with_the_wording_that_comes_with_the_service(client: Firm) -> None:
    ran = client.ok("consent", "give", MAIJA, "--method", "paper", "--evidence", "binder 3", "--on", "1.11.2026")
    assert "feedback request: yes – consent is valid" in ran.out
    (row,) = client.office.all(ConsentEntry)
    assert (row.wording, row.evidence, row.recorded_by.partition(":")[0]) == ("feedback@1", "binder 3", "cli")


def test_spoken_consent_says_that_it_waits_for_confirmation(client: Firm) -> None:
    ran = client.ok("consent", "give", "1", "--method", "oral", "--evidence", "note 4")
    assert "feedback request: no – not confirmed" in ran.out


def test_act_tells_its_effect_and_the_ledger_is_shown(client: Firm) -> None:
    client.ok("consent", "give", MAIJA, "--method", "paper", "--evidence", "binder 3", "--on", "2026-11-01")
    assert "consent was withdrawn" in client.ok("consent", "withdraw", MAIJA, "--on", "2026-11-05").out
    assert "the person has forbidden this" in client.ok("consent", "prohibit", MAIJA).out
    client.office.pass_time(minutes=5)
    assert "consent was withdrawn" in client.ok("consent", "lift", MAIJA, "--evidence", "letter").out
    assert "unclear message" in client.ok("consent", "pause", MAIJA).out
    assert client.run("consent", "resume", MAIJA, "--evidence", " ").code == 65
    client.office.pass_time(minutes=5)
    client.ok("consent", "resume", MAIJA, "--evidence", "only asked the time")
    out = client.ok("consent", "show", MAIJA).out
    assert "pause lifted" in out
    assert "binder 3" in out
    assert client.ok("consent", "show", MAIJA, "--json").json["purposes"][0]["reason"] == "withdrawn"
    assert any(row.action == "consent.read" for row in client.office.all(AuditEntry))


def test_withdrawal_named_by_its_day_ends_a_consent_of_that_day(client: Firm) -> None:
    client.ok("consent", "give", MAIJA, "--method", "paper", "--evidence", "b", "--on", "2026-11-05 15:00")
    ran = client.ok("consent", "withdraw", MAIJA, "--on", "2026-11-05", "--json")
    assert {verdict["reason"] for _, verdict in ran.json["verdicts"]} == {"withdrawn"}


def test_prohibition_of_an_unknown_address_makes_a_person_who_only_forbade_contact(firm: Firm) -> None:
    assert "forbidden" in firm.ok("consent", "prohibit", "kalle@muu.example", "--evidence", "call").out
    assert firm.office.count(Person) == 1
    assert firm.run("consent", "prohibit", "17").code == 65
    assert firm.run("consent", "prohibit", "no@address").code == 65


@pytest.mark.parametrize(
    "arguments",
    [
        ("give", MAIJA, "--method", "fax", "--evidence", "b"),
        ("give", MAIJA, "--method", "paper", "--evidence", ""),
        ("give", MAIJA, "--method", "paper", "--evidence", "b", "--on", "2027-01-01"),
        ("give", MAIJA, "--method", "paper", "--evidence", "b", "--purpose", "accounting"),
        ("give", MAIJA, "--method", "paper", "--evidence", "b", "--wording", "feedback@7"),
        ("give", MAIJA, "--method", "paper", "--evidence", "b", "--language", "de"),
        ("withdraw", MAIJA, "--purpose", "everything"),
        ("lift", MAIJA, "--evidence", "letter"),
    ],
)
def test_what_cannot_be_entered_says_the_mend_and_leaves_no_event(client: Firm, arguments: tuple[str, ...]) -> None:
    ran = client.run("consent", *arguments)
    assert ran.code == 65
    assert "mend: " in ran.err
    assert client.office.count(ConsentEntry) == 0


def test_import_tells_each_row_and_ends_with_65_when_one_was_refused(firm: Firm) -> None:
    rows = [
        HEADING,
        "Maija Mäkinen;maija@asiakas.example;1.3.2026;feedback@1;binder 3",
        "Liisa Laine;liisa@laine.example;1.3.2026;feedback@1;",
    ]
    file = firm.file("consents.csv", "\r\n".join(rows).encode("cp1252"))
    dry = firm.run("consent", "import", file, "--dry-run")
    assert (dry.code, firm.office.count(Person)) == (65, 0)
    assert "dry run, nothing was stored: 1 would be recorded, 0 already there, 1 would be refused" in dry.out
    ran = firm.run("consent", "import", file)
    assert ran.code == 65
    assert "evidence is missing" in ran.out
    assert "mend: correct the refused rows" in ran.err
    assert firm.office.count(Person) == 1
    told = firm.run("consent", "import", file, "--json").json
    assert (told["recorded"], told["already_there"], told["refused"]) == (0, 1, 1)
    assert [row["reason"] for row in told["rows"]] == ["already_there", "no_evidence"]


def test_long_list_is_taken_to_its_end(firm: Firm) -> None:
    rows = [f"Etu Suku{n};p{n}@asiakas.example;1.3.2026;feedback@1;binder {n}" for n in range(120)]
    file = firm.file("long.csv", [HEADING, *rows])
    assert "dry run, nothing was stored: 120 would be recorded" in firm.ok("consent", "import", file, "--dry-run").out
    assert "120 recorded, 0 already there, 0 refused" in firm.ok("consent", "import", file).out
    assert firm.office.count(Person) == 120


def test_import_takes_the_wording_for_rows_that_name_none(firm: Firm) -> None:
    file = firm.file("c.csv", ["email,given_on,evidence", "a@b.example,2026-03-01,p1"])
    assert "the wording is missing" in firm.run("consent", "import", file).out
    assert "1 recorded" in firm.ok("consent", "import", file, "--wording", "feedback@1").out


def test_wording_that_there_is_not_is_told_once_and_not_for_each_row(firm: Firm) -> None:
    ran = firm.run(
        "consent", "import", firm.file("c.csv", ["email,given_on,evidence", *FOUR]), "--wording", "feedback@9"
    )
    assert (ran.code, ran.out) == (65, "")
    assert ran.err.count("there is no wording feedback@9") == 1
    assert "mend: see `rekisterid consent wording list`" in ran.err


def test_lift_of_what_nobody_forbade_says_so(client: Firm) -> None:
    ran = client.run("consent", "lift", MAIJA, "--evidence", "letter")
    assert "nothing is forbidden for this person" in ran.err


def test_method_that_there_is_not_is_answered_with_those_there_are(client: Firm) -> None:
    ran = client.run("consent", "give", MAIJA, "--method", "fax", "--evidence", "b")
    assert "mend: name one of paper, " in ran.err


def test_file_that_is_no_list_says_so(firm: Firm) -> None:
    for file in (firm.file("book.xlsx", b"PK\x03\x04\0\0"), str(firm.folder / "none.csv")):
        ran = firm.run("consent", "import", file)
        assert ran.code == 65
        assert "mend: " in ran.err


def test_wording_is_listed_shown_and_replaced_by_its_next_version(client: Firm) -> None:
    assert client.ok("consent", "wording", "list", "--json").json[0]["wording"] == "feedback@1"
    assert "Suvanto Työnohjaus Oy" in client.ok("consent", "wording", "show", "feedback", "--language", "sv").out
    assert client.run("consent", "wording", "show", "feedback", "--language", "de").code == 65
    assert client.run("consent", "wording", "show", "leaflet").code == 65
    client.ok("consent", "give", MAIJA, "--method", "paper", "--evidence", "b", "--on", "2026-11-01")
    texts = [client.file(f"{language}.txt", f"text {language}") for language in ("fi", "sv", "en")]
    files = ("--fi", texts[0], "--sv", texts[1], "--en", texts[2])
    ran = client.ok("consent", "wording", "add", "feedback", *files)
    assert "added feedback@2" in ran.out
    assert client.ok("consent", "show", MAIJA, "--json").json["purposes"][0]["reason"] == "superseded"
    assert client.run("consent", "wording", "add", "feedback", *files, "--purpose", "newsletter").code == 65
    assert [row["consents"] for row in client.ok("consent", "wording", "list", "--json").json] == [1, 0]
    told = client.ok("consent", "wording", "consents", "feedback").out
    assert ("feedback@1" in told, "Maija" in told, "paper" in told, "no: " in told) == (True, True, True, True)
    (given,) = client.ok("consent", "wording", "consents", "feedback@1", "--json").json
    assert (given["serves"], given["reason"]) == (False, "superseded")
    assert "nobody has consented" in client.ok("consent", "wording", "consents", "feedback@2").out
    assert client.run("consent", "wording", "consents", "leaflet").code == 65
    assert client.run("consent", "wording", "add", "feedback", *files[:4], "--en", "missing.txt").code == 65
