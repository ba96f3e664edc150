"""Read a signature: take the certain values out of each line, then judge what text is left by its words and its place."""

import re
from dataclasses import dataclass

from connectors.mail.contacts import titles
from connectors.mail.contacts.beside import Others, behind_title, own_column
from connectors.mail.contacts.cells import row_of_labels, unfolded
from connectors.mail.contacts.chunks import blank, lists, name_span
from connectors.mail.contacts.companies import company_name, has_form, looks_like_company, trailing_company
from connectors.mail.contacts.drafts import Contact, Drafts
from connectors.mail.contacts.identifiers import (
    blank_operator_codes,
    einvoice_among,
    find_business_ids,
    find_einvoice_addresses,
    find_operators,
)
from connectors.mail.contacts.labels import VALUE_LABEL
from connectors.mail.contacts.links import find_emails, find_sites, register_line, register_office
from connectors.mail.contacts.names import PARTICLES, ascii_fold, fits_address, is_given, is_person, same_person
from connectors.mail.contacts.others import names_another
from connectors.mail.contacts.phones import find_phones
from connectors.mail.contacts.postal import TOWNS, find_postal, lone_postcode, lone_town, street_line
from connectors.mail.zones.closings import sign_off_with_name
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.vocabulary import DetailField as F
from models.vocabulary import Zone

