"""Of the ledger's entries, what still holds at its end: what a later one ended is not done again (T11). No database."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from models.register.erasure_ledger import EntryKind, LedgerEntry
from models.register.keys import Marked

_ENDED_BY = {EntryKind.PAUSE: EntryKind.PAUSE_END, EntryKind.RESTRICTION: EntryKind.RESTRICTION_END}
_ENDS = frozenset(_ENDED_BY.values())
_GOES_WITH_ERASURE = frozenset({EntryKind.PAUSE, EntryKind.RESTRICTION, EntryKind.CORRECTION})


@dataclass(slots=True)
class _Later:
    """What the entries behind the present one say."""

    returned: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    ended: dict[tuple[EntryKind, str], datetime] = field(default_factory=dict)
    corrected: dict[tuple[str, ...], set[str]] = field(default_factory=dict)


def still_meant(entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Give the entries to be done again, in order.

    Left out is a pause or restriction that was lifted later, and what belongs to records that were erased later. An erasure
    loses the addresses by which the person came back since by their own wish; a correction what a later one says otherwise.
    """
    later = _Later()
    left = [found for entry in reversed(entries) if (found := _left_of(entry, later)) is not None]
    return left[::-1]


def _left_of(entry: LedgerEntry, later: _Later) -> LedgerEntry | None:
    if entry.kind in _ENDS:
        for subject in entry.subjects:
            at = (entry.kind, subject)
            later.ended[at] = max(entry.at, later.ended.get(at, entry.at))
        return None
    if entry.kind is EntryKind.RETURN:
        later.returned.update(mark for _, mark in entry.values)
        return entry
    if entry.kind is EntryKind.ERASURE:
        later.erased.update(entry.subjects)
        values, shared = _without(entry.values, later.returned), _without(entry.shared, later.returned)
        return replace(entry, values=values, shared=shared)
    if entry.kind in _GOES_WITH_ERASURE and entry.subjects and later.erased.issuperset(entry.subjects):
        return None
    if entry.kind is EntryKind.CORRECTION:
        return _correction(entry, later)
    return None if _is_ended(entry, later) else entry


def _correction(entry: LedgerEntry, later: _Later) -> LedgerEntry | None:
    said = later.corrected.setdefault(entry.subjects, set())
    rejected, stated = _without(entry.rejected, said), _without(entry.stated, said)
    said.update(mark for _, mark in (*entry.rejected, *entry.stated))
    return replace(entry, rejected=rejected, stated=stated) if rejected or stated else None


def _is_ended(entry: LedgerEntry, later: _Later) -> bool:
    """Whether it was lifted after it was set; at one instant the protective one counts as later (C11)."""
    end = _ENDED_BY.get(entry.kind)
    lifted = [later.ended.get((end, subject)) for subject in entry.subjects] if end is not None else []
    return bool(lifted) and all(at is not None and at > entry.at for at in lifted)


def _without(values: Iterable[Marked], marks: Container[str]) -> tuple[Marked, ...]:
    return tuple(pair for pair in values if pair[1] not in marks)
