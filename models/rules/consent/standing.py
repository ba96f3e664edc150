"""Show how a person's consent to one purpose stands: for pages, exports and commands, never to decide a send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.rules.consent.events import ALL_PURPOSES, ConsentEvent, ConsentEventType
from models.rules.consent.grants import History, first_fault, known_at, last_ending, live_grants
from models.rules.consent.questions import STRICT, ConsentPolicy, ConsentReason, ConsentState
from models.rules.consent.switches import is_erased, is_paused, is_prohibited, is_restricted

STATE_OF_FAULT = {
    ConsentReason.INVALID: ConsentState.INVALID,
    # A consent that cannot be shown is as good as none was given (Art. 7(1)).
    ConsentReason.NO_EVIDENCE: ConsentState.INVALID,
    ConsentReason.UNCONFIRMED: ConsentState.GIVEN_UNCONFIRMED,
    ConsentReason.SUPERSEDED: ConsentState.SUPERSEDED,
    ConsentReason.EXPIRED: ConsentState.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class ConsentStanding:
    """State of one purpose, and apart from it the switches that hold whatever the state is."""

    state: ConsentState
    prohibited: bool
    paused: bool
    restricted: bool
    erased: bool


def state_of(
    events: Iterable[ConsentEvent], purpose: str, at: datetime, policy: ConsentPolicy = STRICT
) -> ConsentStanding:
    """Give the standing of `purpose` (a purpose of C1) at the moment `at` (aware), on whichever channel."""
    history = known_at(events, at)
    return ConsentStanding(
        state=_state(history, purpose, at, policy),
        prohibited=is_prohibited(history, purpose),
        paused=is_paused(history),
        restricted=is_restricted(history),
        erased=is_erased(history),
    )


def _state(history: History, purpose: str, at: datetime, policy: ConsentPolicy) -> ConsentState:
    grants = live_grants(history, purpose)
    if grants:
        fault = first_fault(history, grants, at, None, policy)
        return ConsentState.VALID if fault is None else STATE_OF_FAULT[fault]
    ending = last_ending(history, purpose)
    if ending is not None:
        withdrawn = ending.type is ConsentEventType.CONSENT_WITHDRAWN
        return ConsentState.WITHDRAWN if withdrawn else ConsentState.REFUSED
    asked = any(
        event.type is ConsentEventType.CONSENT_REQUESTED and event.purpose in {purpose, ALL_PURPOSES}
        for event in history
    )
    return ConsentState.REQUESTED if asked else ConsentState.NONE
