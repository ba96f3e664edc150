"""Every value of a person with every source that states it, the one to show first at the head of its field (G2, S11)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register.queries.groups import portions
from models.register.queries.shown import claim_of, one_claim_list
from models.register.queries.sources import SourceShown, sources_of
from models.rules.provenance import Rank, order, rank, told_by_subject
from models.tables import Detail, DetailSource, DetailStanding, row_id
from models.vocabulary import DetailField, Trust, Zone

STANDINGS = tuple(DetailStanding(value) for value in ("value", "earlier", "proposal"))


@dataclass(frozen=True, slots=True)
class SourceTag:
    """That a source states a value: who or what took it, when, from which line (0 = header), how sure (0–1).

    `from_subject`: the person is its author. `trust`: whether that is proven. `rank`: how much its word counts.
    """

    source: SourceShown
    taken_at: datetime
    taken_by: str
    line: int
    zone: Zone | None
    confidence: float
    from_subject: bool
    trust: Trust
    rank: Rank


@dataclass(frozen=True, slots=True)
class ValueShown:
    """One value of one field. `shown`: it is the one that is used. `told_by_person`: by contract or verified word (C13).

    `records`: the ids of the records that hold it. Sources: the weightiest first.
    """

    field: DetailField
    value: str
    standing: DetailStanding
    shown: bool
    is_role_address: bool
    told_by_person: bool
    first_at: datetime
    last_at: datetime
    records: tuple[int, ...]
    sources: tuple[SourceTag, ...]


def values_of(session: Session, person_ids: Iterable[int]) -> tuple[ValueShown, ...]:
    """Give the values of the records of one person: by field, in use first, then earlier ones, then proposals."""
    ids = sorted(set(person_ids))
    details: list[Detail] = []
    for portion in portions(ids):
        details.extend(session.exec(select(Detail).where(col(Detail.person_id).in_(portion))))
    ties = _ties(session, [row_id(detail) for detail in details])
    sources = sources_of(session, {tie.source_id for found in ties.values() for tie in found})
    by_field: dict[DetailField, list[Detail]] = defaultdict(list)
    for detail in sorted(details, key=row_id):
        by_field[detail.field].append(detail)
    return tuple(value for field in DetailField for value in _values_of_field(by_field.get(field, []), ties, sources))


def _ties(session: Session, detail_ids: Sequence[int]) -> dict[int, list[DetailSource]]:
    ties: dict[int, list[DetailSource]] = defaultdict(list)
    for portion in portions(detail_ids):
        for tie in session.exec(select(DetailSource).where(col(DetailSource.detail_id).in_(portion))):
            ties[tie.detail_id].append(tie)
    return ties


def _values_of_field(
    details: Sequence[Detail], ties: dict[int, list[DetailSource]], sources: dict[int, SourceShown]
) -> list[ValueShown]:
    """Join equal values of several records; the best standing of them counts."""
    by_key: dict[str, list[Detail]] = defaultdict(list)
    for detail in details:
        by_key[detail.value_key].append(detail)
    live = {
        key: [claim_of(detail, tie) for detail in same for tie in ties[row_id(detail)]]
        for key, same in by_key.items()
        if _standing(same) is DetailStanding.VALUE
    }
    places = {detail_id: place for place, detail_id in enumerate(order(one_claim_list(live)))}
    behind = len(places)
    ordered = sorted(
        by_key.values(),
        key=lambda same: (STANDINGS.index(_standing(same)), places.get(row_id(same[0]), behind), row_id(same[0])),
    )
    return [_value(same, ties, sources, shown=places.get(row_id(same[0])) == 0) for same in ordered]


def _value(
    same: Sequence[Detail], ties: dict[int, list[DetailSource]], sources: dict[int, SourceShown], *, shown: bool
) -> ValueShown:
    pairs = [(detail, tie) for detail in same for tie in ties[row_id(detail)]]
    tags = [_tag(detail, tie, sources[tie.source_id]) for detail, tie in pairs]
    return ValueShown(
        field=same[0].field,
        value=same[0].value,
        standing=_standing(same),
        shown=shown,
        is_role_address=same[0].is_role_address,
        told_by_person=told_by_subject([claim_of(detail, tie) for detail, tie in pairs]),
        first_at=min(detail.first_at for detail in same),
        last_at=max(detail.last_at for detail in same),
        records=tuple(sorted({detail.person_id for detail in same})),
        sources=tuple(sorted(tags, key=lambda tag: (tag.rank, tag.taken_at, tag.source.id), reverse=True)),
    )


def _tag(detail: Detail, tie: DetailSource, source: SourceShown) -> SourceTag:
    return SourceTag(
        source=source,
        taken_at=tie.taken_at,
        taken_by=tie.taken_by,
        line=tie.line,
        zone=tie.zone,
        confidence=tie.confidence,
        from_subject=tie.from_subject,
        trust=tie.trust,
        rank=rank(claim_of(detail, tie)),
    )


def _standing(same: Sequence[Detail]) -> DetailStanding:
    return min((detail.standing for detail in same), key=STANDINGS.index)
