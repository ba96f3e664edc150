"""Put a backup in the place of the register: whole or not at all, with nothing sent and nobody erased come back (T11, HW-F15)."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from daemon.backup import postgresql
from daemon.backup.archive import Manifest, unpack
from daemon.backup.ledger_copy import bring_ledger
from daemon.backup.make import UNPACKED, alone
from models.errors import AlreadyRunning, BackupFailed, NewerSchema, WrongKey
from models.migrations import program_and_schema
from models.register import migrate
from models.register.audit import Act, By, record
from models.register.breaches import Breach
from models.register.copies import begin_file, copy_database, sync_file, sync_folder
from models.register.database import Database, make_engine, open_database
from models.register.failures import translated
from models.register.keys import fingerprint
from models.register.lease import is_owned, lock
from models.register.replayed import Replayed
from models.register.sending_hold import RESTORED, Held, SendingHold, settle_restored
from models.register.verify import verify

if TYPE_CHECKING:
    from pyrage import x25519

PUT_ASIDE = ".before-restore"
"""What the register that was replaced is kept under, for 30 days at most (see models.register.upgrade)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the register is: its URL with the password, its key, its ledger, and a folder for plain copies."""

    url: str
    key: bytes
    ledger: Path
    working_folder: Path

    @property
    def file(self) -> Path | None:
        """The database file; None for PostgreSQL."""
        parsed = make_url(self.url)
        return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `unsent`: letters of the backup's outbox whose fate is unknown now; `aside`: the old register.

    `replayed`: what the ledger had done again.
    """

    manifest: Manifest
    unsent: int
    breaches: tuple[Breach, ...]
    aside: Path | None
    replayed: Replayed = field(default_factory=Replayed)


def restore(backup: Path, identities: "Sequence[x25519.Identity]", place: Place, by: By) -> Restored:
    """Put the backup in place. Raises BackupFailed, AlreadyRunning, NewerSchema, WrongKey; then the register is as it was."""
    with alone(place.working_folder), _unserved(place, by.now), _unpacked(backup, identities, place) as (new, manifest):
        bring_ledger(backup.parent, place.ledger)
        if place.file is None:
            return _restore_postgresql(new, manifest, place, by)
        return _restore_sqlite(new, manifest, place, place.file, by)


def look(backup: Path, identities: "Sequence[x25519.Identity]", place: Place) -> tuple[Manifest, tuple[Breach, ...]]:
    """Decrypt a backup and look whether it holds what must hold; nothing is put in place. Of PostgreSQL only that it unpacks."""
    from models.register.reading_only import reading_only

    with alone(place.working_folder), _unpacked(backup, identities, place) as (new, manifest):
        if manifest.kind != "sqlite":
            return manifest, ()
        with reading_only(f"sqlite:///{new}") as session:
            return manifest, verify(session, place.key).breaches


@contextmanager
def _unpacked(backup: Path, identities: "Sequence[x25519.Identity]", place: Place) -> "Iterator[tuple[Path, Manifest]]":
    new = place.working_folder / f"register{UNPACKED}"
    _forget(new)
    try:
        try:
            begin_file(new)
            manifest = unpack(backup, identities, new)
            sync_file(new)
        except OSError as exc:
            raise BackupFailed(
                f"{backup}: it cannot be unpacked into {new.parent}: {exc.strerror}",
                mend="see that the file can be read, and that there is space for the whole database",
            ) from exc
        _check(manifest, place)
        yield new, manifest
    finally:
        _forget(new)


def _forget(new: Path) -> None:
    for path in new.parent.glob(f"{new.name}*"):
        with suppress(OSError):
            path.unlink()


def _check(manifest: Manifest, place: Place) -> None:
    kind = "postgresql" if place.file is None else "sqlite"
    if manifest.kind != kind:
        mend = f"name a {manifest.kind} database in [database] url for the restore"
        raise BackupFailed(f"the backup is of {manifest.kind}, and the register is {kind}", mend=mend)
    if not migrate.is_known(manifest.revision):
        raise NewerSchema(
            f"the backup was made by rekisterid {manifest.program} (schema {manifest.revision}), and this is "
            f"{program_and_schema()}",
            mend=f"install rekisterid {manifest.program} or a newer one",
        )
    if manifest.fingerprint != fingerprint(place.key):
        raise WrongKey(
            "the hash key is not the one this backup was made with",
            mend="restore the key file from its copy first: with another one erased people would come back",
        )


def require_unserved(place: Place, now: datetime) -> None:
    """Raise AlreadyRunning while a service runs on the register. Nothing keeps one from starting after this look."""
    with _unserved(place, now):
        return


