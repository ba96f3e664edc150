"""A wish in mail of the shape of a machine's, of a form or of a list's foot is heard; the foot itself says nothing."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import OwnIdentity
from models.vocabulary import ConsentWord, MessageKind

OPTIONS = ReadingOptions(
    OwnIdentity(
        company="Selkonen Oy",
        domains=("selkonen.example",),
        addresses=("info@selkonen.example", "outi.harjula@selkonen.example"),
        staff=("Outi Harjula",),
    )
)
QUESTION = ["", "On 1.11.2026 Selkonen Oy wrote:", "> May we send you our newsletter?"]
ANSWERING = ("Subject: Re: May we send you our newsletter?", "In-Reply-To: <question@selkonen.example>")
DATA = Path(__file__).parents[2] / "data" / "wishes.toml"


def _senders(case: dict[str, Any]) -> list[str]:
    told = case.get("from", "Liisa Virta <liisa.virta@posti.example>")
    return told if isinstance(told, list) else [told]


CASES = [
    pytest.param(case, sender, id=f"{case['name']} | {sender.partition(' <')[0]}")
    for case in tomllib.loads(DATA.read_text(encoding="utf-8"))["case"]
    for sender in _senders(case)
]


@pytest.mark.parametrize(("case", "sender"), CASES)
def test_wish_is_heard_whatever_stands_around_it(case: dict[str, Any], sender: str) -> None:
    about = ANSWERING if "asked" in case else (f"Subject: {case.get('subject', 'Asia')}",)
    head = (f"From: {sender}", "To: info@selkonen.example", *about, "Content-Type: text/plain; charset=utf-8", "")
    text = case["text"].strip().split("\n") + (QUESTION if "asked" in case else [])
    got = read_message("\r\n".join([*head, *text, ""]).encode(), OPTIONS)
    assert got.kind is MessageKind(case.get("kind", "personal"))
    assert got.consent is ConsentWord(case.get("consent", "none"))
    assert [request.value for request in got.requests] == case.get("requests", [])
    # What staff type of a client may be proposed.
    taken = got.found if case.get("proposed") else (*got.found, *got.proposals)
    assert not {found.value for found in taken} & set(case.get("others", ()))
