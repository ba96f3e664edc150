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
from tests.soak.conftest import Tell

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


def figures(hunt: Hunt) -> str:
    """Say what it came to. Fails where a next process was slow to begin its work."""
    assert hunt.slowest <= READY_SECONDS
    return f"{hunt.kills} of {KILLS} killed at work; ready again in {hunt.slowest:.2f} s at most"


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_mail_is_read(firm: Firm, dovecot: Dovecot, seed: int, tell: Tell) -> None:
    tell(f"reading, kills at random: {figures(kill_while_reading(firm, dovecot, KILLS, seed))}")


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_letters_go_out(firm: Firm, smtp_sink: SmtpSink, seed: int, tell: Tell) -> None:
    tell(f"sending, kills at random: {figures(kill_while_sending(firm, smtp_sink, KILLS, seed))}")


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_mail_is_read_into_postgresql(
    firm_on_postgresql: Firm, dovecot: Dovecot, seed: int, tell: Tell
) -> None:
    hunt = kill_while_reading(firm_on_postgresql, dovecot, KILLS, seed)
    tell(f"reading into PostgreSQL, kills at random: {figures(hunt)}")


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_letters_go_out_from_postgresql(
    firm_on_postgresql: Firm, smtp_sink: SmtpSink, seed: int, tell: Tell
) -> None:
    hunt = kill_while_sending(firm_on_postgresql, smtp_sink, KILLS, seed)
    tell(f"sending from PostgreSQL, kills at random: {figures(hunt)}")
