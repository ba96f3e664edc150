"""A correction that a restore has undone is made again, as far as hashes tell (G17, T11).

The wrong value goes and stays rejected. The right one counts as the person's own word if the register holds it; else somebody
has to enter it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from models.register import people
from models.register.audit import Act, By, record
from models.register.keys import HASH_KEY, Marked, keyed_hash
from models.register.rejected import reject_again, take_back
from models.register.rejudge import judge_again
from models.rules.provenance import RECTIFIED
from models.tables import Detail, DetailSource, RejectedValue
from models.vocabulary import DetailField

FROM_LEDGER = "ledger"
"""Where the person's word lies, as far as is known: the entry said it, its evidence went with the restore."""


@dataclass(frozen=True, slots=True)
class Recorrected:
    """Whether anything was done, and whether the right value is not in the register."""

    changed: bool
    lacks_value: bool


def correct_again(
    session: Session, person_id: int, rejected: Sequence[Marked], stated: Sequence[Marked], by: By
) -> Recorrected:
    """Make a correction of one record again; one that stands as it was made is left alone."""
    known = select(RejectedValue.keyed_hash).where(RejectedValue.person_id == person_id)
    there = set(session.exec(known))
    changed = any(mark not in there for _, mark in rejected)
    for pair in rejected:
        reject_again(session, person_id, pair, by)
        for detail in _held(session, person_id, pair):
            session.exec(delete(Detail).where(col(Detail.id) == detail.id))
            changed = True
    lacks = False
    for pair in stated:
        held = _held(session, person_id, pair)
        lacks = lacks or not held
        changed = take_back(session, [person_id], pair[1]) or changed
        for detail in held:
            changed = _confirm(session, person_id, pair[0], detail, by) or changed
    if changed:
        record(session, by, Act("detail.rectify", "person", person_id, "T11", (*rejected, *stated)[0][0].value))
        judge_again(session, [person_id], by.now)
    return Recorrected(changed, lacks)


def _held(session: Session, person_id: int, pair: Marked) -> list[Detail]:
    field, mark = pair
    rows = session.exec(select(Detail).where(Detail.person_id == person_id, Detail.field == field)).all()
    return [row for row in rows if keyed_hash(session.info[HASH_KEY], field, row.value_key) == mark]


def _confirm(session: Session, person_id: int, field: DetailField, detail: Detail, by: By) -> bool:
    """Let a value count as the person's own word, unless it does already."""
    said = select(DetailSource.id).where(DetailSource.detail_id == detail.id, DetailSource.taken_by == RECTIFIED)
    if session.exec(said).first() is not None:
        return False
    people.state_own_word(session, person_id, (field, detail.value), FROM_LEDGER, by)
    return True
