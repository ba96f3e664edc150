"""Invented readings of an invented firm: short ways to write what connectors hand to the register."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.register import suppression
from models.register.keys import keyed_hash
from models.values import (
    Batch,
    BookingSeen,
    CalendarObjectSeen,
    Cursor,
    EventsReading,
    FoundValue,
    Gone,
    Mailbox,
    MessageReading,
    MessageSeen,
    Observation,
    OwnIdentity,
    PersonHint,
    Place,
    Problem,
)
from models.vocabulary import (
    BookingStatus,
    DetailField,
    FolderRole,
    HintRole,
    Language,
    MessageKind,
    Trust,
    Zone,
)

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
KEY = b"k" * 32
OWN = OwnIdentity(
    company="esimerkkifirma oy",
    domains=("firma.example",),
    addresses=("info@firma.example",),
    phones=("+358501111111",),
)
MAIJA = Mailbox("Maija Mäkinen", "maija@asiakas.example")
MATTI = Mailbox("Matti Mäkinen", "maija@asiakas.example")
LIISA = Mailbox("Liisa Laine", "liisa@laine.example")
STAFF = Mailbox("Sari Staff", "sari@firma.example")
INBOX, SENT, CLIENTS, IGNORED = "INBOX", "Sent", "Asiakkaat", "Roska"
ROLES = {
    INBOX: FolderRole.INBOX,
    SENT: FolderRole.SENT,
    CLIENTS: FolderRole.CLIENTS,
    IGNORED: FolderRole.IGNORE,
}
CALENDAR = "https://kalenteri.example/sari/"


def at(days: float = 0, hours: float = 0) -> datetime:
    """Give a moment that many days and hours after NOW."""
    return NOW + timedelta(days=days, hours=hours)


def value(field: DetailField, text: str, **changes: Any) -> FoundValue:
    """Give a value found in a signature."""
    return replace(FoundValue(field, text, 4, Zone.SIGNATURE, "signature", 0.9), **changes)


def reading(sender: Mailbox | None = MAIJA, **changes: Any) -> MessageReading:
    """Give what a personal mail of `sender` was read as; header name and address are found as the reader finds them."""
    found = []
    if sender is not None and not sender.address.endswith("@firma.example"):
        found.append(FoundValue(DetailField.EMAIL, sender.address, 0, Zone.HEADER, "from", 1.0))
        if sender.name:
            found.append(FoundValue(DetailField.PERSON_NAME, sender.name, 0, Zone.HEADER, "from name", 0.95))
    found += changes.pop("more", ())
    own = sender is not None and sender.address.endswith("@firma.example")
    base = MessageReading(
        kind=MessageKind.PERSONAL,
        kind_reason="no mark of a machine",
        language=Language.FI,
        sender=sender,
        subject_of=None if own else sender,
        recipients=(Mailbox("", "info@firma.example"),),
        found=tuple(found),
    )
    return replace(base, **changes)


def message(
    uid: int,
    sender: Mailbox | None = MAIJA,
    *,
    folder: str = INBOX,
    received: datetime = NOW,
    validity: str = "1",
    digest: str = "",
    again: bool = False,
    **changes: Any,
) -> MessageSeen:
    """Give one message of a folder of the account "info"; `changes` are fields of its reading."""
    mark = digest or hashlib.sha256(f"{folder} {uid}".encode()).hexdigest()[:32]
    return MessageSeen(
        place=Place("info", folder, validity, str(uid)),
        digest=mark,
        received_at=received,
        folder_role=ROLES[folder],
        reading=reading(sender, **changes),
        again=again,
    )


def reply_by_staff(uid: int, recipient: Mailbox = MAIJA, **changes: Any) -> MessageSeen:
    """Give a message of the Sent folder that answers `recipient`."""
    fields: dict[str, Any] = {"folder": SENT, "recipients": (recipient,), "in_reply_to": ("question@asiakas.example",)}
    return message(uid, STAFF, **{**fields, **changes})


def hint(person: Mailbox = MAIJA, role: HintRole = HintRole.ATTENDEE, **changes: Any) -> PersonHint:
    """Give a person as an event names them."""
    return replace(PersonHint(role=role, name=person.name, address=person.address), **changes)


def booking(uid: str = "visit-1", start: datetime | None = None, **changes: Any) -> BookingSeen:
    """Give one occurrence of a staff event: an hour, tomorrow, with Maija attending."""
    starts_at = start or at(days=1)
    base = BookingSeen(
        uid=uid,
        recurrence_id="",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        status=BookingStatus.PLANNED,
        is_booking=True,
        why="attendee",
        people=(hint(),),
    )
    return replace(base, **changes)


def titled(title: str, uid: str = "visit-1", start: datetime | None = None, **changes: Any) -> BookingSeen:
    """Give an occurrence that names nobody but by its title."""
    return booking(uid, start, people=(), title=title, why="title", **changes)


def calendar_object(
    *occurrences: BookingSeen,
    href: str = "",
    version: str = "v1",
    problems: tuple[str, ...] = (),
    recurring: bool = False,
) -> CalendarObjectSeen:
    """Give a calendar object with these occurrences; its window is two years each way."""
    item = href or f"/sari/{occurrences[0].uid}.ics"
    return CalendarObjectSeen(
        place=Place("sari", CALENDAR, "", item),
        version=version,
        window_from=at(days=-730),
        window_until=at(days=730),
        reading=EventsReading(occurrences, problems, recurring),
    )


def gone_object(href: str, *, named: bool = True) -> Gone:
    """Give a calendar object that vanished."""
    return Gone(Place("sari", CALENDAR, "", href), named)


def gone_message(uid: int, folder: str = INBOX, validity: str = "1") -> Gone:
    """Give a wanted message that is no longer there."""
    return Gone(Place("info", folder, validity, str(uid)), named=True)


@dataclass(frozen=True)
class Step:
    """What one step of a pull brings, before it has a cursor."""

    observations: tuple[Observation, ...] = ()
    gone: tuple[Gone, ...] = ()
    problems: tuple[Problem, ...] = ()
    final: bool = True


def batch(step: Step, stream: str, cursor: str) -> Batch:
    """Give a step of a stream as a batch that moves the cursor to `cursor`."""
    account = "sari" if stream == CALENDAR else "info"
    return Batch(
        account=account,
        stream=stream,
        cursor=Cursor(account, stream, cursor),
        observations=step.observations,
        problems=step.problems,
        gone=step.gone,
        final=step.final,
    )


def trusted(**changes: Any) -> dict[str, Any]:
    """Give the changes that make a message proven to be from its sender."""
    return {"trust": Trust.VERIFIED, **changes}


def keep_out_by(session: Session, field: DetailField, value_key: str, since: datetime) -> None:
    """Let somebody have been erased who had this address or number."""
    suppression.suppress_mark(session, (field, keyed_hash(KEY, field, value_key)), suppression.ERASURE, since)
