"""The service as a program of its own, started with nothing loaded, and told ready as it tells systemd (READY=1)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.live.firm import Firm

_PATIENCE = 60.0


@contextmanager
def told_ready(firm: Firm, at: datetime) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    """Start the service as if at that moment; gives it and the seconds from its start until it was ready. Killed at the end."""
    address = f"\0rekisterid-test-{os.getpid()}-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel, (firm.folder / "service.log").open("ab") as log:
        channel.bind(address)
        channel.settimeout(_PATIENCE)
        since = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.own_clock", "--config", str(firm.path), "serve", at.isoformat()],
            cwd=Path(__file__).parent.parent.parent,
            env=_environment() | {"NOTIFY_SOCKET": f"@{address[1:]}"},
            stdout=log,
            stderr=log,
        )
        try:
            while b"READY=1" not in channel.recv(4096):
                pass
            yield process, time.monotonic() - since
        finally:
            process.kill()
            process.wait(_PATIENCE)


def _environment() -> dict[str, str]:
    """Ours; but its libraries are compiled once, as where it is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
