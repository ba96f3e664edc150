"""Who an event names: organiser, attendees, and people mentioned in its description. Hints in memory, never stored. Pure."""

import re
from dataclasses import dataclass

from connectors.calendar.content import Component, Property
from connectors.calendar.limits import MAX_DESCRIPTION, MAX_PEOPLE, MAX_TEXT
from models.values import OwnIdentity, PersonHint
from models.vocabulary import HintRole

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0080-\u009f\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]{0,200}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^>]{0,500}>")
_PHONE = re.compile(r"(?<![\w+/.-])(?:\+|00)?\d[\d \u00a0()/-]{5,18}\d(?![\w/-])")
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"^\W{0,3}([^\W\d_][^:\n]{0,30}?)\s*[:=]\s*(\S[^\n]{0,200})$", re.MULTILINE)

# Where the invitation of a meeting service begins: below it every number is a dial-in, every address the service's.
_SERVICE_PART = re.compile(
    r"_{20,}|-::~|\bmicrosoft teams\b|\bteams\.microsoft\.com\b|\bzoom\.us\b|\bmeet\.google\.com\b|\bwebex\.com\b|"
    r"\bgoogle meet\b|\bliity kokoukseen\b|\bjoin (?:zoom|the) meeting\b|\banslut till\b",
    re.IGNORECASE,
)
# One of these, folded, is in whatever that finds. None has an i: the search takes a dotless one for it, folding does not.
_SERVICE_PIECES = ("____", "-::~", "teams", "zoom", "meet", "webex", "kokoukseen", "anslut")
# Labels of booking services and of notes that staff write, Finnish, Swedish, English.
_NAME_LABELS = re.compile(
    r"nimi|asiakas|asiakkaan nimi|etunimi ja sukunimi|varaaja|varaajan nimi|osallistuja|namn|kund|kundens namn|bokad av|"
    r"name|full name|client|client name|customer|customer name|booked by|guest|invitee"
)
_MAIL_LABELS = re.compile(r"sähköposti|s-posti|sähköpostiosoite|e-?post|e-?mail|mail|invitee email")
_PHONE_LABELS = re.compile(
    r"puhelin|puh\.?|puhelinnumero|gsm|matkapuhelin|telefon|tfn|tel\.?|mobil|phone|phone number|mobile"
)
_NOT_PEOPLE = frozenset({"ROOM", "RESOURCE"})
_UNANSWERED = frozenset({"", "NEEDS-ACTION"})


