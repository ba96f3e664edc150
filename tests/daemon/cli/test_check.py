"""`rekisterid check`: what it tests, what it says and how it ends."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon.cli.app import run
from daemon.cli.shell import Shell
from daemon.config import make_hash_key
from models.errors import Refused, Unreachable
from models.migrations import HEAD, program
from models.register.database import open_database
from tests.daemon.cli.invented_servers import NOW, InventedServers
from tests.daemon.config.test_faults import prepared
from tests.models.register.later_version import LATER

SMALL = "@firm\n@mailbox\n"
FULL = (
    SMALL
    + """
[[calendars]]
name = "aika"
url = "https://dav.suvanto.example/"
user = "me"
password_file = "info.password"
[sending]
host = "smtp.suvanto.example"
from_address = "info@suvanto.example"
reply_to = "info@suvanto.example"
"""
)


FEED = """
[[calendars]]
name = "outlook"
kind = "published"
url_file = "outlook.url"
"""


class Office:
    """A firm's folder with a configuration, key and data folder, and the check run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.servers = InventedServers()
        self.clock: Callable[[], datetime] = lambda: NOW
        self._capsys = capsys
        self.write(FULL)
        make_hash_key(self.key)
        (folder / "data").mkdir(mode=0o700)

    @property
    def key(self) -> Path:
        """The hash key's file."""
        return self.folder / "secrets" / "hash.key"

    @property
    def url(self) -> str:
        """The database's URL."""
        return f"sqlite:///{self.folder}/data/register.sqlite"

    def write(self, text: str) -> None:
        """Write the configuration."""
        prepared(self.folder, text)

    def check(self) -> tuple[int, dict[str, list[tuple[bool, str, str]]]]:
        """Give the exit code and (ok, message, mend) by subject."""
        shell = Shell(env={}, folder=self.folder, outside=self.servers, clock=self.clock)
        code = run(["check", "--json"], shell)
        report = json.loads(self._capsys.readouterr().out)
        assert report["exit_code"] == code
        assert report["ok"] == (code == 0)
        found: dict[str, list[tuple[bool, str, str]]] = {}
        for result in report["results"]:
            found.setdefault(result["subject"], []).append((result["ok"], result["message"], result["mend"]))
        assert all(mend for results in found.values() for ok, _, mend in results if not ok)
        return code, found


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """A firm where all is well."""
    return Office(tmp_path, capsys)


def test_check_of_a_sound_firm_ends_with_0(office: Office) -> None:
    code, found = office.check()
    assert code == 0
    assert set(found) == {
        "configuration", "hash key", "data folder", "disk", "clock", "database",
        "info: server", "aika: server", "smtp: server",
    }  # fmt: skip
    assert "no register yet" in found["database"][0][1]


def test_published_calendar_is_tested_and_its_address_is_not_told(office: Office) -> None:
    (office.folder / "outlook.url").write_text("https://outlook.example/MARKER/calendar.ics\n")
    (office.folder / "outlook.url").chmod(0o600)
    office.write(FULL.replace("[sending]", f"{FEED}[sending]"))
    code, found = office.check()
    assert code == 0
    assert found["outlook: server"] == [(True, "published calendar with 3 events", "")]
    assert "MARKER" not in str(found)


def test_check_makes_nothing(office: Office) -> None:
    before = sorted(path for path in office.folder.rglob("*"))
    office.check()
    assert sorted(path for path in office.folder.rglob("*")) == before


def test_faults_of_the_configuration_end_with_78_and_come_one_by_one(office: Office) -> None:
    office.write(FULL.replace('user = "me"', "user = 7") + "per_hour = 0\n")
    code, found = office.check()
    assert code == 78
    assert [message for _, message, _ in found["configuration"]] == [
        'calendars[0] ("aika").user: expected a line of text of 1–200 characters, got 7',
        "sending.per_hour: expected 1–200 messages, got 0",
    ]


