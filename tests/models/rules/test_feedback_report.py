"""The report on feedback: figures counted by hand, and no group of fewer than five in or behind them (S6)."""

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import combinations

import pytest

from models.rules.feedback_report import (
    Asked,
    Band,
    FeedbackFacts,
    FeedbackReport,
    Months,
    NotAsked,
    Row,
    Scale,
    TableName,
    kept_since,
    report,
)
from models.rules.months import add_months
from models.rules.small_groups import apart, joined, may_tell, small_follows, told_rows

JANUARY = date(2026, 1, 1)
YEAR = Months(JANUARY, date(2026, 12, 1))
SCALE = Scale(1, 5)
HOUR = timedelta(hours=1)


def months(first: int, last: int) -> Months:
    """Months of 2026 by their numbers."""
    return Months(date(2026, first, 1), date(2026, last, 1))


def requests(
    count: int, scores: Iterable[int | None] = (), *, month: int = 1, service: str = "TO", by: str = "R", who: int = 0
) -> list[Asked]:
    """So many requests to different people from number `who` on; the first ones are answered, after an hour each."""
    answers = list(scores)
    return [
        Asked(
            person=who + number,
            month=add_months(JANUARY, month - 1),
            service=service,
            practitioner=by,
            waited=HOUR if number < len(answers) else None,
            score=answers[number] if number < len(answers) else None,
        )
        for number in range(count)
    ]


def facts(*parts: list[Asked], not_asked: Iterable[NotAsked] = (), gone: dict[int, int] | None = None) -> FeedbackFacts:
    """Put them together."""
    return FeedbackFacts(tuple(item for part in parts for item in part), tuple(not_asked), gone or {})


def test_figures_are_those_counted_by_hand() -> None:
    told = report(
        facts(
            requests(20, [5] * 8 + [4] * 5, who=0),
            requests(16, [5] * 6 + [3] * 5, month=2, who=100),
        ),
        YEAR,
        SCALE,
    )
    assert (told.sent, told.answered, told.waited) == (36, 24, HOUR)
    # 14 times 5, 5 times 4, 5 times 3: 105 in 24 answers.
    assert told.average == 4.4
    assert [(band.lowest, band.count) for band in told.bands] == [(1, 0), (2, 0), (3, 5), (4, 5), (5, 14)]
    assert told.tables[TableName.MONTHS] == (
        Row(("2026-01", "2026-01"), 20, 13, 4.6, (0, 0, 0, 5, 8)),
        Row(("2026-02", "2026-02"), 16, 11, 4.1, (0, 0, 5, 0, 6)),
    )
    assert told.tables[TableName.SERVICES] == (Row(("TO",), 36, 24, 4.4, (0, 0, 5, 5, 14)),)


def test_month_of_few_requests_comes_with_its_neighbour() -> None:
    told = report(facts(requests(4), requests(9, month=2, who=10), requests(3, month=3, who=30)), YEAR, SCALE)
    assert [(row.names, row.sent) for row in told.tables[TableName.MONTHS]] == [(("2026-01", "2026-03"), 16)]


def test_month_whose_silent_people_are_few_comes_with_its_neighbour() -> None:
    # Of twelve ten answered: the two who did not would be told by the difference.
    told = report(facts(requests(12, [5] * 10), requests(12, [5] * 6, month=2, who=50)), YEAR, SCALE)
    assert [(row.names[1], row.sent, row.answered) for row in told.tables[TableName.MONTHS]] == [("2026-02", 24, 16)]


def test_part_of_a_block_of_months_gives_the_whole_block() -> None:
    some = facts(requests(4), requests(9, month=2, who=10), requests(9, month=4, who=30))
    assert report(some, months(1, 1), SCALE).months == months(1, 2)
    assert report(some, months(1, 1), SCALE).sent == 13
    assert report(some, months(3, 4), SCALE).sent == 9


def test_fewer_than_five_people_are_told_in_no_figure() -> None:
    told = report(facts(requests(4, [1, 2, 3])), YEAR, SCALE)
    assert (told.sent, told.answered, told.average, told.waited, told.bands, told.tables) == (
        None,
        None,
        None,
        None,
        (),
        {},
    )


def test_one_person_asked_many_times_is_no_group() -> None:
    told = report(facts([item for month in range(1, 8) for item in requests(1, [5], month=month)]), YEAR, SCALE)
    assert told.sent is None


def test_few_silent_people_keep_the_answers_back_but_not_the_requests() -> None:
    told = report(facts(requests(20, [5] * 18)), YEAR, SCALE)
    assert (told.sent, told.answered, told.average, told.bands) == (20, None, None, ())
    assert [(row.sent, row.answered) for row in told.tables[TableName.MONTHS]] == [(20, None)]


def test_rare_scores_are_told_together() -> None:
    told = report(facts(requests(40, [None, 1, 2, 3, 3] + [4] * 6 + [5] * 9)), YEAR, SCALE)
    assert told.bands == (Band(1, 3, True, 5), Band(4, 4, False, 6), Band(5, 5, False, 9))


