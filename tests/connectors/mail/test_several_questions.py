"""Answers by what they answer: letters that ask several things or list answers, tidy their list, end nothing or bill."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents.read import Context, read_intents
from models.vocabulary import ConsentWord

DATA = Path(__file__).parents[2] / "data" / "intents"
OPEN = {ConsentWord.UNCLEAR, ConsentWord.NONE}
"""What waits for a person, or answers nothing."""


def cases(name: str) -> list[tuple[str, str, str]]:
    """Give (letter, answer, what it says) of a file."""
    told: dict[str, Any] = json.loads((DATA / name).read_text("utf-8"))
    return [(told["letters"][case["to"]], case["text"], case["consent"]) for case in told["answers"]]


def says(letter: str, text: str, consent: str) -> bool:
    """Whether an answer to a letter is read so."""
    read = read_intents(text, Context(letter, "Re: Kysymys", quotes=True)).consent
    return read in (OPEN if consent == "open" else {ConsentWord(consent)})


@pytest.mark.parametrize(("letter", "text", "consent"), cases("several_questions.json"))
def test_only_what_is_said_to_the_question_for_leave_counts(letter: str, text: str, consent: str) -> None:
    assert says(letter, text, consent)


@pytest.mark.parametrize(("letter", "text", "consent"), cases("refusals.json"))
def test_refusal_is_heard_and_a_mere_negation_is_none(letter: str, text: str, consent: str) -> None:
    assert says(letter, text, consent)


def test_number_of_an_answer_to_choose_is_no_grade() -> None:
    letter = "Saammeko lähettää sinulle palautekyselyjä sähköpostilla?\n\n1) Kyllä\n2) Ei"
    read = read_intents("1", Context(letter, "Re: Palaute", answers_us=True, quotes=True))
    assert (read.consent, read.feedback_score) == (ConsentWord.GIVEN, None)
