"""Decide whether bookings that vanished from a calendar are believed: emptiness is an alarm, not a fact (HW-F12).

Absence inferred from a listing is held back when at least 5 future bookings are known: more than a quarter or more than 20
gone at once needs a second pass an hour later that finds the same, all gone needs a person. Deletions that the server names
count at once up to 20, unless a calendar that held 5 or more future bookings is left with none: that needs a person too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GUARDED_FROM = 5
MAX_SHARE = 0.25
MAX_AT_ONCE = 20
SECOND_PASS_AFTER = timedelta(hours=1)


class AbsenceReason(StrEnum):
    """Why vanished bookings are believed or held back."""

    FEW = "few"
    CONFIRMED = "confirmed"
    SEEN_TWICE = "seen_twice"
    MANY_GONE = "many_gone"
    ALL_GONE = "all_gone"


@dataclass(frozen=True, slots=True)
class Absence:
    """How many future bookings the calendar held, how many of them are gone now, and whether the server named each."""

    future: int
    gone: int
    named: bool


@dataclass(frozen=True, slots=True)
class EarlierPass:
    """What an earlier pass held back: when it was first seen, whether the very same is missing now, a person's word."""

    since: datetime
    same: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class AbsenceVerdict:
    """Whether the absence is believed, and why. `needs_person`: no later pass will do."""

    believed: bool
    reason: AbsenceReason
    needs_person: bool = False


def judge(absence: Absence, earlier: EarlierPass | None, now: datetime) -> AbsenceVerdict:
    """Give the verdict on what is gone at `now`."""
    if absence.gone == 0:
        return AbsenceVerdict(True, AbsenceReason.FEW)
    # A word about what was missing then says nothing of what is missing now.
    if earlier is not None and earlier.confirmed and earlier.same:
        return AbsenceVerdict(True, AbsenceReason.CONFIRMED)
    if absence.future >= GUARDED_FROM and absence.gone >= absence.future:
        return AbsenceVerdict(False, AbsenceReason.ALL_GONE, needs_person=True)
    if not _many(absence):
        return AbsenceVerdict(True, AbsenceReason.FEW)
    if earlier is not None and earlier.same and now - earlier.since >= SECOND_PASS_AFTER:
        return AbsenceVerdict(True, AbsenceReason.SEEN_TWICE)
    return AbsenceVerdict(False, AbsenceReason.MANY_GONE)


def _many(absence: Absence) -> bool:
    if absence.named:
        return absence.gone > MAX_AT_ONCE
    if absence.future < GUARDED_FROM:
        return False
    return absence.gone > MAX_AT_ONCE or absence.gone / absence.future > MAX_SHARE
