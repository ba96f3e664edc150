"""Read mail that a web form or a booking service makes: label and value, cells, or free lines about one person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.mail.body import Line
from connectors.mail.contacts.companies import company_name
from connectors.mail.contacts.drafts import Contact, Drafts
from connectors.mail.contacts.form_message import message_lines
from connectors.mail.contacts.identifiers import (
    Spotted,
    find_business_ids,
    find_einvoice_addresses,
    find_operators,
)
from connectors.mail.contacts.labels import Whose
from connectors.mail.contacts.links import find_emails, find_sites
from connectors.mail.contacts.names import is_person, normal_name, same_person
from connectors.mail.contacts.notices import name_of_address, read_notice
from connectors.mail.contacts.others import other_person, self_reach
from connectors.mail.contacts.owntext import read_codes
from connectors.mail.contacts.pairs import PAIR, label_pairs, until_foot
from connectors.mail.contacts.phones import find_phones, normal_phone
from connectors.mail.contacts.postal import find_postal, street_line
from connectors.mail.contacts.titles import title_like
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import DetailField as F
from models.vocabulary import Zone

_COUNTED = lazy(
    r"\W{0,5}(?:(?:noin|n|ca|cirka|about|approx|enintään|max|yli|alle|min)\b\W*)?\d{1,4}"
    r"(?!\d)(?!\s*[-–(/]?\s*\d{3})(?:[^\d@]|$)"
    r"|(?:kyllä|ei|ja|nej|yes|no|uusi|vanha|nykyinen|ny|new|existing|private|yksityinen|privat)\W*$",
    re.I,
)


@dataclass
class _Group:
    """Fields of one person of a form, in the order they came. `later`: of all whom it names after its first person."""

    whose: Whose
    values: list[tuple[F, str, str, int]] = field(default_factory=list)
    person: str = ""
    later: bool = False

    @property
    def named_at(self) -> int | None:
        """Line of the first name."""
        return next((number for kind, _, _, number in self.values if kind is F.PERSON_NAME), None)


def read_form(lines: tuple[Line, ...], reply_to: Mailbox | None, drafts: Drafts, service: str) -> None:
    """Read a form or booking notice into drafts: of two people the one the service is for. `service` is the sender's address."""
    groups = _groups(lines)
    group = _chosen(groups)
    labelled = group is not None and any(kind in {F.PERSON_NAME, F.EMAIL, F.PHONE} for kind, *_ in group.values)
    if group is not None:
        _read_group(group, drafts, service)
    acting = any(other.whose in {Whose.ACTING} for other in groups)
    served = group is not None and group.whose is Whose.SERVED
    if (
        not labelled
        or (not drafts.has(F.PERSON_NAME) and not drafts.has(F.EMAIL))
        or (not drafts.has(F.PERSON_NAME) and not acting)
    ):
        read_notice(lines, reply_to, drafts, service)
        _read_beside_name(lines, _alone_on_line(lines, drafts), drafts, service)
    else:
        _read_beside_name(lines, group.named_at if group else None, drafts, service)
        if not (acting and served):
            _fill_from_reply_to(reply_to, drafts, service)
            _fill_from_message(lines, drafts)
            _house_from_message(lines, drafts)
    if drafts.has(F.EMAIL) and not drafts.has(F.PERSON_NAME):
        name_of_address(lines, drafts)


def read_labelled(lines: Sequence[Line | ZonedLine], drafts: Drafts) -> bool:
    """Read into drafts what labels give of a client; False where no name stands under a label of a client's, or alone."""
    group = _chosen(_groups(lines))
    asked = {kind for kind, *_ in group.values} if group is not None else set()
    if group is None or F.PERSON_NAME not in asked or group.whose is Whose.ACTING:
        return False
    _read_group(group, drafts, "")
    reached = drafts.has(F.EMAIL) or drafts.has(F.PHONE)
    return drafts.has(F.PERSON_NAME) and (reached or group.whose is Whose.SERVED)


def _alone_on_line(lines: tuple[Line, ...], drafts: Drafts) -> int | None:
    """Give the number of the first line that is the name found and nothing else."""
    name = next((found.value for found in drafts.values if found.field is F.PERSON_NAME), "")
    told = (line for line in lines if name and len(line.text) < 60 and is_person(line.text))
    return next((line.number for line in told if same_person(line.text, name)), None)


