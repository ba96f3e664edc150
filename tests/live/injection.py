"""Let a process die on entering its Nth write, fsync or send, or let that call fail: strace counts its system calls."""

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.live.missing import server_missing
from tests.live.process import wait_until
from tests.live.warmed import PATIENCE, Deed, Warmed

CALLS = (
    "write,writev,pwrite64,pwritev,pwritev2,sendfile,fsync,fdatasync,ftruncate,"
    "rename,renameat,renameat2,unlink,unlinkat,sendto,sendmsg,sendmmsg"
)
"""What leaves a process: for files, for servers, for the processes that read for it."""


@dataclass(frozen=True, slots=True)
class Place:
    """The Nth call of that kind, counted from 1. `file`: what it was about, as far as that is told; for people only."""

    call: str
    number: int
    file: str = ""


def need_strace() -> None:
    """End the test where no process may watch another one."""
    strace = shutil.which("strace")
    if strace is None:
        server_missing("strace")
    tried = subprocess.run(
        [strace, "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    if tried.returncode != 0:
        server_missing("strace", "ptrace is not permitted")


def places_of(warmed: Warmed, deed: Deed, given: Any) -> list[Place]:
    """Let a victim live and give every place at which it could have died, in order."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as log:
        code = _watched(warmed, deed, given, ["-y", "-s", "0", "-e", f"trace={CALLS}", "-o", log.name])
        assert code == 0, f"the undisturbed run ended with {code}"
        counts: Counter[str] = Counter()
        places = []
        for line in log:
            if found := re.match(r"(\w+)\((?:\d+<(/[^>]*)>)?", line):
                counts[found[1]] += 1
                places.append(Place(found[1], counts[found[1]], found[2] or ""))
    return places


def killed_at(place: Place, warmed: Warmed, deed: Deed, given: Any) -> bool:
    """Run a victim that dies there. False: it came to its end before, as no two runs are quite the same."""
    words = ["-e", f"trace={place.call}", "-e", f"inject={place.call}:signal=KILL:when={place.number}"]
    code = _watched(warmed, deed, given, [*words, "-o", "/dev/null"])
    assert code in (0, -9), f"neither killed nor done: {code}"
    return code == -9


def failing_at(place: Place, error: str, warmed: Warmed, deed: Deed, given: Any, *, lasting: bool = False) -> int:
    """Run a victim of which that call fails so, and with `lasting` each later one of its kind; give its exit code."""
    when = f"{place.number}+" if lasting else f"{place.number}"
    words = ["-e", f"trace={place.call}", "-e", f"inject={place.call}:error={error}:when={when}"]
    return _watched(warmed, deed, given, [*words, "-o", "/dev/null"])


def _watched(warmed: Warmed, deed: Deed, given: Any, words: list[str]) -> int:
    """Run a deed under strace; give its exit code. Only its first thread is watched: it does what a pull or a send does."""
    pid = warmed.hold(deed, given)
    with _strace(pid, words):
        return warmed.let_go(pid)


@contextmanager
def _strace(pid: int, words: list[str]) -> Iterator[None]:
    """Watch a process that is held; inside the block it must come to its end, with which strace ends."""
    status = Path(f"/proc/{pid}/status")
    command = ["strace", "-qq", "-e", "signal=none", *words, "-p", str(pid)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as strace:
        try:

            def attached() -> bool:
                assert strace.poll() is None, strace.stderr and strace.stderr.read()
                return "TracerPid:\t0\n" not in status.read_text(encoding="utf-8")

            wait_until(attached, PATIENCE, "strace")
            yield
            strace.wait(PATIENCE)
        finally:
            strace.kill()
