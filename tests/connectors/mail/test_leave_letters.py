"""Which letters of the firm ask for leave to send mail: there a bare yes or no is an answer."""

import json
from pathlib import Path
from typing import TypedDict

import pytest

from connectors.mail.intents.read import Context, asks_for_leave

LETTERS = Path(__file__).parents[2] / "data" / "intents" / "leave_letters.json"


class Letter(TypedDict):
    """A letter as the client's mail quotes it, and whether it asks for leave."""

    language: str
    subject: str
    text: str
    asks: bool


def letters() -> list[Letter]:
    found: list[Letter] = json.loads(LETTERS.read_text("utf-8"))
    return found


@pytest.mark.parametrize("letter", letters(), ids=lambda letter: f"{letter['language']} {letter['subject']}")
def test_letter_asks_for_leave_or_does_not(letter: Letter) -> None:
    assert asks_for_leave(Context(letter["text"], f"Re: {letter['subject']}")) is letter["asks"], letter["text"]
