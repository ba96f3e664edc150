"""Vanished bookings: emptiness is an alarm, not a fact (HW-F12)."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.absence import Absence, AbsenceReason, EarlierPass, judge

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
FEW, MANY, ALL = AbsenceReason.FEW, AbsenceReason.MANY_GONE, AbsenceReason.ALL_GONE
TWICE, CONFIRMED = AbsenceReason.SEEN_TWICE, AbsenceReason.CONFIRMED


def earlier(*, minutes: int = 60, same: bool = True, confirmed: bool = False) -> EarlierPass:
    return EarlierPass(NOW - timedelta(minutes=minutes), same, confirmed)


@pytest.mark.parametrize(
    ("future", "gone", "named", "before", "reason"),
    [
        (0, 0, False, None, FEW),
        (100, 0, False, None, FEW),
        (4, 4, False, None, FEW),
        (4, 4, True, None, FEW),
        (5, 5, False, None, ALL),
        (5, 5, True, None, ALL),
        (8, 2, False, None, FEW),
        (8, 3, False, None, MANY),
        (8, 3, True, None, FEW),
        (8, 7, True, None, FEW),
        (100, 20, False, None, FEW),
        (100, 21, False, None, MANY),
        (100, 20, True, None, FEW),
        (100, 21, True, None, MANY),
        (8, 3, False, earlier(minutes=59), MANY),
        (8, 3, False, earlier(), TWICE),
        (8, 3, False, earlier(same=False), MANY),
        (8, 8, False, earlier(minutes=6000), ALL),
        (8, 8, False, earlier(confirmed=True), CONFIRMED),
        (8, 8, True, earlier(minutes=1, confirmed=True), CONFIRMED),
        (8, 8, False, earlier(confirmed=True, same=False), ALL),
        (8, 3, False, earlier(minutes=1, confirmed=True, same=False), MANY),
    ],
)
def test_absence_is_believed_or_held_back(
    future: int, gone: int, named: bool, before: EarlierPass | None, reason: AbsenceReason
) -> None:
    verdict = judge(Absence(future, gone, named), before, NOW)
    assert verdict.reason is reason
    assert verdict.believed is (reason in {FEW, TWICE, CONFIRMED})
    assert verdict.needs_person is (reason is ALL)
