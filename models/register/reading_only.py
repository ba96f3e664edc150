"""Open a database that may be anybody's, and change nothing of it: for `verify`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from models.errors import RegisterUnusable
from models.register.database import make_engine, one_state
from models.register.failures import translated, where_of


@contextmanager
def reading_only(url: str | URL) -> Iterator[Session]:
    """Give a session that sees one state and can write nothing. Raises RegisterUnusable."""
    engine = _engine(url)
    try:
        with translated(where_of(make_url(url))), Session(engine, autoflush=False) as session:
            yield session
            session.rollback()
    finally:
        engine.dispose()


def _engine(url: str | URL) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as exc:
        raise RegisterUnusable("the address of the database cannot be read", mend="correct it") from exc
    if parsed.get_backend_name() != "sqlite":
        return one_state(make_engine(parsed))
    file = Path(parsed.database or "")
    if not file.is_file():
        raise RegisterUnusable(f"there is no database file {file}", mend="name the file of the register")
    address = f"{file.absolute().as_uri()}?mode=ro"
    # Without settings of ours: even to name a journal mode may write.
    return sa.create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=sa.NullPool, hide_parameters=True
    )
