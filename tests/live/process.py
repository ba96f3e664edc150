"""Start and end the server programs of a test run, on 127.0.0.1 alone and without privileges."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# The only address that anything of the test run listens on.
HOST = "127.0.0.1"

# Below the range from which the kernel takes ports for outgoing connections,
# so that a port stays ours while its server is stopped.
_FIRST_PORT, _LAST_PORT = 20_000, 31_999
_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_LOG_TAIL_BYTES = 4_000

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 << 30
"""For every worker's files at once; what a container gives is mostly less."""


class ServerDidNotStart(Exception):
    """The program ended or did not answer in time; the text has the end of its log."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    for _ in range(200):
        port = random.randint(_FIRST_PORT, _LAST_PORT)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise ServerDidNotStart("no free port found")


def server_user() -> pwd.struct_passwd:
    """Who runs programs that refuse root: the user of the test run, or `nobody` when that is root."""
    return pwd.getpwuid(os.getuid()) if os.getuid() != 0 else pwd.getpwnam("nobody")


def private_folder(name: str, *, in_memory: bool = False) -> Path:
    """A new folder that `server_user` owns and can reach, unlike pytest's own below a folder of mode 0700.

    `in_memory`: where the machine has room for files in memory they are there; otherwise on the disk as always.
    """
    parent = _MEMORY if in_memory and _has_room(_MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix=f"rekisterid-{name}-", dir=parent))
    user = server_user()
    os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM_BYTES


def hand_over(path: Path) -> None:
    """Give a file or a whole folder to `server_user`."""
    user = server_user()
    for item in [path, *path.rglob("*")] if path.is_dir() else [path]:
        os.chown(item, user.pw_uid, user.pw_gid)


def accepts_connections(port: int) -> bool:
    """Whether something listens on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0


def greets(port: int, greeting: bytes) -> bool:
    """Whether a new connection to the port of 127.0.0.1 is greeted so: a server that ends still accepts, and says nothing."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        try:
            probe.connect((HOST, port))
            return probe.recv(len(greeting)) == greeting
        except OSError:
            return False


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until the condition holds; raises TimeoutError with `what` after that many seconds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not after {seconds:g} s")
        time.sleep(0.02)


def _with_parent(command: Sequence[str], ending: signal.Signals) -> list[str]:
    """The command, ended by the kernel together with the thread that started it, where util-linux can do that."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", ending.name.removeprefix("SIG"), "--", *command] if setpriv else list(command)


class ServerProcess:
    """One server program in the foreground. Start it from the main thread: it ends with the thread that started it."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        ready: Callable[[], bool],
        drop: bool = False,
        ending: signal.Signals = signal.SIGTERM,
    ) -> None:
        """`ready` tells whether it serves; `drop` runs it as `server_user`; `ending` is the signal that asks it to end."""
        self.name = name
        self._command = list(command)
        self._log = log
        self._ready = ready
        self._drop = drop and os.getuid() == 0
        self._ending = ending
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether the program is there now."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the running program."""
        if self._process is None:
            raise ProcessLookupError(f"{self.name} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it serves. Raises ServerDidNotStart."""
        if self.running:
            return
        user = server_user()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                _with_parent(self._command, self._ending),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self._log.parent,
                user=user.pw_uid if self._drop else None,
                group=user.pw_gid if self._drop else None,
                extra_groups=[] if self._drop else None,
            )
        end = time.monotonic() + _START_SECONDS
        while not self._ready():
            if not self.running or time.monotonic() > end:
                self.stop()
                raise ServerDidNotStart(f"{self.name}: {self.log_tail()}")
            time.sleep(0.02)

    def stop(self, *, kill: bool = False) -> None:
        """End it: asked, and after a grace time killed; `kill` does not ask. Returns when it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGKILL if kill else self._ending)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_STOP_SECONDS)

    def log_tail(self) -> str:
        """The end of what the program printed."""
        return self._log.read_bytes()[-_LOG_TAIL_BYTES:].decode(errors="replace") if self._log.exists() else ""
