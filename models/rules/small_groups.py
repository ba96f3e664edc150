"""Tell figures about groups of people only where no group of fewer than five is told, nor follows from what is told (S6).

Parts are joined until each may be told: what is told of a whole is then a partition of it, and whatever is taken away from a sum
leaves joined parts, none of them small. Pure.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

SMALLEST_GROUP = 5
"""S6: no group of fewer people is shown."""

MOST_FAMILIES = 100
"""So many divisions are followed up at most; where there would be more, a table is kept back."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

Fits = Callable[[Sequence[T]], bool]
"""Whether a part may be told as it is."""


def may_tell(people: Iterable[int]) -> bool:
    """Whether a group may be told: nobody, or at least five different people. One number for each thing a person did."""
    found = set(people)
    return not found or len(found) >= SMALLEST_GROUP


def joined(parts: Sequence[Sequence[T]], fits: Fits[T]) -> list[tuple[int, int]]:
    """Join neighbours until every block fits: give [start, end) of each, in order. Empty when not even the whole fits."""
    blocks: list[tuple[int, int]] = []
    start = 0
    for end in range(1, len(parts) + 1):
        if fits(_whole(parts[start:end])):
            blocks.append((start, end))
            start = end
    if start == len(parts):
        return blocks
    while blocks and not fits(_whole(parts[start:])):
        start, _ = blocks.pop()
    return [*blocks, (start, len(parts))] if fits(_whole(parts[start:])) else []


def apart(parts: Mapping[K, Sequence[T]], fits: Fits[T]) -> tuple[list[K], list[K]]:
    """Give the parts that may stand alone, the largest first, and those that stand together as "others".

    Others are never one part, and fit together. Both are empty when not even the whole fits.
    """
    alone = sorted((key for key in parts if fits(parts[key])), key=lambda key: -len(parts[key]))
    others = [key for key in parts if key not in alone]
    while others and not fits(_whole([parts[key] for key in others])):
        if not alone:
            return [], []
        others.append(alone.pop())
    return alone, others


def told_rows(rows: Sequence[Sequence[Sequence[T]]], fits: Fits[T], kept: Iterable[int] = ()) -> frozenset[int]:
    """Give the rows of a table whose cells may be told beside the sums of its columns. `kept`: rows that are not, in any case.

    Rows that are kept back are at least two, and fit together in every column: no difference from a sum is a small cell.
    """
    away = {number for number, cells in enumerate(rows) if not all(map(fits, cells))} | set(kept)
    while away and (len(away) == 1 or not _fit_together([rows[number] for number in sorted(away)], fits)):
        rest = [number for number in range(len(rows)) if number not in away]
        if not rest:
            return frozenset()
        away.add(min(rest, key=lambda number: sum(map(len, rows[number]))))
    return frozenset(range(len(rows))) - away


def small_follows(families: Iterable[Iterable[frozenset[int]]], owner: Mapping[int, int]) -> bool:
    """Whether taking groups of one family away from a group of another that holds them leaves fewer than five people.

    A family is the lines of one table: groups of things that do not overlap, `owner` says whose each thing is. What is left is
    taken away again where another group holds it. Also True when it would take too long to tell.
    """
    known = [frozenset(filter(None, family)) for family in families]
    fresh = list(known)
    while fresh:
        found = {_without(one, other) for one in known for other in known if one in fresh or other in fresh}
        fresh = [family for family in found if family not in known]
        if not all(may_tell(owner[thing] for thing in group) for family in fresh for group in family):
            return True
        known += fresh
        if len(known) > MOST_FAMILIES:
            return True
    return False


def _without(family: frozenset[frozenset[int]], other: frozenset[frozenset[int]]) -> frozenset[frozenset[int]]:
    """Give the groups of a family, each without all of the other's that it holds: with fewer of them away, more is left."""
    rests = (group.difference(*(part for part in other if part <= group)) for group in family)
    return frozenset(filter(None, rests))


def _fit_together(rows: Sequence[Sequence[Sequence[T]]], fits: Fits[T]) -> bool:
    return all(fits(_whole(column)) for column in zip(*rows, strict=True))


def _whole(parts: Iterable[Sequence[T]]) -> list[T]:
    return [item for part in parts for item in part]
