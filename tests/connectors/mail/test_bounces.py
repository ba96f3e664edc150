"""Delivery reports: which message came back, and whether for good."""

import email
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.errors import BadItem
from models.values import OwnIdentity
from models.vocabulary import MessageKind

OPTIONS = ReadingOptions(OwnIdentity())


def report(action: str, status: str, returned: str = "") -> bytes:
    lines = [
        "Return-Path: <>",
        "From: Mail Delivery System <mailer-daemon@mx.example>",
        "Subject: Undelivered Mail Returned to Sender",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "It did not work.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        "Final-Recipient: rfc822; maija@asiakas.example",
        f"Action: {action}",
        f"Status: {status}",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {returned}",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [("failed", "5.1.1", True), ("failed", "4.4.7", False), ("delayed", "4.4.1", False), ("delivered", "2.0.0", False)],
)
def test_action_and_status_of_a_report_say_whether_it_is_for_good(action: str, status: str, permanent: bool) -> None:
    reading = read_message(report(action, status, "<rk-abcdefghijklmnop@firma.example>"), OPTIONS)
    assert reading.kind is MessageKind.BOUNCE
    assert reading.bounce is not None
    assert reading.bounce.permanent is permanent
    assert reading.bounce.original_message_id == "rk-abcdefghijklmnop@firma.example"


@pytest.mark.parametrize(
    ("text", "permanent"),
    [
        ("550 5.1.1 User unknown", True),
        ("452 4.2.2 Mailbox full", False),
        ("Vastaanottajaa ei ole olemassa.", True),
        ("Toimitus viivästyy, yritetään uudelleen.", False),
    ],
)
def test_free_forms_say_whether_they_are_for_good(text: str, permanent: bool) -> None:
    head = "Return-Path: <>\r\nFrom: postmaster@mx.example\r\nSubject: Toimitusvirhe: Palaute\r\n\r\n"
    reading = read_message(f"{head}{text}\r\n\r\nMessage-ID: <rk-abcdefghijklmnop@firma.example>\r\n".encode(), OPTIONS)
    assert reading.bounce is not None
    assert reading.bounce.permanent is permanent
    assert reading.bounce.original_message_id == "rk-abcdefghijklmnop@firma.example"


def labelled_class(raw: bytes) -> bool | None:
    """Read Action and Status with the standard library alone: the label. None when there is no delivery-status part."""
    for part in email.message_from_bytes(raw).walk():
        if part.get_content_type() == "message/delivery-status":
            text = part.as_string()
            actions = {match.lower() for match in re.findall(r"^action:\s*(\w+)", text, re.I | re.M)}
            classes = re.findall(r"^status:\s*([245])\.", text, re.I | re.M)
            if classes and actions:
                return "failed" in actions and "5" in classes
    return None


def test_reports_of_other_projects_are_told_apart_by_family(public_corpus: Path) -> None:
    right, total, known = Counter[str](), Counter[str](), Counter[str]()
    paths = sorted((public_corpus / "bounces").rglob("*.eml"))
    for path in paths:
        family = path.stem.rpartition("-")[0]
        raw = path.read_bytes()
        label, reading = labelled_class(raw), read_message(raw, OPTIONS)
        known[family] += reading.kind is MessageKind.BOUNCE
        if label is None or reading.bounce is None:
            continue
        total[family] += 1
        right[family] += reading.bounce.permanent is label
    wrong = {family: (right[family], total[family]) for family in total if right[family] < total[family]}
    assert sum(right.values()) >= 0.97 * sum(total.values()), wrong
    assert len(paths) > 300
    assert sum(known.values()) >= 0.98 * len(paths)
    print({family: f"{right[family]}/{total[family]}" for family in sorted(total)})


def test_no_message_of_the_open_set_that_is_none_is_called_a_bounce() -> None:
    folder = Path(__file__).parents[2] / "data" / "extraction"
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines()]
    called = {label["id"] for label in labels if is_bounce((folder / label["file"]).read_bytes())}
    assert called == {label["id"] for label in labels if label["kind"] == "bounce"}


def is_bounce(raw: bytes) -> bool:
    """Whether the reader calls it a bounce; an unreadable one is called nothing."""
    try:
        return read_message(raw, OPTIONS).kind is MessageKind.BOUNCE
    except BadItem:
        return False


def is_report(raw: bytes) -> bool:
    """Whether the standard library finds a report (RFC 3464, 5965, 8098), or the sender is a mail system's own."""
    message = email.message_from_bytes(raw)
    types = {part.get_content_type() for part in message.walk()}
    reports = {"message/delivery-status", "message/feedback-report", "message/disposition-notification"}
    system = re.search(
        r"mailer-daemon|postmaster|mail delivery|undeliver|returned mail|delivery fail",
        str(message["From"]) + str(message["Subject"]),
        re.I,
    )
    return bool(types & (reports | {"multipart/report"})) or system is not None


def test_no_message_of_other_projects_that_is_none_is_called_a_bounce(public_corpus: Path) -> None:
    raws = {path: path.read_bytes() for path in sorted((public_corpus / "mail").rglob("*")) if path.is_file()}
    wrong = [path.name for path, raw in raws.items() if is_bounce(raw) and not is_report(raw)]
    assert len(raws) > 250
    assert wrong == []
