"""Answers to a letter that asks more than leave to send mail, or lists the answers to choose from."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents.read import Context, read_intents
from models.vocabulary import ConsentWord

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "intents" / "several_questions.json").read_text()
)
OPEN = {ConsentWord.UNCLEAR, ConsentWord.NONE}
"""What waits for a person, or answers nothing."""


@pytest.mark.parametrize("case", CASES["answers"], ids=lambda case: f"{case['to']}: {case['text']}")
def test_only_what_is_said_to_the_question_for_leave_counts(case: dict[str, str]) -> None:
    read = read_intents(case["text"], Context(CASES["letters"][case["to"]], "Re: Kysymys", quotes=True)).consent
    expected = OPEN if case["consent"] == "open" else {ConsentWord(case["consent"])}
    assert read in expected


def test_number_of_an_answer_to_choose_is_no_grade() -> None:
    letter = "Saammeko lähettää sinulle palautekyselyjä sähköpostilla?\n\n1) Kyllä\n2) Ei"
    read = read_intents("1", Context(letter, "Re: Palaute", answers_us=True, quotes=True))
    assert (read.consent, read.feedback_score) == (ConsentWord.GIVEN, None)
