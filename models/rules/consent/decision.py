"""Decide whether a message may go to a person now, and why (C9). No database, no clock."""

from collections.abc import Iterable

from models.rules.consent.events import ConsentEvent, ConsentEventType
from models.rules.consent.grants import (
    History,
    first_fault,
    good_grants,
    known_at,
    last_ending,
    live_grants,
    pending_grants,
)
from models.rules.consent.questions import (
    ADULT,
    STRICT,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    MessagePurpose,
    MinorMark,
    Subject,
)
from models.rules.consent.switches import is_erased, is_paused, is_prohibited, is_restricted
from models.values import Verdict
from models.vocabulary import CONSENT_PURPOSES

ENDED = {
    ConsentEventType.CONSENT_WITHDRAWN: ConsentReason.WITHDRAWN,
    ConsentEventType.CONSENT_REFUSED: ConsentReason.REFUSED,
}
MINORS = {
    MinorMark.UNDER_13: ConsentReason.MINOR,
    MinorMark.FROM_13_TO_17: ConsentReason.MINOR_REVIEW,
}


def may_send(
    events: Iterable[ConsentEvent],
    query: ConsentQuery,
    subject: Subject = ADULT,
    policy: ConsentPolicy = STRICT,
) -> Verdict[ConsentReason]:
    """Answer `query` from one person's ledger: the first rule of C9 that applies gives the reason, and only OK may send.

    `events` is the whole ledger in any order; what is later than `query.at` takes no part.
    """
    reason = _reason(known_at(events, query.at), query, subject, policy)
    return Verdict(reason is ConsentReason.OK, reason)


def valid_grant(
    events: Iterable[ConsentEvent],
    query: ConsentQuery,
    subject: Subject = ADULT,
    policy: ConsentPolicy = STRICT,
) -> ConsentEvent | None:
    """Give the grant that lets the send happen (a letter names its date), the latest of several; None if nothing may be sent.

    None also for what rests on no consent: a rights reply, a service message, a confirmation.
    """
    history = known_at(events, query.at)
    if query.purpose not in CONSENT_PURPOSES or not may_send(history, query, subject, policy).allowed:
        return None
    good = good_grants(history, query.purpose, query.at, query.channel, policy)
    return max(good, key=lambda grant: (grant.at, grant.wording or "", grant.evidence or ""))


def _reason(history: History, query: ConsentQuery, subject: Subject, policy: ConsentPolicy) -> ConsentReason:
    asked = _purpose_asked(query)
    if asked is None:
        return ConsentReason.UNKNOWN_PURPOSE
    if asked == MessagePurpose.RIGHTS_REPLY:
        return ConsentReason.OK
    if is_erased(history):
        return ConsentReason.ERASED
    if is_restricted(history):
        return ConsentReason.RESTRICTED
    if asked == MessagePurpose.SERVICE_MESSAGE:
        return ConsentReason.OK
    if asked == MessagePurpose.CONSENT_REQUEST:
        return ConsentReason.NEVER_UNSOLICITED
    if is_prohibited(history, asked):
        return ConsentReason.PROHIBITED
    if is_paused(history):
        return ConsentReason.PAUSED
    if subject.minor_mark is not None:
        return MINORS[subject.minor_mark]
    if query.purpose == MessagePurpose.CONSENT_CONFIRMATION:
        return _confirmation_reason(history, asked, query, policy)
    return _consent_reason(history, asked, query, policy)


def _purpose_asked(query: ConsentQuery) -> str | None:
    """Give the purpose that the decision is about, for a confirmation the one to be confirmed; None = not in the lists (S5)."""
    if query.purpose == MessagePurpose.CONSENT_CONFIRMATION:
        return query.for_purpose if query.for_purpose in CONSENT_PURPOSES else None
    if query.purpose in CONSENT_PURPOSES or query.purpose in set(MessagePurpose):
        return query.purpose
    return None


def _confirmation_reason(history: History, purpose: str, query: ConsentQuery, policy: ConsentPolicy) -> ConsentReason:
    pending = pending_grants(history, purpose, query.at, policy)
    if not pending:
        return ConsentReason.NO_PENDING
    oldest = min(grant.at for grant in pending)
    # One mail, however often the form is sent (C6: no reminder).
    if any(
        event.type is ConsentEventType.CONFIRMATION_SENT and event.purpose == purpose and event.at >= oldest
        for event in history
    ):
        return ConsentReason.ALREADY_SENT
    return ConsentReason.OK


def _consent_reason(history: History, purpose: str, query: ConsentQuery, policy: ConsentPolicy) -> ConsentReason:
    grants = live_grants(history, purpose)
    if not grants:
        ending = last_ending(history, purpose)
        return ConsentReason.NO_CONSENT if ending is None else ENDED[ending.type]
    return first_fault(history, grants, query.at, query.channel, policy) or ConsentReason.OK
