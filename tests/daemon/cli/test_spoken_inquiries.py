"""`inquiries`: one that staff entered has no message, and is not said to have one."""

from tests.daemon.cli.firm import Firm
from tests.models.register.samples import CLIENTS, message

MAIJA = "maija@asiakas.example"


def test_spoken_inquiry_is_not_said_to_have_a_message(firm: Firm) -> None:
    firm.office.read(message(1, folder=CLIENTS))
    firm.ok("inquiries", "add", "complaint", MAIJA, "--by", "phone")
    shown = firm.ok("inquiries", "show", "1").out
    assert "in the message" not in shown
    assert "entered by staff: the register knows no message of it" in shown
    assert "entered by staff" in firm.ok("inquiries").out
