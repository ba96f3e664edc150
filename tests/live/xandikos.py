"""Xandikos as a process of its own. It knows one user, accepts any password, and makes a default calendar."""

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

from tests.live.caldav_http import Calendar, CalendarAccount
from tests.live.missing import server_missing
from tests.live.process import HOST, ServerProcess, accepts_connections, free_port

_USER = "demo"


class Xandikos:
    """One server for a test worker; all tests share its one account, each makes its own calendar."""

    def __init__(self) -> None:
        if importlib.util.find_spec("xandikos") is None:
            server_missing("xandikos")
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}/"
        self._base = Path(tempfile.mkdtemp(prefix="rekisterid-xandikos-"))
        (self._base / "storage").mkdir()
        self._server = ServerProcess("xandikos", self._command(), log=self._base / "output.log", ready=self._ready)

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._server.start()

    def stop(self) -> None:
        """End it; its storage stays."""
        self._server.stop()

    def close(self) -> None:
        """End it and remove its storage."""
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    @property
    def account(self) -> CalendarAccount:
        """The one account; it has a default calendar and those of other tests."""
        return CalendarAccount(self.url, f"{self.url}{_USER}/calendars/", _USER, "any")

    def new_calendar(self, name: str) -> Calendar:
        """An empty calendar of the one account."""
        return self.account.new_calendar(name)

    def _ready(self) -> bool:
        return accepts_connections(self.port)

    def _command(self) -> list[str]:
        place = ["-d", str(self._base / "storage"), "--state-dir", str(self._base), "-l", HOST, "-p", str(self.port)]
        user = ["--defaults", "--current-user-principal", f"/{_USER}/", "--no-detect-systemd"]
        return [sys.executable, "-m", "xandikos", "serve", *place, *user]
