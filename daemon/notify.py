"""Tell systemd how the service fares (sd_notify): one datagram, no library. Without a socket nothing happens."""

import os
import socket
from datetime import timedelta


def notify(*lines: str) -> None:
    """Send state lines such as READY=1, STOPPING=1, WATCHDOG=1, STATUS=…; they hold no personal data."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto("\n".join(lines).encode(), address)
        except OSError:
            return


def watchdog_every() -> timedelta | None:
    """Give how often WATCHDOG=1 is due: half of what systemd waits; None when it watches nothing."""
    micros = os.environ.get("WATCHDOG_USEC", "")
    owner = os.environ.get("WATCHDOG_PID", "")
    if not micros.isdigit() or (owner and owner != str(os.getpid())):
        return None
    return timedelta(microseconds=int(micros)) / 2
