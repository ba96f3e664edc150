"""A throw-away PostgreSQL cluster on 127.0.0.1. Nothing in it survives the test run or a power cut.

Its files are in memory where there is room: a database is a thousand small files, and each test has its own.
"""

import itertools
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from tests.live.missing import server_missing
from tests.live.process import HOST, ServerProcess, free_port, private_folder, server_user

_OWNER = "rekisterid"
_FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "max_wal_size=128MB",
)


def _programs() -> Path:
    """Folder of initdb and postgres: the newest below Debian's own place, else the one in PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        server_missing("postgresql")
    return Path(found).resolve().parent


class PostgreSQL:
    """One cluster for a test worker; each test makes its own database. It sorts text the Finnish way, unlike SQLite."""

    def __init__(self) -> None:
        programs = _programs()
        self.port = free_port()
        self._base = private_folder("postgresql", in_memory=True)
        self._numbers = itertools.count(1)
        self._initialise(programs / "initdb")
        settings = [f"port={self.port}", f"listen_addresses={HOST}", f"unix_socket_directories={self._base}", *_FAST]
        options = [word for setting in settings for word in ("-c", setting)]
        self._server = ServerProcess(
            "postgresql",
            [str(programs / "postgres"), "-D", str(self._base / "data"), *options],
            log=self._base / "output.log",
            ready=self._ready,
            drop=True,
            ending=signal.SIGINT,  # "fast shutdown": does not wait for clients
        )

    def start(self) -> None:
        """Start it and wait until it takes queries."""
        self._server.start()

    def stop(self) -> None:
        """End it and every connection; the databases stay."""
        self._server.stop()

    def close(self) -> None:
        """End it and remove its databases."""
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def new_database(self, *, template: str | None = None) -> str:
        """A new database, empty or a copy of the one whose URL is `template` (nobody may be connected to it).

        Gives its SQLAlchemy URL, "postgresql+psycopg://…".
        """
        name = f"test{next(self._numbers)}"
        source = template.rsplit("/", 1)[1] if template else "template0"
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
        with self._administrator() as connection:
            connection.execute(command)
        return f"postgresql+psycopg://{_OWNER}@{HOST}:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Remove a database and end whatever is connected to it."""
        name = sql.Identifier(url.rsplit("/", 1)[1])
        with self._administrator() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def files_of(self, url: str) -> list[Path]:
        """Give the files of a database, and those that all of the cluster's share; its log of writes (`pg_wal`) is left out."""
        name = url.rsplit("/", 1)[1]
        with self._administrator() as connection:
            row = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", (name,)).fetchone()
        assert row is not None
        data = self._base / "data"
        folders = [data / "base" / str(row[0]), data / "global", data / "base" / "pgsql_tmp"]
        return [path for folder in folders for path in folder.glob("*") if path.is_file()]

    def _administrator(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=HOST, port=self.port, user=_OWNER, dbname="postgres", autocommit=True, connect_timeout=5
        )

    def _ready(self) -> bool:
        try:
            self._administrator().close()
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self, initdb: Path) -> None:
        answer = subprocess.run([initdb, "--version"], capture_output=True, text=True, check=True).stdout
        version = re.search(r"(\d+)", answer)
        # Language rules of Finland, where this service mostly runs: an ORDER BY
        # that leans on SQLite's byte order shows itself in the tests.
        icu = ["--locale-provider=icu", "--icu-locale=fi-FI"] if version and int(version[1]) >= 15 else []
        words = [str(initdb), "-D", str(self._base / "data"), "-A", "trust", "-U", _OWNER, "--no-sync", "-E", "UTF8"]
        user = server_user()
        drop = os.getuid() == 0
        made = subprocess.run(
            [*words, "--locale=C.UTF-8", *icu],
            capture_output=True,
            text=True,
            check=False,
            cwd=self._base,
            user=user.pw_uid if drop else None,
            group=user.pw_gid if drop else None,
            extra_groups=[] if drop else None,
        )
        if made.returncode != 0:
            raise RuntimeError(f"initdb: {made.stderr[-2000:]}")


class Renewed:
    """Gives a new database each time, a copy of `template` or an empty one, and removes the one before."""

    def __init__(self, server: PostgreSQL, template: str | None) -> None:
        self._server, self._template, self._last = server, template, ""

    def __call__(self) -> str:
        if self._last:
            self._server.drop_database(self._last)
        self._last = self._server.new_database(template=self._template)
        return self._last
