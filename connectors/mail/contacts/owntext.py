"""Values in the sender's own sentences: given only when the sentence says, or nothing in it denies, that they are theirs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from connectors.mail.contacts.companies import trailing_company
from connectors.mail.contacts.drafts import Contact, Drafts
from connectors.mail.contacts.identifiers import (
    einvoice_context,
    einvoice_in_lines,
    find_business_ids,
    find_einvoice_addresses,
    find_operators,
)
from connectors.mail.contacts.links import find_emails
from connectors.mail.contacts.names import ascii_fold, is_given, normal_name
from connectors.mail.contacts.others import name_parts, names_another, other_person, relation, self_words
from connectors.mail.contacts.phones import find_phones
from connectors.mail.contacts.postal import find_postal
from connectors.mail.contacts.said_of import of_customer, of_the_past, tells_new
from connectors.mail.contacts.signature import SignatureReader
from connectors.mail.contacts.titles import title_like
from connectors.mail.zones.signature import is_prose
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.vocabulary import DetailField as F

_SENTENCE = lazy(
    r"[.!?]\s+(?=[A-ZÅÄÖÁÉ„\"(+0])(?<!\bp\. )(?<!\bPuh\. )(?<!\bpuh\. )(?<!\btel\. )(?<!\bTel\."
    r" )(?<!\bnro\. )(?<!\bos\. )"
)
_REACH = lazy(
    r"\b(?:soit\w*|tavoit\w*|saa(?:tte|t)? kiinni|yhteyt\w*|numero\w*|nro|puh\w*|p\.|gsm|tekst\w*"
    r"|viesti\w*|whatsapp\w*|ring\w*|nå|nås|når|telefon\w*|mobil\w*|nummer\w*|tel|call\w*|reach\w*"
    r"|phone\w*|text me|contact)\b",
    re.I,
)
_MAIL_TO = lazy(
    r"\b(?:osoite\w*|osoitteeseen|sähköposti\w*|meili\w*|maili\w*|s-posti\w*|vastaa\w*|lasku\w*|lähettä\w*"
    r"|kirjoit\w*|skriv\w*|e-?post\w*|adress\w*|faktur\w*|skicka\w*|svara\w*|e-?mail\w*|address|invoice\w*|send|reply|write)\b",
    re.I,
)
_LIVES = lazy(
    r"\b(?:osoit\w*|posti\w*|oikea\w*|rätt|correct|muut\w*|asu\w*|laskut\w*|postit\w*|lähettä\w*|käynti\w*"
    r"|toimit\w*|korja\w*|rätta\w*|correct\w*|adress\w*|flytt\w*|bor|faktur\w*|skicka\w*|address|mov(?:ed|ing)|live|invoice|send"
    r"|located|sijait\w*)\b"
    r"|^(?:uusi|nykyinen|ny|nya|nuvarande|new|current)\b[^,.:]{0,14}:",
    re.I,
)
_OLD = lazy(r"\b(?:vanha\w*|entinen|entiseen|aiempi|edellinen|gamla|tidigare|förra|old|former|previous)\b", re.I)
# Every phone number, code and postcode holds two digits with at most two other characters between.
_DIGITS = lazy(r"\d\D{0,2}\d")
# Every value but a name and an operator holds one of these; an address may be written with "(at)" beside them.
_VALUE_SIGNS = frozenset("0123456789@")
WORDS = _VALUE_SIGNS | {")", "]"}
"""What is looked for in every line of a message to tell whether a value could stand in it."""
_SIGNS = lazy(r"[\d@)\]]")
_FIVE_DIGITS = lazy(r"\d{5}")
# A postcode, or the shortest phone number: every number that is read, but none of a time or a price.
_LONG_NUMBER = lazy(r"\d{5}|\d[\d\s()./–-]{4,}\d")
_PRESENT = lazy(
    r"(?:\bolen|\bnimeni on|\bminä olen|\bjag heter|\bmitt namn är|\bmy name is|\bi am|\bi'm|\btäällä"
    r"|\bhär är|\bthis is)\s+((?:[A-ZÅÄÖÁÉ][\w’'-]+)(?:\s(?:(?:af|von|van|de)\s)?[A-ZÅÄÖÁÉ][\w’'-]+){1,3})",
)


_MOST_BEFORE = 240
_NAME_BEFORE = lazy(r"(?:[^\W\d_][\w’'-]*[ ]){0,3}[^\W\d_]?[\w’'-]*[ ,.:;(–-]{0,4}\Z")
_DESK = lazy(
    r"(?:\w{0,12}(?:lasku|reskontra|faktur|invoic|billing|accounts|talous|ekonomi|finance)\w{0,12}|toimisto|kontor|office"
    r"|info)[@.+-]",
    re.I,
)
_GREETED = lazy(
    r"\W*(?:hei|moi|moikka|terve|hyvä|hej|hejsan|hi|hello|dear|bästa|kära|kiitos|tack|thanks|thank you)(?: (?:taas|igen|again))?"
    r"(?: (?-i:[A-ZÅÄÖÁÉÜ])[\w'’-]{1,24}){1,3}[,!.]\s+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Who writes: folded parts of the name, address, whether the full name is known, and whether it is about e-invoices."""

    names: frozenset[str]
    address: str
    named: bool
    invoices: bool


