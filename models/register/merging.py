"""Two records said to be one person, and taken apart again: by judgements alone, so nothing is moved and nothing is lost."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.register.clusters import cluster_of
from models.register.rejudge import judge_again
from models.rules.identity import MatchReason
from models.tables import Judgement, JudgementKind, Person, row_id


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records, and those that are read as one with the first of them now. `asked_again`: questions that are open anew."""

    people: tuple[int, int]
    members: tuple[int, ...]
    asked_again: int = 0


def merge(session: Session, one: int, other: int, by: By) -> Joined:
    """Read two records as one person from now on, by a person's word; `split` makes everything as it was.

    Questions about the two stay as they stand behind it. Raises Declined for a record that is not there, and for two that are
    one already.
    """
    first, second = _two(session, one, other)
    if second in cluster_of(session, first).members:
        raise Declined(f"records {first} and {second} are read as one person already", mend="there is nothing to do")
    reason = MatchReason.BY_STAFF.value
    row = session.exec(
        select(Judgement).where(
            Judgement.person_a == first, Judgement.person_b == second,
            Judgement.kind == JudgementKind.SAME, Judgement.reason == reason,
        )
    ).first()  # fmt: skip
    row = row or Judgement(
        person_a=first, person_b=second, kind=JudgementKind.SAME, reason=reason, made_by=by.actor, made_at=by.now
    )
    row.made_by, row.made_at, row.withdrawn_at = by.actor, by.now, None
    session.add(row)
    session.flush()
    record(session, by, Act("judgement.merge", "judgement", row_id(row), "G2", reason))
    members = cluster_of(session, first).members
    judge_again(session, members, by.now)
    return Joined((first, second), members)


def split(session: Session, one: int, other: int, by: By) -> Joined:
    """Take two records apart that were said to be one, by `merge` or by an answer: what was asked before is asked again.

    Raises Declined when nobody said so of these two: of records joined by way of a third each pair is its own word.
    """
    first, second = _two(session, one, other)
    together = cluster_of(session, first).members
    rows = _standing(session, first, second)
    if not rows:
        raise Declined(_not_joined(session, first, second, together))
    asked_again = 0
    for row in rows:
        asked_again += _take_back(session, row, by)
        record(session, by, Act("judgement.split", "judgement", row_id(row), "G2", row.reason))
    session.flush()
    judge_again(session, together, by.now)
    return Joined((first, second), cluster_of(session, first).members, asked_again)


def _take_back(session: Session, row: Judgement, by: By) -> int:
    """Undo a word: one said of its own accord is withdrawn, an answered question is a question again, with those it answered."""
    if row.reason == MatchReason.BY_STAFF:
        row.withdrawn_at = by.now
        session.add(row)
        return 0
    answered_with = _withdrawn_at(session, row, row.made_at)
    for question in [row, *answered_with]:
        question.kind, question.withdrawn_at = JudgementKind.OPEN, None
        session.add(question)
    return 1 + len(answered_with)


def _withdrawn_at(session: Session, row: Judgement, at: datetime) -> list[Judgement]:
    query = select(Judgement).where(
        Judgement.person_a == row.person_a,
        Judgement.person_b == row.person_b,
        Judgement.id != row.id,
        Judgement.kind == JudgementKind.OPEN,
        Judgement.withdrawn_at == at,
    )
    return list(session.exec(query))


def _standing(session: Session, first: int, second: int) -> list[Judgement]:
    query = select(Judgement).where(
        Judgement.kind == JudgementKind.SAME,
        col(Judgement.withdrawn_at).is_(None),
        col(Judgement.person_a).in_((first, second)),
        col(Judgement.person_b).in_((first, second)),
    )
    return list(session.exec(query.order_by(col(Judgement.id))))


def _two(session: Session, one: int, other: int) -> tuple[int, int]:
    if one == other:
        raise Declined("that is one record", mend="name two: `rekisterid people` lists them")
    for number in (one, other):
        if session.get(Person, number) is None:
            raise Declined(f"there is no person {number}", mend="`rekisterid people` lists the ids")
    first, second = sorted((one, other))
    return first, second


def _not_joined(session: Session, first: int, second: int, together: tuple[int, ...]) -> str:
    if second not in together:
        return f"records {first} and {second} are two people already"
    rows = session.exec(
        select(Judgement.person_a, Judgement.person_b).where(
            Judgement.kind == JudgementKind.SAME,
            col(Judgement.withdrawn_at).is_(None),
            or_(col(Judgement.person_a).in_(together), col(Judgement.person_b).in_(together)),
        )
    )
    pairs = ", ".join(f"{a} {b}" for a, b in rows)
    return f"records {first} and {second} are one by way of others: split one of the pairs {pairs}"
