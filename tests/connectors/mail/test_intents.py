"""Consent, rights requests and scores in free words; a negation, condition or question vetoes a yes."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents.read import Context, read_intents
from models.vocabulary import ConsentWord

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "data" / "intents" / "cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[f"{case['text']} | {case['quoted'][:24]}" for case in CASES])
def test_intents_are_read_from_own_text_and_what_it_answers(case: dict[str, Any]) -> None:
    got = read_intents(case["text"], Context(case["quoted"], case.get("subject", ""), quotes=bool(case["quoted"])))
    found = (got.consent.value, sorted(request.value for request in got.requests), got.feedback_score)
    assert found == (case["consent"], case["requests"], case["score"])


@pytest.mark.parametrize(
    ("text", "consent", "score"),
    [
        ("5", ConsentWord.NONE, 5),
        ("4, kiitos oikein hyvästä tapaamisesta!", ConsentWord.NONE, 4),
        ("Kiitos, meni oikein mukavasti", ConsentWord.NONE, None),
        ("Kyllä", ConsentWord.GIVEN, None),
        ("JA", ConsentWord.GIVEN, None),
        ("Ei kiitos", ConsentWord.WITHDRAWN, None),
    ],
)
def test_answer_that_quotes_nothing_is_read_for_whatever_we_may_have_asked(
    text: str, consent: ConsentWord, score: int | None
) -> None:
    got = read_intents(text, Context("", "asia", answers_us=True))
    assert (got.consent, got.feedback_score) == (consent, score)
