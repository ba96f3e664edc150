"""The trust matrix: header placement x result x alignment x number and shape of From, for three shapes of servers."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.message import ReadingOptions, read_message
from models.values import OwnIdentity

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "data" / "trust" / "matrix.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_trust_is_what_the_matrix_says(case: dict[str, Any]) -> None:
    raw = ("\n".join(case["header"]).replace("\n", "\r\n") + "\r\n\r\nHei\r\n").encode()
    options = ReadingOptions(OwnIdentity(), authserv_id=case["authserv_id"])
    assert read_message(raw, options).trust.value == case["expected"]


def test_matrix_is_large_and_holds_genuine_mail_of_three_shapes() -> None:
    genuine = {case["family"] for case in CASES if case["expected"] == "verified"}
    assert len(CASES) >= 200
    assert genuine == {"google", "exchange", "postfix"}
