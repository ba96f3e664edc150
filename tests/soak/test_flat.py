"""Thousands of polls (ten minutes, or FLAT_SECONDS): memory and descriptors flat."""

import os
from pathlib import Path

from tests.daemon.flat import polling
from tests.soak.conftest import Tell

SECONDS = float(os.environ.get("FLAT_SECONDS", "600"))
SAMPLES = 20
MEGABYTE = 1_000_000


def test_memory_and_descriptors_are_flat_over_thousands_of_polls(tmp_path: Path, tell: Tell) -> None:
    with polling(tmp_path) as flat:
        held = [flat.after(SECONDS / SAMPLES) for _ in range(SAMPLES)]
    for sample in held:
        tell(f"polls {sample.polls:6}, {sample.bytes / MEGABYTE:.1f} MB, {sample.descriptors} descriptors")
    # The first quarter warms up: caches, pools, compiled queries.
    warm, rest = held[: SAMPLES // 4], held[SAMPLES // 4 :]
    assert rest[-1].polls > min(3000, SECONDS * 5)
    assert max(sample.bytes for sample in rest) - max(sample.bytes for sample in warm) < 10 * MEGABYTE
    assert max(sample.descriptors for sample in rest) <= max(sample.descriptors for sample in warm) + 12
