"""What the register is told about the firm and its choices: built by the daemon from the configuration, passed in."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from models.rules.consent import STRICT, ConsentPolicy
from models.rules.feedback import FeedbackPolicy
from models.rules.normalise import normal_form
from models.values import OwnIdentity
from models.vocabulary import DetailField, Language


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """Choices of intake. `dropped_fields` are not stored (table 1.1: job title and website are off by default)."""

    own: OwnIdentity
    candidate_kept: timedelta = timedelta(days=30)
    dropped_fields: frozenset[DetailField] = field(
        default_factory=lambda: frozenset({DetailField.JOB_TITLE, DetailField.WEBSITE})
    )

    def is_own(self, address_key: str) -> bool:
        """Whether a normalised address belongs to the firm: by itself or by its domain."""
        return address_key in _keys(self.own.addresses) or address_key.rpartition("@")[2] in self.own.domains


@cache
def _keys(addresses: tuple[str, ...]) -> set[str]:
    return {key for address in addresses if (key := normal_form(DetailField.EMAIL, address)) is not None}


@dataclass(frozen=True, slots=True)
class AskPolicy:
    """Choices of asking for feedback. `needs_approval`: a person lets each request go (C16). `mail_domain`: of Message-IDs.

    `reminder_after`: how long after a request its one reminder goes, None = never.
    """

    intake: IntakePolicy
    feedback: FeedbackPolicy
    mail_domain: str
    needs_approval: bool
    language: Language = Language.FI
    consent: ConsentPolicy = STRICT
    reminder_after: timedelta | None = None
