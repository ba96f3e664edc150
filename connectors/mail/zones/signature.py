"""Find sign-off, signature, mobile footer and disclaimer at the end of one person's text."""

import re
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from itertools import count
from operator import itemgetter

from connectors.mail.body import Line
from connectors.mail.contacts.companies import has_form
from connectors.mail.contacts.names import ascii_fold
from connectors.mail.contacts.titles import ends_in_title
from connectors.mail.words import lines_with
from connectors.mail.zones.closings import (
    CLOSINGS,
    DASH_SIGNS,
    DASHES,
    DISCLAIMER,
    LIST_FOOTERS,
    is_list_footer,
    is_mobile_footer,
    is_sign_off,
    sign_off_with_name,
)
from models.patterns import lazy
from models.vocabulary import Zone

MAX_SIGNATURE_LINES = 24
_NUMBER, _TEXT, _MARK = itemgetter(0), itemgetter(1), itemgetter(3)
_CONTACT = lazy(
    r"\+?\d[\d ()./-]{6,}\d|[^\s@]+@[^\s@]+\.\w|(?:www\.|https?://)\S|\b\d{5}\s+[A-ZÅÄÖ]"
    r"|\b(?:oy|ab|oyj|ky|tmi|ry|rf|r\.y\.|osk|abp|ltd|inc|gmbh|llc|as)\b|^\W*(?:puh|p|tel|gsm|mob|matkapuh"
    r"|sposti|s-posti|email|e-mail|osoite|adress|address)\b[.:]"
    r"|\b[\wåäö-]+\.(?:fi|com|net|org|se|eu|ax|example)\b",
    re.I,
)
_POSTSCRIPT = lazy(r"^\W*(?:p\.?\s?s\.?|ps)\b[\s.:,-]", re.I)
# What a house says of its numbers under its address: no sentence of the letter.
_NUMBER_NOTE = lazy(
    r"(?:ei (?:ole )?(?:enää )?(?:käytössä|toimi|voimassa)|pois(?:tunut)? käytöstä|(?:inte|ej) (?:längre )?(?:i bruk|användning)"
    r"|no longer|not in use|out of use|avoinna|palvelemme|öppet|betjänar|open(?:ing hours)?|arkisin|vardagar|weekdays)\b",
    re.I,
)
_HOURS = lazy(
    r"\b(?:aukiolo|avoinna|puhelinaika|vastaanottoaika|öppettid|telefontid|opening hours|office hours|arkisin|vardagar)"
    r"|\b(?:ma|må|mån|mon)\s?[-–]\s?(?:pe|to|su|la|fr|fre|tor|sön|fri|thu|sun)\b",
    re.I,
)
_FIRM_END = lazy(r"\b(?:z o\.\s?o|r\.[yf]|s\.r\.[ol]|d\.o\.o|s\.p\.a|inc|ltd|co|corp)\.$", re.I)
_SHORT_LABEL = lazy(r"^(?:os|osoite|käyntios|postios|adr|adress|puh|tel|tfn|gm|c/o)\b[.:]", re.I)
_SMALL_LABEL = lazy(r"^[\w/-]+(?: [\w/-]+){0,2}:\s*(?:[A-ZÅÄÖ]|[+\d])")
_SENTENCE_END = lazy(r"[.!?…]\s*$")
_NAME_LINE = lazy(r"^(?:[^\W\d_][\w'’.-]*\s+){1,4}[^\W\d_][\w'’.-]*$")
_WORDS_OF_SENTENCE = 12
_CLOSERS = ')"”'
_FIRST_PERSON = lazy(
    r"\b(?:minä|minun|minulla|minulle|mulla|olen|olemme|haluan|haluamme|haluaisin|voisin|voisitteko"
    r"|voitteko|saisinko|meillä|onko|jag|vi|mig|har|kan|skulle|är|(?-i:I)|we|is|are|can|could|would|my)\b",
    re.I,
)


