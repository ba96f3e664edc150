"""Text as a person sees it: without control, direction and zero-width characters, on one line; names folded to compare."""

import unicodedata

_LINE_BREAKS = frozenset({"Zl", "Zp"})
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"}) | _LINE_BREAKS
# Letters and marks that show nothing (HW-T7); Unicode does not class them as format characters.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
"""Characters that people and word processors put in place of a hyphen."""

_TO_HYPHEN = str.maketrans(dict.fromkeys(DASHES, "-"))
_TO_APOSTROPHE = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060", "'"))
_QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb', None))


def is_hidden(character: str) -> bool:
    """Whether a character shows nothing and must not stand in a value: control, direction, zero width, surrogate, unassigned.

    Unicode's own ends of line and paragraph too: many programs begin a new line there.
    """
    return character in _BLANK_LETTERS or unicodedata.category(character) in _HIDDEN


def one_line(text: str) -> str:
    """Give the text without hidden characters, on one line, with single blanks, in NFC. May be empty; never raises."""
    if text.isprintable() and _BLANK_LETTERS.isdisjoint(text):
        return unicodedata.normalize("NFC", " ".join(text.split()))
    shown = []
    for character in text:
        if character.isspace() or unicodedata.category(character) in _LINE_BREAKS:
            shown.append(" ")
        elif not is_hidden(character):
            shown.append(character)
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))


def plain_text(text: str) -> str:
    """Give a text of several lines as `one_line` gives each of them; no blank ones around it, at most one between two."""
    lines: list[str] = []
    for line in map(one_line, text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def fold_text(text: str) -> str:
    """Give the form in which two texts are compared: one line, any case, one sort of hyphen and apostrophe, no quotes.

    Diacritics stay: ä and a are different letters in Finnish and Swedish.
    """
    plain = one_line(text).translate(_TO_HYPHEN).translate(_TO_APOSTROPHE).translate(_QUOTES)
    # Twice: the folding of a few letters composes with what follows them into a letter that folds again.
    for _ in range(2):
        plain = unicodedata.normalize("NFC", plain.casefold())
    return " ".join(plain.split())


def fold_name(text: str) -> str:
    """Give the form in which personal names are compared; 'Surname, Given' becomes 'given surname'.

    More than one comma (a title behind the name) is left alone: nobody can tell which part is the surname.
    """
    parts = [stripped for part in fold_text(text).split(",") if (stripped := part.strip(" '"))]
    return " ".join(reversed(parts)) if len(parts) == 2 else ", ".join(parts)
