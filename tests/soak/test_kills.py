"""HW-F1 at length: many rounds of kills, each with other dice. REKISTERID_ROUNDS and REKISTERID_KILLS say how many."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import NOW, Firm, mail
from tests.live.smtp_sink import SmtpSink
from tests.live.test_kills import client, kill_while_reading, kill_while_sending, visits
from tests.live.told_ready import told_ready
from tests.live.verified import verify
from tests.live.victims import Hunt
from tests.live.warmed import READY_SECONDS
from tests.soak.conftest import Tell

ROUNDS = int(os.environ.get("REKISTERID_ROUNDS", "2"))
KILLS = int(os.environ.get("REKISTERID_KILLS", "50"))
STARTS = 20
SEEDS = range(100, 100 + ROUNDS)

LookedAt = Callable[[str, Hunt], None]


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    return Firm(tmp_path, test_ca)


@pytest.fixture
def firm_on_postgresql(firm: Firm, postgresql_url: str) -> Firm:
    firm.database = postgresql_url
    return firm


@pytest.fixture
def looked_at(tell: Tell) -> LookedAt:
    """Say what it came to; every next process must have begun its work soon enough."""

    def look(name: str, hunt: Hunt) -> None:
        tell(f"{name}, kills at random: {hunt.kills} of {KILLS} at work; ready again in {hunt.slowest:.2f} s at most")
        assert hunt.slowest <= READY_SECONDS

    return look


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_mail_is_read(firm: Firm, dovecot: Dovecot, seed: int, looked_at: LookedAt) -> None:
    looked_at("reading", kill_while_reading(firm, dovecot, KILLS, seed))


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_letters_go_out(firm: Firm, smtp_sink: SmtpSink, seed: int, looked_at: LookedAt) -> None:
    looked_at("sending", kill_while_sending(firm, smtp_sink, KILLS, seed))


@pytest.mark.live("dovecot")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_mail_is_read_into_postgresql(
    firm_on_postgresql: Firm, dovecot: Dovecot, seed: int, looked_at: LookedAt
) -> None:
    looked_at("reading into PostgreSQL", kill_while_reading(firm_on_postgresql, dovecot, KILLS, seed))


@pytest.mark.live("smtp")
@pytest.mark.parametrize("seed", SEEDS)
def test_kills_while_letters_go_out_from_postgresql(
    firm_on_postgresql: Firm, smtp_sink: SmtpSink, seed: int, looked_at: LookedAt
) -> None:
    looked_at("sending from PostgreSQL", kill_while_sending(firm_on_postgresql, smtp_sink, KILLS, seed))


@pytest.mark.live("dovecot")
@pytest.mark.live("smtp")
def test_whole_program_is_ready_soon_after_each_kill(
    firm: Firm, dovecot: Dovecot, smtp_sink: SmtpSink, tell: Tell
) -> None:
    user, dice = dovecot.new_user(), random.Random(1)
    firm.mailbox(dovecot, user)
    firm.relay(smtp_sink)
    firm.write()
    firm.paper_consents(*(client(number) for number in range(STARTS)))
    visits(firm, STARTS)
    with told_ready(firm, NOW):
        pass
    slowest = 0.0
    for number in range(STARTS):
        dovecot.append_many(user, "INBOX", [mail(client(number), name=f"m{number}-{more}") for more in range(10)])
        with told_ready(firm, NOW) as (_, seconds):
            slowest = max(slowest, seconds)
            time.sleep(dice.uniform(0.0, 3.0))
    tell(f"the whole program, killed {STARTS} times: ready in {slowest:.2f} s at most")
    assert slowest <= READY_SECONDS
    verify(firm)
    assert max(Counter(letter.recipients for letter in smtp_sink.messages).values(), default=0) <= 1
