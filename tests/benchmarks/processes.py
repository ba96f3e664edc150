"""Run a program to its end and say how much memory it and all its children held at once."""

import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

_EVERY_SECONDS = 0.02
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_LIMIT_SECONDS = 1_500


def run(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
    """Run it. Raises CalledProcessError when it fails."""
    subprocess.run(
        command, cwd=folder, env=env, check=True, timeout=_LIMIT_SECONDS, stdin=subprocess.DEVNULL, capture_output=True
    )


def peak_bytes(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> int:
    """Run it and give the largest sum of resident memory of its processes, looked at fifty times a second.

    Pages that processes share are counted for each of them.
    """
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=folder, env=env, stdin=quiet, stdout=quiet, stderr=quiet) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _held(process.pid))
            time.sleep(_EVERY_SECONDS)
    assert process.returncode == 0, f"ended with {process.returncode}"
    return peak


def _held(root: int) -> int:
    children: dict[int, list[int]] = defaultdict(list)
    pages: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The name in brackets may hold blanks; behind it: state, parent, …
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            pages[int(entry.name)] = int((entry / "statm").read_text().split()[1])
        except OSError:
            continue  # it has ended meanwhile
        children[parent].append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += pages.get(pid, 0)
        waiting += children[pid]
    return total * _PAGE_BYTES
