"""HW-F1, HW-F16 in full: killed at every write, fsync and send of every scenario. REKISTERID_PLACES: at so many of each."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.live import kill_scenarios, upgrade_kills
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import Firm
from tests.live.injection import Place, need_strace
from tests.live.kill_scenarios import Scenario, hunt, some
from tests.live.postgresql import PostgreSQL
from tests.live.radicale import Radicale
from tests.live.smtp_sink import SmtpSink
from tests.soak.conftest import Tell

PLACES = os.environ.get("REKISTERID_PLACES", "")
Hunted = Callable[[str, Scenario], None]

NEVER_REACHED = 0.1
"""No two runs are quite the same: of the last places of each call some are not reached again."""


def every(places: list[Place]) -> Sequence[Place]:
    """Choose all of them, or as many as was asked for."""
    return some(1, int(PLACES))(places) if PLACES else places


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    need_strace()
    return Firm(tmp_path, test_ca)


@pytest.fixture
def hunted(tell: Tell) -> Hunted:
    """Hunt, and say what it came to."""

    def hunt_and_tell(name: str, scenario: Scenario) -> None:
        tally = hunt(scenario, every)
        tell(f"{name}: {tally}")
        assert tally.killed >= tally.places * (1 - NEVER_REACHED)
        assert tally.is_ready_soon

    return hunt_and_tell


@pytest.mark.live("dovecot")
def test_first_pull_survives_every_kill(firm: Firm, dovecot: Dovecot, hunted: Hunted) -> None:
    hunted("first pull", kill_scenarios.first_pull(firm, dovecot))


@pytest.mark.live("dovecot")
def test_incremental_pull_survives_every_kill(firm: Firm, dovecot: Dovecot, hunted: Hunted) -> None:
    hunted("incremental pull", kill_scenarios.incremental(firm, dovecot))


@pytest.mark.live("radicale")
def test_calendar_survives_every_kill(firm: Firm, radicale: Radicale, hunted: Hunted) -> None:
    hunted("calendar", kill_scenarios.calendar(firm, radicale))


@pytest.mark.live("smtp")
def test_sending_survives_every_kill(firm: Firm, smtp_sink: SmtpSink, hunted: Hunted) -> None:
    hunted("sending", kill_scenarios.sending(firm, smtp_sink))


@pytest.mark.live("dovecot")
def test_first_pull_into_postgresql_survives_every_kill(
    firm: Firm, dovecot: Dovecot, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("first pull into PostgreSQL", kill_scenarios.first_pull(firm, dovecot, postgresql))


@pytest.mark.live("dovecot")
def test_incremental_pull_into_postgresql_survives_every_kill(
    firm: Firm, dovecot: Dovecot, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("incremental pull into PostgreSQL", kill_scenarios.incremental(firm, dovecot, postgresql))


@pytest.mark.live("radicale")
def test_calendar_into_postgresql_survives_every_kill(
    firm: Firm, radicale: Radicale, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("calendar into PostgreSQL", kill_scenarios.calendar(firm, radicale, postgresql))


@pytest.mark.live("smtp")
def test_sending_from_postgresql_survives_every_kill(
    firm: Firm, smtp_sink: SmtpSink, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("sending from PostgreSQL", kill_scenarios.sending(firm, smtp_sink, postgresql))


def test_upgrade_of_sqlite_survives_every_kill(tmp_path: Path, hunted: Hunted) -> None:
    need_strace()
    hunted("upgrade of SQLite", upgrade_kills.upgrade_of_sqlite(tmp_path))


def test_upgrade_of_postgresql_survives_every_kill(postgresql: PostgreSQL, hunted: Hunted) -> None:
    need_strace()
    hunted("upgrade of PostgreSQL", upgrade_kills.upgrade_of_postgresql(postgresql))


def test_first_start_on_sqlite_survives_every_kill(tmp_path: Path, hunted: Hunted) -> None:
    need_strace()
    hunted("first start on SQLite", upgrade_kills.first_start_on_sqlite(tmp_path))


def test_first_start_on_postgresql_survives_every_kill(postgresql: PostgreSQL, hunted: Hunted) -> None:
    need_strace()
    hunted("first start on PostgreSQL", upgrade_kills.first_start_on_postgresql(postgresql))
