"""A firm with pages for each test."""

import shutil
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
def small_firm(tmp_path: Path, _migrated_file: Path) -> Iterator[PageFirm]:
    """A firm with pages on SQLite alone."""
    path = tmp_path / "small.sqlite3"
    shutil.copy(_migrated_file, path)
    made = PageFirm(f"sqlite:///{path}", configured(tmp_path))
    yield made
    made.database.close()
