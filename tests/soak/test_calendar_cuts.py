"""Recorded CalDAV sessions cut at 3,000 places."""

import os
from collections.abc import Callable

import pytest

from tests.live.test_calendar_cuts import BEYOND, Session, cut_everywhere, session
from tests.soak.conftest import Tell

PLACES = int(os.environ.get("REKISTERID_CALENDAR_CUTS", "3000"))
__all__ = ["session"]


@pytest.mark.live("radicale")
@pytest.mark.parametrize("server", ["radicale", "xandikos"])
def test_cuts(server: str, session: Callable[[str], Session], tell: Tell) -> None:
    broken = cut_everywhere(session(server), PLACES // 2)
    assert sum(broken.values()) >= PLACES // 2 - BEYOND
    tell(f"{server}: {PLACES // 2} cuts, {sum(broken.values())} pulls broken off: 0 halves stored, 0 lost")
