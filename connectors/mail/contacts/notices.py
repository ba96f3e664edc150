"""A notice without labels that help: the one foreign address in it, the name and the firm that fit, the number."""

import re
from collections.abc import Iterator

from connectors.mail.body import Line
from connectors.mail.contacts.companies import trailing_company
from connectors.mail.contacts.drafts import Drafts
from connectors.mail.contacts.labels import Whose
from connectors.mail.contacts.links import find_emails
from connectors.mail.contacts.names import fits_address, is_given, is_person, normal_name
from connectors.mail.contacts.others import relation
from connectors.mail.contacts.pairs import label_pairs, until_foot
from connectors.mail.contacts.phones import find_phones
from models.patterns import lazy
from models.values import Mailbox
from models.vocabulary import DetailField as F
from models.vocabulary import Zone

_NAME = r"(?:[A-ZÅÄÖÁÉÜŠŽØ][\w’'-]+)(?:\s(?:(?:af|von|van|de|der|al|el|di)\s)?[A-ZÅÄÖÁÉÜŠŽØ][\w’'-]+){1,3}"
_FREE_NAME = lazy(rf"(?<![\w@.])({_NAME})(?![\w@])")


def read_notice(lines: tuple[Line, ...], reply_to: Mailbox | None, drafts: Drafts, service: str) -> None:
    """Read into drafts the one foreign address, the numbers near it and the name that fits them."""
    body = until_foot(lines)
    staff_lines = {
        number for known, _, number in label_pairs(lines) if known.whose in {Whose.STAFF, Whose.ACTING, Whose.ASIDE}
    }
    body = [line for line in body if line.number not in staff_lines]
    body = [line._replace(text=_behind_booker(line.text, drafts)) for line in body]
    service_domain = service.rpartition("@")[2]
    mails = [(mail.value, line.number) for line in body for mail in find_emails(line.text)]
    mails = [
        (value, n) for value, n in mails if not drafts.own.address(value) and not value.endswith("@" + service_domain)
    ]
    foreign = (
        reply_to
        if reply_to is not None and not drafts.own.address(reply_to.address) and reply_to.address != service
        else None
    )
    if not drafts.has(F.EMAIL):
        if mails:
            drafts.add(F.EMAIL, mails[0][0], mails[0][1], Zone.FORM, "the only foreign address", 0.85)
        elif foreign:
            drafts.add(F.EMAIL, foreign.address, 0, Zone.HEADER, "reply-to", 0.85)
    address = mails[0][0] if mails else (foreign.address if foreign else "")
    if not drafts.has(F.PERSON_NAME):
        _free_name(body, foreign, address, drafts)
    if not drafts.has(F.COMPANY):
        _free_company(body, address, drafts)
    if not drafts.has(F.PHONE):
        numbers = [
            (phone, line) for line in body for phone in find_phones(line.text) if not drafts.own.phone(phone.number)
        ]
        for phone, line in numbers[:1]:
            drafts.add(F.PHONE, phone.number, line.number, Zone.FORM, "number in the notice", 0.75)


# "Mauri Otava (…) varasi ajan henkilölle Saimi Otava, puh. …": whoever is booked for, and not the one who books.
_BOOKED_FOR = lazy(
    r"\b(?:varas\w*|varannut|ilmoit\w*|bokade|bokat|anmälde|anmält|booked|registered|reserved|scheduled)\b.{0,60}?"
    r"\b(?:henkilölle|asiakkaalle|osallistujalle|potilaalle|lapselle\w*|nimelle|för|åt|for|on behalf of)\s+(?=(?-i:[A-ZÅÄÖ]))",
    re.I,
)


def _behind_booker(text: str, drafts: Drafts) -> str:
    """Give what of a line is told of the one for whom somebody else books; the whole line where nobody is."""
    booked = _BOOKED_FOR.search(text)
    name = _FREE_NAME.match(text, booked.end()) if booked else None
    if booked is None or name is None or not is_given(name[1].split()[0]) or drafts.own.person(name[1]):
        return text
    return text[booked.end() :]


def _free_name(body: list[Line], reply_to: Mailbox | None, address: str, drafts: Drafts) -> None:
    if reply_to is not None and normal_name(reply_to.name):
        drafts.add(
            F.PERSON_NAME, normal_name(reply_to.name, address.partition("@")[0]), 0, Zone.HEADER, "reply-to name", 0.85
        )
        return
    best: tuple[float, str, int] | None = None
    for line in body:
        for match in _FREE_NAME.finditer(line.text):
            for name in _windows(match[1]):
                before = line.text[: match.start()]
                if not is_person(name) or drafts.own.person(name) or relation(before[-30:]):
                    continue
                score = 0.3 + 0.4 * is_given(name.split()[0]) + 0.4 * fits_address(name, address)
                if best is None or score > best[0]:
                    best = (score, name, line.number)
    if best and best[0] >= 0.6:
        drafts.add(
            F.PERSON_NAME,
            normal_name(best[1], address.partition("@")[0]),
            best[2],
            Zone.FORM,
            "name in the notice",
            min(0.85, best[0]),
        )


def name_of_address(lines: tuple[Line, ...], drafts: Drafts) -> None:
    """Take the name, wherever it stands, that the address found is made of: "Maija Virta on maksanut", maija.virta@…."""
    address = next(found.value for found in drafts.values if found.field is F.EMAIL)
    named = Drafts(drafts.own)
    _free_name(until_foot(lines), None, address, named)
    drafts.values += [found for found in named.values if fits_address(found.value, address)]


def _free_company(body: list[Line], address: str, drafts: Drafts) -> None:
    """The firm that is named in the line of the one foreign address: "Maija Virta (maija@…) från Virta El Ab har bokat"."""
    for line in body:
        if address and address in line.text.casefold():
            drafts.add(
                F.COMPANY, trailing_company(line.text)[1], line.number, Zone.FORM, "firm beside the address", 0.75
            )
            return


def _windows(text: str) -> Iterator[str]:
    """Give a run of capitalised words and the runs inside it: "Varaus Maija Meikäläinen" holds the name at its end."""
    words = text.split()
    for start in range(len(words) - 1):
        for end in range(len(words), start + 1, -1):
            if end - start <= 4:
                yield " ".join(words[start:end])
