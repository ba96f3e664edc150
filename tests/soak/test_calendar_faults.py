"""HW-F12: every fault of a calendar server before every source."""

from pathlib import Path

import pytest

from tests.live.calendar_faults import Fault
from tests.live.radicale import Radicale
from tests.live.test_calendar_faults import CALDAV, PUBLISHED, Worlds, strike, worlds
from tests.live.xandikos import Xandikos

__all__ = ["worlds"]


@pytest.mark.live("radicale")
@pytest.mark.parametrize("fault", CALDAV, ids=lambda fault: fault.name)
def test_fault_before_radicale(fault: Fault, worlds: Worlds, radicale: Radicale, tmp_path: Path) -> None:
    strike(worlds.radicale(radicale), fault, worlds.foreigner, tmp_path)


@pytest.mark.live("xandikos")
@pytest.mark.parametrize("fault", CALDAV, ids=lambda fault: fault.name)
def test_fault_before_xandikos(fault: Fault, worlds: Worlds, xandikos: Xandikos, tmp_path: Path) -> None:
    strike(worlds.xandikos(xandikos), fault, worlds.foreigner, tmp_path)


@pytest.mark.parametrize("fault", PUBLISHED, ids=lambda fault: fault.name)
def test_fault_before_a_published_file(fault: Fault, worlds: Worlds, tmp_path: Path) -> None:
    strike(worlds.published(), fault, worlds.foreigner, tmp_path)