def read_own_text(lines: list[ZonedLine], words: Mapping[int, Set[str]], contact: Contact, drafts: Drafts) -> None:
    """Read the own text of a message into drafts. `words`: those looked for that stand in each line, by its number."""
    names = name_parts(contact.name, contact.address.partition("@")[0])
    writer = _Writer(names, contact.address, contact.is_named, einvoice_in_lines(lines, words))
    talks = writer.invoices or not writer.named
    telling = {number for number, present in words.items() if not present.isdisjoint(WORDS)}
    valued = {number for number, present in words.items() if not present.isdisjoint(_VALUE_SIGNS)}
    for paragraph in _paragraphs(lines):
        told = talks or any(line.number in valued for line in paragraph)
        if len(paragraph) == 1 and not told:
            continue
        # "Här är våra uppgifter:" announces a list of the writer's own.
        announced = next((at for at, line in enumerate(paragraph[:2], 1) if _announces(line.text)), 0)
        listed = not any(is_prose(line.text) for line in paragraph[announced:]) and len(paragraph) > announced
        if listed and (len(paragraph) > 1 or _is_detail(paragraph[0].text)):
            SignatureReader(contact, drafts, trust=0.85, names=False).read(_until_other(paragraph, names))
        elif told:
            for said in _sentences(paragraph, None if talks else telling):
                _read_sentence(said, writer, drafts)


def _announces(text: str) -> bool:
    return text.rstrip().endswith(":") and len(text) < 80 and self_words(text) >= 0


def _is_detail(text: str) -> bool:
    return bool(re.match(r"^\W*[\w -]{2,30}:\s*\S", text)) and bool(
        find_business_ids(text) or find_einvoice_addresses(text) or find_postal(text)
    )


def _until_other(paragraph: list[ZonedLine], names: frozenset[str]) -> list[ZonedLine]:
    """Give the lines of a list but those of another person, up to the next line that can only be the house's."""
    kept = []
    others = False
    for line in paragraph:
        if other_person(line.text, names) >= 0:
            others = True
        elif not others or _OF_HOUSE.match(line.text):
            others = False
            kept.append(line)
    return kept


_OF_HOUSE = lazy(
    r"\W*(?:[\w-]{1,20}[ ])?(?:[\w-]{0,14}lasku\w*|[\w-]{0,8}faktur\w*|(?:e-?)?invoic\w*|billing|y-?tunnus|fo-?nummer"
    r"|business id|vat"
    r"|ovt|operaattori\w*|operatör\w*|operator|välittäjä\w*|viite\w*|referens\w*|reference)\b[^:]{0,24}:",
    re.I,
)


def _paragraphs(lines: list[ZonedLine]) -> Iterator[list[ZonedLine]]:
    block: list[ZonedLine] = []
    for line in lines:
        if line.text.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


class _Said(NamedTuple):
    """A sentence, what stands before it in the same paragraph, and the line in which it is seen to end."""

    text: str
    before: str
    line: ZonedLine


def _sentences(paragraph: list[ZonedLine], telling: Set[int] | None) -> Iterator[_Said]:
    """Sentences of a paragraph whose lines a program may have wrapped, each with the line in which it is seen to end.

    `telling`: numbers of lines; only sentences that hold a sign of a value in them. None: all.
    """
    start = 0
    for index, line in enumerate(paragraph, 1):
        # A short line that ends a list point or a sentence is not wrapped.
        if index == len(paragraph) or (len(line.text) < 50 and not line.text.rstrip().endswith(",")):
            run = paragraph[start:index]
            if telling is None or any(line.number in telling for line in run):
                yield from _sentences_of_run(run, telling)
            start = index


