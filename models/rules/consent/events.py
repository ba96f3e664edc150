"""The events of the consent ledger, as values, and the words that describe them (C4). Decides nothing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

ALL_PURPOSES = "all"
"""Instead of a purpose: a request, withdrawal or refusal that reaches every purpose of C1."""

DATA_USE = "data_use"
"""Scope of a prohibition that covers every purpose of C1 and confirmation mails (C10)."""

DATA_SUBJECT = "data_subject"
OPERATOR = "operator"


class ConsentEventType(StrEnum):
    """What happened. Events are append-only: a mistake is corrected by a new event (C11); dpv:ConsentStatus and others."""

    CONSENT_REQUESTED = "consent_requested"
    CONSENT_GIVEN = "consent_given"
    CONSENT_CONFIRMED = "consent_confirmed"
    CONFIRMATION_SENT = "confirmation_sent"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    WORDING_SUPERSEDED = "wording_superseded"
    PROHIBITION_SET = "prohibition_set"
    PROHIBITION_LIFTED = "prohibition_lifted"
    PAUSE_SET = "pause_set"
    PAUSE_LIFTED = "pause_lifted"
    RESTRICTION_SET = "restriction_set"
    RESTRICTION_LIFTED = "restriction_lifted"
    ERASURE_DONE = "erasure_done"


class ConsentMethod(StrEnum):
    """How a consent was given; decides whether it needs a confirmation (C6)."""

    PAPER = "paper"
    EMAIL_REPLY = "email_reply"
    WEB_FORM = "web_form"
    PHONE = "phone"
    ORAL = "oral"


WITH_PURPOSE = frozenset(
    {
        ConsentEventType.CONSENT_REQUESTED,
        ConsentEventType.CONSENT_GIVEN,
        ConsentEventType.CONSENT_CONFIRMED,
        ConsentEventType.CONFIRMATION_SENT,
        ConsentEventType.CONSENT_REFUSED,
        ConsentEventType.CONSENT_WITHDRAWN,
        ConsentEventType.WORDING_SUPERSEDED,
    }
)
WITH_SCOPE = frozenset({ConsentEventType.PROHIBITION_SET, ConsentEventType.PROHIBITION_LIFTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentEvent:
    """One event of a person's ledger. Which fields mean something depends on `type`; the others keep their defaults.

    `at` is aware and kept in UTC. `purpose` is a purpose of C1 or ALL_PURPOSES; `scope` is DATA_USE, "direct_marketing" or one
    purpose. `wording` is "id@version". `channel` is the route a message came by and limits nothing (C8). `given_by` None
    means the person. `by` says who lifted a prohibition or a pause. `evidence` points to the proof: a document, the hash of a
    message id, a form submission, a note. `material` False = only the spelling of a wording changed (C5).
    `event_id` is the ledger's own key, when the event comes from a ledger; it takes no part in comparison.

    Raises ValueError for a naive `at` and for a missing purpose, scope or method: what cannot be read must not decide.
    """

    type: ConsentEventType
    at: datetime
    purpose: str | None = None
    scope: str | None = None
    method: ConsentMethod | None = None
    channels: tuple[str, ...] = ()
    wording: str | None = None
    lang: str | None = None
    evidence: str | None = None
    sender_verified: bool = False
    answers_wording: bool = False
    pre_ticked: bool = False
    bundled: bool = False
    inactivity: bool = False
    given_by: str | None = None
    by: str | None = None
    material: bool = True
    channel: str | None = None
    event_id: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a consent event needs a time with an offset")
        # Two times in one ZoneInfo compare by the clock on the wall, wrongly in the hour that comes twice (C11: instants).
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        if self.type in WITH_PURPOSE and not self.purpose:
            raise ValueError(f"{self.type} needs a purpose")
        if self.type in WITH_SCOPE and not self.scope:
            raise ValueError(f"{self.type} needs a scope")
        if self.type is ConsentEventType.CONSENT_GIVEN and self.method is None:
            raise ValueError(f"{self.type} needs a method")

    @property
    def has_evidence(self) -> bool:
        """Whether the event points to a proof that is more than blanks."""
        return bool(self.evidence and self.evidence.strip())

    @property
    def has_wording(self) -> bool:
        """Whether the event names a wording and its version: an unknown text cannot be shown to have been agreed to (C4)."""
        wording_id, _, version = (self.wording or "").partition("@")
        return bool(wording_id.strip() and version.strip())
