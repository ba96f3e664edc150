"""Values in the sender's own sentences: given only when the sentence says, or nothing in it denies, that they are theirs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import accumulate, count
from operator import itemgetter
from typing import NamedTuple

from connectors.mail.contacts.cells import unfolded
from connectors.mail.contacts.companies import named_companies
from connectors.mail.contacts.drafts import Contact, Drafts
from connectors.mail.contacts.houses import Houses
from connectors.mail.contacts.identifiers import WORDS as INVOICING_WORDS
from connectors.mail.contacts.identifiers import (
    Spotted,
    einvoice_among,
    einvoice_context,
    einvoice_in_lines,
    find_business_ids,
    find_einvoice_addresses,
    find_operators,
)
from connectors.mail.contacts.labels import VALUE_LABEL
from connectors.mail.contacts.links import find_emails
from connectors.mail.contacts.names import ascii_fold, is_given, normal_name
from connectors.mail.contacts.others import names_another, other_person, self_words
from connectors.mail.contacts.phones import find_phones
from connectors.mail.contacts.postal import find_postal
from connectors.mail.contacts.said_of import of_the_past, tells_new
from connectors.mail.contacts.signature import SignatureReader
from connectors.mail.contacts.titles import title_like
from connectors.mail.words import EDGE, lines_with
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
_FIGURES = frozenset("0123456789")
_VALUE_SIGNS = _FIGURES | {"@"}
_ADDRESS_SIGNS = frozenset("@)]")
_SIGNS_OF_VALUE = _FIGURES | _ADDRESS_SIGNS
# A firm is told of by one of these, whose numbers are found by any digits; "vi är" and "we are" may be parted by a line's end.
_FIRM_WORDS = ("firma", "yrity", "yhtiö", "företag", "bolag", "company", "olemme", "edusta", "represent", "we're")
_FIRM_SAID = (*_FIRM_WORDS, "vi är", "we are")
_FIRM_BEGINS = frozenset((*_FIRM_WORDS, f"{EDGE}vi ", f"{EDGE}we "))
WORDS = _VALUE_SIGNS | _ADDRESS_SIGNS | _FIRM_BEGINS
"""What is looked for in every line of a message to tell whether a value could stand in it."""
_ASKED = WORDS | INVOICING_WORDS
_SIGNS = lazy(r"[\d@)\]]")
_NUMBER, _TEXT = itemgetter(0), itemgetter(1)
_FIVE_DIGITS = lazy(r"\d{5}")
# A postcode, or the shortest phone number: every number that is read, but none of a time or a price.
_LONG_NUMBER = lazy(r"\d(?:\d{4}|[\d\s()./–-]{4,}\d)")
# What could be its beginning at the end of a line, and its end at the beginning of the next.
_NUMBER_CUT = lazy(r"\d[\d\s()./–-]*\Z")
_NUMBER_GOES_ON = lazy(r"[\s()./–-]*\d")
_POSTCODE = lazy(r"\b\d{5}\b")
_BETWEEN_ADDRESSES = lazy(r"\s(?:ja|och|and|tai)\s|;\s|,\s(?=vanha|gamla|old)")
_LABELLED = lazy(r"^\W*[\w -]{2,30}:\s*\S")
_PRESENT = lazy(
    r"(?:\bolen|\bnimeni on|\bminä olen|\bjag heter|\bmitt namn är|\bmy name is|\bi am|\bi'm|\btäällä"
    r"|\bhär är|\bthis is)\s+((?:[A-ZÅÄÖÁÉ][\w’'-]+)(?:\s(?:(?:af|von|van|de)\s)?[A-ZÅÄÖÁÉ][\w’'-]+){1,3})",
)


_MOST_BEFORE = 240
_MOST_OPERATORS = 4
_SHORT = 40
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
    """Who writes: folded parts of the name, address, whether the full name is known and e-invoices are spoken of, the house."""

    names: frozenset[str]
    address: str
    named: bool
    invoices: bool
    houses: Houses


def read_own_text(lines: list[ZonedLine], words: Mapping[int, Set[str]], contact: Contact, drafts: Drafts) -> None:
    """Read the own text of a message into drafts. `words`: those looked for that stand in each line, by its number."""
    places = dict(zip(map(_NUMBER, lines), count()))
    # In few lines stands a word that is asked for: the others are not asked.
    words = {number: words[number] for number in lines_with(_ASKED, words) if number in places}
    firms = [found.value for found in drafts.values if found.field is F.COMPANY]
    houses = Houses(firms, contact.domain, lines)
    writer = _Writer(contact.names, contact.address, contact.is_named, einvoice_in_lines(lines, words), houses)
    talks = writer.invoices or not writer.named
    telling = None if talks else _telling(lines, places, words)
    valued = set(lines_with(_VALUE_SIGNS, words))
    last = ""
    for paragraph in _with_cells(_paragraphs(lines)) if writer.invoices else _paragraphs(lines):
        above, last = last, paragraph[-1].text
        told = talks or not valued.isdisjoint(map(_NUMBER, paragraph))
        if len(paragraph) == 1 and not told:
            continue
        # "Här är våra uppgifter:" announces a list of the writer's own.
        announced = _announced(paragraph)
        listed = not any(is_prose(line.text) for line in paragraph[announced:]) and len(paragraph) > announced
        said = paragraph
        if listed and (len(paragraph) > 1 or _is_detail(paragraph[0].text)):
            said = paragraph[:announced]
            head = paragraph[announced - 1].text if announced else above
            if not (head.rstrip().endswith(":") and houses.leaves_others(head)):
                rows = [line for line in unfolded(paragraph[announced:]) if isinstance(line, ZonedLine)]
                SignatureReader(contact, drafts, trust=0.85, names=False).read(_of_writer(rows, writer))
        if told:
            for sentence in _sentences(said, telling):
                _read_sentence(sentence, writer, drafts)


def read_codes(lines: list[ZonedLine], contact: Contact, drafts: Drafts) -> None:
    """Read into drafts the firm, its number and its address for e-invoices that sentences tell as the writer's."""
    invoices = einvoice_among([line.text for line in lines])
    writer = _Writer(contact.names, contact.address, True, invoices, Houses((), contact.domain, lines))
    for paragraph in _paragraphs(lines):
        for said in _sentences(paragraph, None):
            _read_house(said.text, said, writer, drafts)


