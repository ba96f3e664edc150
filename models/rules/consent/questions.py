"""What is asked of the consent ledger, under which policy, and the possible answers (C9)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from models.rules.months import HELSINKI


class MessagePurpose(StrEnum):
    """Purposes of a message that rest on something else than consent, or on their own rule (C9)."""

    RIGHTS_REPLY = "rights_reply"
    SERVICE_MESSAGE = "service_message"
    CONSENT_REQUEST = "consent_request"
    CONSENT_CONFIRMATION = "consent_confirmation"


EMAIL_CHANNEL = "email"
"""The channel of every letter of ours, as grants name it."""


class ConsentReason(StrEnum):
    """Why a message may or may not go. Only OK may send.

    Listed from strict to mild, which decides between records of one person. The order in which the reasons are tested is
    that of C9 and stands in `decision`.
    """

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
    OK = "ok"


class ConsentState(StrEnum):
    """State of the consent to one purpose: derived from the ledger, never stored; dpv:ConsentStatus."""

    NONE = "none"
    REQUESTED = "requested"
    GIVEN_UNCONFIRMED = "given_unconfirmed"
    VALID = "valid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    INVALID = "invalid"


class MinorMark(StrEnum):
    """What an operator knows of a minor's age (G8). No birth date or age is stored; dpv:Child."""

    UNDER_13 = "under_13"
    FROM_13_TO_17 = "13_17"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the decision needs to know of the person beside the ledger. No mark: not known to be a minor."""

    minor_mark: MinorMark | None = None

    @classmethod
    def of_age(cls, age: int | None) -> Self:
        """Give the subject for an age in full years; None = not known. Ages from 18 on carry no mark."""
        if age is None or age >= 18:
            return cls()
        return cls(MinorMark.UNDER_13 if age < 13 else MinorMark.FROM_13_TO_17)

    @classmethod
    def youngest(cls, *marks: MinorMark | None) -> Self:
        """Give one subject for several records of one person: the younger mark counts."""
        for mark in MinorMark:
            if mark in marks:
                return cls(mark)
        return cls()


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """Terms that law leaves open: how long a consent serves (C7), how long it can be confirmed (C6), whose dates count."""

    expiry_months: int = 24
    confirm_window: timedelta = timedelta(days=14)
    zone: ZoneInfo = HELSINKI


@dataclass(frozen=True, slots=True)
class ConsentQuery:
    """May a message for `purpose` go by `channel` at the moment `at` (aware; kept in UTC)?

    `purpose` is a purpose of C1 or a MessagePurpose; any other text is answered with UNKNOWN_PURPOSE. `for_purpose` names the
    purpose that a confirmation mail is about. Raises ValueError for a naive `at`.
    """

    purpose: str
    channel: str
    at: datetime
    for_purpose: str | None = field(default=None)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a consent query needs a time with an offset")
        object.__setattr__(self, "at", self.at.astimezone(UTC))


ADULT = Subject()
STRICT = ConsentPolicy()
