"""Which texts may stand in a letter: names of clients are taken only when plain, our own texts are refused when not."""

import re
import unicodedata

from connectors.mail.letter import is_address
from models.errors import BadItem
from models.rules.normalise import comparable_email

_MAX_GIVEN_NAME = 40
_JOINERS = frozenset(" -'’")
_MAX_MARKS = 2


def greeting_name(name: str | None) -> str | None:
    """Give a name for the greeting, None for one that is not letters, single blanks, hyphens and apostrophes (HW-T7).

    Names come from the mail of strangers: a link, a sentence or markup in one would become ours in the letter.
    """
    if name is None:
        return None
    plain = unicodedata.normalize("NFC", name)
    if not 0 < len(plain) <= _MAX_GIVEN_NAME or len(plain.split()) > 3:
        return None
    pieces = re.split(f"[{re.escape(''.join(_JOINERS))}]", plain)
    return plain if all(map(_is_word, pieces)) else None


def _is_word(piece: str) -> bool:
    marks = sum(unicodedata.category(character) == "Mn" for character in piece)
    letters = sum(character.isalpha() and _shows(character) for character in piece)
    return letters > 0 and marks <= _MAX_MARKS and letters + marks == len(piece)


def _shows(character: str) -> bool:
    # Hangul fillers are letters that show nothing.
    return "FILLER" not in unicodedata.name(character, "FILLER")


def own_text(text: str, what: str) -> str:
    """Give a text of the configuration, or raise BadItem(what) when it is empty or holds a hidden character or a break."""
    if not text.strip() or any(unicodedata.category(character)[0] == "C" for character in text):
        raise BadItem(what)
    if any(unicodedata.category(character) in ("Zl", "Zp") for character in text):
        raise BadItem(what)
    return text.strip()


def counted(words: tuple[str, str], count: int) -> str:
    """Give the first words for one thing, the second ones, with their `{count}`, for another number of things."""
    return words[count != 1].format(count=count)


def wire_address(address: str, what: str) -> str:
    """Give an address as SMTP takes it, its domain in IDNA. Raises BadItem(what) for one it does not take."""
    compared = comparable_email(address)
    if compared is None or not is_address(compared):
        raise BadItem(what)
    return address if is_address(address) else compared