def _telling(lines: list[ZonedLine], places: Mapping[int, int], words: Mapping[int, Set[str]]) -> set[int]:
    """Give the lines, by number, in which a sentence could hold a value: a time of day is none.

    `places`: where each line stands among `lines`, by its number; `words`: of them alone.
    """
    # A firm's number is looked for beside its name by any figures.
    firm = bool(lines_with(_FIRM_BEGINS, words))
    return {
        number
        for number in lines_with(_SIGNS_OF_VALUE, words)
        if firm
        or not _ADDRESS_SIGNS.isdisjoint(words[number])
        or _holds_number(lines[places[number] : places[number] + 2])
    }


def _holds_number(lines: list[ZonedLine]) -> bool:
    """Whether the first of two lines holds a long number, or the beginning of one that goes on in the other."""
    if _LONG_NUMBER.search(lines[0].text):
        return True
    goes_on = len(lines) > 1 and _NUMBER_GOES_ON.match(lines[1].text)
    return bool(goes_on and _NUMBER_CUT.search(lines[0].text))


def _announced(paragraph: list[ZonedLine]) -> int:
    """Give how many lines of a paragraph stand above a list that they announce; 0 where none is announced."""
    at = len(paragraph) - 1
    while at > 0 and not is_prose(paragraph[at].text) and not _announces(paragraph[at].text):
        at -= 1
    return at + 1 if at < len(paragraph) - 1 and _announces(paragraph[at].text) else 0


_BELOW = lazy(
    r"\b(?:tiedot|\w+tiedot|näitä|nämä|tässä|ohessa|alla|uudet|seuraav\w+|uppgifter\w*|\w+uppgifter\w*|här|följande|nedan|details|below"
    r"|following|here|these)\b",
    re.I,
)


