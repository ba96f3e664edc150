"""Frozen values that cross the seams between connectors, rules and register. No behaviour beyond construction."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from models.errors import Refused, RekisteridError
from models.vocabulary import (
    BookingStatus,
    ConsentWord,
    DetailField,
    FolderRole,
    HintRole,
    InquiryKind,
    Language,
    MessageKind,
    ProblemStage,
    RequestKind,
    Trust,
    Zone,
)

R = TypeVar("R", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Verdict(Generic[R]):
    """A decision and the reason for it; `reason` is always set, also for a yes."""

    allowed: bool
    reason: R


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies: account and stream of the configuration, the validity mark of the stream, the item in it.

    Mail: stream = folder, validity = UIDVALIDITY, item = UID. Calendar: stream = calendar URL, validity = "", item = href.
    """

    account: str
    stream: str
    validity: str
    item: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream has been read. `value` is the connector's own text: the register stores and never reads it."""

    account: str
    stream: str
    value: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address with the display name that a header gives it. Either part may be an empty string."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value read from an item: which field, from which line (1-based; 0 = header), zone and rule, how sure (0–1)."""

    field: DetailField
    value: str
    line: int
    zone: Zone
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class BounceReading:
    """A delivery report: Message-ID of the returned message ("" when not given) and whether the failure is permanent.

    `complaint`: it came, and its reader called it unwanted (ARF, RFC 5965); never permanent.
    """

    original_message_id: str
    permanent: bool
    complaint: bool = False


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """What the configuration says of the firm itself: none of it ever becomes a client's value. All folded by the loader."""

    company: str = ""
    business_id: str = ""
    domains: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    street: str = ""
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What the reader found in one message. Holds no subject and no body; `reply_text` is set for `explain` only.

    `sender` is None unless there is exactly one From address. `subject_of` is the person whose details `found` holds:
    the sender, or the original author of a message that own staff forward, or the client of whom staff type details under
    labels (in `proposals` alone); None when nobody's.
    `message_id`, `in_reply_to` and `references` are normalised ids without angle brackets.
    `tokens` are reply tokens of our own letters found in the subject or a recipient address.
    `feedback_comment` are the words of an answer to a letter of ours, from the own text alone; `inquiry`: what it asks beside.
    `learned`: words that decided by weights learned, where a reading is explained.
    `withdrawal_word` is true when the own text is a plain PERUUTA / ÅTERKALLA / STOP (C8).
    """

    kind: MessageKind
    kind_reason: str
    language: Language
    sender: Mailbox | None
    subject_of: Mailbox | None
    recipients: tuple[Mailbox, ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    dated_at: datetime | None = None
    trust: Trust = Trust.NONE
    found: tuple[FoundValue, ...] = ()
    proposals: tuple[FoundValue, ...] = ()
    withdrawal_word: bool = False
    consent: ConsentWord = ConsentWord.NONE
    requests: tuple[RequestKind, ...] = ()
    feedback_score: int | None = None
    bounce: BounceReading | None = None
    forwarded: bool = False
    reply_text: str | None = None
    feedback_comment: str | None = None
    inquiry: InquiryKind | None = None
    learned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """One message of a folder. `digest` = first 16 bytes of SHA-256 of the raw header block, hex: the message's identity.

    `received_at` is the server's INTERNALDATE (aware). `again` marks a message read anew on the register's wish.
    `server_id` is the server's own id of the message wherever it lies, "" where it has none.
    """

    place: Place
    digest: str
    received_at: datetime
    folder_role: FolderRole
    reading: MessageReading
    size_bytes: int = 0
    again: bool = False
    server_id: str = ""


@dataclass(frozen=True, slots=True)
class MetAgain:
    """A message that was read before, at another place: moved, copied, or in a folder that is numbered anew.

    It is known by its digest, or by the server's own id alone (`digest` ""). Nothing more of it was fetched.
    """

    place: Place
    digest: str
    server_id: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing of a folder showed: those of the items held that it does not have, found missing in two questions.

    `clean`: the listing agrees with the number of messages that the server tells; otherwise nothing follows from it.
    `first` and `last`: the numbers that were listed; `last` 0 = to the end.
    """

    validity: str
    missing: tuple[str, ...] = ()
    clean: bool = True
    first: int = 1
    last: int = 0


@dataclass(frozen=True, slots=True)
class PersonHint:
    """A person as an event names them, kept in memory only. `answered` = PARTSTAT other than NEEDS-ACTION."""

    role: HintRole
    name: str = ""
    address: str = ""
    phone: str = ""
    answered: bool = False
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class BookingSeen:
    """One occurrence of an event. Key: UID + recurrence_id ("" for a single event; else the original start, UTC, ISO 8601).

    `is_booking` is the decision of the calendar's own rules with `why`; `title` is a hint in memory, matched to known
    clients only and never stored. `zone_assumed`: the event had no usable time zone and got the configuration's.
    """

    uid: str
    recurrence_id: str
    starts_at: datetime
    ends_at: datetime
    status: BookingStatus
    is_booking: bool
    why: str
    all_day: bool = False
    location: str = ""
    people: tuple[PersonHint, ...] = ()
    title: str = ""
    practitioner: str = ""
    service_code: str = ""
    zone_assumed: bool = False
    no_feedback: bool = False


@dataclass(frozen=True, slots=True)
class EventsReading:
    """What the reader found in one calendar object: its occurrences inside the window and what could not be read."""

    occurrences: tuple[BookingSeen, ...]
    problems: tuple[str, ...] = ()
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class CalendarObjectSeen:
    """One calendar object (href) with all its occurrences in [window_from, window_until).

    A stored occurrence of the object inside the window that is no longer listed has been removed.
    """

    place: Place
    version: str
    window_from: datetime
    window_until: datetime
    reading: EventsReading
    again: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """An item that is no longer there. `named`: the server named it; otherwise it is inferred from a full listing."""

    place: Place
    named: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """An item that could not be read. `error` is a code or class name: never text of the item."""

    place: Place
    stage: ProblemStage
    error: str
    digest: str = ""


Observation = MessageSeen | CalendarObjectSeen


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step of a pull brings: stored together with `cursor` in one transaction, or not at all.

    `remaining` is how many items of the stream are still to come, for progress bars; None when unknown.
    `final` is False while more batches of the same stream follow in this pull; what is gone comes in the final one.
    `doubted`: the server's list was not believed, so that what it does not say to be gone has not returned either.
    `received_bytes` were read from the server since the batch before, of whatever stream.
    """

    account: str
    stream: str
    cursor: Cursor
    observations: tuple[Observation, ...] = ()
    problems: tuple[Problem, ...] = ()
    gone: tuple[Gone, ...] = ()
    remaining: int | None = None
    final: bool = True
    met: tuple[MetAgain, ...] = ()
    listed: Listed | None = None
    received_bytes: int = 0
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: what was tested, whether it holds, what is wrong in plain words and how to mend it.

    `refused`: the server refuses our login, or its certificate does not hold; else it does not answer or lacks something.
    """

    subject: str
    ok: bool
    message: str
    mend: str = ""
    refused: bool = False

    @classmethod
    def failed(cls, subject: str, error: RekisteridError) -> "Finding":
        """Make it from the error that ended a test."""
        return cls(subject, ok=False, message=str(error), mend=error.mend, refused=isinstance(error, Refused))


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """A rendered mail ready for handing over: envelope and the exact bytes; only the id shows in a repr.

    The Message-ID inside is `message_id`.
    """

    envelope_from: str = field(repr=False)
    envelope_to: str = field(repr=False)
    message_id: str
    content: bytes = field(repr=False)
