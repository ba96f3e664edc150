"""Whose details are these: choose the person a message speaks for and read the zones in which that person speaks."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from connectors.mail.body import Body, Line, read_body
from connectors.mail.contacts.beside import is_contact
from connectors.mail.contacts.drafts import Contact, Drafts
from connectors.mail.contacts.forms import read_form
from connectors.mail.contacts.names import is_given, is_person, normal_name
from connectors.mail.contacts.owntext import read_own_text
from connectors.mail.contacts.person import settle_name
from connectors.mail.contacts.signature import SignatureReader
from connectors.mail.line_words import LINE_WORDS
from connectors.mail.mailboxes import single_from
from connectors.mail.ownership import Own
from connectors.mail.zones.split import ZonedLine, Zones, lines_in, signed_block, split_zones
from models.patterns import lazy
from models.values import FoundValue, Mailbox
from models.vocabulary import DetailField, Zone


@dataclass(frozen=True, slots=True)
class Subject:
    """The person a message is read for, the lines which that person wrote and signed with, and the words that stand in them."""

    mailbox: Mailbox | None
    written: list[ZonedLine]
    signed: list[ZonedLine]
    words: Mapping[int, Set[str]]
    forwarded: bool = False


_NOBODY = Subject(None, [], [], {})
_SIGNED = (Zone.SIGN_OFF, Zone.SIGNATURE)


def subject_of(sender: Mailbox | None, zones: Zones, body: Body, own: Own, *, forward: bool) -> Subject:
    """Choose the person: the sender; of a staff forward the first foreign author inside; of a client's forward the client.

    `forward`: the subject says VL:, VB:, Fwd:. A staff reply speaks for nobody.
    """
    if not own.mailbox(sender):
        return Subject(sender, zones.written, zones.of(*_SIGNED), zones.words)
    if not (forward or any(quoted.forward for quoted in zones.quoted) or body.attached):
        return _NOBODY
    for number, quoted in enumerate(zones.quoted, 1):
        if (
            quoted.author is None
            or own.mailbox(quoted.author)
            or not (quoted.author.address or is_person(quoted.author.name))
        ):
            continue
        lines = [line for line in zones.lines if line.block == number and line.zone is not Zone.QUOTE_HEADER]
        told = signed_block(lines, (quoted.author.name,), zones.words)
        written, signed = lines_in((Zone.OWN, Zone.GREETING), told), lines_in(_SIGNED, told)
        return Subject(quoted.author, written, signed, zones.words, forwarded=True)
    return _attached(body, own)


def _attached(body: Body, own: Own) -> Subject:
    for message in body.attached[:3]:
        author, _ = single_from(message.headers)
        if author is None or own.mailbox(author):
            continue
        inner = split_zones(read_body(message), LINE_WORDS, (author.name,))
        return Subject(author, inner.written, inner.of(*_SIGNED), inner.words, forwarded=True)
    return _NOBODY


def read_person(subject: Subject, own: Own) -> tuple[tuple[FoundValue, ...], tuple[FoundValue, ...]]:
    """Give (values, proposals) of the person a message is read for."""
    if subject.mailbox is None:
        return (), ()
    drafts = Drafts(own)
    name = "" if "@" in subject.mailbox.name or _names_a_house(subject.mailbox) else subject.mailbox.name
    contact = Contact(name, subject.mailbox.address)
    source = Zone.FORWARD if subject.forwarded else Zone.HEADER
    drafts.add(DetailField.EMAIL, contact.address, 0, source, "sender", 1.0)
    reader = SignatureReader(contact, drafts)
    _company_of_header(subject.mailbox.name, contact, drafts, source)
    reader.read(subject.signed)
    known = contact if contact.is_named else replace(contact, name=reader.name_found or contact.name)
    read_own_text(subject.written, subject.words, known, drafts)
    if (contact.is_named and _writes_as_another(subject.written, contact.name)) or (
        not contact.is_named and reader.others.told > 1
    ):
        # The mailbox of a husband; the list of a board.
        drafts.doubt(DetailField.PERSON_NAME, DetailField.PHONE, DetailField.JOB_TITLE)
    settle_name(contact, drafts, zone=source)
    return drafts.parted()


_ROLE_LOCAL = lazy(
    r"^(?:info|toimisto|asiakaspalvelu|myynti|kanslia|laskutus|kirjaamo|office|sales|hello|contact|mail"
    r"|posti|kontor|hallinto|talous|yhteys|palvelu|support|admin)\b",
    re.I,
)


_MOST_TO_INTRODUCE = 300
_WRITES_AS = lazy(
    r"\b(?:(?P<sure>täällä kirjoittaa|tässä kirjoittaa|här skriver)|[Nn]imeni on|[Mm]inä olen|[Oo]len|[Jj]ag heter"
    r"|[Mm]itt namn är|[Dd]et (?:här )?är|[Mm]y name is|I am|I'm|[Tt]his is)\s"
    r"(?P<name>[A-ZÅÄÖÁÉ][\w’'-]+(?:\s(?:(?:af|von|van|de)\s)?[A-ZÅÄÖÁÉ][\w’'-]+){1,2})"
    # "Olen Aili Virran edunvalvoja" speaks of another.
    r"(?(sure)|(?=[,.!?\n(]|\s(?:ja|och|and|from|writing)\b|\s?[–-]|\Z))",
)


_WRITES_AS_TEXT = "kirjoittaa |meni on |len |heter |namn är|skriver |et är |här är |name is|I am |I'm |his is "
_WRITES_AS_WORDS = tuple(_WRITES_AS_TEXT.split("|"))


def _writes_as_another(written: list[ZonedLine], name: str) -> bool:
    """Whether somebody says at the beginning to be called otherwise than the mailbox is: one who borrows it."""
    text = "\n".join([line.text for line in written[:4]])[:_MOST_TO_INTRODUCE]
    said = _WRITES_AS.search(text) if any(word in text for word in _WRITES_AS_WORDS) else None
    other = said["name"] if said else ""
    return is_person(other) and is_given(other.split()[0]) and not is_contact(other, name)


def _names_a_house(mailbox: Mailbox) -> bool:
    """Behind a role address a display name is a person's only when it begins or ends with a given name."""
    if not _ROLE_LOCAL.match(mailbox.address):
        return False
    return not any(map(is_given, mailbox.name.casefold().replace(",", " ").split()))


