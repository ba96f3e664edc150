"""The switches that stand apart from any consent: erasure, restriction, prohibition, pause (C8–C11). No clock."""

from collections.abc import Iterable

from models.rules.consent.events import DATA_SUBJECT, DATA_USE, OPERATOR, ConsentEvent, ConsentEventType
from models.vocabulary import Purpose

MARKETING_SCOPE = Purpose.DIRECT_MARKETING.value
MARKETING = frozenset({Purpose.DIRECT_MARKETING.value, Purpose.NEWSLETTER.value})
"""What a marketing prohibition covers: a newsletter that promotes services is marketing (F6)."""


def is_erased(history: Iterable[ConsentEvent]) -> bool:
    """Whether the person was erased. Nothing later undoes it: who returns gets a new record (C9.3, T10)."""
    return any(event.type is ConsentEventType.ERASURE_DONE for event in history)


def is_restricted(history: Iterable[ConsentEvent]) -> bool:
    """Whether processing is restricted (Art. 18): the last restriction event decides (C9.4)."""
    events = tuple(history)
    return _is_on(_of(events, ConsentEventType.RESTRICTION_SET), _of(events, ConsentEventType.RESTRICTION_LIFTED))


def is_paused(history: Iterable[ConsentEvent]) -> bool:
    """Whether an unclear message waits to be read. Only an operator's lift with a note ends the pause (C8)."""
    events = tuple(history)
    lifts = [
        event for event in _of(events, ConsentEventType.PAUSE_LIFTED) if event.by == OPERATOR and event.has_evidence
    ]
    return _is_on(_of(events, ConsentEventType.PAUSE_SET), lifts)


def prohibited_scopes(history: Iterable[ConsentEvent]) -> frozenset[str]:
    """Give the scopes of the prohibitions in force. Each ends only by a lift of its own, by the person, with evidence (C10)."""
    events = tuple(history)
    sets = _of(events, ConsentEventType.PROHIBITION_SET)
    lifts = [
        event
        for event in _of(events, ConsentEventType.PROHIBITION_LIFTED)
        if event.by == DATA_SUBJECT and event.has_evidence
    ]
    return frozenset(
        scope
        for scope in {event.scope for event in sets if event.scope is not None}
        if _is_on((e for e in sets if e.scope == scope), (e for e in lifts if e.scope == scope))
    )


def is_prohibited(history: Iterable[ConsentEvent], purpose: str) -> bool:
    """Whether a prohibition in force covers `purpose`, a purpose of C1 (for a confirmation mail: the one it is about)."""
    reach = {purpose, DATA_USE} | ({MARKETING_SCOPE} if purpose in MARKETING else set())
    return not reach.isdisjoint(prohibited_scopes(history))


def _of(events: tuple[ConsentEvent, ...], kind: ConsentEventType) -> list[ConsentEvent]:
    return [event for event in events if event.type is kind]


def _is_on(sets: Iterable[ConsentEvent], lifts: Iterable[ConsentEvent]) -> bool:
    """A switch is on when its last set is not before its last lift: at one instant the protective event is later (C11)."""
    last_set = max((event.at for event in sets), default=None)
    last_lift = max((event.at for event in lifts), default=None)
    return last_set is not None and (last_lift is None or last_set >= last_lift)
