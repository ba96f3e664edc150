"""Names of strangers in our letters (HW-T7)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.letters import lint, render_feedback_request
from daemon.letters.names import greeting_name
from models.vocabulary import Language
from tests.daemon.letters.invented import FACTS, SENDER, facts_in, parsed

HOSTILE = json.loads((Path(__file__).parents[2] / "data/letters/hostile_names.json").read_text(encoding="utf-8"))

PLAIN = [
    "Maija",
    "Åke",
    "Anna-Liisa",
    "Anna Liisa",
    "D'Arcy",
    "Siân",
    "Mai\u0302ja",
    "Владимир",
    "Łukasz",
    "Søren",
    "明美",
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_name_changes_nothing_in_the_letter(number: int) -> None:
    for language in Language:
        facts = facts_in(language)
        letter = render_feedback_request(replace(facts, given_name=HOSTILE[number]), SENDER)
        assert letter.content == render_feedback_request(replace(facts, given_name=None), SENDER).content


@pytest.mark.parametrize("name", PLAIN)
def test_plain_name_of_any_script_greets(name: str) -> None:
    letter = render_feedback_request(replace(FACTS, given_name=name), SENDER)
    shown = greeting_name(name)
    assert shown is not None
    assert lint(letter) == []
    text = next(parsed(letter).iter_parts()).get_content()
    assert text.startswith(f"Hei {shown}!")


def test_nobody_is_greeted_by_a_name_that_is_missing() -> None:
    text = next(parsed(render_feedback_request(replace(FACTS, given_name=None), SENDER)).iter_parts()).get_content()
    assert text.startswith("Hei!")
