"""Whom an event's title names: a known client's full name in either order, the longest that stands there."""

from itertools import permutations

import pytest

from models.rules.identity import MatchReason
from models.rules.titles import NamesInTitles, names_within

CLIENTS = [
    (1, "maija mäkinen"),
    (2, "matti mäkinen"),
    (3, "liisa"),
    (4, "anna maria"),
    (5, "anna maria virtanen"),
    (6, "virtanen oy anna maria"),
    (7, "pekka salo"),
    (8, "salo pekka"),
]
NAMED, AMBIGUOUS, NOBODY = MatchReason.TITLE_NAME, MatchReason.AMBIGUOUS, MatchReason.NOBODY
TITLES = [
    ("maija mäkinen", 1, NAMED),
    ("työnohjaus: mäkinen maija (etä)", 1, NAMED),
    ("maija mäkinen; klo 10", 1, NAMED),
    ("tapaaminen -maija mäkinen-", 1, NAMED),
    ("maija mäkinen / maija mäkinen", 1, NAMED),
    ("maija", None, NOBODY),
    ("liisa", None, NOBODY),
    ("maija mäkinen-virtanen", None, NOBODY),
    ("anna-maija mäkinen", None, NOBODY),
    ("maija mäkinen ja matti mäkinen", None, AMBIGUOUS),
    ("anna maria", 4, NAMED),
    ("työnohjaus anna maria virtanen", 5, NAMED),
    ("virtanen anna maria", 5, NAMED),
    ("anna maria virtanen ja anna maria", None, AMBIGUOUS),
    ("maija mäkinen ja anna maria virtanen", None, AMBIGUOUS),
    ("pekka salo", None, AMBIGUOUS),
    ("", None, NOBODY),
]


@pytest.mark.parametrize(("title", "person", "reason"), TITLES)
def test_title_names_a_client(title: str, person: int | None, reason: MatchReason) -> None:
    match = NamesInTitles(CLIENTS).match(title)
    assert (match.person_id, match.reason) == (person, reason)


@pytest.mark.parametrize(("title", "person", "reason"), TITLES)
def test_order_in_which_names_came_to_be_known_changes_nothing(
    title: str, person: int | None, reason: MatchReason
) -> None:
    for order in permutations(CLIENTS, 3):
        backwards = NamesInTitles(reversed(order))
        assert NamesInTitles(order).match(title) == backwards.match(title)
    assert NamesInTitles(reversed(CLIENTS)).match(title).person_id == person


def test_ambiguous_title_tells_who_fits() -> None:
    assert NamesInTitles(CLIENTS).match("salo pekka klo 9").others == (7, 8)


def test_name_at_the_end_of_a_title_is_not_taken_for_a_longer_one() -> None:
    names = NamesInTitles([(1, "anna maria"), (2, "anna maria virtanen")])
    assert names.match("käynti anna maria").person_id == 1


def test_names_within_a_longer_one_are_known_in_both_orders() -> None:
    assert names_within("anna maria virtanen") >= {"anna maria", "maria anna", "maria virtanen", "virtanen anna"}
    assert names_within("maija mäkinen") == set()


def test_endless_name_is_nobodys_and_has_no_names_within() -> None:
    endless = "a " * 160
    assert names_within(endless) == set()
    assert NamesInTitles([(1, endless)]).match(endless).reason is MatchReason.NOBODY
