"""`rekisterid check` and `init` against real servers: what works, and each fault with its account, mend and exit code."""

import json
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from daemon.cli.app import run
from daemon.cli.shell import Shell
from daemon.config import load_config, make_hash_key
from models.vocabulary import FolderRole
from tests.live.certificates import KINDS, CertificateAuthority, Kind
from tests.live.dovecot import Dovecot
from tests.live.fixtures import NewSmtpSink, NewTlsFront
from tests.live.radicale import Radicale
from tests.live.smtp_sink import Security, SmtpSink

pytestmark = pytest.mark.live("dovecot")

FIRM = (Path(__file__).parents[1] / "data" / "config" / "firm.toml").read_text("utf-8")


@dataclass
class Town:
    """A mailbox, a calendar and a relay on real servers, and a configuration that names them."""

    folder: Path
    values: dict[str, str]

    def check(self, **changes: str) -> tuple[int, list[dict[str, Any]]]:
        """Check with some values changed; give the exit code and the results of the accounts."""
        code, told = self.run("check", **changes)
        results: list[dict[str, Any]] = told["results"]
        return code, results

    def run(self, command: str, **changes: str) -> tuple[int, dict[str, Any]]:
        """Run a command with some values changed; give its exit code and what it tells."""
        values = {**self.values, **changes}
        text = FIRM + "".join(
            f'\n[[mailboxes]]\nname = "info"\nhost = "{values["host"]}"\nport = {values["imap"]}\nuser = "{values["user"]}"\n'
            f'address = "info@suvanto.example"\npassword_env = "IMAP"\nsince = 2026-01-01\nca_file = "{values["ca"]}"\n'
            f'folders = [{{ name = "INBOX", role = "inbox" }}, {{ name = "{values["folder"]}", role = "sent" }}]\n'
            f'\n[[calendars]]\nname = "aika"\nurl = "{values["dav"]}"\nuser = "{values["dav_user"]}"\npassword_env = "DAV"\n'
            f'since = 2026-01-01\nca_file = "{values["ca"]}"\ncalendars = ["{values["calendar"]}"]\n'
            f'\n[sending]\nhost = "localhost"\nport = {values["smtp"]}\ntls = "starttls"\nuser = "relay"\npassword_env = "SMTP"\n'
            f'from_address = "info@suvanto.example"\nreply_to = "info@suvanto.example"\nca_file = "{values["ca"]}"\n'
        )
        (self.folder / "config.toml").write_text(text, "utf-8")
        env = {"IMAP": values["imap_password"], "DAV": values["dav_password"], "SMTP": values["smtp_password"]}
        with CliRunner().isolation() as (output, _, _):
            code = run([command, "--json"], Shell(env=env, folder=self.folder))
            sys.stdout.flush()
            told: dict[str, Any] = json.loads(output.getvalue())
        assert not any(password in json.dumps(told) for password in env.values())
        return code, told

    def failures(self, **changes: str) -> tuple[int, list[dict[str, Any]]]:
        """Check with some values changed; give the exit code and what failed."""
        code, results = self.check(**changes)
        return code, [result for result in results if not result["ok"]]


@pytest.fixture
def town(
    tmp_path: Path,
    dovecot: Dovecot,
    radicale: Radicale,
    smtp_sink: SmtpSink,
    new_tls_front: NewTlsFront,
    test_ca: CertificateAuthority,
) -> Town:
    """Everything set up rightly."""
    user = dovecot.new_user()
    dovecot.create_folder(user, "Lähetetyt")
    dovecot.append(user, "INBOX", b"From: a@example.com\r\nSubject: MARKER\r\n\r\nMARKER\r\n")
    calendar = radicale.new_calendar("Vastaanotto")
    make_hash_key(tmp_path / "secrets" / "hash.key")
    (tmp_path / "data").mkdir(mode=0o700)
    return Town(
        tmp_path,
        {
            "host": "localhost", "imap": str(dovecot.tls_port), "user": user.name, "imap_password": user.password,
            "folder": "Lähetetyt", "ca": str(test_ca.ca_file),
            "dav": f"https://localhost:{new_tls_front(radicale.port).port}/", "dav_user": calendar.account.username,
            "dav_password": calendar.account.password, "calendar": "Vastaanotto",
            "smtp": str(smtp_sink.port), "smtp_password": smtp_sink.password,
        },
    )  # fmt: skip


def test_all_is_well_with_real_servers_and_the_clock_is_compared(town: Town) -> None:
    code, results = town.check()
    assert [result for result in results if not result["ok"]] == []
    assert code == 0
    told = " ".join(f"{result['subject']}: {result['message']}" for result in results)
    assert "info: folder Lähetetyt" in told
    assert "aika: calendar Vastaanotto" in told
    assert "agrees with the server of aika" in told
    assert "MARKER" not in told