@contextmanager
def _unserved(place: Place, now: datetime) -> Iterator[None]:
    """Let no service run on the register meanwhile. Raises AlreadyRunning."""
    if place.file is not None:
        handle = lock(str(place.file))
        try:
            yield
        finally:
            os.close(handle)
        return
    engine = make_engine(place.url)
    try:
        with translated("the database"), engine.connect() as connection:
            has_tables = migrate.revision_of(connection) is not None
            if has_tables and is_owned(connection, now):
                raise AlreadyRunning(
                    "a service runs on this register", mend="stop it first (systemctl stop rekisterid)"
                )
    finally:
        engine.dispose()
    yield


def _restore_sqlite(new: Path, manifest: Manifest, place: Place, file: Path, by: By) -> Restored:
    unsent, breaches, replayed = _settled(f"sqlite:///{new}", place, by)
    _into_one_file(new)
    # From here on nothing is sent, whatever happens: also when this process dies before the register is in its place.
    hold = SendingHold(place.ledger)
    before = hold.read()
    hold.put(Held(by.now, RESTORED))
    try:
        aside = _put_aside(file)
        _belong_to_owner(file.parent, [new, *([aside] if aside else []), place.ledger, hold.path])
        _put_in_place(new, file)
    except (BackupFailed, OSError):
        hold.put_back(before)
        raise
    try:
        sync_folder(file.parent)
    except OSError as exc:
        raise BackupFailed(
            f"{file.parent}: the restored register is in its place, and the disk cannot keep it: {exc.strerror}",
            mend="look at the disk, then restore again; until then nothing is sent",
        ) from exc
    return Restored(manifest, unsent, breaches, aside, replayed)


def _put_in_place(new: Path, file: Path) -> None:
    try:
        new.replace(file)
    except OSError as exc:
        raise BackupFailed(
            f"{file.parent}: the restored register cannot be put in its place: {exc.strerror}",
            mend="free some space there, and see that the folder can be written; the register is as it was",
        ) from exc


def _restore_postgresql(new: Path, manifest: Manifest, place: Place, by: By) -> Restored:
    SendingHold(place.ledger).put(Held(by.now, RESTORED))
    postgresql.put_back(place.url, new, new.with_name(f"{new.name}.sql"))
    unsent, breaches, replayed = _settled(place.url, place, by)
    return Restored(manifest, unsent, breaches, None, replayed)


def _settled(url: str, place: Place, by: By) -> tuple[int, tuple[Breach, ...], Replayed]:
    """Bring it up to date, do again what the ledger holds, settle its outbox, and look. Raises NewerSchema and WrongKey."""
    database: Database = open_database(url, key=place.key, now=by.now, ledger=place.ledger)
    try:
        with database.write() as session:
            unsent = settle_restored(session, by.now)
            record(session, by, Act("register.restore", "register", None, "T11", f"unsent={unsent}"))
        with database.read() as session:
            return unsent, verify(session, place.key, place.ledger).breaches, database.replayed
    finally:
        database.close()


def _into_one_file(file: Path) -> None:
    """Leave nothing of the database in a journal beside it, and everything on the disk."""
    try:
        _empty_journal(file)
        sync_file(file)
    except (OSError, sqlite3.Error) as exc:
        mend = "free some space; the register is as it was"
        raise BackupFailed(f"{file.parent}: the restored database cannot be written", mend=mend) from exc


def _empty_journal(file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


def _put_aside(file: Path) -> Path | None:
    """Keep the register that is replaced, whole, under another name; its own name is there at every moment."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}{PUT_ASIDE}")
    part = aside.with_name(f"{aside.name}.part")
    try:
        begin_file(part)
        try:
            copy_database(file, part)
        except sqlite3.Error:
            # Damaged, as it may well be: then the bytes as they are, journal and all.
            _keep_bytes(file, part)
        part.replace(aside)
        _end_journal(file)
    except OSError as exc:
        raise BackupFailed(
            f"{file.parent}: the present register cannot be put aside: {exc.strerror}",
            mend="free as much space there as it takes; nothing was changed",
        ) from exc
    return aside


def _keep_bytes(file: Path, part: Path) -> None:
    shutil.copyfile(file, part)
    sync_file(part)
    journal = file.with_name(f"{file.name}-wal")
    if journal.exists():
        kept = part.with_name(f"{file.name}{PUT_ASIDE}-wal")
        begin_file(kept)
        shutil.copyfile(journal, kept)


def _belong_to_owner(folder: Path, files: Sequence[Path]) -> None:
    """Restored by root, the files still belong to the account which runs the service."""
    if os.geteuid() == 0:
        owner = folder.stat()
        for path in files:
            if path.exists():
                os.chown(path, owner.st_uid, owner.st_gid)


def _end_journal(file: Path) -> None:
    """A journal that stays would be read into the restored file."""
    with suppress(sqlite3.Error):
        _empty_journal(file)
    for ending in ("-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    sync_folder(file.parent)
