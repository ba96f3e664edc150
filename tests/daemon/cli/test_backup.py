"""`rekisterid backup`, `restore`, `sending`: the drill of docs/backup.md, step by step."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.register.ownership import owned
from tests.daemon.cli.firm import Firm
from tests.models.register.samples import LIISA, MAIJA, message, reply_by_staff


@pytest.fixture
def safe(firm: Firm) -> Firm:
    """A firm with a key, a folder for backups and one client."""
    firm.office.read(reply_by_staff(1, MAIJA), message(1, MAIJA))
    told = firm.ok("backup", "key", str(firm.folder / "backup.key")).out
    public = next(line for line in told.splitlines() if line.startswith("recipients"))
    firm.configure(f'[backup]\nfolder = "backups"\n{public}')
    return firm


def test_drill_backup_look_restore_go(safe: Firm) -> None:
    key = str(safe.folder / "backup.key")
    assert (safe.folder / "backup.key").stat().st_mode & 0o777 == 0o600
    wrote = safe.ok("backup").out
    (backup,) = (safe.folder / "backups").glob("*.age")
    assert str(backup) in wrote
    assert backup.name in safe.ok("backup", "list").out
    assert safe.ok("backup", "list", "--json").json[0]["path"] == str(backup)
    assert "nothing is lost" in safe.ok("backup", "look", str(backup), "--key", key).out
    safe.office.read(reply_by_staff(2, LIISA), message(2, LIISA))
    assert "Liisa" in safe.ok("people").out
    safe.office.database.close()
    out = safe.ok("restore", str(backup), "--key", key, "--yes").out
    assert "rekisterid sending go" in out
    assert "Liisa" not in safe.ok("people").out
    assert "nothing is sent" in safe.ok("status").out
    assert "mail may go out again" in safe.ok("sending", "go").out
    assert "nothing is sent" not in safe.ok("status").out
    assert "nothing holds" in safe.ok("sending", "go").out


def commands_of(*headings: str) -> Iterator[list[str]]:
    """Give the commands in these sections of the manual, in order, each without `rekisterid`; not those behind the steps."""
    manual = (Path(__file__).parents[3] / "docs" / "backup.md").read_text(encoding="utf-8")
    for heading in headings:
        section = (
            manual.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0].split("What the restored outbox held", 1)[0]
        )
        for command in re.findall(r"(?:^ *|`)(?:sudo -u rekisterid )?rekisterid ([a-z][^`\n]*)", section, re.MULTILINE):
            yield command.split()


def test_manual_is_followed_word_for_word(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    firm.office.read(reply_by_staff(1, MAIJA), message(1, MAIJA))
    key, folder = str(firm.folder / "backup.key"), firm.folder / "backups"
    said: list[str] = []
    done: list[str] = []
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    for command in commands_of("Set it up", "See that it can be restored", "Restore, step by step"):
        made = [str(path) for path in folder.glob("*.age")]
        if command[0] == "restore":
            firm.office.database.close()
        words = [key if word == "KEYFILE" or word.endswith(".key") else word for word in command]
        words = [made[0] if word == "FILE" or word.endswith(".age") else word for word in words]
        said.append(firm.ok(*words).out)
        done.append(" ".join(word for word in command if word.islower() and word.isalpha()))
        if done[-1] == "backup key":
            public = next(line for line in said[-1].splitlines() if line.startswith("recipients"))
            firm.configure(f'[backup]\nfolder = "backups"\n{public}')
    before = ["backup key", "backup", "status", "backup list", "backup look", "restore", "status"]
    assert done == [*before, "verify", "people", "bookings", "sending go"]
    assert ["nothing is sent" in text for text, name in zip(said, done, strict=True) if name == "status"] == [
        False,
        True,
    ]
    assert "Maija" in said[done.index("people")]


def test_sending_can_be_held_by_hand(safe: Firm) -> None:
    assert "sending go" in safe.ok("sending", "hold").out
    assert "nothing is sent" in safe.ok("status").out
    safe.ok("sending", "go")


def test_status_says_when_the_last_backup_was(safe: Firm) -> None:
    assert "no backup yet" in safe.ok("status").out
    safe.ok("backup")
    assert "last backup" in safe.ok("status").out


def test_restore_asks_first(safe: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    safe.ok("backup")
    (backup,) = (safe.folder / "backups").glob("*.age")
    ran = safe.run("restore", str(backup), "--key", str(safe.folder / "backup.key"))
    assert ran.code == 130
    assert "nothing is sent" not in safe.ok("status").out


def test_running_service_is_told_before_anybody_is_asked(safe: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    safe.ok("backup")
    (backup,) = (safe.folder / "backups").glob("*.age")
    with owned(safe.office.database, safe.clock):
        ran = safe.run("restore", str(backup), "--key", str(safe.folder / "backup.key"))
    assert ran.code == 75
    assert "in the place of the register?" not in ran.err


def test_what_is_wrong_is_told_with_the_mend(safe: Firm) -> None:
    safe.ok("backup")
    (backup,) = (safe.folder / "backups").glob("*.age")
    other = str(safe.folder / "other.key")
    safe.ok("backup", "key", other)
    ran = safe.run("restore", str(backup), "--key", other, "--yes")
    assert (ran.code, "cannot be decrypted with that key" in ran.err) == (74, True)
    assert safe.run("backup", "key", other).code == 65
    assert "encrypted backup" in safe.run("verify", "--database", str(backup)).err
    Path(other).chmod(0o644)
    assert "chmod 600" in safe.run("restore", str(backup), "--key", other, "--yes").err
    empty = Path(safe.file("empty.key", "no key"))
    empty.chmod(0o600)
    assert "holds no key" in safe.run("restore", str(backup), "--key", str(empty), "--yes").err


@pytest.mark.parametrize("command", [("backup", "look"), ("restore", "--yes")])
def test_backup_that_is_not_there_is_told_as_that(safe: Firm, command: tuple[str, ...]) -> None:
    ran = safe.run(*command, str(safe.folder / "none.age"), "--key", str(safe.folder / "backup.key"))
    assert ran.code == 65
    assert "there is no backup" in ran.err


def test_without_a_folder_there_are_no_backups(firm: Firm) -> None:
    firm.office.read(message(1, MAIJA))
    ran = firm.run("backup")
    assert ran.code == 65
    assert "[backup]" in ran.err


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ('folder = "b"', "backup.recipients"),
        ('folder = "b"\nrecipients = ["age1nonsense"]', "backup.recipients[0]"),
        ("keep_days = 36", "1–35 days"),
    ],
)
def test_section_is_tested_when_it_is_loaded(firm: Firm, section: str, fault: str) -> None:
    firm.configure(f"[backup]\n{section}")
    ran = firm.run("status")
    assert ran.code == 78
    assert fault in ran.err