@pytest.mark.parametrize(
    ("changes", "account", "mend"),
    [
        ({"imap_password": "wrong-password"}, "info", "check user and password"),
        ({"dav_password": "wrong-password"}, "aika", "check user and password"),
        ({"smtp_password": "wrong-password"}, "smtp", "password"),
        ({"folder": "Sent"}, "info", "Lähetetyt"),
        ({"calendar": "Oma"}, "aika", "Vastaanotto"),
        ({"imap": "9"}, "info", "check host, port and network"),
        ({"smtp": "9"}, "smtp", "check host, port and network"),
        ({"dav": "https://localhost:9/"}, "aika", "check the url and the network"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_one_failing_account_is_named_with_its_mend_and_the_others_are_tested(
    town: Town, changes: dict[str, str], account: str, mend: str
) -> None:
    code, failed = town.failures(**changes)
    assert code == (77 if any("password" in key for key in changes) else 69)
    assert {result["subject"].partition(":")[0] for result in failed} == {account}
    assert any(mend in result["mend"] for result in failed)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "good"])
def test_bad_certificate_is_refused_for_every_protocol(
    town: Town,
    kind: Kind,
    dovecot: Dovecot,
    radicale: Radicale,
    new_tls_front: NewTlsFront,
    new_smtp_sink: NewSmtpSink,
) -> None:
    sink = new_smtp_sink(Security.STARTTLS, kind)
    front = new_tls_front(dovecot.port, kind)
    calendars = new_tls_front(radicale.port, kind)
    code, failed = town.failures(imap=str(front.port), dav=f"https://localhost:{calendars.port}/", smtp=str(sink.port))
    assert code == 77
    assert {result["subject"].partition(":")[0] for result in failed} == {"info", "aika", "smtp"}
    assert all("certificate" in result["message"] for result in failed)
    assert all("ca_file" in result["mend"] for result in failed)


def test_pull_of_a_refused_mailbox_ends_with_77_and_its_numbers_add_up_when_it_is_mended(town: Town) -> None:
    code, told = town.run("pull", imap_password="wrong-password")
    accounts = {account["account"]: account for account in told["accounts"]}
    assert code == 77
    assert accounts["info"]["refused"]
    assert accounts["info"]["mend"]
    assert not accounts["aika"]["error"]
    assert town.run("pull", imap="9")[0] == 69
    code, told = town.run("pull")
    assert code == 0
    for account in told["accounts"]:
        assert account["read"] == account["used"] + account["skipped"] + account["problems"]
    assert told["accounts"][0]["read"] == 1


def test_init_offers_the_folders_and_calendars_of_real_servers(
    town: Town, test_ca: CertificateAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(test_ca.ca_file))
    assert ssl.create_default_context().get_ca_certs()
    values = town.values
    target = town.folder / "new" / "config.toml"
    options = {
        "controller.name": "Suvanto Oy", "controller.address": "Suvantokatu 2", "controller.email": "info@suvanto.example",
        "contact_person.name": "Riikka Taipalsuo", "contact_person.email": "riikka@suvanto.example",
        "contact_person.phone": "013 800 0880", "register.name": "Asiakasrekisteri", "register.notice_version": "1",
        "register.notice_url": "https://suvanto.example/notice", "register.language": "fi",
        "own.domains": "suvanto.example", "own.staff": "Riikka Taipalsuo",
        "mailboxes.info.host": "localhost", "mailboxes.info.port": values["imap"], "mailboxes.info.user": values["user"],
        "mailboxes.info.address": "info@suvanto.example", "mailboxes.info.ca_file": values["ca"],
        "calendars.aika.url": values["dav"], "calendars.aika.user": values["dav_user"], "calendars.aika.ca_file": values["ca"],
    }  # fmt: skip
    given = [part for key, value in options.items() for part in ("--set", f"{key}={value}")]
    typed = [values["imap_password"], "mistyped", "", "n", "1", values["dav_password"], "1", "n", "n"]
    with CliRunner().isolation("".join(f"{answer}\n" for answer in typed)) as (_, _, output):
        code = run(["--config", str(target), "init", *given], Shell(env={}, folder=town.folder))
        sys.stdout.flush()
        told = output.getvalue().decode()
    assert code == 0, told
    config = load_config(target, env={})
    assert [(folder.name, folder.role) for folder in config.mailboxes[0].folders] == [
        ("INBOX", FolderRole.INBOX), ("Lähetetyt", FolderRole.SENT),
    ]  # fmt: skip
    assert config.calendars[0].calendars == ("Vastaanotto",)
    assert values["imap_password"] not in told
