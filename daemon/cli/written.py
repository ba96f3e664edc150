"""Files that a command makes: readable by their owner alone, and nothing is overwritten."""

from pathlib import Path

from models.errors import Declined


def write_new(path: Path, content: bytes) -> None:
    """Make a file. Raises Declined when it is there already, or cannot be written."""
    from daemon.config.private_file import write_private

    if not path.parent.is_dir():
        raise Declined(f"the folder {path.parent} does not exist", mend="make it first, or name another one")
    try:
        write_private(path, content)
    except FileExistsError:
        raise is_there(path) from None
    except OSError as exc:
        raise Declined(
            f"{path} cannot be written: {exc.strerror}", mend="name a folder that you may write to, with space"
        ) from exc


def is_there(path: Path) -> Declined:
    """Say that a file is there already."""
    return Declined(f"{path} is there already", mend="nothing is overwritten: name another file or remove this one")
