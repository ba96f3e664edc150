"""Numbers that a server left out are asked for again for a day, and never without bound."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.mail import gaps
from connectors.mail.folders import FolderMark, stored_mark
from models.values import Cursor

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def numbers(found: gaps.Gaps) -> list[int]:
    return [uid for gap in found for uid in range(gap.first, gap.last + 1)]


def test_hole_between_two_messages_is_a_gap_and_a_jump_is_none() -> None:
    assert numbers(gaps.between((), 5, 8, NOW)) == [6, 7]
    assert gaps.between((), 5, 6, NOW) == ()
    assert gaps.between((), 5, 5_000, NOW) == ()
    assert gaps.between((), 0, 3, NOW) == (), "nothing was read before"


def test_gap_is_asked_for_a_day() -> None:
    found = gaps.with_missing((), 7, NOW)
    assert gaps.live(found, NOW + timedelta(hours=23)) == found
    assert gaps.live(found, NOW + timedelta(hours=25)) == ()


@given(st.integers(1, 50), st.sets(st.integers(1, 120)))
def test_what_has_come_is_no_gap_any_more(read: int, came: set[int]) -> None:
    found = gaps.without(gaps.between((), read, read + 40, NOW), came)
    assert set(numbers(found)) <= set(range(read + 1, read + 40)) - came
    assert len(found) <= 32


def test_gaps_are_stored_with_the_mark() -> None:
    mark = FolderMark(7, 9, gaps.between((), 5, 8, NOW), 100)
    assert stored_mark(Cursor("info", "INBOX", mark.text())) == mark
    assert stored_mark(Cursor("info", "INBOX", '{"uidvalidity": 7, "uid": 9, "gaps": [1]}')) is None
