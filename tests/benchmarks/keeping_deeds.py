"""What keeping does, each in a process of its own that tells its seconds and its highest memory.

`python -m tests.benchmarks.keeping_deeds DEED DATABASE PEOPLE FOLDER`
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyrage

from daemon.backup.make import BackupTo, make_backup
from daemon.backup.restore import Place, restore
from daemon.backup.shelf import Shelf
from daemon.export.document import as_json
from models.register import erasure, retention
from models.register.audit import By
from models.register.database import Database, open_database
from models.register.export import export_person
from models.register.retention import Terms
from models.register.retention_rules import RULES
from models.register.verify import verify
from tests.benchmarks.keeping_ground import NIGHTLY
from tests.daemon.export.test_forms import FIRM
from tests.models.register.samples import KEY, NOW

SECRET = "AGE-SECRET-KEY-1VE6E2KXENCGH7F928YW7D5MU8V70S9RXSMRVVCZZ0EMKYK5RR99Q8SU7L5"
BY = By("cli:bench", NOW)


@dataclass(frozen=True, slots=True)
class Given:
    """A register, how many people are in it, and a folder for what is made."""

    database: Database
    people: int
    folder: Path

    @property
    def file(self) -> Path:
        """The database file."""
        return Path(str(self.database.engine.url.database))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a deed cost: seconds (of the slowest of three people), the highest memory of its process in MB, and what it did."""

    seconds: float
    megabytes: float
    done: str


def cost_of(deed: str, file: Path, people: int, folder: Path) -> Cost:
    """Let another process do it."""
    command = [sys.executable, "-m", "tests.benchmarks.keeping_deeds", deed, str(file), str(people), str(folder)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _slowest(given: Given, deed: Callable[[int], None]) -> float:
    slowest = 0.0
    for person in (1, given.people // 2 + 1, given.people - 1):
        since = time.perf_counter()
        deed(person)
        slowest = max(slowest, time.perf_counter() - since)
    return slowest


def export(given: Given) -> tuple[float, str]:
    """A copy of one person as JSON."""
    sizes = []

    def deed(person: int) -> None:
        with given.database.write() as session:
            copy = export_person(session, BY, KEY, person, "json")
        assert len(copy.rows) > 14
        sizes.append(len(as_json(copy, FIRM)))

    return _slowest(given, deed), f"{max(sizes)} bytes"


def erase(given: Given) -> tuple[float, str]:
    """One person is erased at once, and the log emptied."""

    def deed(person: int) -> None:
        with given.database.write() as session:
            row = erasure.request(session, KEY, person, BY, settled=True, at_once=True)
            done = erasure.carry_out(session, KEY, row, BY)
        assert given.database.wipe_log()
        assert done.taken.deleted > 12

    return _slowest(given, deed), "three people"


def night(given: Given) -> tuple[float, str]:
    """A night of retention."""
    since = time.perf_counter()
    run = retention.run(given.database, RULES, Terms(NOW, KEY), By("daemon", NOW))
    seconds = time.perf_counter() - since
    assert run.ended["contact"] >= given.people // NIGHTLY - 3
    assert run.waiting == ()
    return seconds, f"{run.ended['contact']} people gone"


def backup(given: Given) -> tuple[float, str]:
    """A backup of everything."""
    key = pyrage.x25519.Identity.from_str(SECRET)
    to = BackupTo(Shelf(given.folder, timedelta(days=35)), [key.to_public()], given.folder)
    since = time.perf_counter()
    kept = make_backup(given.database, str(given.database.engine.url), to, NOW)
    seconds = time.perf_counter() - since
    return seconds, f"{given.file.stat().st_size / 1e6:.0f} MB, packed {kept.size / 1e6:.0f} MB"


def put_back(given: Given) -> tuple[float, str]:
    """The backup is put into a new place, and looked at."""
    new = given.folder / "new"
    new.mkdir()
    place = Place(f"sqlite:///{new}/register.sqlite", KEY, new / "ledger", new)
    (kept,) = Shelf(given.folder, timedelta(days=35)).backups()
    since = time.perf_counter()
    done = restore(kept.path, [pyrage.x25519.Identity.from_str(SECRET)], place, BY)
    assert done.breaches == ()
    return time.perf_counter() - since, "with a look at everything"


def look(given: Given) -> tuple[float, str]:
    """Everything that must hold is looked at."""
    since = time.perf_counter()
    with given.database.read() as session:
        looked = verify(session, KEY)
    assert looked.breaches == ()
    return time.perf_counter() - since, f"{looked.rows:,} rows"


DEEDS: Mapping[str, Callable[[Given], tuple[float, str]]] = {
    "export": export,
    "backup": backup,
    "restore": put_back,
    "verify": look,
    "erasure": erase,
    "retention": night,
}


def _peak_megabytes() -> float:
    """Of this process alone: what `getrusage` tells may be its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1000


def _run(deed: str, file: str, people: str, folder: str) -> None:
    given = Given(open_database(f"sqlite:///{file}", key=KEY, now=NOW), int(people), Path(folder))
    seconds, done = DEEDS[deed](given)
    given.database.close()
    print(json.dumps({"seconds": seconds, "megabytes": _peak_megabytes(), "done": done}))


if __name__ == "__main__":
    _run(*sys.argv[1:])
