"""Ten thousand random histories through register and outbox on SQLite: no hand-over without a consent that holds."""

import os
from pathlib import Path

from tests.models.register.sending_histories import Bench
from tests.models.register.test_sending_histories import play

HISTORIES = int(os.environ.get("REKISTERID_SOAK_HISTORIES", "10000"))


def test_no_history_sends_without_consent(tmp_path: Path) -> None:
    bench = Bench(f"sqlite:///{tmp_path / 'register.sqlite'}")
    play(bench, HISTORIES)
    print(f"{HISTORIES} histories, {bench.handed} hand-overs, each allowed by the model")
    assert bench.handed > HISTORIES / 50
    bench.database.close()