def test_rare_best_score_is_told_with_the_next() -> None:
    told = report(facts(requests(40, [4] * 6 + [5] * 2)), YEAR, SCALE)
    assert [(band.lowest, band.highest, band.count) for band in told.bands][-1] == (4, 5, 8)


def test_small_service_stands_among_others_with_the_next_smallest() -> None:
    parts = (requests(30, [5] * 15), requests(12, [4] * 6, service="VA", who=50), requests(3, service="X", who=90))
    told = report(facts(*parts), YEAR, SCALE)
    assert [(row.names, row.sent) for row in told.tables[TableName.SERVICES]] == [(("TO",), 30), ((), 15)]


def test_practitioner_who_differs_from_a_service_by_few_keeps_the_table_back() -> None:
    # All of R's visits are of the service TO, and three more of TO are somebody else's.
    parts = (
        requests(30, [5] * 15),
        requests(3, by="H", who=40),
        requests(20, [5] * 10, service="VA", by="H", who=60),
    )
    told = report(facts(*parts), YEAR, SCALE)
    assert told.kept_back == (TableName.PRACTITIONERS,)
    assert TableName.PRACTITIONERS not in told.tables
    assert TableName.SERVICES in told.tables


def test_rare_reasons_stand_together() -> None:
    passed = [NotAsked(person, JANUARY, "no_consent") for person in range(9)]
    passed += [NotAsked(person, JANUARY, "withdrawn") for person in range(20, 22)]
    passed += [NotAsked(person, JANUARY, "minor") for person in range(30, 33)]
    passed += [NotAsked(50, add_months(JANUARY, 14), "no_consent")]
    told = report(facts(not_asked=passed), YEAR, SCALE)
    assert [(row.reason, row.count) for row in told.reasons] == [("no_consent", 9), ("", 5)]
    assert told.sent == 0


def test_scores_of_answers_that_are_gone_are_told_by_fives() -> None:
    told = report(facts(gone={5: 9, 4: 3, 1: 2}), YEAR, SCALE)
    assert [(band.lowest, band.highest, band.count) for band in told.gone] == [(1, 4, 5), (5, 5, 9)]
    assert report(facts(gone={5: 3}), YEAR, SCALE).gone == ()


def test_empty_register_makes_an_empty_report() -> None:
    told = report(facts(), YEAR, SCALE)
    assert (told.sent, told.answered, told.average, told.waited) == (0, 0, None, None)


@pytest.mark.parametrize(("people", "told"), [([], True), ([1] * 9, False), (range(4), False), (range(5), True)])
def test_group_is_nobody_or_five(people: Iterable[int], told: bool) -> None:
    assert may_tell(people) is told


def test_joined_apart_and_told_rows_say_nothing_when_the_whole_is_small() -> None:
    assert joined([[1], [2]], may_tell) == []
    assert apart({"a": [1], "b": [2]}, may_tell) == ([], [])
    assert told_rows([[[1]], [[2]]], may_tell) == frozenset()


def test_row_kept_back_takes_another_one_along() -> None:
    five, six, two = list(range(5)), list(range(10, 16)), [20, 21]
    shown = told_rows([[five, six], [six, five], [two, six], [six, six]], may_tell)
    assert len(shown) == 2
    assert 2 not in shown


def test_difference_of_differences_is_followed() -> None:
    a, b = frozenset(range(12)), frozenset(range(6))
    c = frozenset(range(6, 14))
    owner = {number: number for number in range(20)}
    assert not small_follows([[a], [b]], owner)
    # c without what is left of a without b: two people.
    assert small_follows([[a], [b, c]], owner)


def test_many_services_in_one_month_are_all_told() -> None:
    told = report(facts(*(requests(10, service=f"S{n}", by=f"P{n}", who=100 * n) for n in range(40))), YEAR, SCALE)
    assert told.kept_back == ()
    assert len(told.tables[TableName.SERVICES]) == 40


# The attack: everything that follows from the report by adding and taking away, by linear algebra over the requests.

PRIME = 2_147_483_647


def span(rows: Iterable[list[int]]) -> list[tuple[int, list[int]]]:
    """Reduce vectors: pivot and row of each."""
    found: list[tuple[int, list[int]]] = []
    for row in rows:
        rest = reduced(row, found)
        pivot = next((at for at, value in enumerate(rest) if value), None)
        if pivot is not None:
            inverse = pow(rest[pivot], PRIME - 2, PRIME)
            found.append((pivot, [value * inverse % PRIME for value in rest]))
    return found


def reduced(row: list[int], found: list[tuple[int, list[int]]]) -> list[int]:
    """Take the known vectors out of one."""
    rest = list(row)
    for pivot, known in found:
        if factor := rest[pivot]:
            rest = [(one - factor * other) % PRIME for one, other in zip(rest, known, strict=True)]
    return rest


Test = Callable[[Asked], bool]


