"""A firm that logs in once: the command, the service, what a revocation stops, and where no token may ever stand."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from daemon.cli.app import run
from daemon.cli.shell import Shell
from models.tables import Seen
from models.vocabulary import MailState
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import Firm, mail
from tests.live.process import wait_until
from tests.live.smtp_sink import SmtpSink
from tests.live.test_kills import visits
from tests.live.test_oauth_login import visit
from tests.live.token_provider import MARKER, TokenProvider

pytestmark = [pytest.mark.xdist_group("service"), pytest.mark.live("dovecot")]
MAIJA = "maija.malli@asiakas.example"
CLIENT = "asiakas0.malli@asiakas.example"


@dataclass
class Office:
    """A firm whose mailbox and relay take tokens alone."""

    firm: Firm
    provider: TokenProvider
    dovecot: Dovecot
    user: MailUser

    def write(self) -> None:
        """Write the configuration: `login` in the place of every password of the first mailbox and the relay."""
        ends = "\n".join(
            f'{key} = "{self.provider.url}/{path}"'
            for key, path in (
                ("token_endpoint", "token"),
                ("authorization_endpoint", "authorize"),
                ("device_authorization_endpoint", "device"),
            )
        )
        self.firm.parts["login"] = f"""
[[logins]]
name = "office"
provider = "custom"
user = "Info@Salonki.example"
client_id = "client-1"
scopes = ["https://mail.example.com/", "offline_access", "openid", "email"]
ca_file = "{self.firm.authority.ca_file}"
{ends}
"""
        for name in ("info", "smtp"):
            part = self.firm.parts.get(name, "").replace(f'password_file = "{name}.password"', 'login = "office"')
            self.firm.parts[name] = part.replace('user = "relay"', f'user = "{self.user.name}"')
        self.firm.write()

    def run(self, *words: str, typed: str = "") -> tuple[int, str, str]:
        """Run a command; give its exit code and what it wrote and noted."""
        with CliRunner().isolation(typed) as (output, errors, _):
            code = run(["--config", str(self.firm.path), *words], Shell(env={}, folder=self.firm.folder))
            sys.stdout.flush()
            sys.stderr.flush()
            return code, output.getvalue().decode(), errors.getvalue().decode()

    def log_in(self) -> tuple[int, str, str]:
        """Run `login`, as a person who types the code at once."""

        before = self.provider.codes_given

        def person() -> None:
            wait_until(lambda: self.provider.codes_given > before, 20, "the code")
            self.provider.allow()

        thread = threading.Thread(target=person)
        thread.start()
        try:
            return self.run("login", "info", "--json")
        finally:
            thread.join()

    def written(self) -> str:
        """All that lies in the firm's folder but the kept tokens."""
        files = [path for path in self.firm.folder.rglob("*") if path.is_file() and path.parent.name != "logins"]
        assert any(path.suffix == ".sqlite" for path in files)
        return "".join(path.read_bytes().decode("latin-1") for path in files)


@pytest.fixture
def office(
    tmp_path: Path, test_ca: CertificateAuthority, token_provider: TokenProvider, token_dovecot: Dovecot
) -> Office:
    """An office that has not logged in yet."""
    user = token_dovecot.new_user()
    token_provider.rules.user = user.name
    made = Office(Firm(tmp_path, test_ca), token_provider, token_dovecot, user)
    made.firm.mailbox(token_dovecot, user)
    made.write()
    return made


def test_one_login_serves_mailbox_and_relay_and_no_token_is_written_elsewhere(
    office: Office, smtp_sink: SmtpSink
) -> None:
    smtp_sink.take_tokens("OAUTHBEARER", office.provider.person_of)
    office.firm.relay(smtp_sink)
    office.write()
    office.firm.paper_consents(CLIENT, MAIJA)
    office.dovecot.append(office.user, "INBOX", mail(MAIJA))
    code, out, err = office.log_in()
    assert code == 0, err
    assert '"accounts": ["info", "smtp"], "person_checked": true' in out
    visits(office.firm, 1)
    with office.firm.start() as running:
        running.wait_for(lambda: len(office.firm.all(Seen)) == 1, "the message")
        running.wait_for(lambda: [row.state for row in office.firm.letters()] == [MailState.SENT], "the letter")
        office.provider.forget_access()
        office.dovecot.append(office.user, "INBOX", mail(MAIJA, name="another"))
        running.wait_for(lambda: len(office.firm.all(Seen)) == 2, "the other message")
        assert running.stop() == 0
        said = running.log()
    assert [message.login for message in smtp_sink.messages] == [office.user.name]
    told = office.run("status") + office.run("status", "--json") + office.run("check")
    everything = "".join(str(part) for part in (out, err, said, office.written(), *told))
    assert MARKER not in everything
    assert "login office (info, smtp): well, last token" in everything
    assert "login office: used for info, smtp; last token" in everything
    assert MARKER in (office.firm.folder / "data" / "logins" / "office.json").read_text()


