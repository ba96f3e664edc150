"""How long things are held and what an erasure does: the retention cases of the domain reference, and their edges (T1–T8)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.erasure import ErasureAction, ErasureGround, ErasureItem, plan_erasure
from models.rules.retention import (
    DEFAULT_PERIODS,
    REVIEW_HOLD,
    FiscalYears,
    HoldGround,
    LegalHold,
    Period,
    Retention,
    RetentionClass,
    book_retention,
    policy_retention,
    review_on,
    voucher_retention,
    with_holds,
)
from tests.domain_cases import cases

CASES = cases("retention/1")
Plain = dict[str, Any]


def fiscal_year_end(plain: Plain) -> date:
    if "fiscal_year_end" in plain:
        return date.fromisoformat(plain["fiscal_year_end"])
    posting = date.fromisoformat(plain["posting_date"])
    month, day = (int(part) for part in plain["fy_end_rule"].split("-"))
    return FiscalYears.yearly(month, day, posting.year - 1, posting.year + 1).end_for(posting)


def ordinary(plain: Plain) -> Retention:
    if plain["class"] == RetentionClass.VOUCHER:
        return voucher_retention(fiscal_year_end(plain))
    if plain["class"] == RetentionClass.BOOK:
        return book_retention(fiscal_year_end(plain))
    return policy_retention(date.fromisoformat(plain["start"]), Period(months=plain["months"]))


def under_hold(plain: Plain) -> Retention:
    released = plain["hold_released"]
    hold = LegalHold(
        HoldGround.DISPUTE,
        date.fromisoformat(plain["hold_placed"]),
        None if released is None else date.fromisoformat(released),
    )
    return with_holds(ordinary(plain), [hold])


def erasure_item(plain: Plain) -> ErasureItem:
    accounting = plain["class"] in {"voucher", "book"}
    return ErasureItem(
        id=plain["id"],
        retention_class=RetentionClass(plain["class"]),
        fiscal_year_end=fiscal_year_end(plain) if accounting else None,
        claim_until=date.fromisoformat(plain["until"]) if plain.get("until") else None,
        holds=frozenset({HoldGround(plain["hold"])} if plain.get("hold") else ()),
    )


def erasure_answer(plain: Plain) -> Plain:
    plan = plan_erasure(
        [erasure_item(item) for item in plain["items"]],
        date.fromisoformat(plain["erased_on"]),
        plain.get("recipients", ()),
    )
    fates = [
        {
            "id": fate.id,
            "action": str(fate.action),
            "reason": fate.ground and str(fate.ground),
            "until": fate.until and fate.until.isoformat(),
        }
        for fate in plan.items
    ]
    return {
        "items": fates,
        "suppression_entry": plan.suppression_entry,
        "notify_recipients": list(plan.notify_recipients),
    }


def answer(kind: str, plain: Plain) -> Plain:
    """Give the real rules' answer to a case in the words of the case file."""
    if kind == "erasure":
        return erasure_answer(plain)
    retention = under_hold(plain) if kind == "hold" else ordinary(plain)
    return {
        "hold_until": retention.hold_until.isoformat(),
        "delete_from": retention.delete_from and retention.delete_from.isoformat(),
    }


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_retention_case_gives_the_expected_dates(case: Plain) -> None:
    assert answer(case["kind"], case["input"]) == case["expect"], case["note"]


def test_posting_finds_its_year_in_a_table_of_uneven_years() -> None:
    years = FiscalYears([date(2020, 12, 31), date(2021, 3, 31), date(2022, 9, 30), date(2023, 9, 30)])

    assert years.end_for(date(2020, 12, 31)) == date(2020, 12, 31)
    assert years.end_for(date(2021, 1, 1)) == date(2021, 3, 31)
    assert years.end_for(date(2021, 4, 1)) == date(2022, 9, 30)
    assert years.end_for(date(2023, 9, 30)) == date(2023, 9, 30)
    assert years.end_for(date(2019, 7, 1)) == date(2020, 12, 31)


