"""Ten thousand random histories through register and outbox on SQLite: no hand-over without a consent that holds."""

import os
from pathlib import Path

import pytest

from tests.models.register.sending_histories import Bench
from tests.models.register.test_sending_histories import play
from tests.soak.conftest import Tell

HISTORIES = int(os.environ.get("REKISTERID_SOAK_HISTORIES", "10000"))
PARTS = 10
"""Registers they are shared out to: so they can be played side by side, and none grows beyond a firm's size."""


@pytest.mark.timeout(6000)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_history_sends_without_consent(tmp_path: Path, part: int, tell: Tell) -> None:
    bench = Bench(f"sqlite:///{tmp_path / 'register.sqlite'}")
    play(bench, HISTORIES // PARTS)
    tell(f"part {part}: {HISTORIES // PARTS} histories, {bench.handed} hand-overs, each allowed by the model")
    assert bench.handed > HISTORIES / PARTS / 50
    bench.database.close()
