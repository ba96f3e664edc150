"""Do again what the ledger beside the database holds: after a restore, or after a kill between the ledger and the commit (T11).

Idempotent: an act that the database knows already is left alone. Nothing here loosens: a grant is never replayed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from models.register import ledger, suppression
from models.register.audit import Act, By, record
from models.register.erasure import erase_again
from models.register.erasure_ledger import EntryKind, LedgerEntry, noted
from models.register.keys import HASH_KEY, keyed_hash, subject_mark
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType
from models.tables import ConsentEntry, Detail, DetailStanding, Person
from models.vocabulary import DetailField

REPLAY = "ledger"
"""Who acts, in the audit log, when something is done again."""

_EVENTS = {
    EntryKind.WITHDRAWAL: ConsentEventType.CONSENT_WITHDRAWN,
    EntryKind.PROHIBITION: ConsentEventType.PROHIBITION_SET,
}
_SAID_BY = {
    EntryKind.WITHDRAWAL: (ConsentEventType.CONSENT_WITHDRAWN, ConsentEventType.CONSENT_REFUSED),
    EntryKind.PROHIBITION: (ConsentEventType.PROHIBITION_SET,),
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was done again: records erased, consent events added; and how many lines of the ledger could not be read."""

    erased: int = 0
    events: int = 0
    damaged: int = 0


def replay(session: Session, key: bytes, entries: Sequence[LedgerEntry], by: By) -> Replayed:
    """Do the entries again in order, in one write session. What is in force already stays as it is."""
    known = _People(session, key) if entries else None
    erased = events = 0
    for entry in _without_returned(entries):
        assert known is not None
        if entry.kind is EntryKind.ERASURE:
            erased += _erase(session, entry, known.meant(entry), by)
        elif entry.kind is EntryKind.RETURN:
            suppression.clear(session, [mark for _, mark in entry.values])
        else:
            events += _say(session, entry, known.meant(entry), by)
    # Everything said here stands in the ledger already.
    noted(session)
    if erased or events:
        record(session, by, Act("ledger.replay", "register", None, "T11", f"erased={erased} events={events}"))
    return Replayed(erased, events)


def _without_returned(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Leave out of each erasure the addresses by which the person came back later, by their own wish: it is theirs anew."""
    returned: set[str] = set()
    left: list[LedgerEntry] = []
    for entry in reversed(entries):
        if entry.kind is EntryKind.RETURN:
            returned.update(mark for _, mark in entry.values)
        elif entry.kind is EntryKind.ERASURE:
            values = tuple(pair for pair in entry.values if pair[1] not in returned)
            shared = tuple(pair for pair in entry.shared if pair[1] not in returned)
            left.append(replace(entry, values=values, shared=shared))
            continue
        left.append(entry)
    return left[::-1]


class _People:
    """Who is meant by an entry: those whose record or whose address or number it names by hash."""

    def __init__(self, session: Session, key: bytes) -> None:
        self._session = session
        self._subjects: dict[str, int] = {}
        self._values: dict[str, set[int]] = {}
        for person_id, created_at in session.exec(select(Person.id, Person.created_at)):
            if person_id is not None:
                self._subjects[subject_mark(key, person_id, created_at)] = person_id
        # A proposal is a stranger's word: the address of somebody erased must not erase who merely was said to have it.
        held = select(Detail.person_id, Detail.field, Detail.value_key).where(
            col(Detail.field).in_(suppression.SUPPRESSED_FIELDS), col(Detail.standing) != DetailStanding.PROPOSAL
        )
        for person_id, field, value_key in session.exec(held):
            self._values.setdefault(keyed_hash(key, DetailField(field), value_key), set()).add(person_id)

    def meant(self, entry: LedgerEntry) -> list[int]:
        """Give the records that are there; by address or number only where the record itself is not."""
        found = {self._subjects[mark] for mark in entry.subjects if mark in self._subjects}
        if not found:
            found = {person for _, mark in entry.values for person in self._values.get(mark, ())}
        there = select(Person.id).where(col(Person.id).in_(found))
        return sorted(number for number in self._session.exec(there) if number is not None)


def _erase(session: Session, entry: LedgerEntry, person_ids: Iterable[int], by: By) -> int:
    for field, mark in entry.values:
        suppression.keep_out(session, DetailField(field), mark, entry.scope, entry.at)
    for field, mark in entry.shared:
        suppression.keep_out(session, DetailField(field), mark, entry.scope, entry.at, shared=True)
    key, erased = session.info[HASH_KEY], 0
    for person_id in person_ids:
        # Erased with a record before it, when both were judged to be one person.
        if session.exec(select(Person.id).where(Person.id == person_id)).first() is not None:
            erase_again(session, key, person_id, entry.at, by)
            erased += 1
    return erased


def _say(session: Session, entry: LedgerEntry, person_ids: Sequence[int], by: By) -> int:
    kind = _EVENTS[entry.kind]
    is_withdrawal = entry.kind is EntryKind.WITHDRAWAL
    if not person_ids:
        _keep(session, entry)
    said = 0
    for person_id in person_ids:
        there = select(ConsentEntry.id).where(
            ConsentEntry.person_id == person_id,
            col(ConsentEntry.type).in_(_SAID_BY[entry.kind]),
            ConsentEntry.at == entry.at,
            (ConsentEntry.purpose if is_withdrawal else ConsentEntry.scope) == entry.scope,
        )
        if session.exec(there).first() is not None:
            continue
        event = ConsentEvent(
            type=kind,
            at=entry.at,
            purpose=entry.scope if is_withdrawal else None,
            scope=None if is_withdrawal else entry.scope,
            evidence=REPLAY,
        )
        ledger.append(session, person_id, event, by)
        said += 1
    return said


def _keep(session: Session, entry: LedgerEntry) -> None:
    """Nobody of the register is meant: what was said is kept by hash, and holds when they come by the next mail (C10, T11).

    An address of which any use was forbidden must not come back at all (T10).
    """
    scope = f"{suppression.KEPT}{entry.scope}"
    if entry.kind is EntryKind.WITHDRAWAL:
        scope = f"{suppression.KEPT}{suppression.WITHDRAWN}{entry.scope}"
    elif entry.scope == DATA_USE:
        scope = DATA_USE
    for field, mark in entry.values:
        suppression.suppress_mark(session, DetailField(field), mark, scope, entry.at)
