"""Who runs this register: one daemon at a time, by a lease row; its epoch fences the claims of a former owner.

On SQLite a file lock beside the database says at once whether an owner lives: the system frees it with the process, however
that ends. On PostgreSQL the lease runs out by itself; an owner on this very machine that is no longer there is seen at once.
"""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlmodel import Session, col, select, update

from models.errors import AlreadyRunning, RegisterUnusable
from models.register import migrate
from models.register.database import Database
from models.tables import Lease

LEASE_NAME = "daemon"
LEASE_TERM = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Owner:
    """A daemon that owns the register: its own name and the epoch of its lease."""

    name: str
    epoch: int


class Ownership:
    """Takes, renews and gives back the lease of one daemon."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock: int | None = None
        self.owner: Owner | None = None

    def take(self, now: datetime) -> Owner:
        """Take the register, or raise AlreadyRunning at once when another daemon has it. Raises NewerSchema."""
        if self._database.is_sqlite:
            self._lock = _lock_file(self._database)
        try:
            self.owner = self._take_lease(now)
        except BaseException:
            self._unlock()
            raise
        return self.owner

    def renew(self, now: datetime) -> None:
        """Prolong the lease. Raises AlreadyRunning when another daemon has taken it meanwhile: then stop before any send."""
        with self._database.write() as session:
            require_owner(session, self._require())
            session.exec(update(Lease).where(col(Lease.name) == LEASE_NAME).values(expires_at=now + LEASE_TERM))

    def release(self, now: datetime) -> None:
        """Give the register back, so that a next daemon can start at once. Does nothing when it is not ours."""
        if self.owner is not None:
            with self._database.write() as session:
                session.exec(
                    update(Lease)
                    .where(col(Lease.name) == LEASE_NAME, col(Lease.epoch) == self.owner.epoch)
                    .values(expires_at=now)
                )
        self.forget()

    def forget(self) -> None:
        """Own nothing any more, without telling the database."""
        self.owner = None
        self._unlock()

    def _take_lease(self, now: datetime) -> Owner:
        name = own_name()
        with self._database.write() as session:
            # A newer version may have come between opening and here: it refuses only while a daemon owns the register.
            migrate.require_current(session.connection())
            lease = session.get(Lease, LEASE_NAME)
            if lease is None:
                lease = Lease(name=LEASE_NAME, owner=name, epoch=0, expires_at=now)
            elif lease.expires_at > now and self._lock is None and not _is_gone(lease.owner):
                raise AlreadyRunning(
                    "another daemon runs on this register", mend="stop it first; see `rekisterid status`"
                )
            lease.owner, lease.epoch, lease.expires_at = name, lease.epoch + 1, now + LEASE_TERM
            session.add(lease)
            return Owner(name, lease.epoch)

    def _require(self) -> Owner:
        if self.owner is None:
            raise AlreadyRunning("this daemon does not own the register")
        return self.owner

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def owned(database: Database, clock: Callable[[], datetime]) -> Iterator[Ownership]:
    """Own the register inside the block. Raises AlreadyRunning at once when another daemon has it."""
    ownership = Ownership(database)
    ownership.take(clock())
    try:
        yield ownership
    finally:
        try:
            ownership.release(clock())
        except RegisterUnusable:
            # It could not be told; the lock is gone with the process, or the lease runs out.
            ownership.forget()


def is_owned(connection: Connection, now: datetime) -> bool:
    """Whether a daemon has this register at `now`. Asks nothing that a register of any version could not answer."""
    file = connection.engine.url.database
    if connection.dialect.name == "sqlite":
        return file is not None and _is_locked(_lock_path(file))
    row = connection.execute(
        select(col(Lease.owner), col(Lease.expires_at)).where(col(Lease.name) == LEASE_NAME)
    ).first()
    return row is not None and row.expires_at > now and not _is_gone(row.owner)


def require_owner(session: Session, owner: Owner) -> None:
    """Raise AlreadyRunning unless the lease is still this owner's: asked in the transaction that claims a mail (HW-F9)."""
    lease = session.get(Lease, LEASE_NAME)
    if lease is None or lease.epoch != owner.epoch:
        raise AlreadyRunning("another daemon has taken this register")


def own_name() -> str:
    """Give a name for this process that no other has: machine, process, its start, a random part."""
    pid = os.getpid()
    return f"{_machine()}/{pid}/{_started(pid)}/{secrets.token_hex(4)}"


def _is_gone(owner: str) -> bool:
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


def _lock_path(database_file: str) -> Path:
    return Path(f"{database_file}.lock")


def _is_locked(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def _lock_file(database: Database) -> int:
    path = _lock_path(str(database.engine.url.database))
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        raise RegisterUnusable(
            f"the lock file {path} cannot be opened: {exc.strerror}", mend="check the rights of its folder"
        ) from exc
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        os.close(handle)
        raise AlreadyRunning(
            "another daemon runs on this register", mend="stop it first; see `rekisterid status`"
        ) from exc
    return handle
