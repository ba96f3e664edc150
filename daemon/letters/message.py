"""Put a letter together and read it back: the bytes must say what was meant, no header more (CVE-2024-6923)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from typing import Protocol

from connectors.mail.letter import wire_form
from daemon.letters.facts import SenderIdentity
from daemon.letters.names import own_text, wire_address
from models.errors import BadItem
from models.values import OutgoingLetter
from models.vocabulary import Language

# A List-Unsubscribe longer than a line would be folded or encoded, and mail programs no longer find the address in it.
_HEADERS = policy.SMTP.clone(max_line_length=998, cte_type="7bit")
# Quoted-printable lines end at 76 characters (RFC 2045, 6.7).
_BODY = policy.SMTP.clone(max_line_length=76, cte_type="7bit")


ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program posts (RFC 8058, 3.1)."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, and when. Addresses as the configuration and the register have them."""

    from_name: str
    from_address: str
    to_address: str
    reply_to: str
    message_id: str
    written_at: datetime
    language: Language


class Addressed(Protocol):
    """What the facts of every letter hold: to whom, in which language, when (aware and local), under which Message-ID."""

    @property
    def language(self) -> Language:
        """The language that it is written in."""
        ...

    @property
    def address(self) -> str:
        """The one recipient."""
        ...

    @property
    def message_id(self) -> str:
        """The Message-ID, without angle brackets."""
        ...

    @property
    def written_at(self) -> datetime:
        """The date of the letter."""
        ...


def envelope_of(facts: Addressed, sender: SenderIdentity) -> Envelope:
    """Give the envelope of a letter from the firm."""
    return Envelope(
        from_name=sender.from_name,
        from_address=sender.from_address,
        to_address=facts.address,
        reply_to=sender.reply_to,
        message_id=facts.message_id,
        written_at=facts.written_at,
        language=facts.language,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says: the same words as plain text and as HTML."""

    subject: str
    text: str
    html: str


def build(
    envelope: Envelope, content: Content, *, unsubscribe: str | None = None, one_click: bool = False
) -> OutgoingLetter:
    """Give the letter. `unsubscribe`: the value of List-Unsubscribe; None leaves the header out.

    `one_click`: its first address takes a POST from the mail program itself (RFC 8058).

    Raises BadItem when a part of it cannot stand in a letter or does not read back as it was meant.
    """
    headers = _headers(envelope, content.subject, unsubscribe)
    if one_click:
        headers["List-Unsubscribe-Post"] = ONE_CLICK
    message = EmailMessage(policy=_HEADERS)
    for name, value in headers.items():
        message[name] = value
    boundary = "rk" + hashlib.sha256(envelope.message_id.encode()).hexdigest()[:24]
    message["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
    for subtype, text in (("plain", content.text), ("html", content.html)):
        part = EmailMessage(policy=_BODY)
        part.set_content(text, subtype=subtype, charset="utf-8", cte="quoted-printable")
        del part["MIME-Version"]
        message.attach(part)
    letter = OutgoingLetter(
        envelope_from=wire_address(envelope.from_address, "from_address"),
        envelope_to=wire_address(envelope.to_address, "to_address"),
        message_id=envelope.message_id,
        content=message.as_bytes(policy=_HEADERS),
    )
    _read_back(letter, headers, content)
    return letter


def _headers(envelope: Envelope, subject: str, unsubscribe: str | None) -> dict[str, str]:
    if envelope.written_at.tzinfo is None:
        raise BadItem("written_at")
    identifier = own_text(envelope.message_id, "message_id")
    if wire_address(identifier, "message_id") != identifier:
        raise BadItem("message_id")
    sender = Address(own_text(envelope.from_name, "from_name"), addr_spec=wire_address(envelope.from_address, "from"))
    headers = {
        "MIME-Version": "1.0",
        "Date": format_datetime(envelope.written_at),
        "From": str(sender),
        "Reply-To": wire_address(envelope.reply_to, "reply_to"),
        "To": wire_address(envelope.to_address, "to_address"),
        "Subject": own_text(subject, "subject"),
        "Message-ID": f"<{identifier}>",
        "Content-Language": envelope.language.value,
        "Auto-Submitted": "auto-generated",
        # Keeps Exchange from answering by machine; delivery reports (NDR) are wanted.
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if unsubscribe is not None:
        headers["List-Unsubscribe"] = own_text(unsubscribe, "list_unsubscribe")
    return headers


def _read_back(letter: OutgoingLetter, headers: dict[str, str], content: Content) -> None:
    wire_form(letter)
    parsed = BytesParser(policy=policy.default).parsebytes(letter.content)
    if len(parsed.keys()) != len(headers) + 1 or {*parsed.keys()} != {*headers, "Content-Type"}:
        raise BadItem("header_count")
    if any(str(parsed[name]) != value for name, value in headers.items() if name not in ("From", "Date")):
        raise BadItem("header_changed")
    parts = list(parsed.iter_parts())
    if [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        raise BadItem("parts")
    # Line ends are CRLF on the wire (RFC 5321, 2.3.8), LF in what was meant.
    if [str(part.get_content()).replace("\r\n", "\n") for part in parts] != [content.text, content.html]:
        raise BadItem("text_changed")
