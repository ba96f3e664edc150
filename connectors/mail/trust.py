"""Is a message proven to be from its From address: one pinned authserv-id, DMARC aligned with the single From (C6 a, HW-T4).

Doubt is NONE, never VERIFIED. Nothing is verified without a configured id.
"""

import re
from email.parser import BytesHeaderParser
from email.policy import compat32

from connectors.mail.headers import Headers
from connectors.mail.mailboxes import domain_of, single_from
from models.vocabulary import Trust

# Exchange Online writes Authentication-Results without an id: the mode's name stands in the configuration for it.
EXCHANGE_ONLINE = "exchange-online"
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
_RESULT = re.compile(r"^\s*([a-z0-9_.-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)$", re.I | re.S)
_PROPERTY = re.compile(r"\b(header\.from|action)\s*=\s*([^\s;]+)", re.I)
_MAX_FIELD = 16_384


def judge_trust(raw_header: bytes, headers: Headers, authserv_id: str | None) -> Trust:
    """Give VERIFIED, FAILED or NONE for the single From address of a message.

            Only results of the pinned id in one header count. A second header of that id below a Received line of
    another
        hop, two
            headers of the id at all, an id in odd spelling, duplicate dmarc results or any broken syntax is doubt.
    """
    if not authserv_id:
        return Trust.NONE
    sender, trusted_shape = single_from(headers)
    if sender is None or not trusted_shape or not _two_parsers_agree(raw_header, headers):
        return Trust.NONE
    fields = [(index, value) for index, (name, value) in enumerate(headers.fields) if name == "authentication-results"]
    mine = [
        (index, text) for index, value in fields if (text := _plain(value)) is not None and _is_mine(text, authserv_id)
    ]
    if len(mine) != 1 or not _in_place(headers, mine[0][0], authserv_id):
        return Trust.NONE
    return _verdict(mine[0][1], domain_of(sender.address), authserv_id)


def _plain(value: bytes) -> str | None:
    """Give the value without comments, None when it is not plain ASCII of sane length or its comments do not close."""
    if len(value) > _MAX_FIELD or not value.isascii():
        return None
    text = value.decode("ascii")
    if any(ord(character) < 32 and character not in "\t" for character in text):
        return None
    for _ in range(10):
        text, count = _COMMENT.subn(" ", text)
        if not count:
            break
    return None if "(" in text or ")" in text else text


def _is_mine(text: str, authserv_id: str) -> bool:
    head = text.split(";", maxsplit=1)[0].strip()
    if authserv_id == EXCHANGE_ONLINE:
        return "=" in head
    # RFC 8601, 2.2: an optional version follows the id.
    return bool(re.fullmatch(rf"{re.escape(authserv_id)}(?:\s+1)?", head, re.I))


def _in_place(headers: Headers, index: int, authserv_id: str) -> bool:
    """The server puts its header on top; one below a foreign server's Received line came with the message.

            Above the result there may be Received lines of the own server alone: one that names the id, or the delivery
    hop
        on top.
    """
    hops = [value for name, value in headers.fields[:index] if name == "received"]
    if authserv_id == EXCHANGE_ONLINE:
        return len(hops) <= 6 and all(
            re.search(rb"\.outlook\.com|\.office365\.com|\.protection\.outlook", hop, re.I) for hop in hops
        )
    return len(hops) <= 1 or all(_by_own(hop, authserv_id) for hop in hops)


def _by_own(hop: bytes, authserv_id: str) -> bool:
    by = re.search(rb"\bby\s+([A-Za-z0-9._:-]+)", hop)
    host = by[1].decode("ascii").lower().rstrip(".") if by else ""
    wanted = authserv_id.lower()
    local = re.fullmatch(r"[0-9a-f:.]+|localhost(?:\..*)?", host) is not None
    return host == wanted or host.endswith("." + wanted) or (wanted.endswith("." + host) and "." in host) or local


def _verdict(text: str, domain: str, authserv_id: str) -> Trust:
    parts = text.split(";")
    results = parts if authserv_id == EXCHANGE_ONLINE else parts[1:]
    found: list[tuple[str, str]] = []
    for part in results:
        match = _RESULT.match(part)
        if match and match[1].lower() == "dmarc":
            properties = {name.lower(): _unquoted(value) for name, value in _PROPERTY.findall(match[3])}
            found.append((match[2].lower(), properties.get("header.from", "")))
    if len(found) != 1:
        return Trust.NONE
    result, named = found[0]
    if result == "fail":
        return Trust.FAILED
    aligned = named.lower().rstrip(".") == domain
    return Trust.VERIFIED if result == "pass" and aligned else Trust.NONE


def _unquoted(value: str) -> str:
    match = _QUOTED.fullmatch(value)
    return (match[1] if match else value).rpartition("@")[2]


def _two_parsers_agree(raw_header: bytes, headers: Headers) -> bool:
    """HW-T4: the standard library must see the same From and the same number of results, else nobody knows what is true."""
    try:
        other = BytesHeaderParser(policy=compat32).parsebytes(raw_header)
        froms = [str(value) for value in other.get_all("from", [])]
        results = other.get_all("authentication-results", [])
    except Exception:  # noqa: BLE001
        return False
    mine = headers.raw("from").decode("latin-1")
    return (
        len(froms) == 1
        and _squeezed(froms[0]) == _squeezed(mine)
        and len(results) == len(headers.all("authentication-results"))
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[^\x21-\x7e]+", "", text)
