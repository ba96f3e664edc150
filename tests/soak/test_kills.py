"""HW-F1 at length: many rounds of kills, each with other dice. REKISTERID_ROUNDS and REKISTERID_KILLS say how many."""

import os
from pathlib import Path

import pytest

from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import Firm
from tests.live.smtp_sink import SmtpSink
from tests.live.test_kills import kill_while_reading, kill_while_sending

ROUNDS = int(os.environ.get("REKISTERID_ROUNDS", "5"))
KILLS = int(os.environ.get("REKISTERID_KILLS", "50"))


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    return Firm(tmp_path, test_ca)


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", range(100, 100 + ROUNDS))
def test_kills_while_mail_is_read(firm: Firm, dovecot: Dovecot, seed: int) -> None:
    kill_while_reading(firm, dovecot, KILLS, seed)


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", range(100, 100 + ROUNDS))
def test_kills_while_letters_go_out(firm: Firm, smtp_sink: SmtpSink, seed: int) -> None:
    kill_while_sending(firm, smtp_sink, KILLS, seed)


@pytest.mark.live("dovecot")
def test_kills_while_mail_is_read_into_postgresql(firm: Firm, dovecot: Dovecot, postgresql_url: str) -> None:
    firm.database = postgresql_url
    kill_while_reading(firm, dovecot, KILLS, seed=1)


@pytest.mark.live("smtp")
def test_kills_while_letters_go_out_from_postgresql(firm: Firm, smtp_sink: SmtpSink, postgresql_url: str) -> None:
    firm.database = postgresql_url
    # Between the relay's word and the content lies a commit, which takes longer over a connection.
    kill_while_sending(firm, smtp_sink, KILLS, seed=1, answer=0.3)
