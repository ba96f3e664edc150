"""A folder kept as it is, to begin from it again and again."""

import shutil
from collections.abc import Callable
from pathlib import Path


def kept(folder: Path) -> Callable[[], None]:
    """Keep a copy of the folder beside it; give what brings it back as it is now."""
    copy = folder.with_name(f"{folder.name}.kept")
    shutil.copytree(folder, copy)

    def renew() -> None:
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)

    return renew
