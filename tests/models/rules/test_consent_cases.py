"""The consent cases of the domain reference through the real rules, and through the independent model that judges them."""

from typing import Any

import pytest

from models.rules.consent import ConsentReason, may_send
from tests.domain_cases import cases
from tests.models import consent_oracle
from tests.models.consent_plain import history_of, policy_of, query_of, subject_of

CASES = cases("consent/1")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_consent_case_gives_the_expected_answer_and_reason(case: dict[str, Any]) -> None:
    verdict = may_send(
        history_of(case["events"]),
        query_of(case["query"]),
        subject_of(case.get("subject")),
        policy_of(case["head"]["policy"]),
    )

    assert verdict.reason == case["expect"]["reason"], case["note"]
    assert verdict.allowed is case["expect"]["may_send"], case["note"]
    assert verdict.allowed is (verdict.reason is ConsentReason.OK)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_independent_model_gives_the_same_answer(case: dict[str, Any]) -> None:
    policy = case["head"]["policy"]
    allowed, reason = consent_oracle.judge(
        case["events"],
        case["query"],
        (case.get("subject") or {}).get("age"),
        policy["expiry_months"],
        policy["confirm_days"],
    )

    assert (allowed, reason) == (case["expect"]["may_send"], case["expect"]["reason"]), case["note"]