def is_prose(text: str) -> bool:
    """Whether a line is running text rather than a line of a signature."""
    if len(text) > 240:
        return True
    words = text.split()
    if len(words) < 3:
        return text.rstrip().endswith("?")
    if len(words) <= 8 and _SENTENCE_END.search(text) and _FIRM_END.search(text):
        return False
    ended = text.rstrip(_CLOSERS) if text[-1:] in _CLOSERS else text
    if len(words) >= 6 and ended.endswith((".", "!", "?")):
        # A whole sentence, with contact details or without.
        return True
    if _CONTACT.search(text):
        # Contact details inside a sentence: "Soittakaa minulle numeroon 040 …, olen paikalla huomenna."
        return (
            len(words) >= 6 and bool(_FIRST_PERSON.search(text) or _SENTENCE_END.search(text)) and text[-1:] in ".!?,"
        ) or _runs_on(words)
    if text.rstrip().endswith(("?", "!")):
        return True
    if len(words) >= 4 and _SENTENCE_END.search(text):
        return True
    return (
        len(words) >= 9
        or (len(words) >= 4 and text[:1].islower() and not _detail_line(text, words))
        or bool(len(words) >= 4 and _FIRST_PERSON.search(text))
    )


def _runs_on(words: list[str]) -> bool:
    """Whether so many words begin small that a line is a sentence, for all its numbers and without a full stop."""
    return len(words) >= _WORDS_OF_SENTENCE and 5 * sum(word[:1].islower() for word in words) >= 3 * len(words)


def _detail_line(text: str, words: list[str]) -> bool:
    """A line that begins small and is still no sentence: "os. Kirkkotie 21, Ypäjä", "gm. Maija af Ek", "rehtori / rector"."""
    named = sum(word[:1].isupper() or word[:1].isdigit() for word in words[1:])
    head, comma, _ = text.partition(",")
    # "vastaava ohjaaja, Kallioharjun palvelutalo".
    if comma and len(head.split()) < 4 and text[-1:].isalpha() and ends_in_title(head):
        return True
    return (
        bool(_SHORT_LABEL.match(text) or (len(words) <= 6 and _SMALL_LABEL.match(text)))
        or 2 * named >= len(words)
        or " / " in text
        or " | " in text
    )


def close_message(block: list[Line], names: tuple[str, ...], words: Mapping[int, Set[str]]) -> list[Zone]:
    """Give a zone for every line of one person's own text: OWN, SIGN_OFF, SIGNATURE, MOBILE_FOOTER or DISCLAIMER.

    `words`: those of CLOSINGS that stand in each line, by its number.
    """
    zones = [Zone.OWN] * len(block)
    texts = list(map(str.strip, map(_TEXT, block)))
    mobile, disclaiming = _footers(block, texts, words)
    end = _mark_footers(texts, zones, mobile, disclaiming)
    start = _signature_start(block, texts, end, names)
    if start is None:
        above = _signed_above_answers(block, texts, names)
        zones[above] = [Zone.SIGNATURE] * len(zones[above])
        return zones
    sign_off = is_sign_off(texts[start]) or bool(sign_off_with_name(texts[start]))
    _mark_signature(texts, zones, (start, end), disclaiming, sign_off=sign_off)
    return zones


def _signed_above_answers(block: list[Line], texts: list[str], names: tuple[str, ...]) -> slice:
    """Give the lines of a signature that stands above the first quote, with answers between the quotes below it."""
    gap = next((at for at in range(1, len(block)) if block[at].number - block[at - 1].number > 1), 0)
    start = _name_line(texts, 0, gap, names) if gap else None
    return slice(start, gap) if start is not None else slice(0)