def _read_beside_name(lines: tuple[Line, ...], named: int | None, drafts: Drafts, service: str) -> None:
    """Read the bare numbers and addresses right under a name: "Asiakas" / "Maija Virta" / "040 …" / "maija@…"."""
    under = [line for line in lines if named is not None and named < line.number <= named + 7]
    for index, line in enumerate(under):
        text, following = line.text.strip(), under[index + 1] if index + 1 < len(under) else None
        mails, phones = find_emails(text), find_phones(text)
        taken = sum(spotted.end - spotted.start for spotted in mails) + sum(p.end - p.start for p in phones)
        if not (mails or phones) and _take_address(line, following.text if following else "", drafts):
            continue
        if len(text) - taken > 8 or not (mails or phones):
            break
        if mails and not drafts.has(F.EMAIL) and mails[0].value != service:
            drafts.add(F.EMAIL, mails[0].value, line.number, Zone.FORM, "under the name", 0.85)
        if phones and not drafts.has(F.PHONE):
            drafts.add(F.PHONE, phones[0].number, line.number, Zone.FORM, "under the name", 0.85)


def _take_address(line: Line, following: str, drafts: Drafts) -> bool:
    """Take a line of an address, or a firm's, under a name; say whether it was one. `following`: the line below."""
    text = line.text.strip()
    if not text or ":" in text:
        return False
    postal, below = find_postal(text), find_postal(following)
    parts = [(F.STREET, postal.street), (F.POSTCODE, postal.postcode), (F.CITY, postal.city)] if postal else []
    street = street_line(text) if not parts and below is not None and below.postcode else ""
    firm = "" if parts or street else company_name(text)
    if postal is not None and len(text) - (postal.end - postal.start) > 8:
        return False
    for kind, value in [*parts, (F.STREET, street), (F.COMPANY, firm)]:
        if value and not drafts.has(kind):
            drafts.add(kind, value, line.number, Zone.FORM, "under the name", 0.85)
    return bool(parts or street or firm)


def _fill_from_message(lines: tuple[Line, ...], drafts: Drafts) -> None:
    """A number that people write into the message of a form is theirs when they speak of no one else."""
    if drafts.has(F.PHONE):
        return
    for line in until_foot(lines):
        for phone in find_phones(line.text):
            before = line.text[: phone.start]
            if other_person(before, frozenset()) < 0 and self_reach(before) and not PAIR.match(line.text.strip()):
                drafts.add(F.PHONE, phone.number, line.number, Zone.FORM, "number in the message", 0.75)
                return


def _house_from_message(lines: tuple[Line, ...], drafts: Drafts) -> None:
    """Take the firm and its numbers that people name as theirs in the message of a form, where no label asked for them."""
    written = message_lines(lines)
    if not any(find_business_ids(line.text) or find_einvoice_addresses(line.text) for line in written):
        return
    told = {found.field: found.value for found in reversed(drafts.values)}
    contact = Contact(told.get(F.PERSON_NAME, ""), told.get(F.EMAIL, ""))
    said = Drafts(drafts.own)
    read_codes([ZonedLine(line.number, line.text, Zone.FORM) for line in written], contact, said)
    drafts.values += [found for found in said.values if not drafts.has(found.field)]


def _groups(lines: Sequence[Line | ZonedLine]) -> list[_Group]:
    groups: list[_Group] = []
    current, headed = _Group(Whose.OPEN), False
    for known, value, number in label_pairs(lines):
        if known.field is F.PERSON_NAME and known.whose is not Whose.OPEN and _COUNTED.match(value):
            # "Osallistujia: 14", "Participants: about 20": how many they are, and not who.
            continue
        if known.whose is not Whose.OPEN and known.field is not None and known.whose is not current.whose:
            current = next((group for group in groups if group.whose is known.whose), _Group(known.whose))
        elif (
            not headed
            and known.field is F.PERSON_NAME
            and known.whose is Whose.OPEN
            and not known.part
            and current.whose in {Whose.STAFF, Whose.ASIDE}
            and not current.later
        ):
            current = _Group(Whose.OPEN)
        if known.field is F.PERSON_NAME and not known.part and _next_person(current, value):
            # "Deltagare 2": whoever is told after the first is another client, and not of this reading.
            current = _Group(Whose.ASIDE, later=True)
        headed = known.whose is not Whose.OPEN and not value
        if known.field is None:
            continue
        if current not in groups:
            groups.append(current)
        if value:
            current.values.append((known.field, known.part, value, number))
            if known.field is F.PERSON_NAME and not known.part and not current.person and is_person(value):
                current.person = value
    return groups


def _next_person(group: _Group, value: str) -> bool:
    """Whether a group has its person and a label names another one."""
    asked = group.whose in {Whose.OPEN, Whose.SERVED}
    return asked and bool(group.person) and is_person(value) and not same_person(group.person, value)


_OF_HOUSE = frozenset({F.COMPANY, F.BUSINESS_ID, F.EINVOICE_ADDRESS, F.EINVOICE_OPERATOR})


