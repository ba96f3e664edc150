"""Fixtures of the register's suite."""

from collections.abc import Iterator

import pytest

from tests.models.register.office import Office


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """An office with an empty register; the test runs on SQLite and on PostgreSQL."""
    made = Office(database_url)
    yield made
    made.database.close()
