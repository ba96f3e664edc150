"""Alembic migrations of the register, and the newest of them: known without loading Alembic or SQLAlchemy."""

from importlib.metadata import version

HEAD = "0001"
"""The newest revision in `versions`; a test keeps it so."""


def program() -> str:
    """Give the version of this program."""
    return version("rekisterid")


def program_and_schema() -> str:
    """Give both as `rekisterid --version` and messages tell them: `0.1.0 (schema 0001)`."""
    return f"{program()} (schema {HEAD})"
