"""What the register's file says before all that works with the register is loaded, which takes a second."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

_SQLITE = "sqlite:///"


def is_unread(url: str, accounts: Collection[str]) -> bool:
    """Whether one of the accounts has never been read. False where that cannot be told; another look costs nothing but time."""
    path = Path(url.removeprefix(_SQLITE))
    if not url.startswith(_SQLITE) or not accounts:
        return False
    try:
        path.stat()
        # Whoever may only read would leave the files of the log behind.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as connection:
            read = {account for (account,) in connection.execute("SELECT DISTINCT account FROM stream")}
    except FileNotFoundError:
        return True
    except (OSError, sqlite3.Error):
        return False
    return not read.issuperset(accounts)
