"""What keeping costs: one person's copy, a backup of the whole, a look; 5,000 people of twelve values, BENCH=full 100,000."""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

from daemon.backup.make import BackupTo, make_backup
from daemon.backup.restore import Place, restore
from daemon.backup.shelf import Shelf
from daemon.export.document import as_json
from models.register.audit import By
from models.register.database import Database, open_database
from models.register.export import export_person
from models.register.verify import verify
from tests.benchmarks.keeping_ground import filled
from tests.benchmarks.measuring import FULL
from tests.daemon.export.test_forms import FIRM
from tests.models.register.samples import KEY, NOW

PEOPLE = 100_000 if FULL else 5_000
SECRET = pyrage.x25519.Identity.generate()

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A register of that many people."""
    made = filled(tmp_path_factory.mktemp("keeping"), PEOPLE)
    yield made
    made.close()


def _file(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def told(what: str, seconds: float, limit: float, more: str = "") -> None:
    """Say what it took beside what it may take."""
    print(f"\n{what}: {seconds:.2f} s of {limit:g} s, {PEOPLE} people{more}", file=sys.stderr)
    assert seconds <= limit


def test_copy_of_one_person_takes_a_second_at_most(database: Database) -> None:
    slowest = 0.0
    for person in (1, PEOPLE // 2, PEOPLE):
        since = time.perf_counter()
        with database.write() as session:
            copy = export_person(session, By("bench", NOW), KEY, person, "json")
        content = as_json(copy, FIRM)
        slowest = max(slowest, time.perf_counter() - since)
        assert len(copy.rows) > 14
    told("export", slowest, 1.0, f", {len(content)} bytes")


def test_backup_takes_half_a_minute_at_most(database: Database, tmp_path: Path) -> None:
    to = BackupTo(Shelf(tmp_path / "backups", timedelta(days=35)), [SECRET.to_public()], tmp_path)
    size = _file(database).stat().st_size
    since = time.perf_counter()
    kept = make_backup(database, str(database.engine.url), to, NOW)
    told("backup", time.perf_counter() - since, 30.0, f", {size / 1e6:.0f} MB, packed {kept.size / 1e6:.0f} MB")
    since = time.perf_counter()
    (tmp_path / "new").mkdir()
    place = Place(f"sqlite:///{tmp_path}/new/register.sqlite", KEY, tmp_path / "new" / "ledger", tmp_path / "new")
    restore(kept.path, [SECRET], place, By("bench", NOW))
    told("restore, with a look at everything", time.perf_counter() - since, 600.0)


def test_look_at_everything_is_told(database: Database) -> None:
    since = time.perf_counter()
    with database.read() as session:
        looked = verify(session, KEY)
    told("verify", time.perf_counter() - since, 600.0, f", {looked.rows} rows")
    assert looked.breaches == ()


def test_memory_of_a_backup_does_not_grow_with_the_register(database: Database, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    filled(small, 100).close()
    peaks = [_peak(file, tmp_path) for file in (small / "register.sqlite", _file(database))]
    print(f"\nmemory of a backup: {peaks[0] / 1000:.0f} MB of 100 people, {peaks[1] / 1000:.0f} MB", file=sys.stderr)
    assert peaks[1] - peaks[0] < 40_000


def _peak(file: Path, folder: Path) -> int:
    """Give the highest memory in kB of a process that backs the file up."""
    command = [sys.executable, "-m", "tests.benchmarks.test_keeping", str(file), str(folder)]
    root = Path(__file__).parents[2]
    return int(subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout)


def _back_up(file: str, folder: str) -> None:
    opened = open_database(f"sqlite:///{file}", key=KEY, now=NOW)
    to = BackupTo(Shelf(Path(folder) / "flat", timedelta(days=35)), [SECRET.to_public()], Path(folder))
    make_backup(opened, f"sqlite:///{file}", to, NOW)
    opened.close()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    _back_up(*sys.argv[1:])
