"""Is a message proven to be from its From address: one pinned authserv-id, DMARC aligned with the single From (C6 a, HW-T4).

Doubt is NONE, never VERIFIED. Nothing is verified without a configured id.
"""

import re
from email.parser import BytesHeaderParser
from email.policy import compat32

from connectors.mail.headers import Headers
from connectors.mail.mailboxes import domain_of, single_from
from models.patterns import lazy
from models.vocabulary import Trust

# Exchange Online writes Authentication-Results without an id: the mode's name stands in the configuration for it.
EXCHANGE_ONLINE = "exchange-online"
_COMMENT = lazy(r"\([^()]*\)")
_QUOTED = lazy(r"\"((?:[^\"\\]|\\.)*)\"")
_RESULT = lazy(r"^\s*([a-z0-9_.-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)$", re.I | re.S)
_PROPERTY = lazy(r"\b(header\.from|action)\s*=\s*([^\s;]+)", re.I)
_MAX_FIELD = 16_384
_FIELD = "authentication-results"
_GOOGLE = "mx.google.com"
_GOOGLE_HOP = lazy(rb"^(?:mx\.google\.com|10\.\d+\.\d+\.\d+|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})\Z", re.I)
_OUTLOOK = lazy(rb"\.(?:prod\.|prod\.protection\.|mail\.protection\.|protection\.)?outlook\.com\Z", re.I)


def judge_trust(raw_header: bytes, headers: Headers, authserv_id: str | None) -> Trust:
    """Give VERIFIED, FAILED or NONE for the single From address of a message.

    Only the topmost header of the pinned id counts, and only where the own server writes it. Headers of the id elsewhere in
    the message, an id in odd spelling, two dmarc results or any broken syntax is doubt.
    """
    if not authserv_id:
        return Trust.NONE
    sender, trusted_shape = single_from(headers)
    if sender is None or not trusted_shape or not _two_parsers_agree(raw_header, headers):
        return Trust.NONE
    results = [(index, _plain(value)) for index, (name, value) in enumerate(headers.fields) if name == _FIELD]
    mine = [(index, text) for index, text in results if text is not None and _is_mine(text, authserv_id)]
    if not mine or any(text is None for index, text in results if index <= mine[-1][0]):
        return Trust.NONE
    # The server's own headers stand in one block (a DKIM and a DMARC filter write one each); any other one of its id came
    # with the message, and then nobody knows which is true.
    block = [index for index, _ in mine]
    if block != list(range(block[0], block[0] + len(block))) or not _in_place(headers, block[0], authserv_id):
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
    """The server writes its results above the Received line of the outside hop; what stands below may be forged.

    Above the results only hops inside the own house may stand. Google alone writes below its own edge line; it removes
    foreign headers of its id.
    """
    hops = [value for name, value in headers.fields[:index] if name == "received"]
    if authserv_id == EXCHANGE_ONLINE:
        return len(hops) <= 8 and all(_from(hop, _OUTLOOK) and _by(hop, _OUTLOOK) for hop in hops)
    if authserv_id.lower() == _GOOGLE:
        return len(hops) <= 3 and all(_by(hop, _GOOGLE_HOP) for hop in hops)
    house = lazy(rf"(?:{re.escape(authserv_id)}|localhost|127\.0\.0\.1|\[?::1\]?)\Z".encode(), re.I)
    return len(hops) <= 4 and all(
        _by(hop, house) and (_from(hop, house) or b"from" not in hop[:5].lower()) for hop in hops
    )


def _from(hop: bytes, pattern: re.Pattern[bytes]) -> bool:
    host = re.match(rb"\s*from\s+([^\s;()]+)", hop, re.I)
    return host is not None and pattern.search(host[1].rstrip(b".")) is not None


def _by(hop: bytes, pattern: re.Pattern[bytes]) -> bool:
    host = re.search(rb"(?:^|\s)by\s+([^\s;()]+)", hop, re.I)
    return host is not None and pattern.search(host[1].rstrip(b".")) is not None


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
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False
    mine = headers.raw("from").decode("latin-1")
    return (
        len(froms) == 1
        and _squeezed(froms[0]) == _squeezed(mine)
        and len(results) == len(headers.all("authentication-results"))
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[^\x21-\x7e]+", "", text)
