"""Numbers below the mark that a server left out and that may still come: kept with the mark and asked for again for a day.

A UID that is missing in an answer is no deletion, and a low UID may appear after a higher one (HW: gaps below the mark).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

KEPT = timedelta(days=1)
"""After that the nightly listing of the folder finds what came late."""

_MOST = 32
_WIDEST = 100


class Gap(NamedTuple):
    """UIDs from `first` to `last`, asked for until that moment (seconds since 1970)."""

    first: int
    last: int
    until: int


Gaps = tuple[Gap, ...]


def between(gaps: Gaps, read: int, uid: int, now: datetime) -> Gaps:
    """Add the numbers between two that follow each other in a folder; a wide hole is a jump of the numbers, no gap."""
    if read <= 0 or not 0 < uid - read - 1 <= _WIDEST:
        return gaps
    return _bounded((*gaps, Gap(read + 1, uid - 1, _until(now))))


def with_missing(gaps: Gaps, uid: int, now: datetime) -> Gaps:
    """Add a number that was found and then not answered."""
    return _bounded((*gaps, Gap(uid, uid, _until(now))))


def without(gaps: Gaps, uids: Iterable[int]) -> Gaps:
    """Take out numbers that have come."""
    for uid in uids:
        gaps = tuple(piece for gap in gaps for piece in _cut(gap, uid))
    return _bounded(gaps)


def live(gaps: Gaps, now: datetime) -> Gaps:
    """Give those that are still asked for."""
    return tuple(gap for gap in gaps if gap.until > now.timestamp())


def parsed(found: object) -> Gaps:
    """Read them from what the mark was stored as. Raises ValueError and TypeError."""
    if not isinstance(found, list):
        raise TypeError("no list")
    return tuple(Gap(int(first), int(last), int(until)) for first, last, until in found)


def _cut(gap: Gap, uid: int) -> list[Gap]:
    if not gap.first <= uid <= gap.last:
        return [gap]
    halves = [gap._replace(last=uid - 1), gap._replace(first=uid + 1)]
    return [half for half in halves if half.first <= half.last]


def _bounded(gaps: Gaps) -> Gaps:
    return gaps[-_MOST:]


def _until(now: datetime) -> int:
    return int((now + KEPT).timestamp())
