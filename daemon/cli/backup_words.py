"""How backups and the hold on sending stand, in words: for `rekisterid status`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daemon.cli.opened import Local
    from daemon.config import Config
    from models.register.sending_hold import Held


def megabytes(size: int) -> str:
    """Give a size in bytes as millions of bytes, without the unit; a small one with enough decimals not to be 0.0."""
    return f"{size / 1_000_000:.{1 if size >= 1_000_000 else 3}f}"


@dataclass(frozen=True, slots=True)
class BackupFare:
    """How many backups are kept, and the newest: None when there is none yet. `size` in bytes."""

    kept: int
    made_at: datetime | None
    size: int


def backup_fare(config: "Config") -> BackupFare | None:
    """Give how backups stand; None when none are made."""
    if config.backup.folder is None:
        return None
    from daemon.backup.configured import shelf

    found = shelf(config)
    backups = found.backups() if found else []
    return BackupFare(len(backups), backups[0].made_at if backups else None, backups[0].size if backups else 0)


def keeping_lines(fare: BackupFare | None, held: "Held | None", local: "Local") -> Iterator[str]:
    """Give what is worth a line each; nothing where no backups are made and nothing is held."""
    if held is not None:
        why = (
            "restored from a backup" if held.restored else "held by staff" if held.why == "staff" else "hold unreadable"
        )
        yield f"nothing is sent since {local.moment(held.since)} ({why}): `rekisterid sending go` lets mail go again"
    if fare is None:
        return
    if fare.made_at is None:
        yield "no backup yet: the first comes within an hour of `rekisterid run`, or now by `rekisterid backup`"
    else:
        yield f"last backup {local.moment(fare.made_at)}, {megabytes(fare.size)} MB, {fare.kept} kept"
