"""The folder of backups: one file a backup, named after its moment; at most 35 days of them (T11)."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from models.errors import BackupFailed
from models.register.copies import sync_folder

_NAME = re.compile(r"register-(\d{8}T\d{6})Z\.age")
_BEGUN = ".part"
_MOMENT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that is there."""

    path: Path
    made_at: datetime
    size: int


class Shelf:
    """A folder of backups. What is not named like one is left alone."""

    def __init__(self, folder: Path, keep: timedelta) -> None:
        self.folder = folder
        self._keep = keep

    def backups(self) -> list[Kept]:
        """Give the finished backups, the newest first; none when the folder cannot be read."""
        try:
            found = [kept for path in self.folder.iterdir() if (kept := _kept(path)) is not None]
        except OSError:
            return []
        return sorted(found, key=lambda kept: kept.made_at, reverse=True)

    def newest(self) -> Kept | None:
        """Give the newest finished backup."""
        return next(iter(self.backups()), None)

    def add(self, now: datetime, write: Callable[[IO[bytes]], object]) -> Kept:
        """Let a backup of this moment be written, and have it on the disk under its name, or not at all.

        Raises BackupFailed when the folder cannot be written; the backups that are there stay.
        """
        path = self.folder / f"register-{now.astimezone(UTC):{_MOMENT}}Z.age"
        begun = path.with_name(f".{path.name}{_BEGUN}")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._clear_begun()
            handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            begun.replace(path)
            sync_folder(self.folder)
        except OSError as exc:
            raise BackupFailed(
                f"{self.folder}: the backup cannot be written: {exc.strerror or type(exc).__name__}",
                mend="free some space there, or let the account which runs rekisterid write the folder; the older backups stay",
            ) from exc
        finally:
            with suppress(OSError):
                begun.unlink(missing_ok=True)
        return Kept(path, now, path.stat().st_size)

    def forget_old(self, now: datetime) -> int:
        """Delete the backups over their term, also when no newer one could be made: an erasure counts on it (T11)."""
        over = [kept for kept in self.backups() if kept.made_at < now - self._keep]
        for kept in over:
            kept.path.unlink(missing_ok=True)
        return len(over)

    def _clear_begun(self) -> None:
        for path in self._begun():
            path.unlink(missing_ok=True)

    def _begun(self) -> Iterator[Path]:
        for path in list(self.folder.iterdir()):
            if path.name.startswith(".register-") and path.name.endswith(f".age{_BEGUN}"):
                yield path


def _kept(path: Path) -> Kept | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        made_at = datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC)
        return Kept(path, made_at, path.stat().st_size)
    except (ValueError, FileNotFoundError):
        return None
