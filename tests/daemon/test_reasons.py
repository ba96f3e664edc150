"""The catalogue of reasons: every code in every language, and nothing that is no code."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from daemon.problem_codes import Advice, ProblemCode, advice_for
from daemon.reasons import SECTIONS, catalogue, plain_words, words_for
from models.rules.consent import ConsentReason
from models.rules.feedback import FeedbackReason
from models.vocabulary import Language

REASONS = [pytest.param(reason, id=f"{kind.__name__}.{reason.value}") for kind in SECTIONS for reason in kind]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_in_all_three_languages(reason: StrEnum) -> None:
    words = {language: plain_words(reason, language) for language in Language}
    assert all(text.strip() == text and text for text in words.values())
    assert len(set(words.values())) == 3


def test_catalogue_holds_no_code_that_no_rule_gives() -> None:
    known: dict[str, set[str]] = {}
    for kind, sections in SECTIONS.items():
        known.setdefault(sections[0], set()).update(reason.value for reason in kind)
    strangers = {section: set(words) - known[section] for section, words in catalogue().items()}
    assert not any(strangers.values()), strangers


GIVEN = re.compile(r'(?:BadItem|refuse_when|Failed)\((?:[^()]|\([^()]*\))*?"([a-z_]+)"(?!\])')
NEVER_STORED = {"line_end", "not_ascii", "line_too_long", "header_block", "header_count", "message_id", "from", "to"}
"""Given of our own letters only."""


def test_every_code_of_the_connectors_has_words() -> None:
    folder = Path(__file__).parents[2] / "connectors"
    given = {code for file in folder.rglob("*.py") for code in GIVEN.findall(file.read_text("utf-8"))}
    assert len(given) > 20
    assert given - NEVER_STORED <= set(ProblemCode)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("too_large", Advice.LOOK),
        ("connection_lost", Advice.AGAIN),
        ("no_start", Advice.CALENDAR),
        ("reader_died", Advice.REPORT),
        ("KeyError", Advice.REPORT),
        ("PermissionError", Advice.RIGHTS),
    ],
)
def test_every_problem_has_something_to_do(code: str, advice: Advice) -> None:
    assert advice_for(code) is advice


def test_reason_of_consent_reads_alike_on_a_booking() -> None:
    assert plain_words(FeedbackReason.WITHDRAWN) == plain_words(ConsentReason.WITHDRAWN)
    assert plain_words(FeedbackReason.OK) != plain_words(ConsentReason.OK)


def test_code_from_elsewhere_is_shown_as_it_is() -> None:
    assert words_for(FeedbackReason, "seen_in_sent") == "seen_in_sent"
    assert words_for(FeedbackReason, "too_late", Language.FI) == "varauksesta on liian kauan"