def test_login_taken_back_parks_its_accounts_alone_until_a_person_logs_in(office: Office) -> None:
    other = office.dovecot.new_user()
    office.firm.mailbox(office.dovecot, other, name="toinen")
    office.write()
    assert office.log_in()[0] == 0
    office.provider.revoke()
    office.firm.paper_consents(MAIJA)
    office.dovecot.append(other, "INBOX", mail(MAIJA))
    with office.firm.start() as running:
        running.wait_for(lambda: len(office.firm.all(Seen)) == 1, "the message of the other account")
        running.wait_for(lambda: office.firm.account("info") is not None, "the failure")
        state = office.firm.account("info")
        assert state is not None
        assert state.error == "LoginNeeded"
        assert state.message.endswith("run `rekisterid login office`")
        assert running.stop() == 0
        assert MARKER not in running.log()
    assert office.provider.refreshes == 1
    code, out, _ = office.run("check", "--json")
    assert code in (69, 77)
    assert "run `rekisterid login office`" in out
    assert "login office (info): login needed" in office.run("status")[1]
    assert office.log_in()[0] == 0
    assert office.run("check")[0] == 0


def test_browser_on_another_machine_is_served_by_pasting(office: Office, test_ca: CertificateAuthority) -> None:
    code, out, err = office.run("login", "office", "--paste", "--json", typed="http://127.0.0.1:8400/?code=x&state=y\n")
    assert code == 130
    assert "expected an address that begins with http://127.0.0.1:8400/?" in out + err
    assert "stopped" in err
    assert not (office.firm.folder / "data" / "logins").exists()
    assert "code_challenge_method=S256" in out


@pytest.mark.parametrize("way", ["--browser", "--paste"])
def test_browser_logs_in_on_this_machine_or_on_another_one(
    office: Office, test_ca: CertificateAuthority, way: str
) -> None:
    program = str(Path(sys.executable).with_name("rekisterid"))
    command = [program, "--config", str(office.firm.path), "login", "office", way, "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        address = json.loads(process.stdout.readline())["open"]
        back = office.provider.browse(address, test_ca.client_context())
        if way == "--paste":
            process.stdin.write(f"{back}\n")
            process.stdin.close()
        else:
            assert visit(back)[0] == 200
        done = json.loads(process.stdout.readline())
        assert process.wait(20) == 0
    assert done == {"login": "office", "accounts": ["info"], "person_checked": True}
    assert office.run("check")[0] == 0


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ("says_person", "somebody@salonki.example", "another person logged in"),
        ("grants", "openid email", "not all rights were granted"),
        ("gives_refresh", False, "access for an hour only"),
    ],
)
def test_login_that_is_not_the_right_one_is_not_kept(office: Office, rule: str, value: object, words: str) -> None:
    setattr(office.provider.rules, rule, value)
    code, out, err = office.log_in()
    assert code == 65
    assert words in err
    assert "mend:" in err
    assert "salonki" not in err
    assert MARKER not in out + err
    assert not (office.firm.folder / "data" / "logins").exists()


def test_person_who_cannot_be_told_is_taken_with_a_word(office: Office) -> None:
    office.provider.rules.says_person = ""
    code, out, _ = office.log_in()
    assert code == 0
    assert '"person_checked": false' in out


def test_denial_is_a_refusal_and_an_unknown_name_is_declined(office: Office) -> None:
    office.provider.rules.next_answers = [(400, {"error": "access_denied"})]
    code, _, err = office.run("login", "office")
    assert (code, "denied on the provider's page" in err) == (77, True)
    code, _, err = office.run("login", "nobody")
    assert (code, "there is no login nobody" in err, "name one of office" in err) == (65, True, True)
    assert office.run("login", "office", "--paste", "--browser")[0] == 64


def test_person_is_asked_for_nothing_before_the_data_folder_is_there(office: Office) -> None:
    data = office.firm.folder / "data"
    data.rmdir()
    code, _, err = office.run("login", "office")
    assert (code, f"the folder {data} does not exist" in err, office.provider.asked) == (77, True, [])
    assert not data.exists()


def test_provider_that_is_away_is_unavailable(office: Office) -> None:
    office.firm.parts["login"] = office.firm.parts["login"].replace(
        f"{office.provider.url}/device", "https://localhost:9/d"
    )
    office.firm.write()
    code, _, err = office.run("login", "office")
    assert (code, "does not answer" in err) == (69, True)
