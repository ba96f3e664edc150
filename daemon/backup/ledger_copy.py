"""The copy of the ledger beside the backups: it must outlive this disk, and no ledger of fewer acts takes its place (T11)."""

import shutil
from datetime import datetime
from pathlib import Path

from models.errors import BackupFailed
from models.register.copies import begin_file, sync_file, sync_folder
from models.register.erasure_ledger import ErasureLedger, LedgerEntry

LEDGER_COPY = "register.ledger"


def copy_ledger(ledger: Path, folder: Path, now: datetime) -> None:
    """Copy the ledger into the folder of backups. Raises BackupFailed; also, once, when the copy there knew of other acts.

    That copy is kept then, under a dated name beside the new one: a restore brings what stands in it.
    """
    if not ledger.exists():
        return
    old = folder / LEDGER_COPY
    try:
        aside = _keep_other(old, ledger, now)
        _write_copy(ledger, folder)
    except OSError as exc:
        raise BackupFailed(
            f"{folder}: the copy of the ledger cannot be written: {exc.strerror}",
            mend="free some space there; the backup itself was made",
        ) from exc
    if aside is not None:
        raise BackupFailed(
            f"{folder}: the ledger of erasures there held acts that the register's own lacks; it is kept as {aside.name}",
            mend="restore a backup of that register, which does those acts again, unless this is meant to be a new one",
        )


def bring_ledger(folder: Path, ledger: Path) -> None:
    """Let the register's ledger hold every act that a copy in the folder of backups holds. Raises BackupFailed.

    On a new disk there is none; or a register was begun anew before the restore, and has a short one of its own.
    """
    copies = sorted(folder.glob(f"{LEDGER_COPY}*"), reverse=True)
    main = folder / LEDGER_COPY
    base = ledger if ledger.exists() else main if main.exists() else None
    lacking = _lacking(copies, base)
    if not lacking and (base is None or base == ledger):
        return
    part = ledger.with_name(f".{ledger.name}.part")
    try:
        _write_joined(part, lacking, base)
        part.replace(ledger)
        sync_folder(ledger.parent)
    except OSError as exc:
        raise BackupFailed(
            f"{ledger}: the ledger of erasures cannot be put there: {exc.strerror}",
            mend="let the account which runs rekisterid write the folder",
        ) from exc


def _keep_other(old: Path, ledger: Path, now: datetime) -> Path | None:
    """Put the copy aside when it holds an act that the ledger lacks: it may be the only one that does."""
    if not _lacking([old], ledger):
        return None
    aside = old.with_name(f"{LEDGER_COPY}.{now:%Y%m%dT%H%M%S%f}")
    old.rename(aside)
    return aside


def _lacking(copies: list[Path], base: Path | None) -> list[LedgerEntry]:
    """Give the entries of the copies, in their order, that the ledger does not hold."""
    known = set(ErasureLedger(base).read().entries) if base is not None else set()
    found = []
    for entry in (entry for copy in copies for entry in ErasureLedger(copy).read().entries):
        if entry not in known:
            known.add(entry)
            found.append(entry)
    return found


def _write_joined(part: Path, lacking: list[LedgerEntry], base: Path | None) -> None:
    """What the ledger lacks stands first: it is of the register before this one. Doing it all again changes nothing."""
    begin_file(part)
    if lacking:
        ErasureLedger(part).append(lacking)
    if base is not None:
        with part.open("ab") as file, base.open("rb") as source:
            shutil.copyfileobj(source, file)
    sync_file(part)


def _write_copy(ledger: Path, folder: Path) -> None:
    new = folder / f".{LEDGER_COPY}.part"
    begin_file(new)
    shutil.copyfile(ledger, new)
    sync_file(new)
    new.replace(folder / LEDGER_COPY)
    sync_folder(folder)