def test_no_configuration_at_all_names_init(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"], Shell(env={"HOME": str(tmp_path)}, folder=tmp_path)) == 78
    assert "rekisterid init" in capsys.readouterr().out


def test_missing_hash_key_ends_with_78_and_the_accounts_are_tested_all_the_same(office: Office) -> None:
    office.key.unlink()
    code, found = office.check()
    assert code == 78
    assert found["database"] == [(False, "not tested, as the hash key cannot be read", "mend the hash key first")]
    assert found["info: server"][0][0]


def test_key_of_another_register_ends_with_77(office: Office) -> None:
    open_database(office.url, key=bytes(32), now=NOW).close()
    code, found = office.check()
    assert code == 77
    assert "not the one this register was made with" in found["database"][0][1]


def test_data_folder_that_is_open_or_missing_ends_with_74(office: Office) -> None:
    (office.folder / "data").chmod(0o755)
    code, found = office.check()
    assert code == 74
    assert found["data folder"] == [
        (False, f"others can look into {office.folder}/data", f"chmod 700 {office.folder}/data")
    ]
    (office.folder / "data").rmdir()
    code, found = office.check()
    assert code == 74
    assert found["data folder"][0][2] == f"mkdir -m 700 -p {office.folder}/data"


def test_database_that_is_none_ends_with_74(office: Office) -> None:
    (office.folder / "data" / "register.sqlite").write_text("no database " * 1000)
    code, found = office.check()
    assert code == 74
    ((ok, message, mend),) = found["database"]
    assert not ok
    assert message == f"{office.folder}/data/register.sqlite: the file is not a database"
    assert mend.startswith("restore the file from a backup")


def test_register_of_a_newer_version_ends_with_74_and_says_what_to_install(office: Office) -> None:
    url = f"sqlite:///{office.folder}/data/register.sqlite"
    open_database(url, key=bytes(32), migrations=LATER).close()
    code, found = office.check()
    assert code == 74
    ((ok, message, mend),) = found["database"]
    assert not ok
    assert f"written by rekisterid {program()} (schema 0002), and this is {program()} (schema {HEAD})" in message
    assert mend.startswith(f"install rekisterid {program()} again")


def test_failing_account_ends_with_69_and_the_others_are_tested(office: Office) -> None:
    office.servers.broken["info"] = Unreachable("info: imap.suvanto.example:993 does not answer", mend="check host")
    code, found = office.check()
    assert code == 69
    assert found["info: server"] == [(False, "info: imap.suvanto.example:993 does not answer", "check host")]
    assert found["aika: server"][0][0]
    assert found["smtp: server"][0][0]


def test_refused_account_ends_with_77_also_beside_one_that_is_down(office: Office) -> None:
    office.servers.broken["aika"] = Refused("aika: the certificate does not hold", mend="renew it")
    assert office.check()[0] == 77
    office.servers.broken["info"] = Unreachable("info: does not answer", mend="check host")
    assert office.check()[0] == 77


def test_account_whose_test_raises_is_a_result_like_any_other(office: Office) -> None:
    office.servers.passwords["aika"] = "another"
    code, found = office.check()
    assert code == 77
    assert found["aika"] == [(False, "aika: the server refuses the login", "check user and password")]


def test_fault_in_a_test_of_an_account_shows_its_class_only(office: Office) -> None:
    office.servers.broken["info"] = ValueError("MARKER")  # type: ignore[assignment]
    code, found = office.check()
    assert code == 69
    assert found["info"] == [(False, "AttributeError", "a fault in the program: report it")]


@pytest.mark.parametrize(
    ("ours", "message"),
    [
        (NOW + timedelta(minutes=5), "300 s ahead of the server of aika"),
        (NOW - timedelta(hours=1), "3600 s behind the server of aika"),
    ],
)
def test_clock_that_is_wrong_is_noticed_by_the_servers(office: Office, ours: datetime, message: str) -> None:
    office.clock = lambda: ours
    code, found = office.check()
    assert code == 69
    assert (False, message) in [(ok, told) for ok, told, _ in found["clock"]]


def test_clock_of_long_ago_is_noticed_without_any_server(office: Office) -> None:
    office.servers.date = None
    office.clock = lambda: datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
    code, found = office.check()
    assert code == 69
    assert found["clock"] == [(False, "it says 1970-01-01 02:05 in Europe/Helsinki", "set the clock of this machine")]


def test_server_without_a_clock_is_no_fault(office: Office) -> None:
    office.servers.date = None
    code, found = office.check()
    assert code == 0
    assert len(found["clock"]) == 1


def test_exception_from_verification_is_shown(office: Office) -> None:
    office.write(FULL.replace('user = "me"', 'user = "me"\ninsecure_host = "dav.suvanto.example"'))
    code, found = office.check()
    assert code == 0
    assert any("is not verified" in message for _, message, _ in found["configuration"])


def test_people_get_a_line_a_thing_and_the_mend_below(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.servers.broken["info"] = Refused("info: the login is refused", mend="check user and password")
    shell = Shell(env={}, folder=office.folder, outside=office.servers, clock=office.clock)
    assert run(["check"], shell) == 77
    out = capsys.readouterr().out
    assert " FAIL  info: the login is refused\n       mend: check user and password\n" in out
    assert out.endswith("\none thing to mend\n")
