"""Which of a person's values is shown first, for many people at once (G2: the choice overwrites nothing)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlmodel import Session, col, select

from models.register.queries.groups import Groups, portions
from models.rules.provenance import Claim, order
from models.tables import Detail, DetailSource, DetailStanding, row_id
from models.vocabulary import DetailField

NAME_FIELDS = (DetailField.PERSON_NAME, DetailField.COMPANY, DetailField.EMAIL)
"""Fields by which a person is named to people: the first that there is."""

Shown = dict[int, dict[DetailField, str]]
"""By the lowest record id of a person: the value of each field that is shown first."""


def shown_values(
    session: Session, groups: Groups, fields: Sequence[DetailField], person_ids: Iterable[int] | None = None
) -> Shown:
    """Give the value to show of each field, by the head of each group. `person_ids` None = everybody."""
    claims: dict[tuple[int, DetailField], dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    values: dict[int, str] = {}
    for detail, tie in _ties(session, fields, _with_members(groups, person_ids)):
        values[row_id(detail)] = detail.value
        claims[groups.head(detail.person_id), detail.field][detail.value_key].append(claim_of(detail, tie))
    shown: Shown = defaultdict(dict)
    for (head, field), by_key in claims.items():
        shown[head][field] = values[order(one_claim_list(by_key))[0]]
    return dict(shown)


def names_shown(session: Session, groups: Groups, person_ids: Iterable[int]) -> dict[int, str]:
    """Give each of these records its person's name as shown: else the company, else the address, else an empty text."""
    ids = set(person_ids)
    shown = shown_values(session, groups, NAME_FIELDS, ids)
    return {person_id: called(shown.get(groups.head(person_id), {})) for person_id in ids}


def called(values: Mapping[DetailField, str]) -> str:
    """Give what a person is called by, from their shown values; an empty text when there is nothing."""
    return next((values[field] for field in NAME_FIELDS if field in values), "")


def claim_of(detail: Detail, tie: DetailSource) -> Claim:
    """Give a tie as the value that the choice reads."""
    return Claim(
        detail_id=row_id(detail),
        kind=tie.kind,
        from_subject=tie.from_subject,
        trust=tie.trust,
        taken_by=tie.taken_by,
        taken_at=tie.taken_at,
    )


def one_claim_list(by_key: dict[str, list[Claim]]) -> list[Claim]:
    """Let equal values of several records of one person speak as one: under the lowest detail id of each value."""
    merged: list[Claim] = []
    for claims in by_key.values():
        lowest = min(claim.detail_id for claim in claims)
        merged.extend(
            Claim(lowest, claim.kind, claim.from_subject, claim.trust, claim.taken_by, claim.taken_at)
            for claim in claims
        )
    return merged


def _with_members(groups: Groups, person_ids: Iterable[int] | None) -> set[int] | None:
    if person_ids is None:
        return None
    return {member for person_id in person_ids for member in groups.members(person_id)}


def _ties(
    session: Session, fields: Sequence[DetailField], person_ids: set[int] | None
) -> Iterator[tuple[Detail, DetailSource]]:
    query = (
        select(Detail, DetailSource)
        .join(DetailSource, col(DetailSource.detail_id) == col(Detail.id))
        .where(col(Detail.field).in_(fields), Detail.standing == DetailStanding.VALUE)
    )
    if person_ids is None:
        yield from session.exec(query)
        return
    for portion in portions(person_ids):
        yield from session.exec(query.where(col(Detail.person_id).in_(portion)))