@pytest.mark.parametrize("posting", [date(2023, 10, 1), date(2019, 6, 30)])
def test_posting_outside_the_table_is_an_error_and_not_a_guess(posting: date) -> None:
    years = FiscalYears([date(2020, 12, 31), date(2022, 6, 30), date(2023, 9, 30)])

    with pytest.raises(LookupError, match="does not reach"):
        years.end_for(posting)


def test_a_table_with_a_missing_year_or_none_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="18 months"):
        FiscalYears([date(2020, 12, 31), date(2022, 12, 31)])
    with pytest.raises(ValueError, match="empty"):
        FiscalYears([])


def test_last_of_february_is_the_year_end_in_leap_years_too() -> None:
    assert FiscalYears.yearly(2, 28, 2023, 2025).ends == (date(2023, 2, 28), date(2024, 2, 29), date(2025, 2, 28))


def test_several_holds_wait_for_the_last_release() -> None:
    plain = policy_retention(date(2024, 5, 10), Period(months=24))
    early = LegalHold(HoldGround.DISPUTE, date(2025, 1, 1), date(2026, 7, 1))
    late = LegalHold(HoldGround.AUTHORITY, date(2025, 1, 1), date(2026, 9, 15))
    still_on = LegalHold(HoldGround.RIGHTS_REQUEST, date(2026, 9, 1))

    assert with_holds(plain, []) == plain
    assert with_holds(plain, [early, late]).delete_from == date(2026, 9, 15)
    assert with_holds(plain, [late, early]).delete_from == date(2026, 9, 15)
    assert with_holds(plain, [early, still_on]).delete_from is None
    assert with_holds(with_holds(plain, [still_on]), [early]).delete_from is None


def test_a_hold_released_before_it_was_placed_is_refused() -> None:
    with pytest.raises(ValueError, match="released"):
        LegalHold(HoldGround.DISPUTE, date(2026, 1, 2), date(2026, 1, 1))
    LegalHold(HoldGround.DISPUTE, date(2026, 1, 2), date(2026, 1, 2))


def test_what_has_no_end_has_a_day_of_review() -> None:
    assert review_on(date(2024, 2, 29)) == date(2029, 2, 28)
    assert review_on(date(2026, 8, 31), REVIEW_HOLD) == date(2027, 2, 28)


def test_every_class_has_a_period_or_a_rule_of_its_own() -> None:
    by_law_or_without_end = {"voucher", "book", "prohibition", "claim_evidence"}

    assert set(RetentionClass) == set(DEFAULT_PERIODS) | by_law_or_without_end
    assert policy_retention(date(2026, 11, 1), DEFAULT_PERIODS[RetentionClass.UNMATCHED]).hold_until == date(
        2026, 12, 1
    )


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(0, 120), st.integers(0, 60))
def test_deletion_starts_on_the_day_after_the_last_day_held(start: date, months: int, days: int) -> None:
    for retention in (
        policy_retention(start, Period(months, days)),
        voucher_retention(start),
        book_retention(start),
    ):
        assert retention.delete_from is not None
        assert (retention.delete_from - retention.hold_until).days == 1
        assert retention.hold_until >= start