def _chosen(groups: list[_Group]) -> _Group | None:
    for whose in (Whose.SERVED, Whose.OPEN, Whose.ACTING):
        chosen = [group for group in groups if group.whose is whose and group.values]
        if not chosen:
            continue
        # Open labels beside a served person's name are theirs: "Asiakas: … / Puhelin: …".
        merged = _Group(whose, [value for group in chosen for value in group.values])
        if whose is Whose.OPEN and not any(kind is F.PERSON_NAME for kind, *_ in merged.values):
            # Firm and number stand open, and the one who acts is the only person named: "Yhteyshenkilö: …".
            merged.values += [value for group in groups if group.whose is Whose.ACTING for value in group.values]
        firm_only = whose is Whose.SERVED and all(
            kind is not F.PERSON_NAME or company_name(value) for kind, _, value, _ in merged.values
        )
        if whose is Whose.SERVED and (firm_only or not any(group.whose is Whose.ACTING for group in groups)):
            # A firm that is served is reached through the contact person who is named.
            merged.values += [
                value for group in groups if group.whose in {Whose.OPEN, Whose.ACTING} for value in group.values
            ]
        elif whose is Whose.SERVED:
            # The firm in whose name one books for another is the house of both.
            merged.values += [
                value
                for group in groups
                if group.whose is Whose.OPEN
                for value in group.values
                if value[0] in _OF_HOUSE
            ]
        return merged
    return None


def _read_group(group: _Group, drafts: Drafts, service: str) -> None:
    given = next((value for kind, part, value, _ in group.values if part == "given"), "")
    family = next((value for kind, part, value, _ in group.values if part == "family"), "")
    if given and family:
        number = next(number for _, part, _, number in group.values if part == "given")
        drafts.add(
            F.PERSON_NAME,
            normal_name(f"{family}, {given}") or f"{given} {family}",
            number,
            Zone.FORM,
            "given and family name labels",
            0.97,
        )
    for kind, part, value, number in group.values:
        if not part:
            _labelled(kind, value, number, drafts, service, whole_name=not (given and family))


def _labelled(kind: F, value: str, number: int, drafts: Drafts, service: str, *, whole_name: bool) -> None:
    rule = f"label {kind.value}"
    mails = [mail.value for mail in find_emails(value)]
    if kind is F.EMAIL:
        for mail in mails[:1]:
            drafts.add(F.EMAIL, mail, number, Zone.FORM, rule, 0.97 if mail != service else 0.0)
        for phone in find_phones(value)[:1]:
            drafts.add(F.PHONE, phone.number, number, Zone.FORM, "beside the address", 0.85)
        return
    if kind is F.PHONE:
        # Into "how do we reach you" people write either.
        for mail in mails[:1]:
            drafts.add(F.EMAIL, mail, number, Zone.FORM, rule, 0.9 if mail != service else 0.0)
        found = [phone.number for phone in find_phones(value)] or [normal_phone(value)]
        drafts.add(F.PHONE, found[0], number, Zone.FORM, rule, 0.95)
        return
    if kind is F.PERSON_NAME:
        if whole_name:
            _name_value(value, number, drafts, rule)
        for mail in mails[:1]:
            drafts.add(F.EMAIL, mail, number, Zone.FORM, "beside the name", 0.9 if mail != service else 0.0)
        for phone in find_phones(value)[:1]:
            drafts.add(F.PHONE, phone.number, number, Zone.FORM, "beside the name", 0.85)
        return
    _other_labelled(kind, value, number, drafts, rule)


_BEHIND_NAME = lazy(
    r"[<(\[;|/\t]|,\s*(?=\S+@|\+?\d|(?:p|puh\w{0,10}|tel\w{0,6}|tfn|gsm|mob\w{0,4}|phone|s-?posti|e-?mail|e-?post)\b)|\s[–-]\s",
    re.I,
)


def _name_value(value: str, number: int, drafts: Drafts, rule: str) -> None:
    name = _BEHIND_NAME.split(value)[0].strip(" ,.")
    name = re.sub(r"[^\s@]+@\S+|\+?\d[\d ()-]{5,}", " ", name).strip(" ,")
    person, comma, firm = name.partition(",")
    if comma and is_person(person) and company_name(firm):
        drafts.add(F.COMPANY, company_name(firm), number, Zone.FORM, "company beside a name label", 0.85)
        name = person
    company = company_name(name)
    if company:
        drafts.add(F.COMPANY, company, number, Zone.FORM, "company beside a name label", 0.8)
        # "Tilaaja: Esimerkki Oy / Maija Virta".
        person = next((piece for piece in re.split(r"\s[/|–-]\s|,\s", value)[1:] if is_person(piece.strip())), "")
        drafts.add(F.PERSON_NAME, normal_name(person), number, Zone.FORM, rule, 0.9)
    else:
        drafts.add(F.PERSON_NAME, normal_name(name), number, Zone.FORM, rule, 0.95)


