"""Fixtures of the register's suite."""

from collections.abc import Iterator

import pytest

from tests.models.register.office import Office


@pytest.fixture
def office(register_url: str) -> Iterator[Office]:
    """An office with an empty register; the test runs on SQLite and on PostgreSQL."""
    made = Office(register_url)
    yield made
    made.database.close()
