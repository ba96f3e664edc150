"""The header block as bytes: splitting, unfolding, encoded words, message ids. Nothing here raises but BadItem."""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

from connectors.mail import limits
from connectors.mail.charset import decode, visible
from models.patterns import lazy

_FOLD = lazy(rb"\n(?=[ \t])")
_EMPTY_LINE = lazy(rb"\n\r?\n|\r\r")
_FIELD = lazy(rb"^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:(.*)$", re.M)
_WORD = lazy(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_GAP = lazy(r"(\?=)\s+(?==\?)")
_CONTROL = lazy("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ID = lazy(r"<([^<>\s]{1,500})>")
_BARE_ID = lazy(r"[^<>\s,;]{1,500}@[^<>\s,;]{1,255}")


def split_header(raw: bytes) -> tuple[bytes, bytes]:
    """Give (header block up to and with the empty line, the rest). Without an empty line all of it is header."""
    if raw.startswith((b"\r\n", b"\n")):
        cut = 2 if raw.startswith(b"\r\n") else 1
        return raw[:cut], raw[cut:]
    empty = _EMPTY_LINE.search(raw)
    end = empty.end() if empty else len(raw)
    return raw[:end], raw[end:]


def header_digest(raw: bytes) -> str:
    """Give the identity of a message: hex of the first 16 bytes of SHA-256 over its raw header block.

    The block goes up to and with the empty line, line ends as delivered; a whole message and its header alone agree.
    """
    return hashlib.sha256(split_header(raw)[0]).hexdigest()[:32]


@dataclass(frozen=True)
class Headers:
    """Header fields in order: lower-case name, unfolded raw value."""

    fields: tuple[tuple[str, bytes], ...]

    @cached_property
    def _first(self) -> dict[str, bytes]:
        return dict(reversed(self.fields))

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {}

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def raw(self, name: str) -> bytes:
        """Give the raw value of the topmost field of that name, b"" when there is none."""
        return self._first.get(name, b"")

    def all(self, name: str) -> list[bytes]:
        """Give the raw values of every field of that name, topmost first."""
        return [value for key, value in self.fields if key == name] if name in self._first else []

    def text(self, name: str) -> str:
        """Give the decoded value of the topmost field of that name, on one line."""
        told = self._texts.get(name)
        if told is None:
            value = self._first.get(name)
            told = self._texts[name] = decode_words(value) if value else ""
        return told

    def token(self, name: str) -> str:
        """Give the value in lower case without parameters and comments: `auto-replied` of `Auto-Submitted: auto-replied; x`."""
        value = self._first.get(name)
        return value.decode("latin-1").split(";")[0].split("(")[0].strip().lower() if value else ""


def parse_headers(block: bytes) -> Headers:
    """Split a header block into its fields. Lines without a usable name (mbox "From ", rubbish) are left out."""
    limits.check_header_block(block)
    unfolded = _FOLD.sub(b"", block.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    limits.refuse_when(max(map(len, unfolded.split(b"\n"))) > limits.MAX_HEADER_LINE_BYTES, "header_line_too_long")
    fields = _FIELD.findall(unfolded)
    limits.refuse_when(len(fields) > limits.MAX_HEADER_FIELDS, "too_many_headers")
    return Headers(tuple([(name.decode("ascii").lower(), value.strip(b" \t\x00")) for name, value in fields]))


def one_line(text: str) -> str:
    """Make control characters and line breaks blanks, drop invisible characters, collapse blanks."""
    # A text that can be printed holds no control characters.
    return " ".join(visible(text if text.isprintable() else _CONTROL.sub(" ", text)).split())


def raw_text(value: bytes) -> str:
    """Decode a raw header value that may hold 8-bit bytes, encoded words left as they are."""
    return decode(value)


def decode_words(value: bytes | str) -> str:
    """Decode a header value: raw 8-bit repaired, encoded words (RFC 2047) decoded, the result on one line."""
    text = raw_text(value) if isinstance(value, bytes) else value
    if "=?" in text:
        text = _join_words(_GAP.sub(r"\1", text))
    return one_line(text)


def _join_words(text: str) -> str:
    """Decode neighbouring words of one charset together: senders cut multi-byte characters between words."""
    out: list[str] = []
    pending, charset, position = bytearray(), "", 0
    for word in _WORD.finditer(text):
        label = word[1].split("*")[0].lower()
        if word.start() != position or label != charset:
            out += [decode(bytes(pending), charset), text[position : word.start()]]
            pending.clear()
        charset, position = label, word.end()
        pending += _word_bytes(word[2], word[3])
    out += [decode(bytes(pending), charset), text[position:]]
    return "".join(out)


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("latin-1", "replace")
    try:
        if encoding in "qQ":
            return binascii.a2b_qp(data, header=True)
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return b""


def message_ids(value: bytes) -> tuple[str, ...]:
    """Give the ids of a Message-ID, In-Reply-To or References field without brackets, in order, each once."""
    text = value.decode("latin-1")
    found = _ID.findall(text) or _BARE_ID.findall(text)
    unique = tuple(dict.fromkeys(found))
    # The oldest names the thread, the newest are what the message answers.
    return unique if len(unique) <= limits.MAX_REFERENCES else (unique[0], *unique[1 - limits.MAX_REFERENCES :])


def dated(value: bytes) -> datetime | None:
    """Give the moment of a Date field in UTC, None when it cannot be read or is absurd."""
    try:
        moment = parsedate_to_datetime(value.decode("latin-1")[:200])
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return moment if 1990 <= moment.year <= 2100 else None
