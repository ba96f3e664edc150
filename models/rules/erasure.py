"""What an erasure on request does to each item of a person, and why something stays (T8, G18). Pure; no clock.

That no contract is in force and no booking lies ahead has been settled with the person before (6(1)(b)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.retention import (
    DEFAULT_PERIODS,
    HoldGround,
    Period,
    RetentionClass,
    book_retention,
    policy_retention,
    voucher_retention,
)

EVIDENCE = frozenset({RetentionClass.CONSENT_RECORD, RetentionClass.RIGHTS_REQUEST})
EVIDENCE_PERIOD: Period = DEFAULT_PERIODS[RetentionClass.CONSENT_RECORD]


class ErasureAction(StrEnum):
    """What happens to an item: gone, kept but hidden and unused, or cut down to hash, purpose and dates."""

    DELETE = "delete"
    RESTRICT = "restrict"
    MINIMISE = "minimise"


class ErasureGround(StrEnum):
    """Why an item is not deleted, in the words that the reply to the person uses."""

    ACCOUNTING = "GDPR 17(3)(b), KPL 2:10"
    CLAIM = "GDPR 17(3)(e)"
    AUTHORITY = "GDPR 17(3)(b)"
    ACCOUNTABILITY = "GDPR 5(2), 17(3)(e)"
    PROHIBITION = "GDPR 21(3)"


@dataclass(frozen=True, slots=True)
class ErasureItem:
    """One item that the register holds of the person.

    `fiscal_year_end` is needed for vouchers and books. `claim_until`: listed as evidence of a claim until that day, included;
    needed for claim evidence. `holds`: grounds of the holds that are on; an open rights request never holds against erasure.
    Raises ValueError when what its class needs is missing.
    """

    id: str
    retention_class: RetentionClass
    fiscal_year_end: date | None = None
    claim_until: date | None = None
    holds: frozenset[HoldGround] = frozenset()

    def __post_init__(self) -> None:
        accounting = self.retention_class in {RetentionClass.VOUCHER, RetentionClass.BOOK}
        if accounting and self.fiscal_year_end is None:
            raise ValueError("accounting material needs the end of its financial year")
        if self.retention_class is RetentionClass.CLAIM_EVIDENCE and self.claim_until is None and not self.holds:
            raise ValueError("claim evidence needs its last day")


@dataclass(frozen=True, slots=True)
class ItemFate:
    """What becomes of one item. `until`: last day on which it is kept; None = deleted at once, or kept without an end date."""

    id: str
    action: ErasureAction
    ground: ErasureGround | None
    until: date | None


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """The fates in the order of the items; whether the addresses go on the suppression list; who is told, sorted, each once."""

    items: tuple[ItemFate, ...]
    suppression_entry: bool
    notify_recipients: tuple[str, ...]


def plan_erasure(items: Iterable[ErasureItem], erased_on: date, recipients: Iterable[str] = ()) -> ErasurePlan:
    """Give what an erasure on the local date `erased_on` does. A hold or claim whose last day is `erased_on` still holds."""
    return ErasurePlan(
        items=tuple(_fate(item, erased_on) for item in items),
        suppression_entry=True,  # T10: old mail must not bring the person back
        notify_recipients=tuple(sorted(set(recipients))),  # G20
    )


def _fate(item: ErasureItem, erased_on: date) -> ItemFate:
    # Of several grounds the one that ends last is named, an open hold last of all (T8).
    if HoldGround.DISPUTE in item.holds:
        return ItemFate(item.id, ErasureAction.RESTRICT, ErasureGround.CLAIM, None)
    if HoldGround.AUTHORITY in item.holds:
        return ItemFate(item.id, ErasureAction.RESTRICT, ErasureGround.AUTHORITY, None)
    if item.retention_class is RetentionClass.PROHIBITION:
        return ItemFate(item.id, ErasureAction.MINIMISE, ErasureGround.PROHIBITION, None)
    fates = [
        ItemFate(item.id, ErasureAction.RESTRICT, ground, until) for until, ground in _dated_grounds(item, erased_on)
    ]
    if item.retention_class in EVIDENCE:
        until = policy_retention(erased_on, EVIDENCE_PERIOD).hold_until
        fates.append(ItemFate(item.id, ErasureAction.MINIMISE, ErasureGround.ACCOUNTABILITY, until))
    if fates:
        return max(fates, key=lambda fate: fate.until or date.max)
    return ItemFate(item.id, ErasureAction.DELETE, None, None)


def _dated_grounds(item: ErasureItem, erased_on: date) -> list[tuple[date, ErasureGround]]:
    """Give the grounds for restriction that have an end which is not past."""
    grounds: list[tuple[date, ErasureGround]] = []
    if item.fiscal_year_end is not None and item.retention_class is RetentionClass.VOUCHER:
        grounds.append((voucher_retention(item.fiscal_year_end).hold_until, ErasureGround.ACCOUNTING))
    if item.fiscal_year_end is not None and item.retention_class is RetentionClass.BOOK:
        grounds.append((book_retention(item.fiscal_year_end).hold_until, ErasureGround.ACCOUNTING))
    if item.claim_until is not None:
        grounds.append((item.claim_until, ErasureGround.CLAIM))
    return [(until, ground) for until, ground in grounds if until >= erased_on]