def _footers(block: list[Line], texts: list[str], words: Mapping[int, Set[str]]) -> tuple[list[int], set[int]]:
    """Give the lines that could be a mobile footer, and those at which a disclaimer or the foot of a mailing list begins."""
    mobile: list[int] = []
    disclaiming: set[int] = set()
    places = dict(zip(map(_NUMBER, block), count(), strict=False))
    for number in lines_with(CLOSINGS.openers, words):
        index = places.get(number)
        if index is None:
            continue
        possible = CLOSINGS.possible(words[number])
        if "mobile" in possible:
            mobile.append(index)
        if ("disclaimer" in possible and DISCLAIMER.search(texts[index])) or (
            not possible.isdisjoint(LIST_FOOTERS) and _list_footer(texts, index)
        ):
            disclaiming.add(index)
    return mobile, disclaiming


def _mark_signature(
    texts: list[str], zones: list[Zone], span: tuple[int, int], disclaimers: Set[int], *, sign_off: bool
) -> None:
    disclaiming = postscript = False
    start = span[0]
    # Nothing but leave-taking so far.
    leaving = sign_off
    for index in range(*span):
        text = texts[index]
        if index == start and sign_off:
            zones[index] = Zone.SIGN_OFF
            continue
        if not text:
            postscript = False
        elif _POSTSCRIPT.match(text):
            postscript = True
        if postscript:
            zones[index] = Zone.OWN
            leaving = False
            continue
        if leaving and is_sign_off(text):
            zones[index] = Zone.SIGN_OFF
            continue
        leaving = leaving and not text
        disclaiming = disclaiming or index in disclaimers
        zones[index] = Zone.DISCLAIMER if disclaiming else Zone.SIGNATURE


def _mark_footers(texts: list[str], zones: list[Zone], mobile: Iterable[int], disclaiming: Set[int]) -> int:
    """Mark mobile footers anywhere and disclaimers at the end; give the index behind the last line that is neither.

    `mobile`: lines that could be such; `disclaiming`: lines that speak as disclaimers do.
    """
    for index in mobile:
        if is_mobile_footer(texts[index]):
            zones[index] = Zone.MOBILE_FOOTER
    end = len(texts)
    first_text = next((index for index, text in enumerate(texts) if text), 0)
    while end > 0:
        text = texts[end - 1]
        if not text or zones[end - 1] is Zone.MOBILE_FOOTER:
            end -= 1
            continue
        top = _paragraph_top(texts, end - 1)
        if top <= first_text:
            break
        hit = next((i for i in range(top, end) if i in disclaiming and not texts[i].endswith("?")), None)
        if hit is None:
            break
        for index in range(hit, end):
            zones[index] = Zone.DISCLAIMER
        end = hit
    return end


def _list_footer(texts: list[str], index: int) -> bool:
    """Whether the foot of a mailing list begins here, for what stands under it in its paragraph."""
    end = next((under for under in range(index, len(texts)) if not texts[under]), len(texts))
    return is_list_footer(texts[index], texts[index + 1 : end])


def _paragraph_top(texts: list[str], index: int) -> int:
    while index > 0 and texts[index - 1]:
        index -= 1
    return index


def _signature_start(block: list[Line], texts: list[str], end: int, names: tuple[str, ...]) -> int | None:
    wrapped = "signature" in map(_MARK, block)
    marked = next((i for i in range(end) if block[i].mark == "signature" and texts[i]), None) if wrapped else None
    first = _first_that_signs(texts, end)
    marks = [index for index in (_dashes(texts, first, end), _sign_off(texts, first, end), marked) if index is not None]
    if marks:
        return _name_above(texts, min(marks), names)
    guessed = [
        index for index in (_name_line(texts, first, end, names), _contact_block(texts, end)) if index is not None
    ]
    return min(guessed) if guessed else None


def _first_that_signs(texts: list[str], end: int) -> int:
    """Give the first line that could open a signature: those before it have too many lines under them."""
    below = 0
    for index in range(end - 1, -1, -1):
        if texts[index]:
            if below == MAX_SIGNATURE_LINES:
                return index
            below += 1
    return 0


