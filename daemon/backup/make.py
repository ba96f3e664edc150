"""Make a backup: a copy of the register in one state, packed and encrypted into the folder of backups."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.backup import postgresql
from daemon.backup.archive import Manifest, pack
from daemon.backup.ledger_copy import copy_ledger
from daemon.backup.shelf import Kept, Shelf
from models.errors import BackupFailed
from models.migrations import HEAD, program
from models.register.copies import begin_file, copy_database
from models.register.database import Database
from models.register.keys import fingerprint

if TYPE_CHECKING:
    from pyrage import x25519

COPY = ".backup-part"
UNPACKED = ".restoring"
LOCK = "register.backup-lock"


@dataclass(frozen=True, slots=True)
class BackupTo:
    """Where backups go and who can read them. `working_folder`: where a plain copy may lie while it is packed."""

    shelf: Shelf
    recipients: "Sequence[x25519.Recipient]"
    working_folder: Path


def make_backup(database: Database, url: str, to: BackupTo, now: datetime) -> Kept:
    """Make a backup beside whoever uses the register, then delete those over their term. Raises BackupFailed.

    `url`: the database's own, with its password. The ledger of erasures is copied beside the backups: it must outlive this disk.
    """
    if not to.recipients:
        raise BackupFailed("no key is named that a backup is made for", mend="`rekisterid backup key FILE` makes one")
    copy = to.working_folder / f"register{COPY}"
    with alone(to.working_folder):
        return _make(database, url, to, copy, now)


def _make(database: Database, url: str, to: BackupTo, copy: Path, now: datetime) -> Kept:
    try:
        manifest = Manifest(
            kind="sqlite" if database.is_sqlite else "postgresql",
            made_at=now,
            program=program(),
            revision=HEAD,
            fingerprint=fingerprint(database.key),
        )
        _copy(database, url, copy)
        kept = to.shelf.add(now, lambda file: pack(copy, manifest, to.recipients, file))
        if database.ledger is not None:
            copy_ledger(database.ledger.path, to.shelf.folder, now)
    finally:
        forget_copy(to.working_folder)
        to.shelf.forget_old(now)
    return kept


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let no other backup or restore begin meanwhile: they share the place of the plain copy. Raises BackupFailed."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise BackupFailed("another backup or restore is under way", mend="wait until it has ended") from exc
        yield
    finally:
        os.close(handle)


def forget_copy(folder: Path) -> None:
    """Delete the plain copies that a backup, a restore or a look which was killed has left."""
    for path in _plain(folder):
        with suppress(OSError):
            path.unlink()


def _plain(folder: Path) -> list[Path]:
    return [path for kind in (COPY, UNPACKED) for path in folder.glob(f"register{kind}*")]


def sweep(folder: Path) -> None:
    """Delete what a backup or a restore that was killed has left, unless one is under way."""
    if _plain(folder):
        with suppress(BackupFailed), alone(folder):
            forget_copy(folder)


def _copy(database: Database, url: str, copy: Path) -> None:
    try:
        forget_copy(copy.parent)
        begin_file(copy)
        if database.is_sqlite:
            copy_database(Path(str(database.engine.url.database)), copy)
        else:
            postgresql.dump(url, copy)
    except (OSError, sqlite3.Error) as exc:
        raise BackupFailed(
            f"{copy.parent}: the database cannot be copied ({type(exc).__name__})",
            mend="free as much space there as the database takes; the older backups stay",
        ) from exc
