"""Rectification (Art. 16, G17): a wrong value goes and leaves its keyed hash, by which every later sync knows it is rejected.

The right one is the person's own word: it outranks every other source.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from models.errors import Declined
from models.register import ledger, people, recipients, restriction, suppression
from models.register.audit import Act, By, record
from models.register.clusters import cluster_of
from models.register.intake_calendar import want_rematched
from models.register.keys import keyed_hash
from models.register.people import NEW_NAMES
from models.register.recipients import NoticeShown
from models.register.rejected import reject_again, take_back
from models.register.rejudge import judge_again
from models.register.subjects import is_held
from models.rules.free_text import note_of_staff
from models.rules.normalise import normal_form, one_line, redact_hetu
from models.tables import Detail, DetailStanding
from models.vocabulary import DetailField, RequestKind

MAX_EVIDENCE = 300
DEFAULT_EVIDENCE = "rectification"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of a field. `right` None: there is no value in the place of the wrong one.

    `wrong` None = the only value the field has; `evidence`: where the person's word lies.
    """

    field: DetailField
    right: str | None
    wrong: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was done: how many values were removed, whether the right one is new, which recipients are to be told (G20)."""

    person_id: int
    removed: int
    added: bool
    to_tell: tuple[NoticeShown, ...] = ()


def correct(session: Session, key: bytes, person_id: int, correction: Correction, by: By) -> Corrected:
    """Enter a person's correction. Raises Declined for what is no value, what is not held, and while the person is restricted."""
    restriction.require_free(session, person_id)
    members = cluster_of(session, person_id).members
    right = _value_key(correction.field, correction.right) if correction.right is not None else None
    wrong = _wrong(session, members, correction, right)
    stated = (correction.field, keyed_hash(key, correction.field, right)) if right is not None else None
    rejected = [(correction.field, keyed_hash(key, correction.field, one)) for one in sorted(wrong)]
    removed = _reject(session, key, members, correction.field, wrong, by)
    _settle(session, key, correction.field, wrong)
    added = False
    if correction.right is not None and right is not None:
        take_back(session, members, keyed_hash(key, correction.field, right))
        added = _state(session, person_id, correction, by)
    for member in members:
        # Only now: after a restore the person is known by the right address, never by the wrong one.
        ledger.note_correction(session, member, by.now, rejected, stated)
    told: tuple[NoticeShown, ...] = ()
    if removed or added:
        told = recipients.note_due(session, members, RequestKind.RECTIFICATION, by, correction.field)
    record(session, by, Act("detail.rectify", "person", person_id, "G17", correction.field.value))
    judge_again(session, members, by.now)
    if names := session.info.pop(NEW_NAMES, None):
        want_rematched(session, names, by.now)
    return Corrected(person_id, removed, added, told)


def _value_key(field: DetailField, text: str) -> str:
    plain = one_line(text)
    if redact_hetu(plain).text != plain:
        raise Declined("that holds a personal identity code: it is never stored (F7)", mend="leave it out")
    value_key = normal_form(field, plain)
    if value_key is None or len(plain) > people.MAX_VALUE_CHARS:
        raise Declined(
            f"that is no {field.value.replace('_', ' ')}", mend="write it as it should stand in the register"
        )
    return value_key


def _wrong(session: Session, members: Collection[int], correction: Correction, right: str | None) -> set[str]:
    """Give the compared forms of the values that go: the one that is named, or the only one that there is."""
    held = select(Detail.value_key).where(col(Detail.person_id).in_(members), Detail.field == correction.field)
    counting = set(session.exec(held.where(Detail.standing != DetailStanding.PROPOSAL))) - {right}
    if correction.wrong is not None:
        named = _value_key(correction.field, correction.wrong)
        if named == right:
            raise Declined(
                "the wrong value and the right one are the same", mend="name the wrong one after --instead-of"
            )
        if named not in set(session.exec(held)):
            raise Declined(
                "the register does not hold that value", mend="`rekisterid person show` shows those it holds"
            )
        return {named}
    if len(counting) > 1:
        raise Declined(
            f"there are {len(counting)} values of that field", mend="name the one that is wrong: --instead-of VALUE"
        )
    if not counting and right is None:
        raise Declined("there is no value to remove", mend="`rekisterid person show` shows those it holds")
    return counting


def _reject(
    session: Session, key: bytes, members: Collection[int], field: DetailField, wrong: Collection[str], by: By
) -> int:
    removed = 0
    for value_key in wrong:
        theirs = delete(Detail).where(
            col(Detail.person_id).in_(members), col(Detail.field) == field, col(Detail.value_key) == value_key
        )
        removed += session.exec(theirs).rowcount
        mark = keyed_hash(key, field, value_key)
        for member in members:
            reject_again(session, member, (field, mark), by)
    session.flush()
    return removed


def _settle(session: Session, key: bytes, field: DetailField, gone: Collection[str]) -> None:
    """Who was erased and had shared the value is kept out by it now, when nobody has it any more (T10)."""
    free = [text for text in gone if not is_held(session, field, text)]
    suppression.settle_shared(session, [keyed_hash(key, field, text) for text in free])


def _state(session: Session, person_id: int, correction: Correction, by: By) -> bool:
    reference = note_of_staff(correction.evidence, MAX_EVIDENCE) or DEFAULT_EVIDENCE
    return people.state_own_word(session, person_id, (correction.field, correction.right or ""), reference, by)
