"""Which address of a person a consent lets us write to: their own, not an office's or a shared one, reached by it (C13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register.clusters import Cluster
from models.register.keys import keyed_hash
from models.register.returned import is_dead
from models.rules.consent import ConsentEvent
from models.rules.feedback import AddressStanding
from models.rules.provenance import SENDER, Claim, order, told_by_subject
from models.tables import ConsentEntry, Detail, DetailSource, DetailStanding, Source, row_id
from models.vocabulary import DetailField


@dataclass(frozen=True, slots=True)
class ChosenAddress:
    """The best address and what stands against it; `value` and `value_key` are empty when there is none at all."""

    standing: AddressStanding
    value: str = ""
    value_key: str = ""


def choose(session: Session, key: bytes, cluster: Cluster, grant: ConsentEvent | None) -> ChosenAddress:
    """Give the address to write to: the first, in the order of provenance, that nothing stands against.

    When something stands against each of them, the best one with what that is.
    """
    details = {
        row_id(row): row
        for row in session.exec(
            select(Detail).where(
                col(Detail.person_id).in_(cluster.members),
                Detail.field == DetailField.EMAIL,
                Detail.standing == DetailStanding.VALUE,
            )
        )
    }
    claims = claims_of(session, details)
    chosen = [_standing(session, key, cluster, details[at], claims, grant) for at in order(claims)]
    own = [address for address in chosen if address.standing is AddressStanding.OWN]
    return next(iter(own or chosen), ChosenAddress(AddressStanding.NONE))


def claims_of(session: Session, detail_ids: Sequence[int] | dict[int, Detail]) -> list[Claim]:
    """Give every statement of these details, as the rules of provenance read them."""
    rows = session.exec(select(DetailSource).where(col(DetailSource.detail_id).in_(list(detail_ids))))
    return [Claim(row.detail_id, row.kind, row.from_subject, row.trust, row.taken_by, row.taken_at) for row in rows]


def _standing(
    session: Session, key: bytes, cluster: Cluster, detail: Detail, claims: Sequence[Claim], grant: ConsentEvent | None
) -> ChosenAddress:
    def is_(standing: AddressStanding) -> ChosenAddress:
        return ChosenAddress(standing, detail.value, detail.value_key)

    if detail.is_role_address:
        return is_(AddressStanding.ROLE)
    if _is_shared(session, cluster, detail):
        return is_(AddressStanding.SHARED)
    mine = [claim for claim in claims if claim.detail_id == detail.id]
    if grant is not None and not told_by_subject(mine) and not _known_when_given(session, detail, grant):
        return is_(AddressStanding.NOT_COVERED)
    if is_dead(session, keyed_hash(key, DetailField.EMAIL, detail.value_key), _heard_at(mine)):
        return is_(AddressStanding.RETURNING)
    return is_(AddressStanding.OWN)


def _heard_at(claims: Sequence[Claim]) -> datetime | None:
    """When somebody last wrote from an address, by the messages that brought it."""
    return max((claim.taken_at for claim in claims if claim.from_subject and claim.taken_by == SENDER), default=None)


def _is_shared(session: Session, cluster: Cluster, detail: Detail) -> bool:
    others = select(Detail.id).where(
        Detail.field == DetailField.EMAIL,
        Detail.value_key == detail.value_key,
        Detail.standing == DetailStanding.VALUE,
        col(Detail.person_id).not_in(cluster.members),
    )
    return session.exec(others.limit(1)).first() is not None


def _known_when_given(session: Session, detail: Detail, grant: ConsentEvent) -> bool:
    """Whether the register held the address when the grant was recorded: then the consent was given with it on record."""
    recorded_at = _recorded_at(session, grant)
    first_read = session.exec(
        select(Source.read_at)
        .join(DetailSource, col(DetailSource.source_id) == col(Source.id))
        .where(DetailSource.detail_id == detail.id)
        .order_by(col(Source.read_at))
        .limit(1)
    ).first()
    return first_read is not None and recorded_at is not None and first_read <= recorded_at


def _recorded_at(session: Session, grant: ConsentEvent) -> datetime | None:
    entry = session.get(ConsentEntry, grant.event_id) if grant.event_id is not None else None
    return entry.recorded_at if entry is not None else None