def _name_above(texts: list[str], start: int, names: tuple[str, ...]) -> int:
    """With dashes or a wrapper, a sign-off may stand above the mark."""
    above = start - 1
    while above >= 0 and not texts[above]:
        above -= 1
    if above > 0 and (is_sign_off(texts[above]) or sign_off_with_name(texts[above])):
        return above
    if above > 0 and _is_name_line(texts[above], names):
        higher = above - 1
        while higher > 0 and not texts[higher]:
            higher -= 1
        return higher if higher > 0 and is_sign_off(texts[higher]) else above
    return start


def _dashes(texts: list[str], first: int, end: int) -> int | None:
    for index in range(max(first, 1), end):
        text = texts[index]
        if text[:1] not in DASH_SIGNS or not DASHES.match(text):
            continue
        rest = [below for below in texts[index + 1 : end] if below]
        if text.rstrip() == "--" or (rest and not any(is_prose(below) for below in rest[:4])):
            return index
    return None


def _sign_off(texts: list[str], first: int, end: int) -> int | None:
    """The first leave-taking under which nobody goes on talking."""
    for index in range(first, end):
        text = texts[index]
        if not text or not (is_sign_off(text) or sign_off_with_name(text)):
            continue
        rest = [line for line in texts[index + 1 : end] if line]
        if index == 0 and not rest:
            continue
        talk = [line for line in rest if is_prose(line) and not is_sign_off(line) and not _POSTSCRIPT.match(line)]
        after_postscript = any(_POSTSCRIPT.match(line) for line in rest)
        if (
            not talk
            or after_postscript
            or (len(rest) >= 3 and not any(is_prose(line) for line in rest[:3]) and _CONTACT.search(" ".join(rest)))
        ):
            return index
    return None


_INITIALS = lazy(r"^[-–—/]?\s?(?:[A-ZÅÄÖ]\.?\s?-?){2,3}$")
_DASHED_NAME = lazy(r"^[-–—/]\s?(?:[A-ZÅÄÖÁÉ][\w'’.-]+)(?:\s[A-ZÅÄÖÁÉ][\w'’.-]+){0,2}$")


_BETWEEN_NAMES = lazy(r"[\s,-]+")
_BETWEEN_WORDS = lazy(r"[\s,/|]+")
_NO_LETTER = lazy(r"[^a-z]")


def _initials(text: str, *, first: bool = False) -> str:
    """Give the letters of "H.T." or, with `first`, the first letters of a name of two or more parts, "" for one part."""
    parts = _BETWEEN_NAMES.split(text.casefold()) if first else list(text.casefold())
    letters = "".join(part[0] for part in parts if part[:1].isalpha())
    return letters if len(letters) > 1 else "" if first else " "


_ONE_LETTER = lazy(r"[-–—/]{0,2}\s?([A-ZÅÄÖ])\.?")


def _is_name_line(text: str, names: tuple[str, ...]) -> bool:
    if not text or len(text) > 160:
        return False
    letter = _ONE_LETTER.fullmatch(text) if len(text) < 6 else None
    if letter and any(part[:1].upper() == letter[1] for name in names for part in re.split(r"[\s,]+", name)):
        return True
    if _INITIALS.match(text) and any(_initials(text) == _initials(name, first=True) for name in names):
        return True
    if _NAME_LINE.match(text) and any("@" not in name and " " not in name and _spells(text, name) for name in names):
        return True
    low = text.casefold()
    words: set[str] | None = None
    for name in names:
        parts = name_parts(name)
        if not any(part in low for part in parts):
            continue
        if words is None:
            words = {word.strip(".,").casefold() for word in _BETWEEN_WORDS.split(text) if word}
        if parts and (parts <= words or (len(words) == 1 and words <= parts)):
            return len(text.split()) <= 12 and not text.rstrip().endswith(("?", "!"))
    return False


