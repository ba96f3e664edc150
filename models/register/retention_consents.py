"""When events of consent go: what ended long ago, and grants that nobody confirmed (C6, section 5). Whole ones only (C11)."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.register.ledger import as_event
from models.register.queries.groups import portions
from models.register.retention import Terms
from models.rules.consent import ALL_PURPOSES, STRICT, ConsentEvent, ConsentEventType, ConsentMethod
from models.rules.consent.grants import expires_on, last_ending, live_grants, needs_confirmation
from models.rules.months import local_date
from models.rules.retention import RetentionClass, policy_retention
from models.tables import ConsentEntry
from models.vocabulary import CONSENT_PURPOSES

SWITCHES = (
    (ConsentEventType.PROHIBITION_SET, ConsentEventType.PROHIBITION_LIFTED),
    (ConsentEventType.PAUSE_SET, ConsentEventType.PAUSE_LIFTED),
    (ConsentEventType.RESTRICTION_SET, ConsentEventType.RESTRICTION_LIFTED),
)
WITH_GRANT = (
    ConsentEventType.CONSENT_GIVEN,
    ConsentEventType.CONSENT_REQUESTED,
    ConsentEventType.CONFIRMATION_SENT,
)


def consents_over(session: Session, terms: Terms) -> list[int]:
    """Give the events of consents that ended longer ago than they are to be shown, and of switches that were lifted then."""
    before = terms.before(RetentionClass.CONSENT_RECORD)
    old = select(ConsentEntry.person_id).where(col(ConsentEntry.at) < before, col(ConsentEntry.person_id).is_not(None))
    people = sorted({person for person in session.exec(old.distinct()) if person is not None} - terms.held)
    found: list[int] = []
    for history in _histories(session, people):
        for purpose in CONSENT_PURPOSES:
            found += _ids(_ended(history, purpose.value, terms))
        found += _ids(_lifted(history, terms))
    return sorted(set(found))


def unconfirmed_over(session: Session, terms: Terms) -> list[int]:
    """Give the grants that nobody confirmed in time, with what belongs to them."""
    before = terms.before(RetentionClass.UNCONFIRMED_GRANT)
    grants = select(ConsentEntry.person_id).where(
        ConsentEntry.type == ConsentEventType.CONSENT_GIVEN,
        col(ConsentEntry.at) < before,
        col(ConsentEntry.person_id).is_not(None),
        # Paper is never confirmed: most of a register need not be read.
        col(ConsentEntry.method).is_distinct_from(ConsentMethod.PAPER),
    )
    people = sorted({person for person in session.exec(grants.distinct()) if person is not None} - terms.held)
    found: list[int] = []
    for history in _histories(session, people):
        for grant in history:
            if grant.type is ConsentEventType.CONSENT_GIVEN and grant.at < before and _never_confirmed(grant, history):
                found += _ids(event for event in history if _belongs(event, grant))
    return sorted(set(found))


def _histories(session: Session, people: Sequence[int]) -> Iterable[tuple[ConsentEvent, ...]]:
    for portion in portions(people):
        by_person: dict[int, list[ConsentEvent]] = {}
        for row in session.exec(select(ConsentEntry).where(col(ConsentEntry.person_id).in_(portion))):
            by_person.setdefault(row.person_id or 0, []).append(as_event(row))
        yield from (tuple(events) for events in by_person.values())


def _ended(history: tuple[ConsentEvent, ...], purpose: str, terms: Terms) -> list[ConsentEvent]:
    """Give what belongs to one purpose when its last consent ended long enough ago; a withdrawal of all waits for every one."""
    grants, ending = live_grants(history, purpose), last_ending(history, purpose)
    ends = [expires_on(grant, STRICT) for grant in grants]
    if ending is not None:
        ends.append(local_date(ending.at, terms.zone))
    if not ends or not _is_over(max(ends), terms):
        return []
    mine = [event for event in history if event.purpose == purpose]
    others = [event for event in history if event.purpose not in (None, purpose, ALL_PURPOSES)]
    whole = [event for event in history if event.purpose == ALL_PURPOSES and not any(o.at <= event.at for o in others)]
    return mine + [event for event in whole if _is_over(local_date(event.at, terms.zone), terms)]


def _lifted(history: tuple[ConsentEvent, ...], terms: Terms) -> list[ConsentEvent]:
    found: list[ConsentEvent] = []
    for put, lifted in SWITCHES:
        for scope in {event.scope for event in history if event.type is put}:
            sets = [event for event in history if event.type is put and event.scope == scope]
            lifts = [event for event in history if event.type is lifted and event.scope == scope]
            if lifts and max(lifts, key=lambda event: event.at).at > max(sets, key=lambda event: event.at).at:
                last = local_date(max(event.at for event in lifts), terms.zone)
                found += [*sets, *lifts] if _is_over(last, terms) else []
    return found


def _is_over(end: date, terms: Terms) -> bool:
    delete_from = policy_retention(end, terms.periods[RetentionClass.CONSENT_RECORD]).delete_from
    return delete_from is not None and delete_from <= terms.today


def _never_confirmed(grant: ConsentEvent, history: Iterable[ConsentEvent]) -> bool:
    confirmed = any(
        event.type is ConsentEventType.CONSENT_CONFIRMED
        and event.purpose == grant.purpose
        and grant.at <= event.at <= grant.at + STRICT.confirm_window
        for event in history
    )
    return needs_confirmation(grant) and not confirmed


def _belongs(event: ConsentEvent, grant: ConsentEvent) -> bool:
    """Whether an event is the grant, or the question or confirmation mail of the days around it."""
    near = abs(event.at - grant.at) <= STRICT.confirm_window
    return event is grant or (event.type in WITH_GRANT[1:] and event.purpose == grant.purpose and near)


def _ids(events: Iterable[ConsentEvent]) -> list[int]:
    # `as_event` gives each event the number of its row.
    return [event.event_id for event in events if isinstance(event.event_id, int)]
