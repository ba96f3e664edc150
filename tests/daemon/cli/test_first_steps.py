"""Before anything was read, and with a server that does not answer: what status, people and pull say."""

import subprocess
import sys
from pathlib import Path

import pytest

from daemon.cli.app import run
from daemon.cli.shell import Shell
from tests.daemon.cli.firm import Firm, Ran
from tests.daemon.config.test_faults import prepared
from tests.models.register.samples import KEY

DEAD = 'host = "imap.suvanto.example"'


class NewFirm:
    """A folder with a configuration and a key, and no register yet."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        prepared(folder, "@firm\n@mailbox\n")
        config = folder / "config.toml"
        dead = 'host = "127.0.0.1"\nport = 9\ninsecure_host = "127.0.0.1"'
        config.write_text(config.read_text("utf-8").replace(DEAD, dead), "utf-8")
        (folder / "data").mkdir(mode=0o700)
        (folder / "secrets").mkdir(mode=0o700)
        key = folder / "secrets" / "hash.key"
        key.write_text(KEY.hex())
        key.chmod(0o600)

    def run(self, *arguments: str) -> Ran:
        """Run a command in the folder."""
        self._capsys.readouterr()
        code = run(arguments, Shell(env={}, folder=self.folder))
        wrote = self._capsys.readouterr()
        return Ran(code, wrote.out, wrote.err)


@pytest.fixture
def new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> NewFirm:
    """A firm on its first day."""
    return NewFirm(tmp_path, capsys)


def test_status_before_the_first_reading_shows_the_accounts_as_never_read(new: NewFirm) -> None:
    ran = new.run("status")
    assert (ran.code, ran.err) == (0, "")
    assert "nothing was read yet: run `rekisterid pull` or `rekisterid run`" in ran.out
    assert "never read" in ran.out
    told = new.run("status", "--json").json
    assert (told["register"], told["never_tried"]) == (None, ["info"])


@pytest.mark.parametrize("command", ["people", "bookings", "problems", "candidates", "judgements"])
def test_command_that_looks_says_that_nothing_was_read_and_makes_no_file(new: NewFirm, command: str) -> None:
    ran = new.run(command)
    assert ran.code == 66
    assert "nothing was read yet" in ran.err
    assert "mend: run `rekisterid pull` or `rekisterid run`" in ran.err
    assert list((new.folder / "data").iterdir()) == []


def test_danger_is_told_by_status_and_by_commands_that_connect_and_by_no_other(new: NewFirm) -> None:
    assert "is not verified" in new.run("status").out
    assert "is not verified" in new.run("pull").err
    assert "is not verified" in new.run("check").out
    ran = new.run("people")
    assert ran.code == 0
    assert "is not verified" not in ran.out + ran.err


def test_account_that_does_not_answer_is_named_once(new: NewFirm) -> None:
    ran = new.run("pull")
    assert ran.code == 69
    assert "info: 127.0.0.1:9 does not answer" in ran.err
    told = new.run("status").out
    assert "info: 127.0.0.1:9 does not answer" in told
    assert "info: info:" not in ran.err + ran.out + told


def test_status_of_a_service_that_is_not_running_promises_no_next_try(new: NewFirm) -> None:
    new.run("pull")
    told = new.run("status").out
    assert "the service is not running" in told
    row = next(line for line in told.splitlines() if line.strip().startswith("info "))
    assert row.split()[-4:] == ["never", "–", "0", "of", "1"][-4:]


LOADED = """
import sys
from pathlib import Path
from daemon.cli.app import run
from daemon.cli.shell import Shell
code = run([sys.argv[2]], Shell(env={}, folder=Path(sys.argv[1])))
heavy = ("alembic", "caldav", "imapclient", "niquests", "structlog", "icalendar", "apscheduler", "jinja2",
    "sqlalchemy.dialects.postgresql")
print(int(code), [name for name in heavy if name in sys.modules])
"""


@pytest.mark.parametrize("command", ["people", "status", "bookings"])
def test_command_that_looks_loads_nothing_of_servers_jobs_and_migrations(firm: Firm, command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(firm.folder), command], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"


@pytest.mark.parametrize(
    "arguments",
    [("pull", "infi"), ("calendar", "confirm", "infi"), ("explain", "x.eml", "--account", "infi")],
    ids=lambda arguments: arguments[0],
)
def test_account_that_there_is_not_is_declined_with_the_names_there_are(firm: Firm, arguments: tuple[str, ...]) -> None:
    firm.file("x.eml", b"From: a@b.example\r\n\r\nHei\r\n")
    ran = firm.run(*(str(firm.folder / one) if one == "x.eml" else one for one in arguments))
    assert ran.code == 65
    assert "there is no account infi" in ran.err
    assert "did you mean info? the accounts are: info" in ran.err
