"""A firm with pages for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.daemon.web.public.visitors import PageFirm, configured


@pytest.fixture
def firm(tmp_path: Path, register_url: str) -> Iterator[PageFirm]:
    """A firm with pages; the test runs on SQLite and on PostgreSQL."""
    made = PageFirm(register_url, configured(tmp_path))
    yield made
    made.database.close()


@pytest.fixture
def small_firm(tmp_path: Path) -> Iterator[PageFirm]:
    """A firm with pages on SQLite alone."""
    made = PageFirm(f"sqlite:///{tmp_path / 'small.sqlite3'}", configured(tmp_path))
    yield made
    made.database.close()