@dataclass(frozen=True, slots=True)
class Participant:
    """Organiser or attendee: the hint and what its PARTSTAT says. `stated` is false where the line has no PARTSTAT."""

    hint: PersonHint
    declined: bool = False
    stated: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Everyone an event names as taking part, rooms left out."""

    organiser: Participant | None
    attendees: tuple[Participant, ...]
    everyone: tuple[Participant, ...]
    """Organiser and attendees, one who is both only as attendee."""

    @property
    def outside(self) -> tuple[Participant, ...]:
        """Those who are not of the firm."""
        return tuple([one for one in self.everyone if not one.hint.is_staff])

    @property
    def staff(self) -> tuple[Participant, ...]:
        """Attendees of the firm."""
        return tuple([one for one in self.attendees if one.hint.is_staff])


def read_people(event: Component, own: OwnIdentity) -> People:
    """ORGANIZER and ATTENDEE lines of an event."""
    attendees = tuple(
        [
            _participant(line, HintRole.ATTENDEE, own)
            for line in event.all("ATTENDEE")[:MAX_PEOPLE]
            if line.parameters.get("CUTYPE", "").upper() not in _NOT_PEOPLE
        ]
    )
    line = event.first("ORGANIZER")
    if line is None:
        return People(None, attendees, attendees)
    organiser = _participant(line, HintRole.ORGANISER, own)
    address = organiser.hint.address
    is_attendee = any(one.hint.address == address for one in attendees if one.hint.address)
    return People(organiser, attendees, attendees if is_attendee else (organiser, *attendees))


def _participant(line: Property, role: HintRole, own: OwnIdentity) -> Participant:
    address = _mail_address(line)
    name = plain(line.parameters.get("CN", ""))
    if "@" in name:
        name = ""
    status = line.parameters.get("PARTSTAT", "").upper()
    hint = PersonHint(
        role=role,
        name=name,
        address=address,
        answered=status not in _UNANSWERED,
        is_staff=is_staff(address, name, own),
    )
    return Participant(hint, declined=status == "DECLINED", stated="PARTSTAT" in line.parameters)


def _mail_address(line: Property) -> str:
    value = line.value.strip()
    address = value[7:] if value[:7].lower() == "mailto:" else line.parameters.get("EMAIL", value)
    address = address.removeprefix("mailto:").split("?")[0].strip().strip("<>")
    return address if _ADDRESS.fullmatch(address) and len(address) <= 254 else ""


def is_staff(address: str, name: str, own: OwnIdentity) -> bool:
    """Whether someone is of the firm: by address or its domain, and by name only where there is no address."""
    if not address:
        return bool(name) and name.casefold() in own.staff
    folded = address.casefold()
    return folded in own.addresses or folded.rpartition("@")[2] in own.domains


def plain(text: str) -> str:
    """One line without control and direction characters, cut to MAX_TEXT."""
    shown = text[: 4 * MAX_TEXT]
    if not shown.isprintable():
        # Neither kind of character is a printable one.
        shown = _INVISIBLE.sub("", _CONTROL.sub(" ", shown))
    return " ".join(shown.split())[:MAX_TEXT].strip()


def read_mentioned(description: str, own: OwnIdentity, known: frozenset[str]) -> tuple[PersonHint, ...]:
    """People a description mentions: one from its labelled lines (booking services), else every address and phone alone.

    `known` are folded addresses that attendees already have. Nothing of the firm's own and nothing below the part that a
    meeting service adds is taken.
    """
    text = _as_text(description)
    form = _from_form(text, own)
    addresses = _addresses(text, own, known)
    phones = _phones(text, own)
    if form is not None:
        return (form,)
    hints = [PersonHint(HintRole.MENTIONED, address=address) for address in addresses]
    hints += [PersonHint(HintRole.MENTIONED, phone=phone) for phone in phones]
    return tuple(hints[:MAX_PEOPLE])


def _as_text(description: str) -> str:
    text = description[: 4 * MAX_DESCRIPTION]
    if "<" in text:
        text = _ANY_TAG.sub(" ", _TAG.sub("\n", text))
    text = text.replace("&nbsp;", " ").replace("&amp;", "&")
    return text[: _service_part(text)][:MAX_DESCRIPTION]


def _service_part(text: str) -> int | None:
    """Where it begins; None where there is none."""
    folded = text.casefold()
    # The search tries each of its words at every letter; most texts hold no piece of any.
    if not any(piece in folded for piece in _SERVICE_PIECES):
        return None
    cut = _SERVICE_PART.search(text)
    return cut.start() if cut else None


def _from_form(text: str, own: OwnIdentity) -> PersonHint | None:
    """Name, address and phone of labelled lines; None unless at least an address or a phone stands beside a label."""
    name = address = phone = ""
    if ":" not in text and "=" not in text:
        return None
    for label, value in _LABEL.findall(text):
        folded = " ".join(label.casefold().split())
        if not name and _NAME_LABELS.fullmatch(folded):
            name = plain(value)
        elif not address and _MAIL_LABELS.fullmatch(folded):
            address = next(iter(_addresses(value, own, frozenset())), "")
        elif not phone and _PHONE_LABELS.fullmatch(folded):
            phone = next(iter(_phones(value, own)), "")
    if not address and not phone:
        return None
    if "@" in name:
        name = ""
    return PersonHint(HintRole.MENTIONED, name=name, address=address, phone=phone)


def _addresses(text: str, own: OwnIdentity, known: frozenset[str]) -> list[str]:
    found: dict[str, str] = {}
    if "@" not in text:
        return []
    for match in _ADDRESS.finditer(text):
        address = match[0].strip(".")
        folded = address.casefold()
        if folded not in known and not is_staff(address, "", own):
            found.setdefault(folded, address)
    return list(found.values())


def _phones(text: str, own: OwnIdentity) -> list[str]:
    """Numbers that are valid ones in Finland or carry their country, in E.164 form."""
    if _DIGIT.search(text) is None or _PHONE.search(text) is None:
        return []
    # Imported where it is needed: the package is large and most descriptions hold no number.
    import phonenumbers

    found: dict[str, None] = {}
    for match in phonenumbers.PhoneNumberMatcher(text, "FI", leniency=phonenumbers.Leniency.VALID, max_tries=50):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        if number not in own.phones:
            found[number] = None
    return list(found)
