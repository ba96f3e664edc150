"""Decide who a sender or a booked person is: the ladder to becoming a client, and which known person is meant.

Pure: facts in, rung and reason out. The ladder is that of the design, section 4; suppression stands first (T10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.values import MessageReading
from models.vocabulary import SILENT_KINDS, FolderRole, MessageKind, Trust


class Rung(StrEnum):
    """Where on the ladder a sender stands. The order is the order of testing; the first that fits is the reason."""

    SUPPRESSED = "suppressed"
    IGNORED_FOLDER = "ignored_folder"
    NO_SENDER = "no_sender"
    OWN_STAFF = "own_staff"
    BOUNCE = "bounce"
    AUTOMATED = "automated"
    BULK = "bulk"
    KNOWN = "known"
    BOOKING = "booking"
    FORM = "form"
    STAFF_ANSWERED = "staff_answered"
    CLIENT_FOLDER = "client_folder"
    CANDIDATE = "candidate"
    STAFF_ENTRY = "staff_entry"


MAKES_CLIENT = frozenset({Rung.BOOKING, Rung.FORM, Rung.STAFF_ANSWERED, Rung.CLIENT_FOLDER, Rung.STAFF_ENTRY})
"""Rungs on which an unknown sender becomes a client."""


@dataclass(frozen=True, slots=True)
class SenderFacts:
    """What the register knows of the sender of a message. `has_sender`: exactly one usable address, after any forward."""

    kind: MessageKind
    folder: FolderRole
    has_sender: bool = True
    suppressed: bool = False
    own: bool = False
    known: bool = False
    staff_answered: bool = False


def rung_of(facts: SenderFacts) -> Rung:
    """Give the first rung that fits."""
    if facts.suppressed:
        return Rung.SUPPRESSED
    if facts.folder is FolderRole.IGNORE:
        return Rung.IGNORED_FOLDER
    automated = {
        MessageKind.BOUNCE: Rung.BOUNCE,
        MessageKind.AUTO_REPLY: Rung.AUTOMATED,
        MessageKind.BULK: Rung.BULK,
    }
    if facts.kind in automated:
        return automated[facts.kind]
    if not facts.has_sender:
        return Rung.NO_SENDER
    if facts.own:
        return Rung.OWN_STAFF
    return _rung_of_stranger_or_client(facts)


def _rung_of_stranger_or_client(facts: SenderFacts) -> Rung:
    if facts.known:
        return Rung.KNOWN
    if facts.kind in (MessageKind.FORM, MessageKind.BOOKING):
        return Rung.FORM
    if facts.staff_answered:
        return Rung.STAFF_ANSWERED
    if facts.folder is FolderRole.CLIENTS:
        return Rung.CLIENT_FOLDER
    return Rung.CANDIDATE


def proof_of_sender(reading: MessageReading) -> Trust:
    """Give what a message proves of the person it is about: of a form or a forward the From address proves nothing (C6 a)."""
    is_direct = reading.kind is MessageKind.PERSONAL and not reading.forwarded
    return reading.trust if is_direct else Trust.NONE


def is_staff_answer(reading: MessageReading, folder: FolderRole) -> bool:
    """Whether a message of ours shows that staff answered its recipients: a person's reply that is really ours.

    Anybody can write our address into From: it lies in the Sent folder, or is proven. An automatic reply is nobody's answer.
    """
    if reading.kind in SILENT_KINDS or not (reading.in_reply_to or reading.references):
        return False
    return folder is FolderRole.SENT or reading.trust is Trust.VERIFIED


class Likeness(StrEnum):
    """How a name fits a known person's names."""

    SAME = "same"
    COMPATIBLE = "compatible"
    OTHER = "other"


def likeness(name: str, known: Sequence[str]) -> Likeness:
    """Compare a folded personal name with the folded names of one person.

    COMPATIBLE: nothing speaks against it — no name on one side, or one name is part of the other ("Maija" and "Maija Mäkinen",
    a second given name, a double surname). OTHER: a different personal name, such as the spouse's on a shared address.
    """
    parts = _parts(name)
    if not parts or not known:
        return Likeness.COMPATIBLE
    fits = [_fit(parts, _parts(other)) for other in known]
    if Likeness.SAME in fits:
        return Likeness.SAME
    return Likeness.COMPATIBLE if Likeness.COMPATIBLE in fits else Likeness.OTHER


def _fit(parts: frozenset[str], other: frozenset[str]) -> Likeness:
    if parts == other:
        return Likeness.SAME
    if not other or parts <= other or other <= parts:
        return Likeness.COMPATIBLE
    return Likeness.COMPATIBLE if _initials_fit(parts, other) else Likeness.OTHER


def _initials_fit(parts: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the names differ only by an initial: "M. Mäkinen" and "Maija Mäkinen"."""
    mine, theirs = parts - other, other - parts
    if not parts & other or len(mine) != 1 or len(theirs) != 1:
        return False
    short, long = sorted((next(iter(mine)).rstrip("."), next(iter(theirs)).rstrip(".")), key=len)
    return len(short) == 1 and long.startswith(short)


def _parts(name: str) -> frozenset[str]:
    return frozenset(part for part in name.replace("-", " ").replace(",", " ").split() if part)


class MatchReason(StrEnum):
    """Why a message or booking was tied to a person, or to none."""

    ADDRESS = "address"
    ADDRESS_AND_NAME = "address_and_name"
    PHONE = "phone"
    TITLE_NAME = "title_name"
    NEW_PERSON = "new_person"
    OTHER_NAME_ON_ADDRESS = "other_name_on_address"
    AMBIGUOUS = "ambiguous"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_NAME_AND_STREET = "same_name_and_street"
    BY_STAFF = "by_staff"
    SUPPRESSED = "suppressed"
    RESTRICTED = "restricted"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Match:
    """The person meant, or None, and why. OTHER_NAME_ON_ADDRESS and AMBIGUOUS wait for a person and change no value."""

    person_id: int | None
    reason: MatchReason
    others: tuple[int, ...] = ()


def match_by_address(name: str, people: Mapping[int, Sequence[str]]) -> Match:
    """Choose among the known people who share an address, by the folded name beside it.

    `people`: person id → folded names. One person and a compatible name → that person. A different personal name on a known
    address, or several people whom the name does not tell apart → nobody, to be judged by a person.
    """
    if not people:
        return Match(None, MatchReason.NOBODY)
    fits = {person: likeness(name, names) for person, names in people.items()}
    same = [person for person, fit in fits.items() if fit is Likeness.SAME]
    if len(same) == 1:
        return Match(same[0], MatchReason.ADDRESS_AND_NAME)
    compatible = same or [person for person, fit in fits.items() if fit is Likeness.COMPATIBLE]
    if len(compatible) == 1:
        return Match(compatible[0], MatchReason.ADDRESS)
    if compatible:
        return Match(None, MatchReason.AMBIGUOUS, tuple(sorted(compatible)))
    return Match(None, MatchReason.OTHER_NAME_ON_ADDRESS, tuple(sorted(people)))
