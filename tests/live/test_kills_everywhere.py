"""HW-F1: killed on entering any write, fsync or send, the service loses nothing, doubles nothing, sends nothing twice.

Three places of each scenario; `make soak` tries them all.
"""

from pathlib import Path

import pytest

from tests.live import kill_scenarios
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import Firm
from tests.live.injection import need_strace
from tests.live.kill_scenarios import Scenario, hunt, some
from tests.live.radicale import Radicale
from tests.live.smtp_sink import SmtpSink

pytestmark = pytest.mark.xdist_group("kills")

PLACES = 3


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    need_strace()
    return Firm(tmp_path, test_ca)


def hunted(scenario: Scenario, seed: int) -> None:
    """Hunt at places chosen by dice. How soon the next one is ready is judged by `make soak`, which has a machine to itself."""
    assert hunt(scenario, some(seed, PLACES)).killed > 0


@pytest.mark.live("dovecot")
def test_first_pull_survives_a_kill_at_any_place(firm: Firm, dovecot: Dovecot) -> None:
    hunted(kill_scenarios.first_pull(firm, dovecot), seed=1)


@pytest.mark.live("dovecot")
def test_incremental_pull_survives_a_kill_at_any_place(firm: Firm, dovecot: Dovecot) -> None:
    hunted(kill_scenarios.incremental(firm, dovecot), seed=2)


@pytest.mark.live("radicale")
def test_calendar_survives_a_kill_at_any_place(firm: Firm, radicale: Radicale) -> None:
    hunted(kill_scenarios.calendar(firm, radicale), seed=3)


@pytest.mark.live("smtp")
def test_sending_survives_a_kill_at_any_place(firm: Firm, smtp_sink: SmtpSink) -> None:
    hunted(kill_scenarios.sending(firm, smtp_sink), seed=4)
