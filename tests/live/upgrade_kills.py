"""The fifth scenario of kills: a register is made, and one of this version is brought to the later one."""

import shutil
from collections.abc import Callable
from multiprocessing.synchronize import Event as Signal
from pathlib import Path

from sqlalchemy.engine import make_url

from models.migrations import HEAD
from models.register.database import open_database
from models.register.migrate import OURS, revision_of
from tests.live.kept_folder import kept
from tests.live.kill_scenarios import Scenario
from tests.live.postgresql import PostgreSQL, Renewed
from tests.models.register.later_version import LATER
from tests.models.register.samples import KEY, NOW
from tests.models.register.upgrading import assert_whole, copy_of, facts, fill, looked_at


def migrate_it(url: str, begun: Signal) -> None:
    """Open a register with the later version."""
    open_database(url, key=KEY, now=NOW, migrations=LATER).close()
    begun.set()


def make_it(url: str, begun: Signal) -> None:
    """Open a register that is not there yet."""
    open_database(url, key=KEY, now=NOW, migrations=OURS).close()
    begun.set()


class Upgrading:
    """From this version to the later one: old or new and whole at any moment, nothing lost at the end."""

    def __init__(self, filled: str, renewed: Callable[[], str]) -> None:
        """`renewed` gives the URL of a register like the filled one, at the old schema."""
        self._renewed = renewed
        self.url = filled
        with looked_at(filled) as connection:
            self.wanted = facts(connection)

    def scenario(self) -> Scenario:
        """Give it to the hunt."""
        return Scenario(migrate_it, self.reset, self.check, self.between)

    def reset(self) -> str:
        """Nothing is migrated."""
        self.url = self._renewed()
        return self.url

    def between(self) -> None:
        """What a kill leaves is the one version or the other."""
        assert_whole(self.url, self.wanted)

    def check(self) -> None:
        """It is the later version; where it is a file, the way back is there and nothing else."""
        assert assert_whole(self.url, self.wanted) == LATER.head
        if self.url.startswith("sqlite"):
            copy = copy_of(self.url)
            assert assert_whole(f"sqlite:///{copy}", self.wanted) == HEAD
            names = {path.name for path in copy.parent.iterdir() if not path.name.endswith(("-wal", "-shm", ".lock"))}
            assert names == {Path(str(make_url(self.url).database)).name, copy.name}


def upgrade_of_sqlite(folder: Path) -> Scenario:
    """The register is an SQLite file."""
    folder = folder / "data"
    folder.mkdir()
    url = f"sqlite:///{folder}/register.sqlite"
    fill(url)
    put_back = kept(folder)

    def renewed() -> str:
        put_back()
        return url

    return Upgrading(url, renewed).scenario()


def upgrade_of_postgresql(server: PostgreSQL) -> Scenario:
    """The register is a PostgreSQL database."""
    filled = server.new_database()
    fill(filled)
    return Upgrading(filled, Renewed(server, filled)).scenario()


class Making:
    """From nothing: at any moment there is no register or an empty one, and the next start has one."""

    def __init__(self, renewed: Callable[[], str]) -> None:
        self._renewed = renewed
        self.url = ""

    def scenario(self) -> Scenario:
        """Give it to the hunt."""
        return Scenario(make_it, self.reset, self.check)

    def reset(self) -> str:
        """Nothing is there."""
        self.url = self._renewed()
        return self.url

    def check(self) -> None:
        """It is there, and has its first row."""
        with looked_at(self.url) as connection:
            assert revision_of(connection) == HEAD
            rows = facts(connection)
            assert {table: len(found) for table, found in rows.items() if found} == {"register_state": 1}


def first_start_on_sqlite(folder: Path) -> Scenario:
    """There is no file yet."""
    folder = folder / "data"

    def renewed() -> str:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return f"sqlite:///{folder}/register.sqlite"

    return Making(renewed).scenario()


def first_start_on_postgresql(server: PostgreSQL) -> Scenario:
    """There is an empty database."""
    return Making(Renewed(server, None)).scenario()
