"""What a letter is made of: values only, already in local time. Nothing of a mail or of a calendar title."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from daemon.letters.templates import STANDARD, LetterSet
from models.rules.deadlines import Urgency
from models.vocabulary import AlarmKind, Language, RequestKind


@dataclass(frozen=True, slots=True)
class AnswerScale:
    """The scores that may be given: `lowest` the worst, `highest` the best."""

    lowest: int = 1
    highest: int = 5


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """The firm as its letters name it (S1): all of it comes from the configuration.

    `from_address` is also the envelope sender; answers go to `reply_to`. `answers_read_by` and `answers_kept_months` say
    who reads the answers and for how long; `notice_url` is the one link of a feedback request.
    `letters`: the words that they are written with.
    """

    firm: str
    from_name: str
    from_address: str
    reply_to: str
    contact_name: str
    contact_email: str
    contact_phone: str
    notice_url: str
    answers_read_by: str
    answers_kept_months: int
    letters: LetterSet = STANDARD


@dataclass(frozen=True, slots=True)
class RequestLinks:
    """The two pages of a feedback request: whole addresses, each with its own token."""

    answer: str
    withdrawal: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One feedback request. `booking_starts` is aware and in the zone of the booking; its topic is not known here.

    `given_name` is for the greeting: None, or one that is no plain name, greets without a name. `token` is the reply token,
    with or without its `rk-`; `message_id` holds it: `rk-TOKEN@domain`, without angle brackets. `written_at` is aware.
    `links`: None where no page runs, and everything goes by mail. `reminder`: it reminds of a request that went before.
    """

    language: Language
    given_name: str | None
    address: str
    booking_starts: datetime
    consented_on: date
    token: str
    message_id: str
    written_at: datetime
    scale: AnswerScale = AnswerScale()
    all_day: bool = False
    links: RequestLinks | None = None
    reminder: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawalFacts:
    """That a withdrawal reached us on a (local) day, as a person's message or as a mail provider's complaint.

    The rest as in LetterFacts. Nothing of the message that withdrew: it may be anybody's.
    """

    language: Language
    given_name: str | None
    address: str
    withdrawn_on: date
    complaint: bool
    token: str
    message_id: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A letter with one link to a page of ours, `link`, that holds to the end of a (local) day. The rest as in LetterFacts."""

    language: Language
    given_name: str | None
    address: str
    link: str
    link_until: date
    token: str
    message_id: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ConfirmationFacts(LinkFacts):
    """A consent that was given on a (local) day, with the wording that was agreed to. `link` "": no page, a reply confirms."""

    given_on: date
    wording: str


class DigestTopic(StrEnum):
    """What can wait for a person."""

    TO_APPROVE = "to_approve"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    RETURNING = "returning"
    PAUSED = "paused"
    INQUIRIES = "inquiries"
    RECIPIENTS = "recipients"
    SOURCE_NOTICES = "source_notices"
    HOLDS = "holds"
    KEPT_OUT = "kept_out"
    SAME_PERSON = "same_person"
    CANDIDATES = "candidates"
    PROBLEMS = "problems"
    PARKED = "parked"
    UNREACHED = "unreached"
    EMPTIED_CALENDARS = "emptied_calendars"
    ALARMS = "alarms"


@dataclass(frozen=True, slots=True)
class DigestCase:
    """A rights request that is open: its number, its kind, its due date, and how it stands today (D7). No name."""

    number: int
    kind: RequestKind
    due_on: date
    urgency: Urgency = Urgency.OPEN


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What waits, for one address of the staff: counts and case numbers only. Counts of 0 are left out of the letter.

    `days`: of what has one, the day of the oldest or of the first that is due.
    """

    language: Language
    address: str
    message_id: str
    written_at: datetime
    counts: Mapping[DigestTopic, int] = field(default_factory=dict)
    cases: tuple[DigestCase, ...] = ()
    days: Mapping[DigestTopic, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm in the words of the letter's language; times are aware and local. `until` None = it stands."""

    kind: AlarmKind
    words: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlarmFacts:
    """What is wrong since lately, and what is over, for the contact person. No value of a client."""

    language: Language
    address: str
    message_id: str
    written_at: datetime
    raised: tuple[AlarmLine, ...] = ()
    over: tuple[AlarmLine, ...] = ()
