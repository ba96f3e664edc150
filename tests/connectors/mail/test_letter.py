"""Which letters may go out, and how their bytes look on the wire."""

import pytest

from connectors.mail.letter import is_address, wire_form
from models.errors import BadItem
from models.values import OutgoingLetter
from tests.contract.letters import RECIPIENT, SENDER, changed, letter


def refusal(wrong: OutgoingLetter) -> str:
    with pytest.raises(BadItem) as caught:
        wire_form(wrong)
    assert "@" not in str(caught.value)
    return caught.value.code


def test_lines_that_begin_with_a_dot_are_doubled() -> None:
    dotted = letter(text=".\n..yksi\n. kaksi\nkolme.\n")
    assert wire_form(dotted).endswith(b"\r\n\r\n..\r\n...yksi\r\n.. kaksi\r\nkolme.\r\n")


def test_letter_of_our_own_making_passes_unchanged() -> None:
    assert wire_form(letter()) == letter().content


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maija",
        "maija@localhost",
        "maija@example.com\r\nRCPT TO:<eve@example.net>",
        "maija@example.com\n",
        "maija@example.com>",
        "<maija@example.com>",
        "maija @example.com",
        "maija@exa mple.com",
        "maija@-example.com",
        "maija@example..com",
        ".maija@example.com",
        "maija..e@example.com",
        '"mai ja"@example.com',
        "maija@[127.0.0.1]",
        "mäijä@example.com",
        "maija@exämple.com",
        "maija@example.com,eve@example.net",
        "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".example",
        "a@" + ".".join(["b" * 60] * 5) + ".example",
    ],
)
def test_address_outside_the_grammar_is_refused(address: str) -> None:
    assert not is_address(address)
    good = letter()
    assert refusal(OutgoingLetter(SENDER, address, good.message_id, good.content)) == "envelope_to"
    assert refusal(OutgoingLetter(address, RECIPIENT, good.message_id, good.content)) == "envelope_from"


@pytest.mark.parametrize("address", ["m@example.com", "maija.e+x=y@xn--exmple-cua.example", "o'neil_{a}@a-b.example"])
def test_plain_addresses_are_accepted(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"Date:", b"Bcc: eve@example.net\r\nDate:", "header_count"),
        (b"Date:", b"Cc: eve@example.net\r\nDate:", "header_count"),
        (b"Date:", b"From: eve@example.net\r\nDate:", "header_count"),
        (b"Date:", b"to: eve@example.net\r\nDate:", "header_count"),
        (b"Date:", b"Message-ID: <x@example.net>\r\nDate:", "header_count"),
        (b"Message-ID: ", b"X-Other: ", "header_count"),
        (b"<letter-1@", b"<letter-2@", "message_id"),
        (b"<maija.esimerkki@example.com>", b"<eve@example.net>", "to"),
        (b"<maija.esimerkki@example.com>", b"<maija.esimerkki@example.com>, eve@example.net", "to"),
        (b"<palaute@salonki.example>", b"<palaute@salonki.example>, eve@example.net", "from"),
        (b"Date:", b"no header\r\nDate:", "header_block"),
        (b"Date:", b"\r\n\r\nDate:", "header_count"),
        (b"Date:", b"X-A: b\nDate:", "line_end"),
        (b"Date:", b"X-A: b\rDate:", "line_end"),
        (b"Date:", b"X-A: \0\r\nDate:", "not_ascii"),
        (b"Date:", "X-A: ä\r\nDate:".encode(), "not_ascii"),
        (b"Date:", b"X-A: " + b"b" * 998 + b"\r\nDate:", "line_too_long"),
    ],
)
def test_letter_that_reads_back_otherwise_is_refused(before: bytes, after: bytes, code: str) -> None:
    assert refusal(changed(letter(), before, after)) == code


def test_letter_must_end_its_last_line() -> None:
    good = letter()
    assert refusal(OutgoingLetter(SENDER, RECIPIENT, good.message_id, good.content.rstrip())) == "line_end"