def _other_labelled(kind: F, value: str, number: int, drafts: Drafts, rule: str) -> None:
    if kind in {F.STREET, F.CITY, F.POSTCODE}:
        for part, text in _address_values(kind, value):
            drafts.add(part, text, number, Zone.FORM, rule, 0.93)
    elif kind is F.EINVOICE_OPERATOR:
        named = find_operators(value, context=True)
        drafts.add(kind, named[0].value if named else re.split(r"[(,;]", value)[0], number, Zone.FORM, rule, 0.9)
    elif kind is F.COMPANY and (ids := find_business_ids(value)):
        _firm_and_number(value, ids[0], number, drafts, rule)
    elif (
        kind is F.COMPANY
        and title_like(value.rpartition(", ")[2])
        and ", " in value
        and not title_like(value.rpartition(", ")[0])
    ):
        # "Organisation och roll: Esimerkki Ab, rektor".
        drafts.add(kind, value.rpartition(", ")[0], number, Zone.FORM, rule, 0.9)
        drafts.add(F.JOB_TITLE, value.rpartition(", ")[2], number, Zone.FORM, rule, 0.85)
    elif kind in {F.COMPANY, F.JOB_TITLE}:
        if 2 <= len(value) <= 90 and value.strip("-– ").lower() not in {"", "ei", "nej", "no", "n/a"}:
            drafts.add(kind, value, number, Zone.FORM, rule, 0.95)
    elif kind is F.BUSINESS_ID and (ids := find_business_ids(value, "Y-tunnus:")):
        _firm_and_number(value, ids[0], number, drafts, rule)
    else:
        spotted = _spotted(kind, value)[:1]
        for found in spotted:
            drafts.add(kind, found.value, number, Zone.FORM, rule, 0.97)
        if kind is F.EINVOICE_ADDRESS and find_business_ids(value):
            # "Laskutustiedot: Esimerkki Oy, y-tunnus …, verkkolaskuosoite …".
            read_codes([ZonedLine(number, value, Zone.FORM)], Contact("", ""), drafts)
        for operator in find_operators(value, context=True)[:1] if spotted and kind is F.EINVOICE_ADDRESS else ():
            drafts.add(F.EINVOICE_OPERATOR, operator.value, number, Zone.FORM, "beside the e-invoice address", 0.85)


_ID_LABEL = lazy(r"[\s,;/|(–-]{0,8}(?:(?:y-?tunnus|fo-?nummer|business id|vat(?: id| no)?)\W{0,3})?$", re.I)


def _firm_and_number(value: str, spotted: Spotted, number: int, drafts: Drafts, rule: str) -> None:
    """Read the answer to "Yritys ja Y-tunnus": the number, and before or behind it the firm."""
    drafts.add(F.BUSINESS_ID, spotted.value, number, Zone.FORM, rule, 0.97)
    before, behind = _ID_LABEL.sub("", value[: spotted.start]), value[spotted.end :].strip(" ,;/|()–-")
    firm = before.strip() if len(before.strip()) > 2 else behind
    if 2 < len(firm) <= 90 and not firm.isdigit():
        drafts.add(F.COMPANY, firm, number, Zone.FORM, rule, 0.9)


def _spotted(kind: F, value: str) -> list[Spotted]:
    if kind is F.EINVOICE_ADDRESS:
        return find_einvoice_addresses(value, "verkkolasku")
    return find_sites(value) if kind is F.WEBSITE else []


def _address_values(kind: F, value: str) -> list[tuple[F, str]]:
    postal = find_postal(value)
    if postal is not None and postal.postcode:
        return [(F.STREET, postal.street), (F.POSTCODE, postal.postcode), (F.CITY, postal.city)]
    if kind is F.POSTCODE:
        code = re.match(r"\d{5}\b", value)
        return [(kind, code[0])] if code else []
    if kind is F.CITY:
        return [(kind, value)] if re.fullmatch(r"[^\W\d_][\w’' -]{1,40}", value) else []
    return [(kind, value)] if re.search(r"\d", value) and "@" not in value and not find_sites(value) else []


def _fill_from_reply_to(reply_to: Mailbox | None, drafts: Drafts, service: str) -> None:
    if reply_to is None or reply_to.address == service:
        return
    if not drafts.has(F.EMAIL):
        drafts.add(F.EMAIL, reply_to.address, 0, Zone.HEADER, "reply-to", 0.85)
    if not drafts.has(F.PERSON_NAME):
        drafts.add(
            F.PERSON_NAME,
            normal_name(reply_to.name, reply_to.address.partition("@")[0]),
            0,
            Zone.HEADER,
            "reply-to name",
            0.8,
        )
