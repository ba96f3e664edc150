"""Label and value in the lines of a form: on one line, under each other, or in cells."""

import re
from collections.abc import Iterator, Sequence

from connectors.mail.body import Line
from connectors.mail.contacts.cells import unfolded
from connectors.mail.contacts.labels import LabelMeaning, Whose, meaning
from connectors.mail.contacts.links import find_emails, find_sites
from connectors.mail.contacts.names import is_person
from connectors.mail.contacts.phones import find_phones
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.vocabulary import DetailField as F

PAIR = lazy(
    r"^[\W_]{0,3}([^:=\t]{2,48}?)[*_\s]*(?:[:=]>?|\t|\s{2,}|\s[–—-]>?\s|→|»|(?:\.{3,}|(?<=\s)\.\.):?)[*_\s]*(.*)$"
)
"""A label and its value on one line."""
_LONE = lazy(r"^[\W_]{0,3}([^:=\t.!?]{2,40}?)[*_\s]*\??[*_\s]*:?[\s*_#)\]>=–—-]*$")
# "Q: Your name?" / "A: Maija Virta", "Kysymys 1: …" / "Vastaus: …".
_MOST_OF_SIGN = 14
_QUESTION = lazy(r"(?:q|k|f|question|kysymys|fråga)[ .#-]{0,2}\d{0,2}\W?", re.I)
_ANSWER = lazy(r"(?:a|v|s|answer|vastaus|svar)[ .#-]{0,2}\d{0,2}\s?[:=.)]\s*(.+)$", re.I)
_NUMBERED = lazy(r"^\d{1,2}[.)]\s+(?=[^\W\d_])")
_FOOT = lazy(
    r"^(?:-{2,}(?!.{1,48}-{2,}\s*$)|\W*(?:terveisin|ystävällisin|hälsningar|med vänlig|regards|kind regards|best regards"
    r"|tämä viesti|tämän viestin|this (?:e-?mail|message)|detta (?:meddelande|mail)|tietosuoja|©|powered by"
    r"|ajanvarauspalvelu|unsubscribe|lähetetty (?:sivulta|palvelusta|verkkosivu)|sent (?:from|via) "
    r"|skickat från|need help|tarvitsetko apua|ongelmia|kysyttävää))",
    re.I,
)


def label_pairs(lines: Sequence[Line | ZonedLine]) -> Iterator[tuple[LabelMeaning, str, int]]:
    """Give (meaning, value, line) of every labelled value; a label alone on its line takes the next line as its value."""
    lines, index = unfolded(lines), 0
    while index < len(lines):
        text = lines[index].text.strip()
        if text[:1].isdigit():
            text = _NUMBERED.sub("", text)
        pair = PAIR.match(text)
        known = meaning(pair[1]) if pair and pair[1].strip() else None
        asked = _asked(pair, lines[index + 1].text) if pair and known is None and index + 1 < len(lines) else None
        if asked is not None:
            index += 1
            yield *asked, lines[index].number
        elif known is not None and pair:
            value = pair[2].strip()
            if not value and index + 1 < len(lines):
                following = lines[index + 1].text.strip()
                if following and not _is_label(following):
                    index += 1
                    value = following
            yield known, value, lines[index].number
        elif text and len(text) < 40:
            lone = _LONE.match(text)
            known = meaning(lone[1]) if lone else None
            following = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
            part = (
                known is not None
                and bool(known.part)
                and re.fullmatch(r"[A-ZÅÄÖÁÉ][\w'’ -]{1,40}", following) is not None
            )
            fits = known is not None and known.field is not None and (part or _fits(known.field, following))
            if known is not None and fits and not _is_label(following):
                index += 1
                yield known, following, lines[index].number
            elif known is not None and _heads(known, following):
                yield known, "", lines[index].number
        index += 1


def _asked(pair: re.Match[str], following: str) -> tuple[LabelMeaning, str] | None:
    """Give meaning and answer of "Q: Client's name" over "A: Maija Virta"; None for other lines."""
    if len(pair[1]) > _MOST_OF_SIGN or not _QUESTION.fullmatch(pair[1]):
        return None
    known, answer = meaning(pair[2].strip(" ?:")), _ANSWER.match(following.strip())
    return (known, answer[1].strip()) if known is not None and answer else None


def _heads(known: LabelMeaning, following: str) -> bool:
    """Whether a lone label is the heading of what is asked of one person: "Chef" over "Namn: …" and "Telefon: …"."""
    if known.field is not F.PERSON_NAME or known.whose is Whose.OPEN or known.part:
        return False
    pair = PAIR.match(following)
    below = meaning(pair[1]) if pair else None
    return below is not None and below.field is F.PERSON_NAME and below.whose is Whose.OPEN


def _is_label(text: str) -> bool:
    """Whether a line is the next label rather than the value of the label above it."""
    if PAIR.match(text):
        return meaning(text.split(":", maxsplit=1)[0]) is not None
    known = meaning(text)
    return known is not None and known.field in {F.EMAIL, F.PHONE} and len(text) < 40 and not re.search(r"[@\d]", text)


def _fits(kind: F, value: str) -> bool:
    if kind is F.EMAIL:
        return bool(find_emails(value))
    if kind is F.PHONE:
        return bool(find_phones(value) or find_emails(value))
    if kind is F.PERSON_NAME:
        return is_person(value)
    if kind is F.POSTCODE:
        return bool(re.fullmatch(r"\d{5}(?:[ ,]+\D{2,40})?", value))
    if kind is F.WEBSITE:
        return bool(find_sites(value))
    return (
        kind in {F.COMPANY, F.CITY, F.STREET, F.JOB_TITLE}
        and 2 < len(value) < 60
        and value[:1].isupper()
        and ":" not in value
    )


def count_contact_labels(lines: Sequence[ZonedLine]) -> int:
    """How many different contact fields are labelled: what tells a form from a letter."""
    asked = {F.PERSON_NAME, F.EMAIL, F.PHONE}
    return len({(known.field, known.part) for known, value, _ in label_pairs(lines) if known.field in asked and value})


def until_foot(lines: tuple[Line, ...]) -> list[Line]:
    """Give the lines above the greeting or the small print of a service."""
    kept: list[Line] = []
    for line in lines:
        if kept and _FOOT.match(line.text):
            break
        kept.append(line)
    return kept
