"""Decode bytes to text: declared label, repair of wrong and missing labels, never an exception."""

import codecs
from functools import lru_cache

from models.patterns import lazy

# Labels seen in the wild that Python does not know, or whose meaning senders get wrong.
_ALIASES = {
    "ansi_x3.4-1968": "ascii",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "cp-1252": "cp1252",
    "x-user-defined": "cp1252",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "x-sjis": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-unknown": "ascii",
    "unknown-8bit": "ascii",
    "default": "ascii",
    "us-ascii": "ascii",
    "iso-8859-1": "cp1252",  # the WHATWG Encoding Standard reads both labels as windows-1252
    "latin1": "cp1252",
    "latin-1": "cp1252",
}
_LATIN = frozenset({"cp1252", "iso8859-1", "iso8859-15", "iso8859-9", "cp1250", "cp1257", "iso8859-4", "iso8859-10"})
_TEXT_CODECS_REFUSED = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7", "mbcs", "oem"}
)
_MOJIBAKE = lazy("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)]
)

_INVISIBLE = tuple(map(chr, INVISIBLE))
_FOLDED = bytes(ord(sign.casefold()) if sign not in "ßµ" else ord(sign) for sign in map(chr, range(256)))
# Folded text holds no capital of Latin-1: two of them stand for what lies outside of it.
OTHER_LETTER, OTHER_SIGN = b"L", b"S"
_STAND_INS = "letters and signs outside of Latin-1"
# The one mark that is no letter and folds to one (U+0345): beside it a pattern may see an edge.
_FOLDED_MARK = "\u0345".casefold()


@lru_cache(maxsize=512)
def codec_name(label: str) -> str:
    """Give the name of the Python codec for a charset label, or "" when there is none that decodes text."""
    clean = label.strip(" \t\"'").lower()
    clean = _ALIASES.get(clean, clean)
    if not clean or len(clean) > 40:
        return ""
    try:
        info = codecs.lookup(clean)
    except (LookupError, ValueError):
        return ""
    # _is_text_encoding keeps out codecs such as zip and base64 that turn bytes into bytes.
    usable = info.name not in _TEXT_CODECS_REFUSED and getattr(info, "_is_text_encoding", True)
    return info.name if usable else ""


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def windows_text(data: bytes) -> str:
    """Decode as windows-1252, the five holes of that table as latin-1: always gives a text."""
    text = _try(data, "cp1252")
    return data.decode("latin-1") if text is None else text


def decode(data: bytes, label: str = "") -> str:
    """Decode `data` by its charset label; a label that cannot be right is overruled. Never raises.

    Bytes that form valid UTF-8 with at least one multi-byte character are UTF-8 whatever 8-bit label stands beside
    them: Latin text almost never forms such sequences by chance.
    """
    if data.isascii():
        codec = codec_name(label)
        if codec in {"iso2022_jp", "hz", "iso2022_kr", "utf-16", "utf-16-be", "utf-16-le", "utf-32"}:
            return _try(data, codec) or data.decode("ascii")
        return data.decode("ascii")
    codec = codec_name(label)
    if codec in {"utf-8", "utf-8-sig", "ascii", ""} or codec in _LATIN:
        text = _try(data, "utf-8")
        if text is not None:
            return _repair_double(text.removeprefix("\ufeff"))
        if codec in _LATIN:
            return _try(data, codec) or windows_text(data)
        return _cut_utf8(data) or windows_text(data)
    return _try(data, codec) or _try(data, "utf-8") or windows_text(data)


def _cut_utf8(data: bytes) -> str | None:
    """Read UTF-8 that has few bad bytes (cut in the middle of a character, a stray byte); None when it is not UTF-8."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    multibyte = sum(1 for character in text if character > "\x7f") - bad
    return text if multibyte > 4 * bad else None


def _repair_double(text: str) -> str:
    """Undo UTF-8 that was read as windows-1252 and encoded again ("Ã¤" for "ä"), when the whole text says so."""
    if ("Ã" not in text and "Â" not in text and "â" not in text) or not _MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def case_folded(text: str) -> str:
    """Give `text.casefold()`, of a long text in a tenth of its time: most mail is written in the letters of Latin-1."""
    data = folded_latin(text)
    return text.casefold() if data is None else data.decode("latin-1")


def folded_bytes(text: str) -> bytes:
    """Give `text.casefold()` with one byte for each of its signs: that of Latin-1, or OTHER_LETTER or OTHER_SIGN."""
    data = folded_latin(text)
    return text.casefold().encode("latin-1", _STAND_INS) if data is None else data


def folded_latin(text: str) -> bytes | None:
    """Give `text.casefold()` in Latin-1, None where it holds other signs."""
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    # These two fold to letters outside of it.
    return None if b"\xdf" in data or b"\xb5" in data else data.translate(_FOLDED)


def is_letter(sign: str) -> bool:
    """Whether a sign of a folded text is a letter or figure, so that no word ends beside it."""
    return sign.isalnum() and sign != _FOLDED_MARK


def _stand_ins(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    outside = error.object[error.start : error.end]
    return b"".join([OTHER_LETTER if is_letter(sign) else OTHER_SIGN for sign in outside]), error.end


codecs.register_error(_STAND_INS, _stand_ins)


def visible(text: str) -> str:
    """Drop zero-width, direction and soft-hyphen characters: they only serve to hide or to confuse."""
    if text.isascii():
        return text
    return text.translate(INVISIBLE) if any(sign in text for sign in _INVISIBLE) else text
