"""Decide whether one person is asked for feedback on one booking: now, later or never, and why (C15, "Who is asked").

Pure: facts and `now` in, verdict out. A NEVER stands until a fact it rests on changes: when a booking, a person's address or
a consent changes, the register judges the bookings of the last weeks again. The same function judges once more in the
transaction that claims the message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from models.rules.consent import ConsentReason
from models.rules.months import local_date
from models.rules.sending_hours import Cap, SendingCaps, SendingHours, cap_reached, next_sending_moment
from models.values import Verdict
from models.vocabulary import BookingStatus

LOOK_AGAIN = timedelta(days=1)
QUEUED_AT_MOST = timedelta(days=14)
"""How long a request may wait for hours, caps or the relay: an older one would surprise its reader (HW-F19)."""

RETURNS_TO_STOP = 2
"""So many letters that came back for good stop sending to an address: one may be a server's passing fault."""


class FeedbackOutcome(StrEnum):
    """What is to be done about one person and one booking."""

    ASK = "ask"
    WAIT = "wait"
    NEVER = "never"


class FeedbackReason(StrEnum):
    """Why a person is asked, not yet, or never. The last block are the reasons of consent, passed through by value."""

    OK = "ok"

    NOBODY_TO_ASK = "nobody_to_ask"
    NOT_BOOKED_FOR = "not_booked_for"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    NO_SHOW = "no_show"
    TENTATIVE = "tentative"
    OWN_STAFF = "own_staff"
    SUPPRESSED = "suppressed"
    STAFF_SKIP = "staff_skip"
    ALREADY_ASKED = "already_asked"
    ANSWERED = "answered"
    BEFORE_ASKING_SINCE = "before_asking_since"
    TOO_LATE = "too_late"
    MAYBE_ASKED = "maybe_asked"
    QUEUED_TOO_LONG = "queued_too_long"

    NOT_ENDED = "not_ended"
    TOO_SOON = "too_soon"
    OUTSIDE_HOURS = "outside_hours"
    HOURLY_CAP = "hourly_cap"
    DAILY_CAP = "daily_cap"

    NO_ADDRESS = "no_address"
    ADDRESS_RETURNS = "address_returns"
    SHARED_ADDRESS = "shared_address"
    ROLE_ADDRESS = "role_address"
    ADDRESS_NOT_COVERED = "address_not_covered"
    ASKED_LATELY = "asked_lately"

    UNKNOWN_PURPOSE = "unknown_purpose"
    ERASED = "erased"
    RESTRICTED = "restricted"
    NEVER_UNSOLICITED = "never_unsolicited"
    PROHIBITED = "prohibited"
    PAUSED = "paused"
    MINOR = "minor"
    MINOR_REVIEW = "minor_review"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    NO_CONSENT = "no_consent"
    INVALID = "invalid"
    NO_EVIDENCE = "no_evidence"
    UNCONFIRMED = "unconfirmed"
    SUPERSEDED = "superseded"
    CHANNEL_NOT_COVERED = "channel_not_covered"
    EXPIRED = "expired"
    NO_PENDING = "no_pending"
    ALREADY_SENT = "already_sent"


@dataclass(frozen=True, slots=True)
class FeedbackVerdict:
    """The decision and its reason. `until` (UTC) is set with WAIT only: when to judge again, always a moment of sending."""

    outcome: FeedbackOutcome
    reason: FeedbackReason
    until: datetime | None = None


class Part(StrEnum):
    """How a person takes part in a booking."""

    CLIENT = "client"
    BOOKED_BY = "booked_by"
    BOOKED_FOR = "booked_for"
    PAYER = "payer"


@dataclass(frozen=True, slots=True)
class Participant:
    """A person's part in a booking. `attends`: known to have been there themself; only looked at for a client."""

    person_id: int
    part: Part
    attends: bool = False


