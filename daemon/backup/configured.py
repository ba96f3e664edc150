"""What the configuration says of backups, as values; and keys from their files."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.backup.make import BackupTo
from daemon.backup.restore import Place
from daemon.backup.shelf import Shelf
from daemon.config.build import database_folder, database_url, hash_key, ledger_file
from daemon.config.private_file import TooOpen, read_private, write_private
from daemon.config.schema import Config
from models.errors import Declined

if TYPE_CHECKING:
    from pyrage import x25519

_MARK = "AGE-SECRET-KEY-"


def shelf(config: Config) -> Shelf | None:
    """Give the folder of backups; None when none are made."""
    if config.backup.folder is None:
        return None
    return Shelf(config.backup.folder, timedelta(days=config.backup.keep_days))


def backup_to(config: Config) -> BackupTo | None:
    """Give where backups go and for whom; None when none are made."""
    import pyrage

    kept = shelf(config)
    if kept is None:
        return None
    recipients = [pyrage.x25519.Recipient.from_str(text) for text in config.backup.recipients]
    # Beside the database: a plain copy is guarded there as the database is, and can take its place at once.
    return BackupTo(kept, recipients, database_folder(config))


def newest_is_old(config: Config, since: datetime, now: datetime) -> bool:
    """Whether the last backup is older than it may be; `since`: since when the service runs, where there is none at all."""
    kept = shelf(config)
    if kept is None:
        return False
    newest = kept.newest()
    return now - (newest.made_at if newest else since) > timedelta(hours=config.backup.alarm_hours)


def place(config: Config) -> Place:
    """Give where the register is that a backup is put back into. Raises ConfigError for the hash key."""
    return Place(database_url(config), hash_key(config), ledger_file(config), database_folder(config))


def new_key(path: Path) -> str:
    """Make a key, write its secret half to a new file for its owner alone, and give the public half. Raises Declined."""
    import pyrage

    key = pyrage.x25519.Identity.generate()
    public = str(key.to_public())
    try:
        write_private(path, f"# public key: {public}\n{key}\n".encode())
    except FileExistsError:
        mend = "a key is never replaced: name another file"
        raise Declined(f"{path} is there already", mend=mend) from None
    except OSError as exc:
        raise Declined(f"{path} cannot be written: {exc.strerror}", mend="name a file in a folder of yours") from exc
    return public


def identities(path: Path) -> "Sequence[x25519.Identity]":
    """Read the secret keys of a file as `new_key` and age-keygen write it. Raises Declined."""
    import pyrage

    try:
        text = read_private(path).decode("ascii", errors="replace")
    except TooOpen:
        raise Declined(f"{path} can be read by others", mend=f"chmod 600 {path}") from None
    except OSError as exc:
        raise Declined(f"{path} cannot be read: {exc.strerror}", mend="name the file that holds the key") from exc
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith(_MARK)]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        found = []
    if not found:
        mend = f"the file has a line that begins with {_MARK}; `rekisterid backup key FILE` writes one"
        raise Declined(f"{path} holds no key", mend=mend)
    return found