def _announces(text: str) -> bool:
    """Whether a line says at its end that a list of the writer's own follows: "Laskutustietomme:", "Käyttäkää näitä:"."""
    said = _SENTENCE.split(text.rstrip())[-1]
    return said.endswith(":") and len(said) < 80 and (self_words(said) >= 0 or bool(_BELOW.search(said)))


def _is_detail(text: str) -> bool:
    return bool(_LABELLED.match(text)) and bool(
        find_business_ids(text) or find_einvoice_addresses(text) or find_postal(text)
    )


def _of_writer(rows: list[ZonedLine], writer: _Writer) -> list[ZonedLine]:
    """Give the lines of a list but those of another person, up to the next line that can only be the house's, or house."""
    kept = []
    person = house = False
    for line in rows:
        text = line.text
        house = not writer.houses.heads_own(text) if house else writer.houses.heads_others(text)
        if house:
            continue
        if other_person(text, writer.names) >= 0 and not (writer.invoices and find_operators(text, context=True)):
            person = True
        elif not person or _OF_HOUSE.match(text):
            person = False
            kept.append(line)
    return kept


_OF_HOUSE = lazy(
    r"\W*(?:[\w-]{1,20}[ ])?(?:[\w-]{0,14}lasku\w*|[\w-]{0,8}faktur\w*|(?:e-?)?invoic\w*|billing|y-?tunnus|fo-?nummer"
    r"|business id|vat"
    r"|ovt|operaattori\w*|operatör\w*|operator|välittäjä\w*|viite\w*|referens\w*|reference)\b"
    r"(?:[^:]{0,24}:|[ -]{0,3}(?:FI)?[ -]?\d{4})",
    re.I,
)


def _paragraphs(lines: list[ZonedLine]) -> Iterator[list[ZonedLine]]:
    start = 0
    for end in [*[at for at, text in enumerate(map(_TEXT, lines)) if not text.strip()], len(lines)]:
        if start < end:
            yield lines[start:end]
        start = end + 1


def _with_cells(paragraphs: Iterator[list[ZonedLine]]) -> Iterator[list[ZonedLine]]:
    """Put together the cells of a table that stand each in a paragraph of its own: "Operaattori", "Pagero Oy", …"""
    cells: list[ZonedLine] = []
    for paragraph in [*paragraphs, []]:
        if len(paragraph) == 1 and not is_prose(paragraph[0].text):
            cells += paragraph
            continue
        if sum(VALUE_LABEL.fullmatch(cell.text.strip(" :")) is not None for cell in cells) > 1:
            yield cells
        else:
            yield from ([cell] for cell in cells)
        cells = []
        if paragraph:
            yield paragraph


class _Said(NamedTuple):
    """A sentence, what stands before it in the same paragraph, and the line in which it is seen to end."""

    text: str
    before: str
    line: ZonedLine


def _sentences(paragraph: list[ZonedLine], telling: Set[int] | None) -> Iterator[_Said]:
    """Sentences of a paragraph whose lines a program may have wrapped, each with the line in which it is seen to end.

    `telling`: numbers of lines; only sentences that hold a sign of a value in them. None: all.
    """
    if telling is not None and telling.isdisjoint([line.number for line in paragraph]):
        return
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
        _read_firm(sentence, said, writer, drafts)
    if numbers or writer.invoices:
        _read_house(sentence, said, writer, drafts)
    behind = 0
    firm = writer.houses.named_other
    for phone in find_phones(sentence) if numbers else ():
        told = sentence[behind : phone.start]
        confidence = (
            0.4 if firm(told) > self_words(told) else _owned(told, said, names, _REACH, labelled=phone.labelled)
        )
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
            else 0.4
            if not labelled and firm(before) > self_words(before)
            else _owned(before, said, names, _MAIL_TO, labelled=labelled, another=another and not labelled)
        )
        drafts.add(F.EMAIL, mail.value, line.number, line.zone, "email in text", confidence)
        behind = mail.end
    if numbers:
        _read_address(sentence, line, names, drafts)
    present = None if writer.named else _PRESENT.search(sentence)
    if present:
        drafts.add(F.PERSON_NAME, normal_name(present[1]), line.number, line.zone, "presents oneself", 0.8)


