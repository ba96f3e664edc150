"""What a failure of the database means, in words: which file or server, what is wrong, what a person can do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.errors import RegisterUnusable

_OWNER = "see that the account which runs rekisterid may write the file and its folder: ls -la, chown, chmod"
_BACKUP = "restore the file from a backup, or name another one in [database] url"
_KNOWN = {
    "SQLITE_FULL": ("the disk is full", "free some space there; nothing was lost and work goes on by itself"),
    "SQLITE_IOERR": ("the disk cannot be read or written", "see whether the disk is well and has space: dmesg, df"),
    "SQLITE_READONLY": ("the database is read-only", f"{_OWNER}; or mount the disk for writing"),
    "SQLITE_CORRUPT": ("the database file is damaged", _BACKUP),
    "SQLITE_NOTADB": ("the file is not a database", _BACKUP),
    "SQLITE_CANTOPEN": ("the database file cannot be opened", _OWNER),
    "SQLITE_BUSY": (
        "the database is locked by another program",
        "end the program that holds it (fuser names it); the service tries again by itself",
    ),
}


def where_of(url: URL) -> str:
    """Give the database as people know it: the file, or the name and the server; never a user or a password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return f"{url.database or ''} on {url.host or 'this machine'}" + (f":{url.port}" if url.port else "")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn failures of the database at `where` into RegisterUnusable, without the statement's values."""
    try:
        yield
    except PoolTimeout as exc:
        raise RegisterUnusable(
            f"{where}: all connections to the database are in use", mend="a long command runs; it goes on after it"
        ) from exc
    except OperationalError as exc:
        raise unusable(where, exc) from exc
    except (DatabaseError, DBAPIError) as exc:
        if isinstance(exc, IntegrityError):
            raise
        raise unusable(where, exc) from exc


def is_damage(exc: DBAPIError) -> bool:
    """Whether SQLite says that the database file is damaged."""
    return (getattr(exc.orig, "sqlite_errorname", "") or "").startswith("SQLITE_CORRUPT")


def unusable(where: str, exc: DBAPIError) -> RegisterUnusable:
    """Give the error for a failure: it names the database and the mend."""
    name = getattr(exc.orig, "sqlite_errorname", "") or ""
    for code, (text, mend) in _KNOWN.items():
        if name.startswith(code):
            return RegisterUnusable(f"{where}: {text}", mend=mend)
    text = f"{where}: the database does not answer ({type(exc.orig).__name__})"
    if name:
        return RegisterUnusable(text, mend=_OWNER)
    return RegisterUnusable(text, mend="check that the server runs and that [database] url is right")
