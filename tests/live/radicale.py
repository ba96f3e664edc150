"""Radicale as a process of its own: passwords are checked, everyone sees their own calendars only."""

import importlib.util
import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.live.caldav_http import Calendar, CalendarAccount
from tests.live.missing import server_missing
from tests.live.process import HOST, ServerProcess, accepts_connections, free_port

_CONFIGURATION = """[server]
hosts = {host}:{port}
[auth]
type = htpasswd
htpasswd_filename = {base}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {base}/storage
[logging]
level = warning
"""


class Radicale:
    """One server for a test worker; each test makes its own account. `url` is where discovery starts."""

    def __init__(self) -> None:
        if importlib.util.find_spec("radicale") is None:
            server_missing("radicale")
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}/"
        self._names = (f"staff{number}" for number in itertools.count(1))
        self._base = Path(tempfile.mkdtemp(prefix="rekisterid-radicale-"))
        (self._base / "users").touch()
        configuration = self._base / "config"
        configuration.write_text(_CONFIGURATION.format(host=HOST, port=self.port, base=self._base))
        self._server = ServerProcess(
            "radicale",
            [sys.executable, "-m", "radicale", "--config", str(configuration)],
            log=self._base / "output.log",
            ready=lambda: accepts_connections(self.port),
        )

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has used since it was started."""
        used = Path(f"/proc/{self._server.pid}/stat").read_text().rpartition(")")[2].split()
        # utime and stime (proc(5)), counted behind the name.
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._server.start()

    def stop(self) -> None:
        """End it; its storage stays."""
        self._server.stop()

    def wipe(self) -> None:
        """Lose every calendar of everyone, as after a broken disk; accounts stay. Runs again afterwards."""
        self.stop()
        shutil.rmtree(self._base / "storage", ignore_errors=True)
        self.start()

    def forget_sync_tokens(self) -> None:
        """Make every sync token given so far invalid, in each calendar from its next change on; calendars stay."""
        for folder in (self._base / "storage").rglob("sync-token"):
            shutil.rmtree(folder)

    def forget_parsed(self) -> None:
        """Start anew without what it has noted of the objects it has read; calendars and tokens stay."""
        self.stop()
        for folder in (self._base / "storage").rglob(".Radicale.cache/item"):
            shutil.rmtree(folder)
        self.start()

    def close(self) -> None:
        """End it and remove its storage."""
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def new_account(self) -> CalendarAccount:
        """A new user without any calendar."""
        name = next(self._names)
        password = f"secret-of-{name}"
        with (self._base / "users").open("a") as users:
            users.write(f"{name}:{password}\n")
        account = CalendarAccount(self.url, f"{self.url}{name}/", name, password)
        account.request("PROPFIND", account.home_url, Depth="0")
        return account

    def new_calendar(self, name: str) -> Calendar:
        """An empty calendar of a new user."""
        return self.new_account().new_calendar(name)
