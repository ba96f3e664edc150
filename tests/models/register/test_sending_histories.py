"""Nothing is handed over without a consent that holds at that very moment: random histories through register and outbox."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.models.register.sending_histories import STEPS, Bench, History, Step

ON_SQLITE = int(os.environ.get("REKISTERID_HISTORIES", "1000"))
ON_POSTGRESQL = 300


def play(bench: Bench, examples: int) -> None:
    """Play that many histories."""

    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=False
    )
    @given(steps=STEPS)
    def histories(steps: list[Step]) -> None:
        bench.play(steps)

    histories()


@pytest.mark.timeout(3000)
def test_no_history_sends_without_consent_on_sqlite(tmp_path: Path) -> None:
    bench = Bench(f"sqlite:///{tmp_path / 'register.db'}")
    play(bench, ON_SQLITE)
    assert bench.handed > ON_SQLITE / 50, "the histories must reach the hand-over often enough to prove anything"


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("needs_approval", [True, False])
def test_no_history_sends_without_consent_on_postgresql(postgresql_url: str, needs_approval: bool) -> None:
    bench = Bench(postgresql_url, needs_approval=needs_approval)
    play(bench, ON_POSTGRESQL // 2)
    assert bench.handed > 3
    bench.database.close()


class Forgetful(Bench):
    """A bench whose model can be made to forget what was consented to."""

    def _forget(self, history: History, _what: None) -> None:
        history.events.clear()


def test_a_send_that_the_model_forbids_is_noticed(tmp_path: Path) -> None:
    grant = {"type": "consent_given", "purpose": "feedback_request", "method": "paper", "channels": ["email"]}
    grant |= {"wording": "feedback@1", "lang": "fi", "evidence": "doc:1"}
    steps: list[Step] = [("event", (grant, timedelta(0))), ("forget", None), ("booking", 3)]
    with pytest.raises(AssertionError, match="handed over although no_consent"):
        Forgetful(f"sqlite:///{tmp_path / 'register.db'}").play(steps)
