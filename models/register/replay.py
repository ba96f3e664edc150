"""Do again what the ledger beside the database holds: after a restore, or after a kill between the ledger and the commit (T11).

Idempotent: an act that the database knows already is left alone. Nothing here loosens: a grant is never replayed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.register import ledger, suppression
from models.register.audit import Act, By, record
from models.register.erasure_ledger import EntryKind, LedgerEntry
from models.register.keys import keyed_hash, subject_mark
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType
from models.tables import ConsentEntry, Detail, Person, row_id
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
    for entry in entries:
        assert known is not None
        if entry.kind is EntryKind.ERASURE:
            erased += _erase(session, entry, known.meant(entry), by)
        elif entry.kind is EntryKind.RETURN:
            suppression.clear(session, [mark for _, mark in entry.values])
        else:
            events += _say(session, entry, known.meant(entry), by)
    if erased or events:
        record(session, by, Act("ledger.replay", "register", None, "T11", f"erased={erased} events={events}"))
    return Replayed(erased, events)


class _People:
    """Who is meant by an entry: those whose record or whose address or number it names by hash."""

    def __init__(self, session: Session, key: bytes) -> None:
        self._subjects: dict[str, int] = {}
        self._values: dict[str, set[int]] = {}
        for person in session.exec(select(Person)):
            self._subjects[subject_mark(key, row_id(person), person.created_at)] = row_id(person)
        fields = suppression.SUPPRESSED_FIELDS
        held = select(Detail.person_id, Detail.field, Detail.value_key).where(col(Detail.field).in_(fields))
        for person_id, field, value_key in session.exec(held):
            self._values.setdefault(keyed_hash(key, DetailField(field), value_key), set()).add(person_id)

    def meant(self, entry: LedgerEntry) -> list[int]:
        """Give the records; by address or number only where the record itself is not there."""
        found = {self._subjects[mark] for mark in entry.subjects if mark in self._subjects}
        if not found:
            found = {person for _, mark in entry.values for person in self._values.get(mark, ())}
        return sorted(found)


def _erase(session: Session, entry: LedgerEntry, person_ids: Iterable[int], by: By) -> int:
    for field, mark in entry.values:
        suppression.suppress_mark(session, DetailField(field), mark, entry.scope, entry.at)
    return 0


def _say(session: Session, entry: LedgerEntry, person_ids: Sequence[int], by: By) -> int:
    kind = _EVENTS[entry.kind]
    if not person_ids and entry.kind is EntryKind.PROHIBITION and entry.scope == DATA_USE:
        # Nobody has the address any more, and it was forbidden: it must not come back by the next mail (T10).
        for field, mark in entry.values:
            suppression.suppress_mark(session, DetailField(field), mark, DATA_USE, entry.at)
    is_withdrawal = entry.kind is EntryKind.WITHDRAWAL
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
