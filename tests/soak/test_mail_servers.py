"""Mail servers that lie, at length: every quirk profile, fifty new numberings of a full folder, thousands of cuts."""

from pathlib import Path

import pytest

from tests.live.mail_cuts import SCENES, cut_everywhere
from tests.live.mail_worlds import PROFILES, Worlds, ends_as_on_an_honest_server, resets
from tests.models.register.office import Fact
from tests.soak.conftest import Tell

CUTS = 3_000
RESETS = 50
MESSAGES = 1_000


@pytest.mark.parametrize("file", PROFILES, ids=lambda file: file.stem)
def test_every_profile(new_world: Worlds, undisturbed: set[Fact], file: Path) -> None:
    ends_as_on_an_honest_server(new_world, undisturbed, file)


def test_fifty_new_numberings(new_world: Worlds, tell: Tell) -> None:
    assert resets(new_world, RESETS, MESSAGES) == RESETS
    tell(f"{RESETS} times numbered anew with {MESSAGES} messages: nothing lost, nothing doubled, no body fetched twice")


@pytest.mark.parametrize("scene", SCENES)
def test_cuts(scene: str, tell: Tell) -> None:
    tell(f"{scene}: cut at {cut_everywhere(scene, CUTS // len(SCENES) + 1)} places, nothing lost and nothing half")