_SPLIT = lazy(r"\s*(?:[\t|•·;▪►●◦‣]|\s[/–—\\*-]\s|\s{2,}|\s::\s)\s*")
_LABEL = lazy(
    r"^\W*(?:(?:puh|puhelin|p|tel|telefon|phone|gsm|mob|mobil|mobile|matkapuh(?:elin)?|cell|kännykkä"
    r"|vaihde|växel|suora|direkt|direct|m|t|e|w|s|s-posti|sposti|sähköposti|email|e-mail|e-post|mail|www"
    r"|web|kotisivu(?:t)?|hemsida|website|y-tunnus|y-tunn|fo-nummer|fo|business id|vat(?: no)?"
    r"|alv(?:-nro)?|ly"
    r"|osoite|käyntiosoite|käyntios|postiosoite|postios|laskutusosoite|adress|besöksadress|postadress"
    r"|address|suomi|finland|ja|och|and|tai|fax|faksi|ovt(?:-tunnus)?|verkkolaskuosoite|verkkolasku"
    r"|välittäjä(?:tunnus)?|operaattori|operatör|operator|e-fakturaadress|e-lasku\w*|numero|nro|nr|keskus"
    r"|toimisto|koti|työ|os|adr)\b[\s.:/()-]*)+$",
    re.I,
)
_LEAD_LABEL = lazy(
    r"^\W*(?:nimi|namn|name|yritys|företag|company|titteli|asema|titel|title|organisaatio|työnantaja|firma"
    r"|laskutus|laskutustiedot|faktureringsuppgifter|billing)\s*[:=]\s*",
    re.I,
)
_VALUE_LABEL = lazy(r"[^\t|,;:]{2,40}:[ ]*(?=\t)")
_FIGURE = lazy(r"\d")
_TWO_LETTERS = lazy(r"[^\W\d_]{2}")
_FORM_BEHIND = lazy(r"^(?:oy|ab|tmi|ky|oyj|ay)\b", re.I)
_FORM_BEFORE = lazy(r"(?:tmi|oy|ab|toiminimi|firma|t:mi|fma|f:ma)", re.I)
_NOT_PLAIN = lazy(r"[^a-z0-9]")
_IN_BRACKETS = lazy(r"\([^)]{0,20}\)")
_LABELS_BEHIND = lazy(
    r"(?:[ ,]+(?:puh|p|tel|telefon|phone|gsm|mob|mobil|y-tunnus|fo-nummer|email|e-mail|sähköposti|www"
    r"|vat)\b[.:]*)+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Chunk:
    text: str
    line: int
    order: int


class SignatureReader:
    """Reads the lines of one person's signature into drafts. `zone` and `trust` scale the confidence of every value."""

    def __init__(self, contact: Contact, drafts: Drafts, *, trust: float = 1.0, names: bool = True) -> None:
        self.contact = contact
        self.drafts = drafts
        self.trust = trust
        self.names = names
        self.unknown: list[_Chunk] = []
        self.name_lines: list[int] = []
        self.name_found = ""
        self.others = Others(contact.name if contact.is_named else "")
        self.order = 0
        self.context = False
        self.above = ""
        self.code = ""
        shown = contact.name.replace(",", " ").split() if contact.is_named and names else []
        self.parts = frozenset(word.casefold() for word in shown if len(word) > 1)

    def read(self, lines: list[ZonedLine]) -> None:
        """Read all lines, then judge what was left over."""
        if [line for line in lines if ("|" in line.text or "\t" in line.text) and row_of_labels(line.text)]:
            lines = [line for line in unfolded(lines) if isinstance(line, ZonedLine)]
        if self.parts:
            lines = own_column(lines, self.contact.name)
        self.context = einvoice_among([line.text for line in lines])
        for index, line in enumerate(lines):
            text = line.text.strip()
            if not text:
                self.others.end_paragraph()
                continue
            if line.zone is Zone.SIGN_OFF:
                text = sign_off_with_name(text)
                if not text:
                    continue
            following = next((later.text.strip() for later in lines[index + 1 : index + 2]), "")
            self._line(text, line, following)
            self.above = text
        if self.names:
            self._judge_unknown()

    def _add(self, field: F, value: str, line: ZonedLine, rule: str, confidence: float) -> None:
        self.drafts.add(field, value, line.number, line.zone, rule, confidence * self.trust)

    def _line(self, text: str, line: ZonedLine, following: str) -> None:
        self.order += 1
        if register_line(text) and (not self.contact.address or self.contact.address not in text.casefold()):
            return
        if len(text) > _SHORTEST_OF_OWNER:
            text = _OWNED_BY.sub("", text)
        text = _for_whom(_without_lead(text))
        text = self.others.own_part(_CARE_OF.sub("", text) if "/" in text else text, following)
        if not text:
            return
        rest = self._take_values(text, line)
        if _FIGURE.search(rest):
            rest = self._take_phones(self._take_postal(rest, line, following), line)
        elif self.code:
            rest = self._take_town(rest, line)
        # What stands before a colon and a value that was taken is that value's label.
        for chunk in _SPLIT.split(_VALUE_LABEL.sub("\t", rest) if ":" in rest else rest):
            self._chunk(chunk.strip(" ,:-–|"), line)

    def _take_values(self, text: str, line: ZonedLine) -> str:
        for mail in find_emails(text):
            if register_office(mail.value) and mail.value != self.contact.address:
                text = blank(text, mail.start, mail.end)
                continue
            fits = mail.value == self.contact.address or mail.value.endswith("@" + self.contact.domain)
            if mail.value != self.contact.address and names_another(mail.value, self.contact.names):
                self._add(F.EMAIL, mail.value, line, "another's by its name", 0.4)
                text = blank(text, mail.start, mail.end)
                continue
            self._add(F.EMAIL, mail.value, line, "signature email", 0.95 if fits else 0.8)
            text = blank(text, mail.start, mail.end)
        for number in find_business_ids(text, self.above):
            self._add(F.BUSINESS_ID, number.value, line, "business id", 0.95)
            text = blank(text, number.start, number.end)
        for address in find_einvoice_addresses(text, self.above):
            self._add(F.EINVOICE_ADDRESS, address.value, line, "e-invoice address", 0.95)
            text = blank(text, address.start, address.end)
        if self.context:
            for operator in find_operators(text, context=True):
                self._add(F.EINVOICE_OPERATOR, operator.value, line, "e-invoice operator", 0.9)
                text = blank(text, operator.start, operator.end)
            text = _IN_BRACKETS.sub(lambda m: " " * len(m[0]), blank_operator_codes(text))
        for site in find_sites(text):
            self._add(F.WEBSITE, site.value, line, "signature web site", 0.9)
            text = blank(text, site.start, site.end)
        return text

    def _take_town(self, text: str, line: ZonedLine) -> str:
        code, self.code = self.code, ""
        town = lone_town(text)
        if not town:
            return text
        self._add(F.POSTCODE, code, line, "postcode above the city", 0.85)
        self._add(F.CITY, town, line, "postcode above the city", 0.85)
        return ""

    def _take_postal(self, text: str, line: ZonedLine, following: str) -> str:
        found = find_postal(text)
        if found is None:
            self.code = ""
        code = lone_postcode(text)
        if code and lone_town(following):
            self.code = code
            return ""
        below = find_postal(following) if following else None
        if found is None:
            coded = (below is not None and below.postcode and not below.street) or lone_postcode(following)
            street = street_line(text) if coded else ""
            if street:
                self._add(F.STREET, street, line, "line above the postcode", 0.85)
                return ""
            return text
        if found.street:
            self._add(
                F.STREET, found.street, line, "street", 0.9 if found.postcode or (below and below.postcode) else 0.75
            )
        if found.postcode:
            self._add(F.POSTCODE, found.postcode, line, "postcode and city", 0.92)
        self._add(F.CITY, found.city, line, "postcode and city", 0.92 if found.postcode else 0.7)
        text = blank(text, found.start, found.end)
        # "Långgatan 12, PB 33" with the postcode under it: both are streets.
        return self._take_postal(text, line, following) if found.street and not found.postcode else text

    def _take_phones(self, text: str, line: ZonedLine) -> str:
        for phone in reversed(find_phones(text)):
            self._add(F.PHONE, phone.number, line, "signature phone", 0.95 if phone.labelled else 0.85)
            text = blank(text, phone.start, phone.end)
        return text

    def _chunk(self, chunk: str, line: ZonedLine) -> None:
        if not _TWO_LETTERS.search(chunk):
            return
        chunk = _without_lead(chunk)
        if _LABEL.match(chunk):
            return
        chunk = _LABELS_BEHIND.sub("", chunk.strip(" ,:-–|()")).strip(" ,:-–|()")
        if "(" in chunk and ")" not in chunk:
            chunk += ")"
        if self.names and self._name_in(chunk, line):
            return
        if VALUE_LABEL.fullmatch(chunk) or not _TWO_LETTERS.search(chunk):
            return
        if "," in chunk and lists(chunk):
            for piece in chunk.split(","):
                self._plain(piece.strip(), line)
            return
        self._plain(chunk, line)

    def _name_in(self, chunk: str, line: ZonedLine) -> bool:
        """Find the header's name in a chunk; what stands beside it is a title or a company."""
        low = chunk.casefold() if self.parts else ""
        span = name_span(chunk, self.parts) if low and all(part in low for part in self.parts) else None
        if span is None:
            return False
        # "Kaarre Laine Consulting Oy" holds the name of its owner and is the firm all the same.
        around = chunk[: span[0]].strip(" ,"), chunk[span[1] :].strip(" ,")
        if (around[1] and _FORM_BEHIND.match(around[1])) or (around[0] and _FORM_BEFORE.fullmatch(around[0])):
            self._plain(chunk, line)
            return True
        self.name_lines.append(self.order)
        self.drafts.add(F.PERSON_NAME, chunk[span[0] : span[1]], line.number, line.zone, "name order", 0.5)
        for text in around:
            self._plain(text.strip(" ,/|-–"), line)
        return True

    def _plain(self, chunk: str, line: ZonedLine) -> None:
        if len(chunk) < 2 or not chunk[:1].isalnum() or chunk.casefold() in self.parts:
            return
        named = self._called(chunk)
        if named:
            first = not self.name_found
            self._person(named, line)
            if first and titles.title_like(chunk.removesuffix(named)):
                self._title(chunk.removesuffix(named), line, 0.85)
            return
        pair = titles.split_title_company(chunk)
        if pair:
            self._title(pair[0], line, 0.9)
            self._company(pair[1], line, 0.85)
            return
        company = "" if ": " in chunk or (titles.ends_in_title(chunk) and not has_form(chunk)) else company_name(chunk)
        if company and not self._split_company(company, line):
            self._add(F.COMPANY, company, line, "company", 0.9 if has_form(company) else 0.75)
            return
        if company:
            return
        label, _, told = chunk.rpartition(": ")
        if label and company_name(told):
            self._company(told, line, 0.85)
            return
        start, inner = trailing_company(chunk)
        if start >= 0 and inner != chunk:
            self._company(inner, line, 0.85)
            for rest in (chunk[:start], chunk[start + len(inner) :]):
                self._plain(rest.strip(" ,/-–"), line)
            return
        if titles.title_like(chunk) and (self._titled(chunk) or not self._person_here(chunk)):
            self._title(chunk, line, 0.85)
        elif self.names and self._person_here(chunk):
            self._person(chunk, line)
        else:
            self.unknown.append(_Chunk(chunk, line.number, self.order))

    def _titled(self, chunk: str) -> bool:
        """With the name known, two capitalised words that end in an occupation are a title: "AP Specialist"."""
        return bool(self.name_found) and titles.ends_in_title(chunk) and not is_given(chunk.split(maxsplit=1)[0])

    def _called(self, chunk: str) -> str:
        """Give the person of "gm. Maija af Ek", "siht. Maija Ek" or 'Maija "Maikki" Ek', "" for anything else."""
        if not self.names or self.contact.is_named:
            return ""
        bare = _NICKNAME.sub(" ", chunk)
        behind = behind_title(bare)
        if behind != bare and is_person(behind) and not (has_form(bare) or looks_like_company(behind)):
            return behind
        small = _SMALL_START.match(bare)
        name = bare[small.end() :] if small else bare
        words = name.split()
        given = bool(words) and is_given(words[0])
        return " ".join(words) if name != chunk and given and is_person(name) and not looks_like_company(name) else ""

    def _split_company(self, company: str, line: ZonedLine) -> bool:
        """Part "Joel Ristiharju Ristiharjun Auto Ky": an unknown name before the firm's, told by a given name and the address."""
        words = company.split()
        if self.contact.is_named or not self.names or len(words) < 4 or not is_given(words[0]):
            return False
        name = " ".join(words[:2])
        if not fits_address(name, self.contact.address) and not fits_address(name, "x@" + self.contact.domain):
            return False
        self._person(name, line)
        self._company(" ".join(words[2:]), line, 0.8)
        return True

    def _person_here(self, chunk: str) -> bool:
        if not is_person(chunk) or self.contact.is_named:
            return False
        words = chunk.split()
        given = any(map(is_given, words))
        return (
            given
            or fits_address(chunk, self.contact.address)
            or (
                not titles.title_like(chunk)
                and not self.name_found
                and self.order <= 2
                and words[1].casefold() not in PARTICLES
                and words[-1][0].isupper()
            )
        )

    def _person(self, chunk: str, line: ZonedLine) -> None:
        if not self.name_found:
            self.name_found = self.others.known = chunk
            self.name_lines.append(self.order)
            self.drafts.add(F.PERSON_NAME, chunk, line.number, line.zone, "signature name", 0.85)
        elif not same_person(chunk, self.name_found):
            self.unknown.append(_Chunk(chunk, line.number, self.order))

    def _title(self, text: str, line: ZonedLine, confidence: float) -> None:
        if self.names:
            self._add(F.JOB_TITLE, text.strip(" ,.-–"), line, "job title", confidence)

    def _company(self, text: str, line: ZonedLine, confidence: float) -> None:
        self._add(F.COMPANY, company_name(text) or text, line, "company", confidence)

    def _judge_unknown(self) -> None:
        known = frozenset(ascii_fold(self.name_found).split())
        for chunk in self.unknown:
            if ascii_fold(chunk.text) in known or chunk.text.casefold() in TOWNS:
                continue
            plain = _NOT_PLAIN.sub("", ascii_fold(chunk.text))
            label = _NOT_PLAIN.sub("", self.contact.domain.rpartition(".")[0].rpartition(".")[2])
            of_house = len(plain) >= 4 and len(label) >= 4 and (plain in label or label in plain)
            near = any(abs(chunk.order - line) <= (2 if self.drafts.has(F.COMPANY) else 1) for line in self.name_lines)
            zoned = ZonedLine(chunk.line, chunk.text, Zone.SIGNATURE)
            if (
                not self.drafts.has(F.COMPANY)
                and len(plain) >= 5
                and of_house
                and not (is_person(chunk.text) and is_given(chunk.text.split()[0]))
            ):
                if not same_person(chunk.text, self.contact.name):
                    self._add(F.COMPANY, chunk.text, zoned, "company by domain", 0.75)
            elif near and titles.could_be_title(chunk.text) and not (of_house or self.drafts.has(F.JOB_TITLE)):
                self._add(
                    F.JOB_TITLE, chunk.text, zoned, "title by place", 0.62 if self.drafts.has(F.COMPANY) else 0.55
                )
            elif (
                titles.could_be_title(chunk.text)
                and chunk.text[:1].isupper()
                and not self.drafts.has(F.COMPANY)
                and self.drafts.has(F.JOB_TITLE)
            ):
                self._add(F.COMPANY, chunk.text, zoned, "company by place", 0.6 if near or self.name_lines else 0.5)


def _without_lead(text: str) -> str:
    return _LEAD_LABEL.sub("", text) if ":" in text or "=" in text else text


_NICKNAME = lazy(r"\s*[\"”“'‘(][^\W\d_][\w’-]*[\"”’')]\s+(?=[^\W\d_])")
_ON_BEHALF = lazy(r"^(?:on behalf of|for|på uppdrag av|för)\s+(.{3,80})$|^(.{3,80}?)(?::?n)? puolesta$", re.I)


_ON_BEHALF_STARTS = ("On behalf", "on behalf", "For ", "for ", "På uppdrag", "på uppdrag", "För ", "för ")


def _for_whom(text: str) -> str:
    """Give the firm of "Esimerkki ry:n puolesta", "On behalf of Example Ltd"; any other line as it is."""
    told = _ON_BEHALF.match(text) if text.endswith("puolesta") or text.startswith(_ON_BEHALF_STARTS) else None
    firm = (told[1] or told[2]) if told else ""
    return firm if has_form(firm) else text


_SHORTEST_OF_OWNER = 30
# What a house says of the one that owns it.
_OWNED_BY = lazy(r"\b(?:konsernin |koncernens )?(?:emoyhtiö|moderbolag|(?:ultimate )?parent company)\w*\b.*", re.I)
# Whoever takes in somebody's post.
_CARE_OF = lazy(r"\bc/o\b[^,;|\t]*[,;|\t]?\s*", re.I)
_SMALL_START = lazy(r"^[a-zåäö]{1,12}\.?\s+(?=[A-ZÅÄÖÁÉÜ])")
