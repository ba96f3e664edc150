"""Copies of an SQLite database while it is used, whole and on the disk; and what makes any file last."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy_database(file: Path, target: Path) -> None:
    """Copy a database into a new or empty file, in one state, beside whoever writes it. Raises sqlite3.Error and OSError.

    The copy is tested and on the disk when it returns.
    """
    with (
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the copy is damaged")
    sync_file(target)


def begin_file(file: Path) -> None:
    """Make an empty file for its owner alone, in the place of one that was begun before. Raises OSError."""
    file.unlink(missing_ok=True)
    file.touch(mode=0o600, exist_ok=False)


def sync_file(file: Path) -> None:
    """Have everything of a file on the disk."""
    handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