ERASED_ON = date(2026, 11, 20)
VOUCHER_END = date(2025, 12, 31)
FATES: dict[str, tuple[ErasureItem, tuple[str, str | None, date | None]]] = {
    "a claim that outlives the voucher is named": (
        ErasureItem("x", RetentionClass.VOUCHER, VOUCHER_END, claim_until=date(2035, 1, 1)),
        ("restrict", "GDPR 17(3)(e)", date(2035, 1, 1)),
    ),
    "a voucher that outlives the claim is named": (
        ErasureItem("x", RetentionClass.VOUCHER, VOUCHER_END, claim_until=date(2027, 1, 1)),
        ("restrict", "GDPR 17(3)(b), KPL 2:10", date(2031, 12, 31)),
    ),
    "a book is held ten years from its year's end": (
        ErasureItem("x", RetentionClass.BOOK, date(2024, 3, 31)),
        ("restrict", "GDPR 17(3)(b), KPL 2:10", date(2034, 3, 31)),
    ),
    "a booking in a financial year is no accounting material for it": (
        ErasureItem("x", RetentionClass.BOOKING, VOUCHER_END),
        ("delete", None, None),
    ),
    "a booking listed as evidence stays until the claim ends": (
        ErasureItem("x", RetentionClass.BOOKING, claim_until=ERASED_ON),
        ("restrict", "GDPR 17(3)(e)", ERASED_ON),
    ),
    "a claim that is past holds nothing": (
        ErasureItem("x", RetentionClass.CLAIM_EVIDENCE, claim_until=date(2026, 11, 19)),
        ("delete", None, None),
    ),
    "a hold for an authority has its own ground": (
        ErasureItem("x", RetentionClass.BOOKING, holds=frozenset({HoldGround.AUTHORITY})),
        ("restrict", "GDPR 17(3)(b)", None),
    ),
    "an open hold ends last of all": (
        ErasureItem("x", RetentionClass.PROHIBITION, holds=frozenset({HoldGround.DISPUTE})),
        ("restrict", "GDPR 17(3)(e)", None),
    ),
    "an open rights request never holds against the erasure it asks for": (
        ErasureItem("x", RetentionClass.CONTACT, holds=frozenset({HoldGround.RIGHTS_REQUEST})),
        ("delete", None, None),
    ),
    "consent evidence in a longer claim stays whole": (
        ErasureItem("x", RetentionClass.CONSENT_RECORD, claim_until=date(2031, 1, 1)),
        ("restrict", "GDPR 17(3)(e)", date(2031, 1, 1)),
    ),
    "consent evidence outlives a shorter claim in minimised form": (
        ErasureItem("x", RetentionClass.CONSENT_RECORD, claim_until=date(2027, 1, 1)),
        ("minimise", "GDPR 5(2), 17(3)(e)", date(2029, 11, 20)),
    ),
    "a prohibition outlives every claim": (
        ErasureItem("x", RetentionClass.PROHIBITION, claim_until=date(2031, 1, 1)),
        ("minimise", "GDPR 21(3)", None),
    ),
}


@pytest.mark.parametrize(("item", "fate"), FATES.values(), ids=FATES.keys())
def test_the_ground_that_ends_last_decides_what_stays(
    item: ErasureItem, fate: tuple[str, str | None, date | None]
) -> None:
    found = plan_erasure([item], ERASED_ON).items[0]

    assert (str(found.action), found.ground and str(found.ground), found.until) == fate


def test_items_without_what_their_class_needs_are_refused() -> None:
    with pytest.raises(ValueError, match="financial year"):
        ErasureItem("x", RetentionClass.VOUCHER)
    with pytest.raises(ValueError, match="last day"):
        ErasureItem("x", RetentionClass.CLAIM_EVIDENCE)


@given(
    st.lists(
        st.builds(
            ErasureItem,
            id=st.text(max_size=3),
            retention_class=st.sampled_from(RetentionClass),
            fiscal_year_end=st.dates(date(2010, 1, 1), date(2030, 1, 1)),
            claim_until=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
            holds=st.frozensets(st.sampled_from(HoldGround)),
        ),
        max_size=5,
    ),
    st.lists(st.sampled_from(["accountant", "mail-provider", "court"])),
)
def test_nothing_stays_without_a_ground_and_every_recipient_is_told_once(
    items: list[ErasureItem], recipients: list[str]
) -> None:
    plan = plan_erasure(items, ERASED_ON, recipients)

    assert [fate.id for fate in plan.items] == [item.id for item in items]
    assert list(plan.notify_recipients) == sorted(set(recipients))
    assert plan.suppression_entry
    for fate in plan.items:
        assert (fate.ground is None) == (fate.action is ErasureAction.DELETE)
        assert fate.until is None or fate.until >= ERASED_ON
        assert fate.ground is None or fate.ground in ErasureGround
