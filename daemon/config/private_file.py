"""Read and write files that only their owner may read: passwords, the hash key, the configuration."""

import os
import stat
from pathlib import Path

MAX_SECRET_BYTES = 4096


class TooOpen(OSError):
    """The file can be read or written by others than its owner."""


def read_private(path: Path, *, trusted: bool = False) -> bytes:
    """Give at most MAX_SECRET_BYTES + 1 bytes of a file of secrets.

    Raises TooOpen when group or others have any right to it, OSError when it cannot be read. `trusted`: the folder is
    systemd's credentials directory, which guards its files by other means and shows its access list as group rights.
    """
    # O_NONBLOCK: a pipe in the place of the file must not hang the start.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if not trusted and status.st_mode & 0o077:
            raise TooOpen(0, "readable by others")
        return file.read(MAX_SECRET_BYTES + 1)


def write_private(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Write a file with mode 0600, whole or not at all. Raises FileExistsError when it is there and `replace` is off."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not replace and (path.exists() or path.is_symlink()):
        raise FileExistsError(17, "the file is there already", str(path))
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
