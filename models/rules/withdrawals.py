"""Whether a withdrawal that came by mail is told to the person, and where not (HW-T1). No database, no clock.

Anybody can write in another's name, and a withdrawal acts whoever wrote it (C8). So the one whose consent it ended is told
once, at their own address. It is a message about the service, no request: it needs no consent, and forbids itself wherever
the person's own word, the law or the address says that no mail is wanted there.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from models.rules.consent import STRICT, ConsentEvent, ConsentPolicy, ConsentReason
from models.rules.consent.grants import good_grants
from models.rules.feedback import BY_ADDRESS, AddressStanding, FeedbackReason
from models.vocabulary import Purpose

ONE_A_DAY = timedelta(hours=24)
"""To one address (HW-T15)."""


class WithdrawalRoute(StrEnum):
    """How a withdrawal came by mail; stored as the event's channel, which limits nothing (C8)."""

    MESSAGE = "email"
    """A person's message, or one in a person's name."""
    BUTTON = "email_button"
    """A machine's message that knows a letter's own token: mail programs write it when the button is pressed."""
    COMPLAINT = "email_complaint"
    """A mail provider's report (RFC 5965) about a letter of ours."""
    PAGE = "page"
    """A button on a page of ours, reached by a letter's own link."""
    ONE_CLICK = "page_one_click"
    """The same link, pressed by a mail program (RFC 8058)."""


# A page says itself what it did, to whoever holds the letter.
TOLD_ROUTES = frozenset({WithdrawalRoute.MESSAGE, WithdrawalRoute.COMPLAINT})
"""A machine's message is never answered; who knows the token has the letter, so that nobody needs a warning. A complaint is a
provider's, not the machine's that we would write to."""


OK = "ok"
CONSENT_AGAIN = "consent_again"
TOLD_TODAY = "told_today"


def ended_grant(
    records: Iterable[Iterable[ConsentEvent]], withdrawal: ConsentEvent, policy: ConsentPolicy = STRICT
) -> ConsentEvent | None:
    """Give the consent to feedback requests that a withdrawal ended, the latest of several; None when it stopped nothing.

    `records`: the ledgers of the cluster. What was recorded in them before counts: the second of two withdrawals ends nothing.
    """
    ended = [
        grant
        for events in records
        for grant in good_grants(
            tuple(event for event in events if _comes_before(event, withdrawal)),
            Purpose.FEEDBACK_REQUEST.value,
            withdrawal.at,
            None,
            policy,
        )
    ]
    return max(ended, key=lambda grant: (grant.at, grant.event_id or 0), default=None)


def judge_notice(
    consent: ConsentReason, address: AddressStanding, *, own_staff: bool = False, suppressed: bool = False
) -> str:
    """Give OK, or the code of the reason why nobody is told: one of feedback requests' own, or CONSENT_AGAIN.

    `consent`: what a feedback request would be answered now. Only a plain withdrawal is told: who is erased, restricted or a
    minor gets nothing by itself (C9, G8, G19), an objection opens a case that a person acknowledges (W2), after an unclear
    message a person reads first (C8). An office's, a shared or a returning address never got a request: nothing ended there,
    and another reader must not learn of it.
    """
    if suppressed:
        return FeedbackReason.SUPPRESSED.value
    if own_staff:
        return FeedbackReason.OWN_STAFF.value
    if consent is ConsentReason.OK:
        return CONSENT_AGAIN
    if consent is not ConsentReason.WITHDRAWN:
        return consent.value
    return OK if address is AddressStanding.OWN else BY_ADDRESS[address].value


def _comes_before(event: ConsentEvent, withdrawal: ConsentEvent) -> bool:
    return (event.at, event.event_id or 0) < (withdrawal.at, withdrawal.event_id or 0)
