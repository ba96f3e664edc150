"""The systemd unit takes away what the service does not need: systemd's own score says so."""

import re
import shutil
import subprocess

import pytest

from tests.live.missing import server_missing
from tests.packaging.source import ROOT

UNIT = ROOT / "daemon/systemd/rekisterid.service"
WORST_SCORE = 1.5
"""0 is a unit that may do nothing, 10 one that may do everything; below 2 is "OK" for systemd."""


@pytest.fixture
def score() -> float:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        server_missing("systemd-analyze")
    done = subprocess.run(
        [analyze, "security", "--offline=yes", "--no-pager", UNIT],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found = re.search(r"Overall exposure level for rekisterid.service: ([\d.]+)", done.stdout)
    if found is None:
        server_missing("systemd-analyze", "too old to look at a file")
    return float(found[1])


@pytest.mark.live("systemd-analyze")
def test_exposure_is_low_and_as_the_documentation_says(score: float) -> None:
    assert score <= WORST_SCORE
    text = (ROOT / "docs/install.md").read_text(encoding="utf-8")
    told = re.search(r"scores (\d\.\d)", text)
    assert told
    # Versions of systemd weigh a little differently.
    assert abs(float(told[1]) - score) <= 0.3
