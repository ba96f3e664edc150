"""Choose which of several values is shown, by where each came from. Nothing is overwritten by the choice (G2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from models.vocabulary import SourceKind, Trust


class Rank(IntEnum):
    """How much a source's word counts; the higher wins, then the newer (design, section 4)."""

    OTHER = 1
    BOOKING = 2
    OWN_WORD = 3
    CONTRACT = 4
    STAFF_CORRECTION = 5
    RECTIFICATION = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's statement of a value, as the choice needs it."""

    detail_id: int
    kind: SourceKind
    from_subject: bool
    trust: Trust
    taken_by: str
    taken_at: datetime


STAFF_PREFIX = "staff:"
RECTIFIED = "rectified"
SENDER = "sender"
"""How the address was taken that a message came from."""


def rank(claim: Claim) -> Rank:
    """Give the weight of one statement. Mail and forms that come by mail are the person's own word only when verified."""
    if claim.taken_by == RECTIFIED:
        return Rank.RECTIFICATION
    if claim.kind is SourceKind.CONTRACT:
        return Rank.CONTRACT
    if claim.taken_by.startswith(STAFF_PREFIX):
        return Rank.STAFF_CORRECTION
    if claim.from_subject and claim.trust is Trust.VERIFIED:
        return Rank.OWN_WORD
    if claim.kind in (SourceKind.CALENDAR_OWN, SourceKind.CALENDAR_INVITATION):
        return Rank.BOOKING
    return Rank.OTHER


def order(claims: Sequence[Claim]) -> tuple[int, ...]:
    """Give the detail ids of one field, the one to show first. Order of the input decides nothing."""
    best: dict[int, tuple[Rank, datetime]] = {}
    for claim in claims:
        weight = (rank(claim), claim.taken_at)
        best[claim.detail_id] = max(weight, best.get(claim.detail_id, weight))
    return tuple(sorted(best, key=lambda detail: (*best[detail], detail), reverse=True))


def told_by_subject(claims: Sequence[Claim]) -> bool:
    """Whether the person told this value: in a contract, or in a verified mail or form (C13)."""
    return any(
        claim.kind is SourceKind.CONTRACT
        or claim.taken_by == RECTIFIED
        or (claim.from_subject and claim.trust is Trust.VERIFIED)
        for claim in claims
    )
