"""HW-F6: sessions of a mailbox cut at 150 places, as many as those of a calendar; at 3,000 under `make soak`."""

import pytest

from tests.live.mail_cuts import SCENES, cut_everywhere

PLACES = 150


@pytest.mark.parametrize("scene", SCENES)
def test_session_cut_anywhere_loses_nothing_and_keeps_nothing_half(scene: str) -> None:
    assert cut_everywhere(scene, PLACES // len(SCENES) + 1) > PLACES // len(SCENES)
