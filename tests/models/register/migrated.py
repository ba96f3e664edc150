"""Registers that begin with the newest schema: the migrations run once a process, and every test begins from a copy."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from models.register import migrate
from models.register.database import WRITER, make_engine

_SQLITE = "sqlite:///"


def migrate_new(url: str) -> None:
    """Make the newest schema in an empty database."""
    engine = make_engine(url)
    with engine.execution_options(**{WRITER: True}).begin() as connection:
        migrate.upgrade(connection)
    engine.dispose()


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="rekisterid-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "register.sqlite3"
    migrate_new(f"{_SQLITE}{file}")
    return file


def begin_migrated(url: str) -> str:
    """Let a register in an SQLite file that is not there yet begin as a migrated one that nobody has opened; give its URL.

    A file that is there, and a database on PostgreSQL, stay as they are.
    """
    file = Path(url.removeprefix(_SQLITE))
    if url.startswith(_SQLITE) and not file.exists():
        shutil.copy(_migrated_file(), file)
    return url
