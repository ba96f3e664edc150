"""Clusters: records that are judged to be one person are read as one. Judgements move nothing and can be withdrawn."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.errors import Declined
from models.register import lookups
from models.register.audit import Act, By, record
from models.register.rejudge import judge_again
from models.rules.identity import Match, MatchReason
from models.tables import Judgement, JudgementKind, row_id


@dataclass(frozen=True, slots=True)
class Cluster:
    """The records of one person, the lowest id first, and since when they have been together (None: a single record)."""

    members: tuple[int, ...]
    together_since: datetime | None = None


def cluster_of(session: Session, person_id: int) -> Cluster:
    """Give the cluster of a record: itself and all that are judged the same, directly or by way of others."""
    found, waiting, since = {person_id}, [person_id], None
    while waiting:
        at = waiting.pop()
        for judgement in _same(session, at):
            since = max(judgement.made_at, since or judgement.made_at)
            for other in (judgement.person_a, judgement.person_b):
                if other is not None and other not in found:
                    found.add(other)
                    waiting.append(other)
    return Cluster(tuple(sorted(found)), since)


def _same(session: Session, person_id: int) -> list[Judgement]:
    return list(
        session.exec(
            select(Judgement).where(
                Judgement.kind == JudgementKind.SAME,
                col(Judgement.withdrawn_at).is_(None),
                or_(Judgement.person_a == person_id, Judgement.person_b == person_id),
            )
        )
    )


def settled(session: Session, match: Match, by: MatchReason) -> Match:
    """Give the match, found `by` that, with records judged to be one person taken as one: the lowest id stands for them."""
    if match.reason is not MatchReason.AMBIGUOUS or not match.others:
        return match
    if not set(match.others) <= set(cluster_of(session, match.others[0]).members):
        return match
    return Match(min(match.others), by)


def open_judgement(session: Session, person_ids: tuple[int, ...], reason: str, source_id: int | None, by: By) -> None:
    """Ask a person to look: another name on a known address, or several people whom nothing tells apart.

    Asked once: a question that a person has put away is not asked again by the next mail.
    """
    first, second = person_ids[0], person_ids[1] if len(person_ids) > 1 else None
    known = lookups.of(session)
    if known is not None:
        if (first, second, reason) in known.asked:
            return
        known.asked.add((first, second, reason))
    already = select(Judgement.id).where(
        Judgement.person_a == first,
        Judgement.person_b == second,
        Judgement.reason == reason,
    )
    if session.exec(already).first() is not None:
        return
    judgement = Judgement(
        person_a=first,
        person_b=second,
        kind=JudgementKind.OPEN,
        reason=reason,
        source_id=source_id,
        made_by=by.actor,
        made_at=by.now,
    )
    session.add(judgement)
    session.flush()
    record(session, by, Act("judgement.open", "judgement", row_id(judgement), "G2", reason))


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer did: the records it names (the second is None when only a name was in doubt), and who is one now."""

    people: tuple[int, ...]
    kind: JudgementKind
    members: tuple[int, ...]


def answer(session: Session, judgement_id: int, *, same: bool, by: By) -> Answered:
    """Note a person's word whether two records are one person. It moves nothing, and the other answer takes it back.

    Raises Declined when there is no such judgement.
    """
    row = session.get(Judgement, judgement_id)
    if row is None or row.withdrawn_at is not None:
        raise Declined(f"there is no judgement {judgement_id}", mend="`rekisterid judgements` lists those that wait")
    row.kind = JudgementKind.SAME if same else JudgementKind.DIFFERENT
    row.made_by, row.made_at = by.actor, by.now
    session.add(row)
    _withdraw_the_contrary(session, row, by)
    session.flush()
    record(session, by, Act("judgement.answer", "judgement", judgement_id, "G2", row.kind.value))
    people = tuple(person for person in (row.person_a, row.person_b) if person is not None)
    members = cluster_of(session, row.person_a).members
    # Whoever is one may be asked less than two, whoever is two by another address than one.
    judge_again(session, tuple({*people, *members}), by.now)
    return Answered(people, row.kind, members)


def _withdraw_the_contrary(session: Session, row: Judgement, by: By) -> None:
    """Of one pair of records only the newest word holds; what was asked besides is answered with it."""
    others = session.exec(
        select(Judgement).where(
            Judgement.person_a == row.person_a,
            Judgement.person_b == row.person_b,
            Judgement.id != row.id,
            col(Judgement.withdrawn_at).is_(None),
        )
    ).all()
    for other in others if row.person_b is not None else ():
        other.withdrawn_at = by.now
        session.add(other)
