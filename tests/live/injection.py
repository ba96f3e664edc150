"""Let a process die on entering its Nth write, fsync or send: strace counts its system calls and sends SIGKILL there."""

import ctypes
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from typing import Any

from tests.live.forks import FORKS
from tests.live.missing import server_missing
from tests.live.process import wait_until

CALLS = (
    "write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,ftruncate,"
    "rename,renameat,renameat2,unlink,unlinkat,sendto,sendmsg,sendmmsg"
)
"""What leaves a process: for files, for servers, for the processes that read for it."""

READY_SECONDS = 5.0
"""How soon after a kill the next process must have begun its work."""

PATIENCE = 60.0

_PR_SET_PTRACER = 0x59616D61
_ANY_PROCESS = -1

Deed = Callable[[Any, Signal], None]
"""What a victim does with what it is given; it sets the signal when it is ready to work."""


@dataclass(frozen=True, slots=True)
class Place:
    """The Nth call of that kind, counted from 1."""

    call: str
    number: int


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


def places_of(deed: Deed, given: Any) -> list[Place]:
    """Let a victim live and give every place at which it could have died, in order."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as log:
        code = _watched(deed, given, ["-s", "0", "-e", f"trace={CALLS}", "-o", log.name])
        assert code == 0, f"the undisturbed run ended with {code}"
        counts: Counter[str] = Counter()
        places = []
        for line in log:
            if found := re.match(r"(\w+)\(", line):
                counts[found[1]] += 1
                places.append(Place(found[1], counts[found[1]]))
    return places


def killed_at(place: Place, deed: Deed, given: Any) -> bool:
    """Run a victim that dies there. False: it came to its end before, as no two runs are quite the same."""
    words = ["-e", f"trace={place.call}", "-e", f"inject={place.call}:signal=KILL:when={place.number}"]
    code = _watched(deed, given, [*words, "-o", "/dev/null"])
    assert code in (0, -9), f"neither killed nor done: {code}"
    return code == -9


def runs_well(deed: Deed, given: Any) -> float:
    """Run it to its end, undisturbed; give how many seconds it took until it was ready to work."""
    begun = FORKS.Event()
    since = time.monotonic()
    process = FORKS.Process(target=deed, args=(given, begun))
    process.start()
    assert begun.wait(PATIENCE), "it never began"
    seconds = time.monotonic() - since
    process.join(PATIENCE)
    assert process.exitcode == 0
    process.close()
    return seconds


def _watched(deed: Deed, given: Any, words: list[str]) -> int | None:
    """Run a deed under strace; give its exit code. Only its first thread is watched: it does what a pull or a send does."""
    go = FORKS.Event()
    process = FORKS.Process(target=_wait_and_do, args=(deed, given, go))
    process.start()
    with _strace(process, words):
        go.set()
        process.join(PATIENCE)
        code = process.exitcode
    process.close()
    return code


@contextmanager
def _strace(process: BaseProcess, words: list[str]) -> Iterator[None]:
    status = Path(f"/proc/{process.pid}/status")
    wait_until(lambda: "do_wait" in _name(process), PATIENCE, "the victim")
    command = ["strace", "-qq", "-e", "signal=none", *words, "-p", str(process.pid)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as strace:
        try:

            def attached() -> bool:
                assert strace.poll() is None, strace.stderr and strace.stderr.read()
                return "TracerPid:\t0\n" not in status.read_text(encoding="utf-8")

            wait_until(attached, PATIENCE, "strace")
            yield
        finally:
            if process.exitcode is None:
                process.kill()
                process.join(PATIENCE)
            strace.wait(PATIENCE)


def _name(process: BaseProcess) -> str:
    return Path(f"/proc/{process.pid}/comm").read_text(encoding="utf-8")


def _wait_and_do(deed: Deed, given: Any, go: Signal) -> None:
    # Some systems let a process watch its own children only, unless it is asked to.
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(_ANY_PROCESS), 0, 0, 0)
    Path("/proc/self/comm").write_text("do_wait", encoding="ascii")
    assert go.wait(PATIENCE)
    deed(given, FORKS.Event())
