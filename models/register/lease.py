"""The marks of a daemon that owns a register: a lease that names its process, and on SQLite a lock on a file beside it."""

import fcntl
import os
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlmodel import col, select

from models.errors import AlreadyRunning, RegisterUnusable
from models.tables import Lease

LEASE_NAME = "daemon"


def is_owned(connection: Connection, now: datetime) -> bool:
    """Whether a daemon has this register at `now`. Asks nothing that a register of any version could not answer."""
    file = connection.engine.url.database
    if connection.dialect.name == "sqlite":
        return file is not None and _is_locked(file)
    row = connection.execute(
        select(col(Lease.owner), col(Lease.expires_at)).where(col(Lease.name) == LEASE_NAME)
    ).first()
    return row is not None and row.expires_at > now and not is_gone(row.owner)


def own_name() -> str:
    """Give a name for this process that no other has: machine, process, its start, a random part."""
    pid = os.getpid()
    return f"{_machine()}/{pid}/{_started(pid)}/{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether the owner was a process of this machine that no longer runs. In doubt it lives, and its lease runs out."""
    parts = owner.split("/")
    if len(parts) != 4 or parts[0] != _machine():
        return False
    pid = int(parts[1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        # Somebody else's process, which a hardened unit cannot see in /proc.
        return False
    return _started(pid) not in ("", parts[2]) or _is_zombie(pid)


def _machine() -> str:
    """Name this machine and, in a container, this container: its process numbers are its own."""
    try:
        numbers = "".join(filter(str.isdigit, Path("/proc/self/ns/pid").readlink().name))
    except OSError:
        numbers = ""
    return f"{os.uname().nodename}-{numbers}"


def _started(pid: int) -> str:
    """Give a process's start time in clock ticks since boot; "" when there is none (or no /proc)."""
    fields = _status(pid)
    return fields[19] if len(fields) > 19 else ""


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended and its parent has not yet asked for it."""
    return _status(pid)[:1] in (["Z"], ["X"])


def _status(pid: int) -> list[str]:
    """Give the fields of /proc/PID/stat from the state on (proc(5)); [] when it cannot be read."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def lock(database_file: str) -> int:
    """Take the lock of an SQLite register; give the handle that holds it, to be closed. Raises AlreadyRunning at once.

    Also RegisterUnusable when the file beside the database cannot be opened.
    """
    handle = _opened(database_file, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        os.close(handle)
        raise AlreadyRunning(
            "another rekisterid works on this register", mend="stop it first; see `rekisterid status`"
        ) from exc
    return handle


def _is_locked(database_file: str) -> bool:
    try:
        handle = _opened(database_file, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _opened(database_file: str, flags: int) -> int:
    """Open the lock file. Raises FileNotFoundError when it is not there and not to be made."""
    path = Path(f"{database_file}.lock")
    try:
        return os.open(path, flags | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        if flags & os.O_CREAT:
            raise RegisterUnusable(f"the folder {path.parent} does not exist", mend="make it") from None
        raise
    except OSError as exc:
        raise RegisterUnusable(
            f"the lock file {path} cannot be opened: {exc.strerror}", mend="check the rights of its folder"
        ) from exc
