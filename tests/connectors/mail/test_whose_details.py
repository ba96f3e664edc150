"""Details of others that stand in a client's mail never become the client's; silent kinds without marks give nothing."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import OwnIdentity
from models.vocabulary import SILENT_KINDS, MessageKind

DATA = Path(__file__).parents[2] / "data" / "whose"
OPTIONS = ReadingOptions(
    OwnIdentity(
        company="Selkonen Oy",
        domains=("selkonen.example",),
        addresses=("info@selkonen.example", "outi.harjula@selkonen.example"),
        phones=("+358507009999",),
        staff=("Outi Harjula",),
    ),
    explain=True,
)
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(DATA.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


def _message(case: dict[str, Any]) -> bytes:
    head = [f"From: {case['from']}", "To: info@selkonen.example", f"Subject: {case.get('subject', 'Asia')}"]
    head += [*([f"Cc: {case['cc']}"] if "cc" in case else []), *case.get("headers", ())]
    sort, body = ("html", case["html"]) if "html" in case else ("plain", case["text"])
    head.append(f"Content-Type: text/{sort}; charset=utf-8")
    return "\r\n".join([*head, "", *body.strip().split("\n"), ""]).encode()


@pytest.mark.parametrize("case", CASES)
def test_only_what_is_the_writers_own_becomes_a_value(case: dict[str, Any]) -> None:
    reading = read_message(_message(case), OPTIONS)
    values = {found.value for found in reading.found}
    told = {f"{found.field.value}={found.value}" for found in reading.found}
    proposed = {f"{found.field.value}={found.value}" for found in reading.proposals}
    assert reading.kind is MessageKind(case.get("kind", "personal"))
    assert (values & set(case.get("others", ())), set(case.get("own", ())) - told) == (set(), set())
    assert set(case.get("proposed", ())) <= proposed
    assert "reply" not in case or (reading.reply_text or "").split() == case["reply"].split()
    assert not (reading.kind in SILENT_KINDS and (reading.found or reading.proposals))
