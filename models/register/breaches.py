"""What `verify` tells: an invariant that does not hold, and of which rows. Numbers only, nothing of a person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

NAMED = 10
"""So many rows of a breach are named; the rest is counted."""


class Invariant(StrEnum):
    """What must hold."""

    NOTHING_LOST = "I1"
    NOTHING_DOUBLED = "I2"
    SENT_ONCE = "I3"
    SENT_WITH_CONSENT = "I4"
    SOURCE_EXISTS = "I5"
    AS_REBUILT = "I6"
    DATABASE_WHOLE = "I7"
    LOG_UNBROKEN = "I8"


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that does not hold: of which rows of which table ("" = of the database), how many in all, and what to do."""

    invariant: Invariant
    what: str
    table: str
    ids: tuple[str, ...]
    count: int
    mend: str


def told(invariant: Invariant, what: str, table: str, ids: Iterable[object], mend: str) -> Iterator[Breach]:
    """Give the breach of these rows; nothing when there are none."""
    numbers = iter(ids)
    first = tuple(str(number) for number in islice(numbers, NAMED))
    if first:
        yield Breach(invariant, what, table, first, len(first) + sum(1 for _ in numbers), mend)
