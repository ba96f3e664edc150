"""Fixtures of the command line's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.cli.firm import Firm


@pytest.fixture
def firm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Firm]:
    """A firm with an empty register."""
    made = Firm(tmp_path, capsys)
    yield made
    made.office.database.close()
