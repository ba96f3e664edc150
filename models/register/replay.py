"""Do again what the ledger beside the database holds: after a restore, or after a kill between the ledger and the commit (T11).

Idempotent: an act that the database knows already is left alone. Nothing here loosens: a grant is never replayed, and a pause or
restriction that the backup holds stays on though it was lifted since.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models.register import suppression
from models.register.audit import Act, By, record
from models.register.erasure import erase_again
from models.register.erasure_ledger import EntryKind, LedgerEntry, noted
from models.register.keys import HASH_KEY, keyed_hash, subject_mark
from models.register.ledger import OUTLIVING, RESTRICTIONS
from models.register.outlived import say_again
from models.register.recorrect import correct_again
from models.register.replayed import REPLAY, Replayed
from models.register.still_meant import still_meant
from models.register.suppression import Ground
from models.rules.consent import DATA_USE
from models.tables import ConsentEntry, Detail, DetailStanding, Person, SuppressionAct, SuppressionStanding
from models.vocabulary import DetailField


@dataclass(slots=True)
class _Counts:
    erased: int = 0
    events: int = 0
    corrected: set[int] = field(default_factory=set)
    to_enter: set[int] = field(default_factory=set)


def replay(session: Session, key: bytes, entries: Sequence[LedgerEntry], by: By) -> Replayed:
    """Do the entries again in order, in one write session. What is in force already stays as it is."""
    done = _Counts()
    if entries:
        known = _People(session, key)
        for entry in still_meant(entries):
            _do(session, entry, known.meant(entry), by, done)
    # Everything said here stands in the ledger already.
    noted(session)
    there = session.exec(select(Person.id).where(col(Person.id).in_(done.to_enter))).all()
    to_enter = tuple(sorted(number for number in there if number is not None))
    replayed = Replayed(done.erased, done.events, len(done.corrected), to_enter)
    if replayed != Replayed():
        result = f"erased={done.erased} events={done.events} corrected={replayed.corrected}"
        record(session, by, Act("ledger.replay", "register", None, "T11", result))
    return replayed


def _do(session: Session, entry: LedgerEntry, person_ids: Sequence[int], by: By, done: _Counts) -> None:
    if entry.kind is EntryKind.RETURN:
        suppression.clear(session, [mark for _, mark in entry.values])
    elif entry.kind is EntryKind.ERASURE:
        done.erased += _erase(session, entry, person_ids, by)
    elif not person_ids:
        _keep(session, entry)
    elif entry.kind is EntryKind.CORRECTION:
        for person_id in person_ids:
            _correct(session, person_id, entry, by, done)
    else:
        done.events += sum(_say(session, person_id, entry, by) for person_id in person_ids)


def _correct(session: Session, person_id: int, entry: LedgerEntry, by: By, done: _Counts) -> None:
    at = By(by.actor, entry.at)
    again = correct_again(session, person_id, entry.rejected, entry.stated, at)
    if again.changed:
        done.corrected.add(person_id)
        if again.lacks_value:
            done.to_enter.add(person_id)


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
        for person_id, name, value_key in session.exec(held):
            self._values.setdefault(keyed_hash(key, DetailField(name), value_key), set()).add(person_id)

    def meant(self, entry: LedgerEntry) -> list[int]:
        """Give the records that are there; by address or number only where the record itself is not."""
        found = {self._subjects[mark] for mark in entry.subjects if mark in self._subjects}
        if not found:
            found = {person for _, mark in entry.values for person in self._values.get(mark, ())}
        there = select(Person.id).where(col(Person.id).in_(found))
        return sorted(number for number in self._session.exec(there) if number is not None)


def _erase(session: Session, entry: LedgerEntry, person_ids: Iterable[int], by: By) -> int:
    for pair in entry.values:
        suppression.keep_out(session, pair, entry.forbidden, entry.at)
    for pair in entry.shared:
        suppression.keep_out(session, pair, entry.forbidden, entry.at, shared=True)
    key, erased = session.info[HASH_KEY], 0
    for person_id in person_ids:
        # Erased with a record before it, when both were judged to be one person.
        if session.exec(select(Person.id).where(Person.id == person_id)).first() is not None:
            erase_again(session, key, person_id, entry.at, by)
            erased += 1
    return erased


def _say(session: Session, person_id: int, entry: LedgerEntry, by: By) -> bool:
    """Have a record say it again, unless it does; give whether anything was said."""
    said_by = [event for event, kind in (OUTLIVING | RESTRICTIONS).items() if kind is entry.kind]
    same = select(ConsentEntry.id).where(
        ConsentEntry.person_id == person_id, col(ConsentEntry.type).in_(said_by), ConsentEntry.at == entry.at
    )
    if entry.kind is EntryKind.WITHDRAWAL:
        same = same.where(ConsentEntry.purpose == entry.scope)
    elif entry.kind is EntryKind.PROHIBITION:
        same = same.where(ConsentEntry.scope == entry.scope)
    if session.exec(same).first() is not None:
        return False
    return say_again(session, person_id, _ground(entry), entry.at, by, REPLAY)


def _keep(session: Session, entry: LedgerEntry) -> None:
    """Nobody of the register is meant: what was said is kept by hash, and holds when they come by the next mail (C10, T11).

    An address of which any use was forbidden must not come back at all (T10).
    """
    blocks = entry.kind is EntryKind.PROHIBITION and entry.scope == DATA_USE
    standing = SuppressionStanding.BLOCKS if blocks else SuppressionStanding.KEPT
    if entry.kind is EntryKind.CORRECTION:
        grounds = [Ground(SuppressionAct.CORRECTION, rejected=pair) for pair in entry.rejected]
    else:
        grounds = [_ground(entry)]
    for pair in entry.values:
        for ground in grounds:
            suppression.suppress_mark(session, pair, ground, entry.at, standing)


def _ground(entry: LedgerEntry) -> Ground:
    return Ground(SuppressionAct(entry.kind.value), entry.scope)
