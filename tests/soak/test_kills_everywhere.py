"""HW-F1, HW-F16 in full: killed at every write, fsync and send of every scenario.

REKISTERID_PLACES: at so many of each, by dice; or which of them: "60-120" from the 60th on, before the 120th.

On PostgreSQL what reads and sends is killed at every third place, what makes or migrates the schema at every one.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.live import keeping_kills, kill_scenarios, upgrade_kills
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
EVERY_THIRD = 3

NEVER_REACHED = 0.2
"""A batch is also committed after some time: on a busy machine the counted run can have more places than others reach."""


class Hunted(Protocol):
    """Hunt at every place, or at every `step`th, and say what it came to."""

    def __call__(self, name: str, scenario: Scenario, step: int = 1) -> None: ...


def chosen(step: int) -> Callable[[list[Place]], Sequence[Place]]:
    """Choose every `step`th place, or those that were asked for."""
    first, dash, last = PLACES.partition("-")
    if dash:
        return lambda places: places[int(first) : int(last) : step]
    return some(1, int(PLACES)) if PLACES else lambda places: places[::step]


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    need_strace()
    return Firm(tmp_path, test_ca)


@pytest.fixture
def hunted(tell: Tell) -> Hunted:
    def hunt_and_tell(name: str, scenario: Scenario, step: int = 1) -> None:
        tally = hunt(scenario, chosen(step))
        tell(f"{name}: {tally}")
        assert tally.places, "nothing was killed: REKISTERID_PLACES lies behind the last place"
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
def test_first_pull_into_postgresql_survives_kills_all_over(
    firm: Firm, dovecot: Dovecot, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("first pull into PostgreSQL", kill_scenarios.first_pull(firm, dovecot, postgresql), EVERY_THIRD)


@pytest.mark.live("dovecot")
def test_incremental_pull_into_postgresql_survives_kills_all_over(
    firm: Firm, dovecot: Dovecot, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("incremental pull into PostgreSQL", kill_scenarios.incremental(firm, dovecot, postgresql), EVERY_THIRD)


@pytest.mark.live("radicale")
def test_calendar_into_postgresql_survives_kills_all_over(
    firm: Firm, radicale: Radicale, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("calendar into PostgreSQL", kill_scenarios.calendar(firm, radicale, postgresql), EVERY_THIRD)


@pytest.mark.live("smtp")
def test_sending_from_postgresql_survives_kills_all_over(
    firm: Firm, smtp_sink: SmtpSink, postgresql: PostgreSQL, hunted: Hunted
) -> None:
    hunted("sending from PostgreSQL", kill_scenarios.sending(firm, smtp_sink, postgresql), EVERY_THIRD)


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


def test_erasure_survives_every_kill(tmp_path: Path, hunted: Hunted) -> None:
    need_strace()
    hunted("erasure", keeping_kills.erasing(tmp_path))


def test_retention_survives_every_kill(tmp_path: Path, hunted: Hunted) -> None:
    need_strace()
    hunted("retention", keeping_kills.forgetting(tmp_path))


def test_erasure_from_postgresql_survives_every_kill(tmp_path: Path, postgresql: PostgreSQL, hunted: Hunted) -> None:
    need_strace()
    hunted("erasure from PostgreSQL", keeping_kills.erasing(tmp_path, postgresql))


def test_retention_on_postgresql_survives_every_kill(tmp_path: Path, postgresql: PostgreSQL, hunted: Hunted) -> None:
    need_strace()
    hunted("retention on PostgreSQL", keeping_kills.forgetting(tmp_path, postgresql))
