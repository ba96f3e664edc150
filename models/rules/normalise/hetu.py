"""Personal identity codes (hetu): the register never needs one, so every text is searched and freed of them (F7)."""

import re
import unicodedata
from dataclasses import dataclass

from models.rules.normalise.visible import DASHES, is_hidden

MARK = "[hetu]"
"""What stands in the place of a code that was taken out."""

_SOFT_HYPHEN = "\u00ad"  # hidden, but where it stands for the separator it is a dash
_DIGITS_MIN = 9
_SHAPE = re.compile(
    r"(?<![0-9A-Z])([0-3][0-9])([01][0-9])[0-9]{2}\s*(?:-{1,2}|[+A-FYXWVU])\s*[0-9]{3}[0-9A-FHJ-NPR-Y](?![0-9A-Z])"
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """A text without identity codes, and how many were taken out. The codes themselves are kept nowhere."""

    text: str
    count: int


def redact_hetu(text: str) -> Redaction:
    """Give the text with MARK for every identity code by shape: valid day and month, even if the check character is wrong.

    Any case, any sort of dash, blanks around the separator, other scripts' digits and hidden characters inside are seen
    through. Never raises; a text without a code comes back as it is.
    """
    pieces: list[str] = []
    rest = count = 0
    for start, end in find_hetus(text):
        pieces.extend((text[rest:start], MARK))
        rest = end
        count += 1
    return Redaction("".join((*pieces, text[rest:])), count)


def find_hetus(text: str) -> list[tuple[int, int]]:
    """Give the places (start, end) of identity codes in the text, in order, not overlapping."""
    if sum(map(str.isdigit, text)) < _DIGITS_MIN:
        return []
    folded, places = (text.upper(), range(len(text))) if text.isascii() and text.isprintable() else _folded(text)
    return [
        (places[match.start()], places[match.end() - 1] + 1)
        for match in _SHAPE.finditer(folded)
        if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12
    ]


def _folded(text: str) -> tuple[str, list[int]]:
    """Give the text in capitals with plain dashes and digits and without hidden characters, and each one's place in `text`."""
    characters, places = [], []
    for place, character in enumerate(text):
        if is_hidden(character) and not character.isspace() and character != _SOFT_HYPHEN:
            continue
        characters.append(_plain(character))
        places.append(place)
    return "".join(characters), places


def _plain(character: str) -> str:
    if character in DASHES or character == _SOFT_HYPHEN:
        return "-"
    if character.isascii():
        return character.upper()
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    wide = unicodedata.normalize("NFKC", character).upper()
    return wide if len(wide) == 1 and wide.isascii() else character
