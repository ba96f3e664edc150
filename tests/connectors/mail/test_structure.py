"""Text parts of a large message, chosen by BODYSTRUCTURE and put together again so that the reader finds them."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from imapclient.response_parser import parse_fetch_response

from connectors.mail.mime import parse_message, walk
from connectors.mail.structure import (
    MAX_PART_BYTES,
    MAX_TOTAL_BYTES,
    Attached,
    Leaf,
    Section,
    StructureBroken,
    plan,
    rebuild,
    sections,
)

TEXT = '("text" "plain" ("charset" "utf-8") NIL NIL "8bit" 40 2 NIL NIL NIL NIL)'
HTML = '("text" "html" ("charset" "utf-8") NIL NIL "quoted-printable" 90 3 NIL NIL NIL NIL)'
PDF = '("application" "pdf" ("name" "x.pdf") NIL NIL "base64" 900000 NIL ("attachment" ("filename" "x.pdf")) NIL NIL)'
NOTE = '("text" "plain" NIL NIL NIL "7bit" 9000 200 NIL ("attachment" ("filename" "loki.txt")) NIL NIL)'
INVITE = '("text" "calendar" ("method" "REQUEST") NIL NIL "7bit" 900 20 NIL ("attachment" NIL) NIL NIL)'
STATUS = '("message" "delivery-status" NIL NIL NIL "7bit" 300 NIL NIL NIL NIL)'
ENVELOPE = "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"


def multipart(subtype: str, *parts: str) -> str:
    return f'({"".join(parts)} "{subtype}" ("boundary" "b") NIL NIL NIL)'


def attached(body: str) -> str:
    return f'("message" "rfc822" NIL NIL NIL "7bit" 5000 {ENVELOPE} {body} 90 NIL ("attachment" NIL) NIL NIL)'


def structure(text: str) -> object:
    answer = parse_fetch_response([f"1 (UID 7 BODYSTRUCTURE {text})".encode()])
    return answer[7][b"BODYSTRUCTURE"]


def names(text: str) -> list[str]:
    return [section.name for section in sections(plan(structure(text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TEXT, ["TEXT"]),
        (PDF, []),
        (multipart("mixed", TEXT, PDF), ["1.MIME", "1"]),
        (multipart("mixed", TEXT, NOTE), ["1.MIME", "1"]),
        (multipart("alternative", TEXT, HTML, INVITE), ["1.MIME", "1", "2.MIME", "2", "3.MIME", "3"]),
        (
            multipart("mixed", multipart("alternative", TEXT, multipart("related", HTML, PDF)), PDF),
            ["1.1.MIME", "1.1", "1.2.1.MIME", "1.2.1"],
        ),
        (
            multipart("report", TEXT, STATUS, attached(multipart("mixed", TEXT, PDF))),
            ["1.MIME", "1", "2.MIME", "2", "3.MIME", "3.HEADER", "3.1.MIME", "3.1"],
        ),
        (multipart("mixed", TEXT, attached(HTML)), ["1.MIME", "1", "2.MIME", "2.HEADER", "2.1"]),
        (multipart("mixed", TEXT, attached(PDF)), ["1.MIME", "1", "2.MIME", "2.HEADER"]),
    ],
)
def test_text_parts_are_chosen(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize("broken", [None, 5, b"x", (), ("text",), (b"text",), (b"text", b"\xff"), ([], b"mixed")])
def test_structure_that_is_none_is_broken(broken: object) -> None:
    with pytest.raises(StructureBroken):
        plan(broken)


def test_structure_too_deep_is_broken() -> None:
    text = TEXT
    for _ in range(40):
        text = multipart("mixed", text)
    with pytest.raises(StructureBroken):
        plan(structure(text))


def test_structure_of_very_many_parts_is_broken() -> None:
    with pytest.raises(StructureBroken):
        plan(structure(multipart("mixed", *[TEXT] * 300)))


def test_no_more_is_asked_for_than_the_caps() -> None:
    big = TEXT.replace(" 40 2 ", " 9000000 2000 ")
    asked = [
        section for section in sections(plan(structure(multipart("mixed", *[big] * 50)))) if "." not in section.name
    ]
    assert {section.limit for section in asked} == {MAX_PART_BYTES}
    assert len(asked) == MAX_TOTAL_BYTES // MAX_PART_BYTES
    small = [
        section for section in sections(plan(structure(multipart("mixed", *[TEXT] * 50)))) if "." not in section.name
    ]
    assert len(small) == 24


def test_attached_message_keeps_its_place() -> None:
    node = plan(structure(multipart("mixed", TEXT, attached(TEXT))))
    assert not isinstance(node, Leaf | Attached)
    assert node.parts[1] == Attached("2", Leaf("2.1", "text/plain", wanted=True))


HEADER = b'From: Maija <maija@example.com>\r\nContent-Type: multipart/mixed; boundary="=_raja 1"\r\n\r\n'


def test_parts_are_put_together_under_the_boundary_of_the_header() -> None:
    node = plan(structure(multipart("mixed", multipart("alternative", TEXT, HTML), PDF, attached(TEXT))))
    found = {
        "1.1.MIME": b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
        "1.1": "Hei äiti\r\n".encode(),
        "1.2.MIME": b"Content-Type: text/html; charset=utf-8\r\n\r\n",
        "1.2": b"<p>Hei</p>\r\n",
        "3.MIME": b"Content-Type: message/rfc822\r\n\r\n",
        "3.HEADER": b"From: Pekka <pekka@example.com>\r\nSubject: alku\r\n\r\n",
        "3.1": b"Alkuperainen\r\n",
    }
    assert {section.name for section in sections(node)} == set(found)
    raw = rebuild(HEADER, node, found)
    assert raw.startswith(HEADER)
    message = parse_message(raw)
    parts = [(part.type, part.text().strip()) for part in walk(message, into_messages=True) if not part.parts]
    assert parts == [
        ("text/plain", "Hei äiti"),
        ("text/html", "<p>Hei</p>"),
        ("application/pdf", ""),
        ("text/plain", "Alkuperainen"),
    ]
    theirs = BytesParser(policy=policy.compat32).parsebytes(raw)
    assert [part.get_content_type() for part in theirs.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "message/rfc822",
        "text/plain",
    ]


def test_header_that_knows_no_boundary_is_a_broken_structure() -> None:
    node = plan(structure(multipart("mixed", TEXT)))
    found = {"1.MIME": b"\r\n", "1": b"Hei\r\n"}
    with pytest.raises(StructureBroken):
        rebuild(b"From: maija@example.com\r\n\r\n", node, found)
    with pytest.raises(StructureBroken):
        rebuild(b"Content-Type: multipart/mixed\r\n\r\n", node, found)


def test_single_text_follows_its_header() -> None:
    assert rebuild(b"From: x\r\n\r\n", plan(structure(TEXT)), {"TEXT": b"Hei\r\n"}) == b"From: x\r\n\r\nHei\r\n"


def test_single_attachment_leaves_the_header_alone() -> None:
    assert rebuild(b"From: x\r\n\r\n", plan(structure(PDF)), {}) == b"From: x\r\n\r\n"


def test_part_that_was_cut_ends_with_a_whole_line() -> None:
    message = EmailMessage()
    message.set_content("ä" * 400_000, cte="base64")
    body = message.as_bytes(policy=policy.SMTP).partition(b"\r\n\r\n")[2][:MAX_PART_BYTES]
    header = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    raw = rebuild(header, plan(structure(TEXT)), {"TEXT": body})
    assert raw.endswith(b"\r\n")
    assert set(parse_message(raw).content().decode("utf-8", "replace")) <= {"ä", "\ufffd"}
    assert len(raw) > MAX_PART_BYTES - 100


def test_sections_name_their_limits() -> None:
    wanted = list(sections(plan(structure(multipart("mixed", TEXT, attached(TEXT))))))
    assert Section("2.HEADER", 65_536) in wanted
    assert all(section.limit <= MAX_PART_BYTES for section in wanted)
