"""A dozen bombs among a hundred good mails at a real Dovecot (HW-T5). The large number is in tests/soak."""

from pathlib import Path

import pytest

from tests.live.bombed_mailbox import MEGABYTE, pull_bombed
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot

pytestmark = pytest.mark.live("dovecot")


def test_every_good_mail_among_bombs_is_read_and_every_bomb_is_one_problem(
    dovecot: Dovecot, test_ca: CertificateAuthority, tmp_path: Path
) -> None:
    pulled = pull_bombed(dovecot, test_ca, tmp_path, good=100, bad=12)
    assert (pulled.read, len(pulled.problems)) == (100, 12), pulled.problems
    assert 0 < pulled.reader.longest <= 10
    assert pulled.reader.child_peak <= 256 * MEGABYTE