def _sentences_of_run(run: list[ZonedLine], telling: Set[int] | None) -> Iterator[_Said]:
    """Sentences of lines that are one running text."""
    texts = [line.text.strip() for line in run]
    text = " ".join(texts)
    starts = [0, *accumulate([len(piece) + 1 for piece in texts])]
    if telling is None:
        ends = [*[end.end() for end in _SENTENCE.finditer(text)], len(text)]
        spans = list(zip([0, *ends[:-1]], ends, strict=True))
    else:
        told = [index for index, line in enumerate(run) if line.number in telling]
        signs = [sign.start() for index in told for sign in _SIGNS.finditer(text, starts[index], starts[index + 1])]
        spans = _spans_round(text, starts, signs)
    for begin, end in spans:
        # The end shows where the next sentence begins.
        before = text[max(0, begin - _MOST_BEFORE) : begin]
        yield _Said(text[begin:end].rstrip(), before, run[min(bisect_right(starts, end), len(run)) - 1])


def _spans_round(text: str, starts: list[int], signs: list[int]) -> list[tuple[int, int]]:
    """Give where the sentences begin and end that hold these places. `starts`: where each line begins."""
    spans: list[tuple[int, int]] = []
    for sign in signs:
        if spans and sign < spans[-1][1]:
            continue
        begin, line = 0, bisect_right(starts, sign) - 1
        while not begin and line >= 0:
            # A mark at the end of the line above ends a sentence, too.
            ends = [end.end() for end in _SENTENCE.finditer(text, max(starts[line] - 2, 0), sign + 1)]
            begin, line = ends[-1] if ends else 0, line - 1
        following = _SENTENCE.search(text, sign)
        spans.append((begin, following.end() if following else len(text)))
    return spans


def _read_sentence(said: _Said, writer: _Writer, drafts: Drafts) -> None:
    sentence, names, line = said.text, writer.names, said.line
    greeted = _GREETED.match(sentence)
    if greeted:
        # Whoever is greeted is not spoken of.
        sentence = sentence[greeted.end() :]
    digits = _DIGITS.search(sentence) is not None
    numbers = digits and _LONG_NUMBER.search(sentence) is not None
    if digits and not numbers:
        _read_firm(sentence, line, drafts)
    if numbers:
        _read_codes(sentence, line, names, drafts)
    if writer.invoices:
        for operator in find_operators(sentence, context=einvoice_context(sentence)):
            drafts.add(F.EINVOICE_OPERATOR, operator.value, line.number, line.zone, "operator in text", 0.85)
    behind = 0
    for phone in find_phones(sentence) if numbers else ():
        confidence = _owned(sentence[behind : phone.start], said, names, _REACH, labelled=phone.labelled)
        drafts.add(F.PHONE, phone.number, line.number, line.zone, "phone in text", confidence)
        behind = phone.end
    behind = 0
    for mail in find_emails(sentence):
        # "rektor@skolan.example" is somebody's, and hardly the writer's.
        another = names_another(mail.value, names) or title_like(mail.value.partition("@")[0])
        before, labelled = sentence[behind : mail.start], mail.value == writer.address
        confidence = (
            0.8
            if _desk_of_house(mail.value, writer.address)
            else _owned(before, said, names, _MAIL_TO, labelled=labelled, another=another and not labelled)
        )
        drafts.add(F.EMAIL, mail.value, line.number, line.zone, "email in text", confidence)
        behind = mail.end
    if numbers:
        _read_address(sentence, line, names, drafts)
    present = None if writer.named else _PRESENT.search(sentence)
    if present:
        drafts.add(F.PERSON_NAME, normal_name(present[1]), line.number, line.zone, "presents oneself", 0.8)


def _read_codes(sentence: str, line: ZonedLine, names: frozenset[str], drafts: Drafts) -> None:
    numbers = find_business_ids(sentence)
    before = sentence[: numbers[0].start] if numbers else ""
    # "Tilat omistaa vuokranantajamme Esimerkki Oy, 1234567-1": a firm that is somebody else's.
    others = bool(before) and (
        (relation(before) and other_person(before, names) > self_words(before)) or of_customer(before)
    )
    if not others:
        _read_firm(sentence, line, drafts)
    for number in numbers:
        drafts.add(F.BUSINESS_ID, number.value, line.number, line.zone, "business id in text", 0.4 if others else 0.85)
    for address in find_einvoice_addresses(sentence):
        drafts.add(F.EINVOICE_ADDRESS, address.value, line.number, line.zone, "e-invoice address in text", 0.9)


