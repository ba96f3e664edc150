"""`retention`: what is over, what is held, what waits, and what the bookkeeping act keeps."""

import pytest

from models.tables import Detail, Person, Voucher
from models.values import Mailbox
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, message

MAIJA = "maija@asiakas.example"


@pytest.fixture
def client(firm: Firm) -> Firm:
    """A firm with one client."""
    firm.office.read(message(1, folder=CLIENTS))
    return firm


def test_dry_run_lists_what_a_run_then_ends(client: Firm) -> None:
    client.office.pass_time(days=800)
    dry = {row["category"]: row["over"] for row in client.ok("retention", "run", "--dry-run", "--json").json["kinds"]}
    assert (dry["contact"], client.office.count(Person)) == (1, 1)
    assert "contact: 1 ended" in client.ok("retention", "run").out
    assert client.office.count(Person) == 0
    assert client.ok("retention", "run").out == "nothing is over its term\n"
    assert "nothing is over its term" in client.ok("retention", "run", "--dry-run").out


def test_hold_keeps_a_person_until_it_is_released(client: Firm) -> None:
    assert client.run("retention", "hold", MAIJA, "dispute").code == 65
    assert client.run("retention", "hold", MAIJA, "whim", "--because", "x").code == 65
    ran = client.ok("retention", "hold", MAIJA, "dispute", "--because", "case 12 of the consumer board")
    assert "hold 1" in ran.out
    client.office.pass_time(days=800)
    assert "1 hold to look at again since" in client.ok("status").out
    assert "hold 1 stays" in client.ok("retention", "review", "1").out
    assert "to look at again" not in client.ok("status").out
    assert "nothing is over" in client.ok("retention", "run").out
    assert "case 12" in client.ok("retention", "show").out
    client.ok("retention", "release", "1")
    assert client.run("retention", "release", "1").code == 65
    assert client.run("retention", "review", "1").code == 65
    assert "contact: 1 ended" in client.ok("retention", "run").out


def test_invoice_holds_by_the_table_of_financial_years(client: Firm) -> None:
    assert client.run("retention", "voucher", MAIJA, "--posted", "2026-02-01").code == 65
    client.configure("[retention]\nyear_ends = [2026-03-31]")
    assert "until 2032-12-31" in client.ok("retention", "voucher", MAIJA, "--posted", "2026-02-01").out
    assert [str(row.year_end) for row in client.office.all(Voucher)] == ["2026-03-31"]
    out = client.ok("erase", MAIJA, "--preview").out
    assert "GDPR 17(3)(b), KPL 2:10" in out
    client.ok("erase", MAIJA, "--now")
    assert {row.field.value for row in client.office.all(Detail)} == {"person_name"}


def test_much_at_once_waits_and_is_approved_by_name(firm: Firm) -> None:
    for number in range(21):
        firm.office.read(message(number + 1, Mailbox("", f"client{number}@asiakas.example"), folder=CLIENTS))
    firm.office.pass_time(days=800)
    assert "contact: waits" in firm.ok("retention", "run").out
    assert "waits for approval" in firm.ok("retention", "show").out
    assert firm.office.count(Person) == 21
    ran = firm.ok("retention", "run", "--approve", "contact", "--approve", "contact_history")
    assert "contact: 21 ended" in ran.out
    assert firm.run("retention", "run", "--approve", "contact").code == 65
