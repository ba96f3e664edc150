"""Hundreds of polls: memory, descriptors and threads stay as they are. The long run is in tests/soak."""

from pathlib import Path

from tests.daemon.flat import polling

MEGABYTE = 1_000_000


def test_service_that_polls_without_a_pause_holds_no_more_than_before(tmp_path: Path) -> None:
    with polling(tmp_path) as flat:
        warm = flat.after(7)
        end = flat.after(12)
    assert end.polls - warm.polls > 50
    assert end.bytes - warm.bytes < 8 * MEGABYTE
    # A connection of the pool and a waking job may come and go.
    assert end.descriptors - warm.descriptors <= 12
    assert end.threads - warm.threads <= 4