_BESIDE_NAME = lazy(r"[/|()]|\s[-–]\s")


def _company_of_header(shown: str, contact: Contact, drafts: Drafts, zone: Zone) -> None:
    """A display name that is a firm, or "Maija Meikäläinen / Esimerkki Oy"."""
    if "@" in shown or (contact.is_named and not _BESIDE_NAME.search(shown)):
        return
    from_header = SignatureReader(Contact("", contact.address), Drafts(drafts.own))
    pieces = _BESIDE_NAME.split(shown)
    if contact.is_named and normal_name(contact.name):
        pieces = pieces[1:]
    from_header.read([ZonedLine(0, piece.strip(), zone) for piece in pieces if piece.strip()])
    wanted = {DetailField.COMPANY} if contact.is_named else {DetailField.COMPANY, DetailField.PERSON_NAME}
    drafts.values += [
        found for found in from_header.drafts.values if found.field in wanted and found.rule != "company by place"
    ]


def read_service(
    lines: tuple[Line, ...], sender: Mailbox | None, reply_to: Mailbox | None, own: Own
) -> tuple[tuple[FoundValue, ...], tuple[FoundValue, ...]]:
    """Give (values, proposals) of the person in a form or booking notice."""
    drafts = Drafts(own)
    read_form(lines, reply_to, drafts, sender.address if sender else "")
    return drafts.parted()
