"""How a backup is told of: in the register's own time, whatever zone the machine is in."""

import re
import time
from collections.abc import Iterator

import pytest

from tests.daemon.cli.firm import Firm


@pytest.fixture
def machine_elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose own zone is not the register's."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("machine_elsewhere")
def test_backup_that_is_looked_into_is_of_the_moment_that_the_list_says(firm: Firm) -> None:
    key = str(firm.folder / "backup.key")
    told = firm.ok("backup", "key", key).out
    public = next(line for line in told.splitlines() if line.startswith("recipients"))
    firm.configure(f'[backup]\nfolder = "backups"\n{public}')
    firm.ok("backup")
    (backup,) = (firm.folder / "backups").glob("*.age")
    (made,) = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", firm.ok("backup", "list").out)
    assert f"of {made}," in firm.ok("backup", "look", str(backup), "--key", key).out