@dataclass(frozen=True, slots=True)
class EndedBooking:
    """What the decision needs of a booking. Times are aware and kept in UTC. `staff_skip`: staff said not to ask about it.

    A booking that was moved is judged by its new time.
    """

    starts_at: datetime
    ends_at: datetime
    status: BookingStatus
    staff_skip: bool = False

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a booking needs times with an offset")
        object.__setattr__(self, "starts_at", self.starts_at.astimezone(UTC))
        object.__setattr__(self, "ends_at", self.ends_at.astimezone(UTC))


class AddressStanding(StrEnum):
    """What the person's best e-mail address is. Only OWN may be written to.

    SHARED: several persons are known by it. ROLE: an office's (F3). NOT_COVERED: a new one that no consent reaches (C13).
    RETURNING: letters to it came back for good (RETURNS_TO_STOP of them).
    """

    OWN = "own"
    NONE = "none"
    SHARED = "shared"
    ROLE = "role"
    NOT_COVERED = "not_covered"
    RETURNING = "returning"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the decision needs of a person beside the consent.

    `to_be_asked`: one of `whom_to_ask`. `asked_about_this`: a request about this booking was sent, or may have been.
    `last_asked_at` (aware): the latest request about another booking that was sent, may have been sent, or waits to be.
    """

    address: AddressStanding
    to_be_asked: bool = True
    own_staff: bool = False
    suppressed: bool = False
    restricted: bool = False
    staff_skip: bool = False
    asked_about_this: bool = False
    last_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """The firm's choices within C15. `asking_since`: local day of the first bookings that may be asked about.

    `restored_at`: when the register was put back from a backup; what was sent after that backup is not known (HW-F15).
    """

    asking_since: date
    delay: timedelta = timedelta(hours=24)
    not_later_than: timedelta = timedelta(days=60)
    per_person: timedelta = timedelta(days=90)
    hours: SendingHours = field(default_factory=SendingHours)
    caps: SendingCaps = field(default_factory=SendingCaps)
    restored_at: datetime | None = None


BY_STATUS = {
    BookingStatus.CANCELLED: FeedbackReason.CANCELLED,
    BookingStatus.REMOVED: FeedbackReason.REMOVED,
    BookingStatus.NO_SHOW: FeedbackReason.NO_SHOW,
    BookingStatus.TENTATIVE: FeedbackReason.TENTATIVE,
}
BY_ADDRESS = {
    AddressStanding.NONE: FeedbackReason.NO_ADDRESS,
    AddressStanding.RETURNING: FeedbackReason.ADDRESS_RETURNS,
    AddressStanding.SHARED: FeedbackReason.SHARED_ADDRESS,
    AddressStanding.ROLE: FeedbackReason.ROLE_ADDRESS,
    AddressStanding.NOT_COVERED: FeedbackReason.ADDRESS_NOT_COVERED,
}
BY_CAP = {Cap.HOUR: FeedbackReason.HOURLY_CAP, Cap.DAY: FeedbackReason.DAILY_CAP}

UNSETTLED = frozenset({ConsentReason.PAUSED, ConsentReason.UNCONFIRMED})
"""Refusals that may be over in some days without a new consent: an operator reads, the person confirms (C6, C8)."""


def whom_to_ask(participants: Iterable[Participant]) -> frozenset[int]:
    """Give the ids of the people to judge: those it is booked for; without one, the client who attended; never a mere booker."""
    people = tuple(participants)
    booked_for = frozenset(person.person_id for person in people if person.part is Part.BOOKED_FOR)
    return booked_for or frozenset(
        person.person_id for person in people if person.part is Part.CLIENT and person.attends
    )


def judge(
    booking: EndedBooking,
    person: PersonFacts,
    consent: Verdict[ConsentReason],
    policy: FeedbackPolicy,
    now: datetime,
) -> FeedbackVerdict:
    """Decide about one person and one booking at `now` (aware).

    `consent` answers whether a feedback request may go to this person by e-mail now. What can no longer change comes first;
    what may still change before the request would be due is decided only when it is due. Caps are not part of it.
    """
    at = now.astimezone(UTC)
    lasting = _lasting_reason(booking, person, policy, at)
    if lasting is not None:
        return _never(lasting)
    due = booking.ends_at + policy.delay
    if at < due:
        return _wait(
            FeedbackReason.TOO_SOON if at >= booking.ends_at else FeedbackReason.NOT_ENDED, due, booking, policy
        )
    return _judge_due(booking, person, consent, policy, at)


def hold_to_caps(
    verdict: FeedbackVerdict, booking: EndedBooking, sent_at: Sequence[datetime], policy: FeedbackPolicy, now: datetime
) -> FeedbackVerdict:
    """Turn an ASK into a WAIT while a cap is reached; other verdicts stay.

    `sent_at` (aware): requests that left or were claimed in the last 24 hours, to whomever.
    """
    if verdict.outcome is not FeedbackOutcome.ASK:
        return verdict
    reached = cap_reached(sent_at, now, policy.caps, policy.hours.zone)
    if reached is None:
        return verdict
    cap, room_at = reached
    return _wait(BY_CAP[cap], room_at, booking, policy)


def _lasting_reason(
    booking: EndedBooking, person: PersonFacts, policy: FeedbackPolicy, at: datetime
) -> FeedbackReason | None:
    if not person.to_be_asked:
        return FeedbackReason.NOT_BOOKED_FOR
    if booking.status in BY_STATUS:
        return BY_STATUS[booking.status]
    if person.own_staff:
        return FeedbackReason.OWN_STAFF
    if person.suppressed:
        return FeedbackReason.SUPPRESSED
    if booking.staff_skip or person.staff_skip:
        return FeedbackReason.STAFF_SKIP
    if person.asked_about_this:
        return FeedbackReason.ALREADY_ASKED
    # A first run on an old calendar asks nothing about the past.
    if local_date(booking.starts_at, policy.hours.zone) < policy.asking_since:
        return FeedbackReason.BEFORE_ASKING_SINCE
    if policy.restored_at is not None and booking.ends_at <= policy.restored_at:
        return FeedbackReason.MAYBE_ASKED
    if at > booking.ends_at + policy.not_later_than:
        return FeedbackReason.TOO_LATE
    return None


def _judge_due(
    booking: EndedBooking, person: PersonFacts, consent: Verdict[ConsentReason], policy: FeedbackPolicy, at: datetime
) -> FeedbackVerdict:
    if person.restricted:
        return _never(FeedbackReason.RESTRICTED)
    if person.address in BY_ADDRESS:
        return _never(BY_ADDRESS[person.address])
    if not consent.allowed:
        reason = FeedbackReason(consent.reason.value)
        return _wait(reason, at + LOOK_AGAIN, booking, policy) if consent.reason in UNSETTLED else _never(reason)
    moment = next_sending_moment(at, policy.hours)
    # Never, not later: else every visit of these 90 days would queue up, and an old one be asked about first.
    if person.last_asked_at is not None and moment - person.last_asked_at.astimezone(UTC) < policy.per_person:
        return _never(FeedbackReason.ASKED_LATELY)
    if moment > at:
        return _wait(FeedbackReason.OUTSIDE_HOURS, moment, booking, policy)
    return FeedbackVerdict(FeedbackOutcome.ASK, FeedbackReason.OK)


def _never(reason: FeedbackReason) -> FeedbackVerdict:
    return FeedbackVerdict(FeedbackOutcome.NEVER, reason)


def _wait(
    reason: FeedbackReason, not_before: datetime, booking: EndedBooking, policy: FeedbackPolicy
) -> FeedbackVerdict:
    """Wait for the first moment of sending from `not_before` on; never, when that would be too late for the booking."""
    until = next_sending_moment(not_before, policy.hours)
    if until > booking.ends_at + policy.not_later_than:
        return _never(FeedbackReason.TOO_LATE)
    return FeedbackVerdict(FeedbackOutcome.WAIT, reason, until)
