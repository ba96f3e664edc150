"""Records that may be one person: asked of staff with the reason, never joined by the machine (the design, section 4)."""

from collections.abc import Iterator
from itertools import combinations

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from models.register.audit import By
from models.register.clusters import open_judgement
from models.register.people import LIVE, names_of
from models.register.queries.groups import Groups, groups_of
from models.rules.identity import Likeness, MatchReason, likeness
from models.tables import Detail, Judgement
from models.vocabulary import DetailField

SHARED_BY_AT_MOST = 4
"""A number or address that more people have is a switchboard's or an office's, and says nothing of who they are."""

ASKED_AT_ONCE = 50
"""So many new questions a run: a person has to answer them."""


def propose(session: Session, by: By) -> int:
    """Ask about the records that share an address, a phone number, or name and street; give how many questions are new.

    Never twice about two records, whatever was said of them, nor about two whose names say that they are different people.
    """
    groups = groups_of(session)
    asked = 0
    seen: set[tuple[int, int]] = set()
    for one, other, reason in _alike(session):
        pair = (min(one, other), max(one, other))
        if pair in seen or groups.head(one) == groups.head(other):
            continue
        seen.add(pair)
        if _was_judged(session, groups, pair) or not _names_fit(session, pair):
            continue
        open_judgement(session, pair, reason.value, None, by)
        asked += 1
        if asked == ASKED_AT_ONCE:
            break
    return asked


def _alike(session: Session) -> Iterator[tuple[int, int, MatchReason]]:
    reasons = {DetailField.EMAIL: MatchReason.SAME_EMAIL, DetailField.PHONE: MatchReason.SAME_PHONE}
    for field, reason in reasons.items():
        for people in _sharing(session, field):
            for one, other in combinations(people, 2):
                yield one, other, reason
    for people in _sharing(session, DetailField.PERSON_NAME):
        for one, other in combinations(people, 2):
            if _streets(session, one) & _streets(session, other):
                yield one, other, MatchReason.SAME_NAME_AND_STREET


def _sharing(session: Session, field: DetailField) -> Iterator[list[int]]:
    """Give the people who have one value of the field in common, value by value."""
    theirs = (Detail.field == field, col(Detail.standing).in_(LIVE), col(Detail.is_role_address).is_(False))
    several = (
        select(Detail.value_key)
        .where(*theirs)
        .group_by(col(Detail.value_key))
        .having(sa.func.count() > 1, sa.func.count() <= SHARED_BY_AT_MOST)
        .order_by(col(Detail.value_key))
    )
    for key in session.exec(several).all():
        people = session.exec(select(Detail.person_id).where(*theirs, Detail.value_key == key))
        yield sorted(set(people))


def _streets(session: Session, person_id: int) -> set[str]:
    query = select(Detail.value_key).where(
        Detail.person_id == person_id, Detail.field == DetailField.STREET, col(Detail.standing).in_(LIVE)
    )
    return set(session.exec(query))


def _was_judged(session: Session, groups: Groups, pair: tuple[int, int]) -> bool:
    """Whether anybody was ever asked about these two, or about records that are one with them."""
    here, there = groups.members(pair[0]), groups.members(pair[1])
    query = select(Judgement.id).where(
        or_(
            col(Judgement.person_a).in_(here) & col(Judgement.person_b).in_(there),
            col(Judgement.person_a).in_(there) & col(Judgement.person_b).in_(here),
        )
    )
    return session.exec(query.limit(1)).first() is not None


def _names_fit(session: Session, pair: tuple[int, int]) -> bool:
    names = names_of(session, pair)
    one, other = names[pair[0]], names[pair[1]]
    return not one or not other or any(likeness(name, other) is not Likeness.OTHER for name in one)
