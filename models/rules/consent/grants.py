"""Grants of consent: which of them live, and what is wrong with one (C2–C7, C9.10–11). No clock."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from models.rules.consent.events import ALL_PURPOSES, DATA_SUBJECT, ConsentEvent, ConsentEventType, ConsentMethod
from models.rules.consent.questions import ConsentPolicy, ConsentReason
from models.rules.months import add_months, local_date

History = tuple[ConsentEvent, ...]
"""Events of one person up to one moment, in any order."""

FAULTS = (
    ConsentReason.INVALID,
    ConsentReason.NO_EVIDENCE,
    ConsentReason.UNCONFIRMED,
    ConsentReason.SUPERSEDED,
    ConsentReason.CHANNEL_NOT_COVERED,
    ConsentReason.EXPIRED,
)
"""A grant's own faults in the order in which they are named (C9.10)."""

ENDINGS = frozenset({ConsentEventType.CONSENT_WITHDRAWN, ConsentEventType.CONSENT_REFUSED})
BEARING = frozenset({ConsentEventType.CONSENT_CONFIRMED, ConsentEventType.WORDING_SUPERSEDED})
BEYOND_CONFIRMATION = frozenset({ConsentReason.INVALID, ConsentReason.NO_EVIDENCE, ConsentReason.SUPERSEDED})


def known_at(events: Iterable[ConsentEvent], at: datetime) -> History:
    """Give the events that count at the moment `at`: those not later than it (C9)."""
    return tuple(event for event in events if event.at <= at)


def last_ending(history: History, purpose: str) -> ConsentEvent | None:
    """Give the last withdrawal or refusal that reaches `purpose`; of two at one instant the withdrawal."""
    endings = [event for event in history if event.type in ENDINGS and event.purpose in {purpose, ALL_PURPOSES}]
    return max(endings, key=lambda event: (event.at, event.type is ConsentEventType.CONSENT_WITHDRAWN), default=None)


def live_grants(history: History, purpose: str) -> tuple[ConsentEvent, ...]:
    """Give the grants for `purpose` after its last withdrawal or refusal; one at the same instant is ended (C9.10, C11)."""
    ending = last_ending(history, purpose)
    return tuple(
        event
        for event in history
        if event.type is ConsentEventType.CONSENT_GIVEN
        and event.purpose == purpose
        and (ending is None or event.at > ending.at)
    )


def expires_on(grant: ConsentEvent, policy: ConsentPolicy) -> date:
    """Give the first local date on which the grant no longer serves, counted from the grant itself (C7)."""
    return add_months(local_date(grant.at, policy.zone), policy.expiry_months)


def good_grants(
    history: History, purpose: str, at: datetime, channel: str | None, policy: ConsentPolicy
) -> tuple[ConsentEvent, ...]:
    """Give the live grants without fault: those that let a send happen. `channel` None = any."""
    judged = _judged(live_grants(history, purpose), history, at, channel, policy)
    return tuple(grant for grant, faults in judged if not faults)


def faults_of(
    grant: ConsentEvent, history: History, at: datetime, channel: str | None, policy: ConsentPolicy
) -> tuple[ConsentReason, ...]:
    """Give every fault of a live grant in the order of FAULTS; empty = it lets a send happen. `channel` None = any."""
    return tuple(_faults(grant, history, at, channel, policy))


def first_fault(
    history: History, grants: tuple[ConsentEvent, ...], at: datetime, channel: str | None, policy: ConsentPolicy
) -> ConsentReason | None:
    """Give None when any of the live grants is without fault, else the first fault of the latest one (C9.13).

    Of several at the latest instant the fault that stands first counts, so that the order of the list decides nothing.
    """
    judged = _judged(grants, history, at, channel, policy)
    if any(not faults for _, faults in judged):
        return None
    latest = max(grant.at for grant, _ in judged)
    return min((faults[0] for grant, faults in judged if grant.at == latest), key=FAULTS.index)


def pending_grants(history: History, purpose: str, at: datetime, policy: ConsentPolicy) -> tuple[ConsentEvent, ...]:
    """Give the live grants that a confirmation at the moment `at` would still make good (C9.11)."""
    young = tuple(grant for grant in live_grants(history, purpose) if at - grant.at <= policy.confirm_window)
    return tuple(
        grant
        for grant, faults in _judged(young, history, at, None, policy)
        if ConsentReason.UNCONFIRMED in faults and BEYOND_CONFIRMATION.isdisjoint(faults)
    )


def _judged(
    grants: tuple[ConsentEvent, ...], history: History, at: datetime, channel: str | None, policy: ConsentPolicy
) -> list[tuple[ConsentEvent, tuple[ConsentReason, ...]]]:
    # Only these bear on a grant: sifted once, a ledger flooded with grants stays cheap to read.
    bearing = tuple(event for event in history if event.type in BEARING)
    return [(grant, faults_of(grant, bearing, at, channel, policy)) for grant in grants]


def _faults(
    grant: ConsentEvent, history: History, at: datetime, channel: str | None, policy: ConsentPolicy
) -> Iterator[ConsentReason]:
    if grant.pre_ticked or grant.bundled or grant.inactivity or grant.given_by not in {None, DATA_SUBJECT}:
        yield ConsentReason.INVALID  # C2, C3
    if not (grant.has_evidence and grant.has_wording):
        yield ConsentReason.NO_EVIDENCE  # C4
    if needs_confirmation(grant) and not _is_confirmed(grant, history, policy):
        yield ConsentReason.UNCONFIRMED  # C6
    if _is_superseded(grant, history):
        yield ConsentReason.SUPERSEDED  # C5
    if channel is not None and channel not in grant.channels:
        yield ConsentReason.CHANNEL_NOT_COVERED
    if local_date(at, policy.zone) >= expires_on(grant, policy):
        yield ConsentReason.EXPIRED  # C7


def needs_confirmation(grant: ConsentEvent) -> bool:
    """Whether the grant counts only after a confirmation: all but paper and a mail reply with both proofs (C6)."""
    if grant.method is ConsentMethod.PAPER:
        return False
    proven_reply = grant.sender_verified and grant.answers_wording
    return not (grant.method is ConsentMethod.EMAIL_REPLY and proven_reply)


def _is_confirmed(grant: ConsentEvent, history: History, policy: ConsentPolicy) -> bool:
    # C6: elapsed hours, both ends included; times are UTC, so clock changes do not stretch the window.
    return any(
        event.type is ConsentEventType.CONSENT_CONFIRMED
        and event.purpose == grant.purpose
        and grant.at <= event.at <= grant.at + policy.confirm_window
        for event in history
    )


def _is_superseded(grant: ConsentEvent, history: History) -> bool:
    # C5: consents given up to and at the moment of a material change.
    return any(
        event.type is ConsentEventType.WORDING_SUPERSEDED
        and event.material
        and event.purpose in {grant.purpose, ALL_PURPOSES}
        and grant.at <= event.at
        for event in history
    )
