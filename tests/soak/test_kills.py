"""HW-F1 at length: many rounds of kills, each with other dice. REKISTERID_ROUNDS and REKISTERID_KILLS say how many."""

import os
from pathlib import Path

import pytest

from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import Firm
from tests.live.smtp_sink import SmtpSink
from tests.live.test_kills import kill_while_reading, kill_while_sending
from tests.live.victims import Hunt
from tests.live.warmed import READY_SECONDS

ROUNDS = int(os.environ.get("REKISTERID_ROUNDS", "2"))
KILLS = int(os.environ.get("REKISTERID_KILLS", "50"))
SEEDS = range(100, 100 + ROUNDS)


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    return Firm(tmp_path, test_ca)


@pytest.fixture
def firm_on_postgresql(firm: Firm, postgresql_url: str) -> Firm:
    firm.database = postgresql_url
    return firm


def tell(name: str, hunt: Hunt) -> None:
    """Say what it came to."""
    print(f"{name}: {hunt.kills} of {KILLS} killed at work; ready again in {hunt.slowest:.2f} s at most")
    assert hunt.slowest <= READY_SECONDS


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_mail_is_read(firm: Firm, dovecot: Dovecot, seed: int) -> None:
    tell("reading", kill_while_reading(firm, dovecot, KILLS, seed))


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_letters_go_out(firm: Firm, smtp_sink: SmtpSink, seed: int) -> None:
    tell("sending", kill_while_sending(firm, smtp_sink, KILLS, seed))


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_mail_is_read_into_postgresql(firm_on_postgresql: Firm, dovecot: Dovecot, seed: int) -> None:
    tell("reading into PostgreSQL", kill_while_reading(firm_on_postgresql, dovecot, KILLS, seed))


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_letters_go_out_from_postgresql(firm_on_postgresql: Firm, smtp_sink: SmtpSink, seed: int) -> None:
    tell("sending from PostgreSQL", kill_while_sending(firm_on_postgresql, smtp_sink, KILLS, seed))