def _read_house(sentence: str, said: _Said, writer: _Writer, drafts: Drafts) -> None:
    """Read the firm, its number, its address for e-invoices and its operator; what is another's is a proposal."""
    line = said.line
    _read_firm(sentence, said, writer, drafts)
    found = [(F.BUSINESS_ID, number, "business id in text", 0.85) for number in find_business_ids(sentence)]
    addresses = find_einvoice_addresses(sentence)
    found += [(F.EINVOICE_ADDRESS, code, "e-invoice address in text", 0.9) for code in addresses]
    if writer.invoices or addresses:
        operators = _operators(sentence, said, writer)
        found += [(F.EINVOICE_OPERATOR, operator, "operator in text", 0.85) for operator in operators]
    for field, spotted, rule, confidence in found:
        sure = 0.4 if _of_others(sentence, spotted.start, said, writer) else confidence
        drafts.add(field, spotted.value, line.number, line.zone, rule, sure)


def _operators(sentence: str, said: _Said, writer: _Writer) -> list[Spotted]:
    """Give the operators of a sentence: behind another's, the writer's own may follow."""
    # "OVT 0037… op. Maventa" looks like two sentences.
    last = _SENTENCE.split(said.before.strip())[-1] if len(sentence) < _SHORT else ""
    context = einvoice_context(sentence) or bool(find_einvoice_addresses(sentence) or find_einvoice_addresses(last))
    found = find_operators(sentence, context=context)
    while found and len(found) < _MOST_OPERATORS and _of_others(sentence, found[-1].start, said, writer):
        further = find_operators(" " * found[-1].end + sentence[found[-1].end :], context=context)
        if not further:
            break
        found += further
    return found


def _of_others(sentence: str, place: int, said: _Said, writer: _Writer) -> bool:
    """Whether a code in a sentence is of a firm that is somebody else's: "vuokranantajamme Esimerkki Oy, 1234567-1"."""
    return writer.houses.others_at(sentence, place, _SENTENCE.split(said.before.strip())[-1])


_OWN_FIRM = lazy(
    r"\b(?:firma|yrity[sk]\w*|yhtiö\w*|firman nimi|företag\w*|bolag\w*|company)\b.{0,12}\b(?:on|är|heter|is)\s+"
    r"|(?:^|[.!?,]\s|\b(?:hei|moi|hej|hi|hello)\s)(?:me )?(?:olemme|vi är|we are|we're|edustan|edustamme|jag representerar"
    r"|vi representerar|i represent|we represent)\s+",
    re.I,
)


def _read_firm(sentence: str, told_in: _Said, writer: _Writer, drafts: Drafts) -> None:
    """Read "Firma on Kaivuu Virta Ky (9310021-0)": a firm that is said to be the writer's, or stands with its number."""
    low = sentence.casefold()
    told = _OWN_FIRM.search(sentence) if any(word in low for word in _FIRM_SAID) else None
    if told is None and not find_business_ids(sentence):
        return
    operators = find_operators(sentence, context=False)
    for start, name in named_companies(sentence):
        end = start + len(name)
        if any(found.start <= end and start < found.end for found in operators):
            continue
        said = [found for found in _OWN_FIRM.finditer(sentence) if start <= found.end() <= start + 1] if told else []
        behind = sentence[end : end + 40]
        numbered = find_business_ids(behind) and _BEFORE_NUMBER.match(behind)
        if (said or numbered) and not _of_others(sentence, end, told_in, writer):
            line = told_in.line
            drafts.add(F.COMPANY, name, line.number, line.zone, "firm in text", 0.75)


_BEFORE_NUMBER = lazy(
    r"(?::n)?[\s,(–-]*(?:[a-zåäö]{2,12}\s){0,3}\(?(?:y-?[ ]?tunnu\w*|fo-?[ ]?n\w*|business id|alv\w*"
    r"|vat\w*(?: (?:id|no|number))?)?"
    r"(?:\s(?:on|är|is))?[\s:(]*(?:FI[ -]?)?\d",
    re.I,
)


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
    if len(_POSTCODE.findall(sentence)) > 1:
        for piece in _BETWEEN_ADDRESSES.split(sentence):
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
