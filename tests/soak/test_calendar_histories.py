"""A thousand random histories of a calendar on Radicale: after each pull the register holds what the model says."""

import os

import pytest

from tests.live.radicale import Radicale
from tests.live.test_calendar_histories import follow
from tests.soak.conftest import Tell

HISTORIES = int(os.environ.get("REKISTERID_CALENDAR_HISTORIES", "1000"))


@pytest.mark.live("radicale")
@pytest.mark.timeout(7_200)
def test_register_follows_every_history(radicale: Radicale, tell: Tell) -> None:
    follow(radicale, HISTORIES)
    tell(f"{HISTORIES} histories of a calendar, each pull as the model says")
