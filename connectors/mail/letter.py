"""Check a built letter before it goes out and give its bytes as SMTP wants them. No network."""

import re
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from models.errors import BadItem
from models.values import OutgoingLetter

# RFC 5321, 4.1.2: Dot-string and Domain; quoted local parts, literals and SMTPUTF8 are not for us.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>{_LABEL}(?:\.{_LABEL})+)")
_FIELD = re.compile(rb"[!-9;-~]+:")
_LONE_CR_OR_LF = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_MAX_LINE_BYTES = 998
_ONCE = ("From", "To", "Message-ID", "Date")
_NEVER = ("Cc", "Bcc", "Sender", "Resent-To", "Resent-From", "Return-Path")


def domain_of(address: str) -> str:
    """Give the domain of an address that `wire_form` has accepted."""
    return address.rpartition("@")[2]


def wire_form(letter: OutgoingLetter) -> bytes:
    """Give the content with dots doubled, without the final dot (RFC 5321, 4.5.2).

    Raises BadItem for a letter that must not go out: an address outside the grammar, a second recipient, a header block
    that does not read back as it was meant (HW: header injection), bytes that a relay would alter.
    """
    for address, code in ((letter.envelope_from, "envelope_from"), (letter.envelope_to, "envelope_to")):
        if not is_address(address):
            raise BadItem(code)
    _check_bytes(letter.content)
    _check_headers(letter)
    return re.sub(rb"(?m)^\.", b"..", letter.content)


def is_address(text: str) -> bool:
    """Say whether this is one plain ASCII address that can stand in MAIL FROM and RCPT TO."""
    match = _ADDRESS.fullmatch(text)
    return match is not None and len(match["local"]) <= 64 and len(text) <= 254


def _check_bytes(content: bytes) -> None:
    if not content.isascii() or b"\0" in content:
        raise BadItem("not_ascii")
    if _LONE_CR_OR_LF.search(content) or not content.endswith(b"\r\n"):
        raise BadItem("line_end")
    if any(len(line) > _MAX_LINE_BYTES for line in content.split(b"\r\n")):
        raise BadItem("line_too_long")


def _check_headers(letter: OutgoingLetter) -> None:
    block, separator, _ = letter.content.partition(b"\r\n\r\n")
    lines = block.split(b"\r\n")
    if not separator or not all(_FIELD.match(line) or line[:1] in (b" ", b"\t") for line in lines):
        raise BadItem("header_block")
    headers = message_from_bytes(block + separator)
    if any(len(headers.get_all(name, [])) != 1 for name in _ONCE) or any(name in headers for name in _NEVER):
        raise BadItem("header_count")
    if _text(headers, "Message-ID").strip("<>") != letter.message_id.strip("<>"):
        raise BadItem("message_id")
    senders, recipients = _addresses(headers, "From"), _addresses(headers, "To")
    if len(senders) != 1 or not is_address(senders[0]):
        raise BadItem("from")
    if [address.lower() for address in recipients] != [letter.envelope_to.lower()]:
        raise BadItem("to")


def _text(headers: Message, name: str) -> str:
    return str(headers[name]).strip()


def _addresses(headers: Message, name: str) -> list[str]:
    return [address for _, address in getaddresses([_text(headers, name)])]