def told_groups(told: FeedbackReport, every: list[Asked]) -> list[Test]:
    """Give the groups whose number the report tells."""
    groups: list[Test] = [] if told.sent is None else [lambda _: True]
    if told.answered is not None:
        groups.append(lambda item: item.is_answered)
    groups += [in_band(band) for band in told.bands]
    for name, rows in told.tables.items():
        listed = {n for row in rows for n in row.names} if name is not TableName.MONTHS else set()
        for row in rows:
            there = in_row(name, row, listed)
            groups.append(there)
            if row.answered is not None:
                groups.append(both(there, lambda item: item.is_answered))
            if row.spread is not None:
                groups += [both(there, in_band(band)) for band in told.bands]
            counted = [item for item in every if there(item)]
            assert row.sent == len(counted)
            assert row.answered in (None, sum(item.is_answered for item in counted))
            assert row.spread in (None, tuple(sum(map(in_band(band), counted)) for band in told.bands))
    return groups


def both(one: Test, other: Test) -> Test:
    return lambda item: one(item) and other(item)


def in_band(band: Band) -> Test:
    def test(item: Asked) -> bool:
        if not item.is_answered:
            return False
        if item.score is None or band.lowest is None or band.highest is None:
            return item.score is None and band.unscored
        return band.lowest <= item.score <= band.highest

    return test


def in_row(name: TableName, row: Row, listed: set[str]) -> Test:
    if name is TableName.MONTHS:
        return lambda item: row.names[0] <= f"{item.month:%Y-%m}" <= row.names[1]
    field = "service" if name is TableName.SERVICES else "practitioner"
    if row.names:
        return lambda item: getattr(item, field) == row.names[0]
    return lambda item: getattr(item, field) not in listed


def every_group(every: list[Asked]) -> dict[frozenset[int], int]:
    """Give the requests of every group that one to four marks name, with how many people that are."""
    marks = [
        [("month", item.month), ("service", item.service), ("by", item.practitioner), ("what", what(item))]
        for item in every
    ]
    found: dict[tuple[object, ...], set[int]] = {}
    for number, item_marks in enumerate(marks):
        answered = ("answered", every[number].is_answered)
        for size in range(1, 5):
            for chosen in combinations([*item_marks, answered], size):
                found.setdefault(chosen, set()).add(number)
    return {frozenset(group): len({every[number].person for number in group}) for group in found.values()}


def what(item: Asked) -> object:
    return item.score if item.is_answered else "silent"


def some_register(seed: int) -> FeedbackFacts:
    chance = random.Random(seed)
    people, size = chance.choice([6, 15, 60, 200]), chance.choice([8, 25, 60, 120])
    services, staff = "ABCD"[: chance.randint(1, 4)], "RHS"[: chance.randint(1, 3)]
    rate, loyal = chance.random(), chance.random() < 0.4
    every = []
    for _ in range(size):
        service = chance.choice(services)
        by = staff[services.index(service) % len(staff)] if loyal and chance.random() < 0.9 else chance.choice(staff)
        answered = chance.random() < rate
        score = chance.choice([None, 1, 2, 3, 4, 4, 5, 5, 5, 5]) if answered else None
        month = add_months(JANUARY, min(chance.randrange(6), chance.randrange(6)))
        waited = HOUR if answered else None
        every.append(Asked(chance.randrange(people), month, service, by, waited, score))
    return FeedbackFacts(tuple(every), (), {})


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_no_group_under_five_can_be_derived(start: int) -> None:
    for seed in range(start, start + 20):
        some = some_register(seed)
        every = list(some.asked)
        told = report(some, YEAR, SCALE)
        groups = told_groups(told, every)
        known = span([[int(test(item)) for item in every] for test in groups])
        for group, people in every_group(every).items():
            if people >= 5:
                continue
            rest = reduced([int(number in group) for number in range(len(every))], known)
            assert any(rest), f"seed {seed}: a group of {people} follows"


def test_most_registers_of_a_firm_still_give_tables() -> None:
    told = [report(some_register(seed), YEAR, SCALE) for seed in range(120)]
    assert sum(one.sent is not None for one in told) > 80
    assert sum(TableName.SERVICES in one.tables for one in told) > 80
    assert sum(TableName.PRACTITIONERS in one.tables for one in told) > 40


def test_two_reports_of_overlapping_times_differ_by_no_small_group() -> None:
    compared = 0
    for seed in range(40):
        some = some_register(seed)
        reports = [report(some, months(1, last), SCALE) for last in range(1, 7)]
        ranges = {one.months for one in reports if one.sent is not None}
        split = report(some, YEAR, SCALE).answered is not None
        for one, other in combinations(ranges, 2):
            rest = [item for item in some.asked if (item.month in one) != (item.month in other)]
            assert may_tell(item.person for item in rest)
            assert not split or may_tell(item.person for item in rest if item.is_answered)
            assert not split or may_tell(item.person for item in rest if not item.is_answered)
            compared += 1
    assert compared > 50


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2026, 11, 23), 12, date(2025, 12, 1)),
        # Answers of the first day of a month may go on the same day of the last one that is kept.
        (date(2026, 11, 1), 12, date(2025, 12, 1)),
        (date(2026, 3, 31), 1, date(2026, 3, 1)),
        (date(2026, 1, 31), 2, date(2025, 12, 1)),
    ],
)
def test_requests_count_from_the_first_month_of_which_no_answer_is_gone(today: date, months: int, first: date) -> None:
    assert kept_since(today, months) == first
