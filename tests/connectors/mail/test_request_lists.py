"""Lists of texts, not of whole mails, by a writer who knew nothing of the reader: rights asked for, and grades given."""

import json
from collections.abc import Callable
from operator import ge
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.intents.read import Context, Intents, read_intents

LISTS = Path(__file__).parents[2] / "data" / "answers" / "requests"
LETTERS: dict[str, dict[str, str]] = json.loads((LISTS / "letters.json").read_text(encoding="utf-8"))
# The scorer knows five; portability stands beside.
RIGHTS = {"access", "erasure", "rectification", "restriction", "objection"}
# Every third line is read by nobody: no rule is made from it, and nothing is learned from it. (F1, recall).
LEAST = {
    ("rights", "read"): (0.99, 0.99),
    ("rights", "unread"): (0.95, 0.93),
    ("scores", "read"): (0.99, 0.99),
    ("scores", "unread"): (0.92, 0.91),
}


def _rights(told: dict[str, Any], got: Intents) -> tuple[set[str], set[str]]:
    return set(told["dsar"]), {kind.value for kind in got.requests} & RIGHTS


def _scores(told: dict[str, Any], got: Intents) -> tuple[set[str], set[str]]:
    wanted, found = told["score"], got.feedback_score
    return {f"{wanted:g}"} if wanted is not None else set(), {str(found)} if found is not None else set()


LABELS: dict[str, Callable[[dict[str, Any], Intents], tuple[set[str], set[str]]]] = {
    "rights": _rights,
    "scores": _scores,
}


@pytest.mark.parametrize(("name", "part"), LEAST)
def test_list_is_read_as_well_as_recorded(name: str, part: str) -> None:
    right = missed = wrong = 0
    for index, line in enumerate((LISTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
        if (index % 3 == 0) is not (part == "unread"):
            continue
        told = json.loads(line)
        letter = LETTERS.get(told["answers"] or "")
        context = Context(letter["text"], f"Re: {letter['subject']}", quotes=True) if letter else Context("", "")
        wanted, found = LABELS[name](told, read_intents(told["text"], context))
        right, missed, wrong = right + len(wanted & found), missed + len(wanted - found), wrong + len(found - wanted)
    figures = 2 * right / (2 * right + missed + wrong), right / (right + missed)
    assert all(map(ge, figures, LEAST[name, part])), (figures, missed, wrong)
