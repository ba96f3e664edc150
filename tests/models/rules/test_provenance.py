"""Which of several values is shown, and which the person told."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from models.rules.provenance import RECTIFIED, Claim, Rank, order, rank, told_by_subject
from models.vocabulary import SourceKind, Trust

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def claim(detail: int = 1, kind: SourceKind = SourceKind.EMAIL, *, day: int = 0, **changes: Any) -> Claim:
    fields: dict[str, Any] = {"from_subject": True, "trust": Trust.NONE, "taken_by": "signature", **changes}
    return Claim(detail_id=detail, kind=kind, taken_at=DAY + timedelta(days=day), **fields)


RANKED = [
    (claim(1, taken_by=RECTIFIED), Rank.RECTIFICATION),
    (claim(2, SourceKind.PHONE, taken_by="staff:sari"), Rank.STAFF_CORRECTION),
    (claim(3, SourceKind.CONTRACT), Rank.CONTRACT),
    (claim(4, trust=Trust.VERIFIED), Rank.OWN_WORD),
    (claim(5, SourceKind.CALENDAR_OWN, from_subject=False), Rank.BOOKING),
    (claim(6, SourceKind.CALENDAR_INVITATION), Rank.BOOKING),
    (claim(7), Rank.OTHER),
    (claim(8, trust=Trust.VERIFIED, from_subject=False), Rank.OTHER),
    (claim(9, trust=Trust.FAILED), Rank.OTHER),
    (claim(10, SourceKind.PUBLIC_WEBSITE, from_subject=False), Rank.OTHER),
]


@pytest.mark.parametrize(("statement", "expected"), RANKED)
def test_weight_of_a_statement(statement: Claim, expected: Rank) -> None:
    assert rank(statement) is expected


def test_surer_source_is_shown_before_a_newer_one() -> None:
    assert order([claim(1, trust=Trust.VERIFIED), claim(2, day=300)]) == (1, 2)


def test_of_equal_sources_the_newer_is_shown() -> None:
    assert order([claim(1, day=1), claim(2, day=2)]) == (2, 1)


def test_best_statement_of_a_value_counts_for_it() -> None:
    claims = [claim(1, trust=Trust.VERIFIED), claim(1, day=9), claim(2, day=8)]
    assert order(claims) == (1, 2)


def test_order_of_the_input_decides_nothing() -> None:
    claims = [claim(1, day=1), claim(2, day=2), claim(3, SourceKind.CONTRACT), claim(1, trust=Trust.VERIFIED)]
    assert {order(turned) for turned in permutations(claims)} == {(3, 1, 2)}


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (claim(trust=Trust.VERIFIED), True),
        (claim(kind=SourceKind.CONTRACT), True),
        (claim(taken_by=RECTIFIED), True),
        (claim(), False),
        (claim(trust=Trust.FAILED), False),
        (claim(trust=Trust.VERIFIED, from_subject=False), False),
        (claim(kind=SourceKind.CALENDAR_INVITATION), False),
    ],
)
def test_what_the_person_told(statement: Claim, told: bool) -> None:
    assert told_by_subject([statement]) is told


def test_nothing_is_told_by_nobody() -> None:
    assert order([]) == ()
    assert not told_by_subject([])
