"""What headers alone say: kind, digest, sender, ids, reply tokens, withdrawal word."""

import pytest

from connectors.mail.message import ReadingOptions, header_digest, kind_from_headers, read_message
from models.errors import BadItem
from models.values import Mailbox, OwnIdentity
from models.vocabulary import MessageKind

OPTIONS = ReadingOptions(OwnIdentity(domains=("firma.example",), addresses=("info@firma.example",)))
TOKEN = "rk-AbCdEfGhIjKlMnOpQrStUv"


def message(*headers: str, body: str = "Hei\r\n") -> bytes:
    lines = headers or ("From: Maija Esimerkki <maija@asiakas.example>",)
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-replied", MessageKind.AUTO_REPLY),
        ("X-Autoreply: yes", MessageKind.AUTO_REPLY),
        ("List-Id: <uutiset.lista.example>", MessageKind.BULK),
        ("Auto-Submitted: no", None),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", None),
    ],
)
def test_headers_alone_settle_automatic_and_bulk_mail_but_leave_reports_to_the_body(
    header: str, kind: MessageKind | None
) -> None:
    block = message("From: Maija <maija@asiakas.example>", header)
    assert kind_from_headers(block) == kind


def test_digest_is_the_same_for_header_alone_and_whole_message() -> None:
    whole = message(body="a\r\n\r\nb\r\n")
    head = whole[: whole.index(b"\r\n\r\n") + 4]
    assert header_digest(whole) == header_digest(head)
    assert len(header_digest(whole)) == 32


@pytest.mark.parametrize(
    "from_lines",
    [
        ("From: a@x.example, b@x.example",),
        ("From: a@x.example", "From: b@x.example"),
        ("Subject: none",),
    ],
)
def test_sender_is_none_unless_there_is_exactly_one_from_address(from_lines: tuple[str, ...]) -> None:
    assert read_message(message(*from_lines), OPTIONS).sender is None


def test_reply_tokens_come_from_subject_references_and_recipients_once() -> None:
    raw = message(
        "From: maija@asiakas.example",
        f"To: palaute+{TOKEN}@firma.example",
        f"Subject: Re: {TOKEN}",
        "References: <rk-ZyXwVuTsRqPoNmLkJiHgFe@firma.example> <x@y.example>",
    )
    assert read_message(raw, OPTIONS).tokens == (TOKEN, "rk-ZyXwVuTsRqPoNmLkJiHgFe")


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ("Re: Palaute", "PERUUTA\r\n", True),
        ("Re: Palaute", "stop.\r\n\r\nMaija\r\n", True),
        ("Sv: Respons", "Återkalla\r\n", True),
        (f"PERUUTA {TOKEN}", "", True),
        ("STOP", "Lähetetty iPhonesta\r\n", True),
        ("Peruuta huomisen aika", "Hei, peruuta huominen aika.\r\n", False),
        ("Re: Palaute", "> PERUUTA\r\n", False),
    ],
)
def test_plain_withdrawal_word_counts_only_alone_and_in_own_text(subject: str, body: str, expected: bool) -> None:
    raw = message("From: maija@asiakas.example", f"Subject: {subject}", body=body)
    assert read_message(raw, OPTIONS).withdrawal_word is expected


def test_message_ids_have_no_brackets() -> None:
    raw = message("From: maija@asiakas.example", "Message-ID: <1@x.example>", "In-Reply-To: <2@x.example>")
    reading = read_message(raw, OPTIONS)
    assert (reading.message_id, reading.in_reply_to) == ("1@x.example", ("2@x.example",))


def test_raw_eight_bit_and_encoded_names_are_both_read() -> None:
    raw = b"From: P\xe4ivi M\xe4kel\xe4 <paivi@asiakas.example>\r\n\r\nHei"
    assert read_message(raw, OPTIONS).sender == Mailbox("Päivi Mäkelä", "paivi@asiakas.example")
    raw = b"From: =?iso-8859-1?q?P=E4ivi_M=E4kel=E4?= <paivi@asiakas.example>\r\n\r\nHei"
    assert read_message(raw, OPTIONS).sender == Mailbox("Päivi Mäkelä", "paivi@asiakas.example")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"Subject: " + b"x" * 70_000 + b"\r\n\r\n", "header_line_too_long"),
        (b"X: y\r\n" * 60_000 + b"\r\n", "headers_too_large"),
        (b"From: a@x.example\r\nTo: " + b"a@x.example, " * 1_000 + b"b@x.example\r\n\r\n", "too_many_addresses"),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 2_000, "too_many_parts"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 40 + b"x", "too_deep"),
    ],
)
def test_bombs_are_refused_with_a_code(raw: bytes, code: str) -> None:
    with pytest.raises(BadItem) as refused:
        read_message(raw, OPTIONS)
    assert refused.value.code == code
