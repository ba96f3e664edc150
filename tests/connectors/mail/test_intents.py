"""Consent, rights requests and scores in free words; a negation, condition or question vetoes a yes."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents.read import Context, read_intents

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "data" / "intents" / "cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['text']} | {case['quoted'][:24]}" for case in CASES])
def test_intents_are_read_from_own_text_and_what_it_answers(case: dict[str, Any]) -> None:
    got = read_intents(case["text"], Context(case["quoted"], case.get("subject", ""), quotes=bool(case["quoted"])))
    found = (got.consent.value, sorted(request.value for request in got.requests), got.feedback_score)
    assert found == (case["consent"], case["requests"], case["score"])