def _spells(text: str, local: str) -> bool:
    """Whether a line is the name that a local part is made of: "Krzysztof Szczepański" of k.szczepanski."""
    words = text.split()
    if not 2 <= len(words) <= 4 or not all(word[:1].isupper() for word in (words[0], words[-1])):
        return False
    last = ascii_fold(words[-1]).replace("-", "")
    return len(last) > 3 and last in _NO_LETTER.sub("", ascii_fold(local)) and not text.endswith((".", "!", "?"))


@lru_cache(maxsize=4)
def name_parts(name: str) -> frozenset[str]:
    """Give the words of a name that a line is looked through for, case-folded; initials are left out."""
    return frozenset([part.casefold() for part in name.replace(",", " ").split() if len(part) > 1])


def _name_line(texts: list[str], signing: int, end: int, names: tuple[str, ...]) -> int | None:
    """The sender's name below some text, with nothing but signature lines under it. `signing`: where it could begin."""
    first = next((index for index in range(end) if texts[index]), end)
    for index in range(max(first + 1, signing), end):
        if not texts[index] or not (_is_name_line(texts[index], names) or _DASHED_NAME.match(texts[index])):
            continue
        rest = [line for line in texts[index + 1 : end] if line]
        if is_prose(texts[index]):
            continue
        talk = [at for at, line in enumerate(rest) if is_prose(line) and not _HOURS.search(line)]
        # Under a full name and three lines of its details a house adds what it likes to say.
        details = not talk or (talk[0] > 2 and " " in texts[index] and _CONTACT.search(" ".join(rest[: talk[0]])))
        if not details:
            continue
        top = _firm_above(texts, index, first)
        if top is not None:
            return top
        above = index - 1
        # A title or a firm may stand right above the name: "Vastaava mestari" / "Toivo Hirsikangas".
        if above > first and texts[above] and not is_prose(texts[above]) and above - 1 > first and not texts[above - 1]:
            return above
        return index
    return None


def _firm_above(texts: list[str], index: int, first: int) -> int | None:
    """Where the block begins that has the firm above the name: "ESIMERKKI OY" / "Maija Meikäläinen", with its logo's text."""
    top = index
    while top > first + 1 and index - top < 3 and texts[top - 1] and not is_prose(texts[top - 1]):
        top -= 1
    above = texts[top:index]
    return top if len(above) > 1 and not texts[top - 1] and any(has_form(text) for text in above) else None


def _contact_block(texts: list[str], end: int) -> int | None:
    """The last paragraphs, when all their lines are signature lines and at least one holds a contact detail."""
    first = next((index for index in range(end) if texts[index]), end)
    best: int | None = None
    bottom = end
    for turn in range(3):
        while bottom > 0 and not texts[bottom - 1]:
            bottom -= 1
        if bottom <= 0:
            break
        top = _paragraph_top(texts, bottom - 1)
        lines = texts[top:bottom]
        if top <= first or is_prose(lines[0]) or any(is_prose(line) and not _notes_number(line) for line in lines):
            break
        if turn and lines[-1][-1] in ".!?" and not _FIRM_END.search(lines[-1]):
            # Above a name, a line with an end to it is the letter's: "Meillä, Ketokuja 4, 20540 Turku."
            break
        if turn and lines[0].endswith(":"):
            # "Our subcontractor:" over a list: told, and above who signs.
            break
        # "Here are our details:" announces what is told, not who signs.
        if next(text for text in reversed(texts[:top]) if text).endswith(":"):
            break
        if any(_CONTACT.search(line) for line in lines) or (best is None and _lone_name(lines)):
            best = top
        bottom = top
    return best


def _notes_number(text: str) -> bool:
    return len(text) < 100 and bool(_CONTACT.search(text) and _NUMBER_NOTE.search(text))


def _lone_name(lines: list[str]) -> bool:
    return len(lines) <= 2 and all(
        _NAME_LINE.match(line) and sum(word[:1].isupper() for word in line.split()) >= 2 for line in lines[:1]
    )