_OWN_FIRM = lazy(
    r"\b(?:firma|yrity[sk]\w*|yhtiö\w*|firman nimi|företag\w*|bolag\w*|company)\b.{0,12}\b(?:on|är|heter|is)\s+"
    r"|(?:^|[.!?,]\s|\b(?:hei|moi|hej|hi|hello)\s)(?:me )?(?:olemme|vi är|we are|we're|edustan|edustamme|jag representerar"
    r"|vi representerar|i represent|we represent)\s+",
    re.I,
)


_FIRM_WORDS = (
    "firma",
    "yrity",
    "yhtiö",
    "företag",
    "bolag",
    "company",
    "olemme",
    "vi är",
    "we are",
    "we're",
    "edusta",
    "represent",
)


def _read_firm(sentence: str, line: ZonedLine, drafts: Drafts) -> None:
    """Read "Firma on Kaivuu Virta Ky (9310021-0)": a firm that is said to be the writer's, or stands with its number."""
    low = sentence.casefold()
    told = _OWN_FIRM.search(sentence) if any(word in low for word in _FIRM_WORDS) else None
    if told is None and not find_business_ids(sentence):
        return
    start, name = trailing_company(sentence)
    if start < 0 or any(
        found.start <= start + len(name) and start < found.end for found in find_operators(sentence, context=False)
    ):
        return
    said = _OWN_FIRM.search(sentence[: start + 1]) if told else None
    behind = sentence[start + len(name) : start + len(name) + 30]
    numbered = find_business_ids(behind) and re.match(
        r"[\s,(]*(?:y-?tunnus|fo-?nummer|business id)?[\s:(]*\d", behind, re.I
    )
    if (said and said.end() >= start) or numbered:
        drafts.add(F.COMPANY, name, line.number, line.zone, "firm in text", 0.75)


def _desk_of_house(address: str, own: str) -> bool:
    """Whether an address is the invoicing's or the office's of the writer's own house, nobody's in person."""
    return address.partition("@")[2] == own.partition("@")[2] and bool(_DESK.match(address))


def _by_name(before: str, names: frozenset[str]) -> bool:
    """Whether the writer's own name stands right before a value: "Anna Ek 040 …" beside another's name and number."""
    run = _NAME_BEFORE.search(before[-60:]) if names else None
    words = [word for word in run[0].split() if word[:1].isupper()][-2:] if run else []
    own = [word for word in words if ascii_fold(word.strip(" ,.:;(-–")) in names]
    return bool(own) and len(own) == len(words) and (len(own) > 1 or is_given(own[0].strip(" ,.:;(-–")))


def _owned(
    before: str, said: _Said, names: frozenset[str], verbs: re.Pattern[str], *, labelled: bool, another: bool = False
) -> float:
    """How sure it is that a value belongs to the writer, by what stands before it and in its sentence."""
    if _by_name(before, names):
        return 0.85
    other, mine = other_person(before, names), self_words(before)
    if other >= 0 and other > mine:
        return 0.0
    if of_the_past(before):
        return 0.3
    if mine >= 0:
        return 0.85
    if other_person(said.text, names) >= 0:
        return 0.2
    if another:
        return 0.4
    last = _SENTENCE.split(_GREETED.sub("", said.before).strip())[-1]
    if other_person(last, names) > self_words(last):
        # "The event is arranged by Mark. The number is …": most likely not the writer's.
        return 0.4
    if tells_new(before) and self_words(last) >= 0:
        return 0.75
    return 0.75 if labelled or verbs.search(before) else 0.5


def _read_address(sentence: str, line: ZonedLine, names: frozenset[str], drafts: Drafts) -> None:
    if not _FIVE_DIGITS.search(sentence):
        return
    if len(re.findall(r"\b\d{5}\b", sentence)) > 1:
        for piece in re.split(r"\s(?:ja|och|and|tai)\s|;\s|,\s(?=vanha|gamla|old)", sentence):
            if piece != sentence:
                _read_address(piece, line, names, drafts)
        return
    found = find_postal(sentence)
    if found is None or not found.postcode:
        return
    before = sentence[: found.start] or sentence
    if other_person(before, names) > self_words(before) or _OLD.search(before[-40:]):
        return
    confidence = 0.8 if _LIVES.search(sentence) else 0.55
    for kind, value in ((F.STREET, found.street), (F.POSTCODE, found.postcode), (F.CITY, found.city)):
        drafts.add(kind, value, line.number, line.zone, "address in text", confidence)
