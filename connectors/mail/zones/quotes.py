"""Where a quote or a forward begins: the lines that mail programs write above it, in Finnish, Swedish, English and some more."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from connectors.mail.body import Line
from connectors.mail.words import lines_with
from models.patterns import lazy

_WROTE = (
    r"(?:kirjoitti|kirjoittaa|skrev|skriver|wrote|writes|napisał\(a\)|schrieb|a écrit|escribió|ha scritto|kirjutas|lainaus"
    r"|quoting|citerar)"
)
_WHEN = r"(?:\d{1,2}[.:]\d{2}|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\b(?:19|20)\d{2}\b|\b\d{1,2}\.\s?\w{3,}|@|<)"
# "Name kirjoitti 2.3.2026 klo 9.00:", "ma 9. maalisk. 2026 klo 16.08 Name (a@b) kirjoitti:", "On … wrote:"
_INTRO_END = lazy(rf"{_WROTE}\b.{{0,120}}:\s*$", re.I)
_INTRO = lazy(rf"(?:^|\s|>|\)){_WROTE}\b", re.I)
_EVIDENCE = lazy(_WHEN)
# "Maija Virta kirjoitti:" with nothing else.
_NAMED_INTRO = lazy(
    r"(?-i:[A-ZÅÄÖÁÉÜŠ])[\w’'-]{1,30}(?: (?:af|von|van|de|der|al|el))?(?: (?-i:[A-ZÅÄÖÁÉÜŠ])[\w’'-]{1,30}){1,3}"
    rf" {_WROTE}:",
    re.I,
)
_ORIGINAL = lazy(
    r"^\W*-{2,}\s*(?:alkuperäinen (?:viesti|tapaaminen)|original(?: message|meddelande| appointment)?"
    r"|ursprungligt meddelande|vastattu viesti"
    r"|reply message|ursprüngliche nachricht|lähetetty viesti)\s*-{2,}\W*$",
    re.I,
)
_FORWARD = lazy(
    r"^\W*(?:-{2,}\s*)?(?:(?:(?:alku:|alkaa|aloita)\s*)?(?:edelleen ?lähet\w+|välitetty|välitetyn) (?:viesti|viestin"
    r"|sähköposti)|forwarded message|begin forwarded message"
    r"|vidarebefordrat? (?:meddelande|brev|mail)|vidarebefordrat|början på vidarebefordrat meddelande"
    r"|weitergeleitete nachricht|ohjattu viesti|lähetetty edelleen"
    r"|forwarded by .{0,60})\s*:?\s*(?:-{2,})?\W*$",
    re.I,
)
_RULE = lazy(r"^\s*_{10,}\s*$|^\s*-{20,}\s*$")
_LABELS = {
    "from": "lähettäjä|från|from|von|avsändare|sändare|kirjoittaja|de",
    "sent": "lähetetty|lähetysaika|skickat|skickades|skickad|sänt|avsänt|sent|date|päivä|päivämäärä|päiväys|pvm|datum|gesendet"
    "|aika|lähetyspäivä",
    "to": "vastaanottaja|vastaanottajat|saaja|till|to|an|kenelle|mottagare|recipient|recipients",
    "cc": "kopio|kopia|cc|kopiot",
    "bcc": "piilokopio|hemlig kopia|bcc",
    "reply-to": "vastausosoite|svara till|reply-to",
    "subject": "aihe|otsikko|ämne|subject|betreff|ärende|asia|rubrik",
    "importance": "tärkeys|prioritet|importance|priority|liitteet|bifogade filer|attachments",
}
_BY_LABEL = {label: key for key, labels in _LABELS.items() for label in labels.split("|")}
# "Skickat den: 3 mars", "Lähetetty klo: 9.12".
_LABEL = lazy(
    r"^\W{0,3}\**([A-Za-zÅÄÖåäö-]{2,18}(?: (?:till|kopia|filer))?)(?: (?:den|kl|klo|av|on|at|pvm))?\**\s*:\**\s*(.*)$"
)


@dataclass(frozen=True, slots=True)
class QuoteStart:
    """Where a quote begins: first and last index of its header lines, author as written, and whether it is a forward."""

    first: int
    last: int
    author: str
    forward: bool


def header_label(text: str) -> tuple[str, str] | None:
    """Give (key, rest) of a line such as "Lähettäjä: Maija <m@x.example>", None for any other line."""
    match = _LABEL.match(text)
    key = _BY_LABEL.get(match[1].lower()) if match else None
    return (key, match[2]) if key and match else None


_FORWARD_SIGNS = frozenset("-_* ")
_MAX_FORWARD_CHARS = 90
_FORWARD_TEXT = "viesti message meddelande forward vidarebefor lähetet nachricht sähköposti tapaaminen"
_FORWARD_WORDS = frozenset(_FORWARD_TEXT.split())
_COLON = frozenset(":")
WORDS = _FORWARD_WORDS | _COLON
"""What is looked for in a line above a quote."""


_ENDS_IN = ">>>"
"""How GroupWise ends the line above a quote: ">>> Name <a@b> 6.3.2026 16.05 >>>". The lines below carry no mark."""


def possible_starts(texts: Sequence[str], words: Mapping[int, Set[str]]) -> list[int]:
    """Give the lines at which a quote could begin, by a look at each that costs little. `words`: of lines, by their number."""
    # One sign is looked at without making a text of it, three are not.
    found = {
        index
        for index, text in enumerate(texts)
        if text[:1] in _FORWARD_SIGNS or (text[-1:] == ">" and text.endswith(_ENDS_IN))
    }
    # An attribution may begin three lines above the colon that ends it.
    ended: set[int] = set()
    for number in lines_with(_COLON, words):
        index, text = number - 1, texts[number - 1]
        if ":" in text[:28]:
            found.add(index)
        if text.rstrip()[-1:] == ":":
            above = range(max(0, index - 3), index + 1)
            ended.update(above)
            if _INTRO.search(text):
                found.update(above)
    forwards = [
        number - 1 for number in lines_with(_FORWARD_WORDS, words) if len(texts[number - 1]) < _MAX_FORWARD_CHARS
    ]
    found.update([index for index in forwards if index in ended or _heads(texts[index].strip())])
    return sorted(found)


def _heads(text: str) -> bool:
    """Whether a line alone could stand above a quote: it says so, or is a label."""
    return ":" in text or bool(_FORWARD.match(text) or _ORIGINAL.match(text))


def quote_start(lines: tuple[Line, ...], index: int) -> QuoteStart | None:
    """Say whether a quote begins at a line. A header block needs a sender and two more labels, or a date or a subject."""
    text = lines[index].text.strip()
    if not text:
        return None
    if _ORIGINAL.match(text) or _FORWARD.match(text) or _RULE.match(text):
        block = _header_block(lines, index + 1)
        forward = bool(_FORWARD.match(text))
        if block:
            return QuoteStart(index, block.last, block.author, forward)
        return QuoteStart(index, index, "", forward) if not _RULE.match(text) else None
    # The marks in front are the line's depth by now; "Katso ohjelma 12.3. >>>" is a person's own.
    if lines[index].depth and text.endswith(_ENDS_IN) and _EVIDENCE.search(text):
        return QuoteStart(index, index, _EVIDENCE.split(text)[0].strip(" >"), forward=False)
    return _intro(lines, index) or _header_block(lines, index)


def _header_block(lines: tuple[Line, ...], start: int) -> QuoteStart | None:
    index = start
    while index < len(lines) and index < start + 2 and not lines[index].text.strip():
        index += 1
    if index == len(lines) or ":" not in lines[index].text:
        return None
    first, last, keys, author = index, index, set[str](), ""
    while index < len(lines) and index < first + 14:
        label = header_label(lines[index].text.strip())
        if label is None:
            text = lines[index].text.strip()
            # A long list of recipients is folded; an empty line or other text ends the block.
            if not text or not keys or not _folded(text):
                break
            index += 1
            continue
        if label[0] == "from" and not author:
            author = label[1]
            if not author and index + 1 < len(lines):
                author = lines[index + 1].text.strip()
        keys.add(label[0])
        last = index
        index += 1
    enough = ("from" in keys and len(keys) >= 3) or {"from", "sent"} <= keys or ({"from", "subject"} <= keys)
    return QuoteStart(first if first != start else start, last, author, False) if enough else None


def _folded(text: str) -> bool:
    return ("@" in text or text.startswith(("<", ";", "("))) and len(text) < 300


def _intro(lines: tuple[Line, ...], index: int) -> QuoteStart | None:
    """An attribution line, which programs wrap over up to four lines."""
    if not any(text.rstrip()[-1:] == ":" for _, text, _, _ in lines[index : index + 4]):
        return None
    text = ""
    for last in range(index, min(index + 4, len(lines))):
        piece = lines[last].text.strip()
        if not piece or (last > index and lines[last].depth > lines[index].depth):
            break
        if last > index and (_ORIGINAL.match(piece) or _FORWARD.match(piece) or _complete_alone(piece)):
            break
        text = f"{text} {piece}".strip()
        if len(text) > 400:
            break
        told = text.endswith(":") and _INTRO_END.search(text)
        if told and _starts_intro(text) and (_EVIDENCE.search(text) or _under_own_text(lines, index, text)):
            return QuoteStart(index, last, _intro_author(text), False)
        if text.endswith((":", ".", "!", "?")) and not _INTRO.search(text):
            break
    return None


def _under_own_text(lines: tuple[Line, ...], index: int, text: str) -> bool:
    """Whether a bare "Maija Virta kirjoitti:" stands under an empty line below what somebody wrote: a quote without marks."""
    return (
        index > 1
        and not lines[index - 1].text.strip()
        and bool(_NAMED_INTRO.fullmatch(text))
        and any(line.text.strip() and not line.depth for line in lines[: index - 1])
    )


def _complete_alone(piece: str) -> bool:
    """Whether a line is a whole attribution: what stands above it belongs to the writer."""
    return (
        piece[-1] == ":"
        and bool(_INTRO_END.search(piece) and _EVIDENCE.search(piece))
        and piece[0] not in "<("
        and not piece[0].islower()
    )


_SENTENCE_BEFORE = lazy(r"[!?]\s+\w")


def _starts_intro(text: str) -> bool:
    # A sentence before the attribution on the same line means it is a sentence of the writer's own.
    return not _SENTENCE_BEFORE.search(text) and len(text.split()) <= 34


_WHEN_WORDS = lazy(
    r"^(?:on|den|am|le|el|il)\s+|\b(?:ma|ti|ke|to|pe|la|su|mån|tis|ons|tors?|fre|lör|sön|mon|tue|wed|thu"
    r"|fri|sat|sun)[a-zåäö]*\b[.,]?"
    r"|\b\d[\d./:-]*\b[.,]?|\b(?:klo|kello|kl|at|am|pm|gmt|utc|eet|eest)\b[.,]?"
    r"|\b(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)[a-zåäö]*[.,]?"
    r"|\b(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec|des)[a-zåäö]*[.,]?",
    re.I,
)


_ADDRESS = lazy(r"[^\s<>()\[\]]+@[^\s<>()\[\]:]+")
_ENCLOSED_ADDRESS = lazy(r"[<(\[]?[^\s<>()\[\]]+@[^\s<>()\[\]:]+[>)\]]?")
_TWO_LETTERS = lazy(r"\w{2}")
_NO_NAME_SIGNS = str.maketrans(dict.fromkeys("+,:;\"'", " "))


def _intro_author(text: str) -> str:
    before, after = [*_INTRO.split(text, maxsplit=1), ""][:2]
    address = _ADDRESS.search(text) if "@" in text else None
    if address:
        before = _ENCLOSED_ADDRESS.sub(" ", before)
    name = _WHEN_WORDS.sub(" ", before)
    if not _TWO_LETTERS.search(name):
        name = _WHEN_WORDS.sub(" ", after)
    name = " ".join(name.translate(_NO_NAME_SIGNS).split())
    return f"{name} <{address[0]}>" if address else name
