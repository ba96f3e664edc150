"""Sixty bombs among a thousand good mails at a real Dovecot (HW-T5): what is read, what it costs, and that nothing grows."""

from pathlib import Path

import pytest

from tests.live.bombed_mailbox import MEGABYTE, pull_bombed, resident
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.soak.conftest import Tell

# What a program has loaded before it pulls, generously; this process holds the remains of earlier tests too.
_LOADED_BYTES = 150 * MEGABYTE

pytestmark = pytest.mark.live("dovecot")


def test_thousand_good_mails_among_sixty_bombs_are_read_and_every_bomb_is_one_problem(
    dovecot: Dovecot, test_ca: CertificateAuthority, tmp_path: Path, tell: Tell
) -> None:
    before = resident()
    pulled = pull_bombed(dovecot, test_ca, tmp_path, good=1000, bad=60)
    reader = pulled.reader
    # The first quarter warms up: caches, compiled queries.
    warm, rest = reader.own_sizes[: len(reader.own_sizes) // 4], reader.own_sizes[len(reader.own_sizes) // 4 :]
    tell(
        f"{pulled.seconds:.1f} s; longest item {reader.longest:.2f} s, largest reader {reader.child_peak / MEGABYTE:.0f} MB"
    )
    tell(
        f"this process {before / MEGABYTE:.0f} MB before and {max(reader.own_sizes) / MEGABYTE:.0f} MB at its highest,"
        f" grown by {(max(rest) - max(warm)) / MEGABYTE:.1f} MB after the first quarter"
    )
    assert (pulled.read, len(pulled.problems)) == (1000, 60), pulled.problems
    assert reader.longest <= 10
    assert reader.child_peak <= 256 * MEGABYTE
    assert _LOADED_BYTES + max(reader.own_sizes) - before < 300 * MEGABYTE
    assert max(rest) - max(warm) < 15 * MEGABYTE
