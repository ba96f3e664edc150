"""Files that a command makes: readable by their owner alone, and nothing is overwritten."""

from pathlib import Path

from models.errors import Declined

FOLDER_ENDS = ("/", "/.")
"""How one writes that a folder is meant; a `Path` forgets it."""


def to_make(typed: str) -> Path:
    """Read the name of a file to make, or of a folder for it. Raises Declined for a folder that is not there."""
    path = Path(typed)
    if typed.endswith(FOLDER_ENDS) and not path.is_dir():
        raise _no_folder(path)
    return path


def write_new(path: Path, content: bytes) -> None:
    """Make a file. Raises Declined when it is there already, or cannot be written."""
    from daemon.config.private_file import write_private

    if not path.parent.is_dir():
        raise _no_folder(path.parent)
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


def _no_folder(folder: Path) -> Declined:
    return Declined(f"the folder {folder} does not exist", mend="make it first, or name another one")
