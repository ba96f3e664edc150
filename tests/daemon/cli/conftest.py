"""Fixtures of the command line's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.cli.firm import Firm
from tests.daemon.cli.init_place import Place
from tests.daemon.cli.invented_servers import InventedServers


@pytest.fixture
def firm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Firm]:
    """A firm with an empty register."""
    made = Firm(tmp_path, capsys)
    yield made
    made.office.database.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty place in which `init` runs."""
    return Place(tmp_path, InventedServers())
