"""Who runs this register: one daemon at a time, by a lease row; its epoch fences the claims of a former owner.

On SQLite a file lock beside the database says at once whether an owner lives: the system frees it with the process, however
that ends. On PostgreSQL the lease runs out by itself; an owner on this very machine that is no longer there is seen at once.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from models.errors import AlreadyRunning, RegisterUnusable
from models.register import migrate
from models.register.database import Database
from models.register.lease import LEASE_NAME, is_gone, lock, own_name
from models.tables import Lease

LEASE_TERM = timedelta(seconds=30)
KEPT_FOR = LEASE_TERM / 6


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
        self._renewed_at: datetime | None = None
        self.owner: Owner | None = None

    def take(self, now: datetime) -> Owner:
        """Take the register, or raise AlreadyRunning at once when another daemon has it. Raises NewerSchema."""
        if self._database.is_sqlite:
            self._lock = lock(str(self._database.engine.url.database))
        try:
            self.owner = self._take_lease(now)
        except BaseException:
            self._unlock()
            raise
        self._renewed_at = now
        return self.owner

    def renew(self, now: datetime) -> None:
        """Prolong the lease. Raises AlreadyRunning when another daemon has taken it meanwhile: then stop before any send."""
        with self._database.write() as session:
            require_owner(session, self._require())
            session.exec(update(Lease).where(col(Lease.name) == LEASE_NAME).values(expires_at=now + LEASE_TERM))
        self._renewed_at = now

    def keep(self, now: datetime) -> None:
        """Renew the lease, unless that was done within the last sixth of its term: for whoever asks at every step."""
        if self._renewed_at is None or abs(now - self._renewed_at) >= KEPT_FOR:
            self.renew(now)

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
        self._renewed_at = None
        self._unlock()

    def _take_lease(self, now: datetime) -> Owner:
        name = own_name()
        with self._database.write() as session:
            # A newer version may have come between opening and here: it refuses only while a daemon owns the register.
            migrate.require_current(session.connection())
            lease = session.get(Lease, LEASE_NAME)
            if lease is None:
                lease = Lease(name=LEASE_NAME, owner=name, epoch=0, expires_at=now)
            elif lease.expires_at > now and self._lock is None and not is_gone(lease.owner):
                raise AlreadyRunning(
                    "another rekisterid works on this register", mend="stop it first; see `rekisterid status`"
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


def require_owner(session: Session, owner: Owner) -> None:
    """Raise AlreadyRunning unless the lease is still this owner's: asked in the transaction that claims a mail (HW-F9)."""
    lease = session.get(Lease, LEASE_NAME)
    if lease is None or lease.epoch != owner.epoch:
        raise AlreadyRunning("another daemon has taken this register")
