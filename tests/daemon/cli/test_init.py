"""`rekisterid init`: by asking and by options; what it writes, and what it never does."""

import os
import stat
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connectors.accounts import MailAccount
from daemon.cli.app import run
from daemon.cli.shell import Shell
from daemon.config import load_config, read_hash_key
from daemon.config.build import hash_key
from models.errors import Unreachable
from models.vocabulary import FolderRole
from tests.daemon.cli.invented_servers import NOW, InventedServers

FIRM = [
    "controller.name=Suvanto Työnohjaus Oy",
    "controller.address=Suvantokatu 2, 80110 Joensuu",
    "controller.email=info@suvanto.example",
    "contact_person.name=Riikka Taipalsuo",
    "contact_person.email=riikka@suvanto.example",
    "contact_person.phone=+358138000880",
    "register.name=Asiakasrekisteri",
    "register.notice_version=2026-01",
]
MAILBOX = [
    "mailboxes.info.host=imap.suvanto.example",
    "mailboxes.info.user=info@suvanto.example",
    "mailboxes.info.folders=INBOX:inbox,Lähetetyt:sent",
]
ANSWERED_FIRM = ["Suvanto Työnohjaus Oy", "Suvantokatu 2, 80110 Joensuu", "info@suvanto.example", "Riikka Taipalsuo",
                 "", "013 800 0880", "", "2026-01", "", "", "y", "Riikka Taipalsuo, Henri Oksala"]  # fmt: skip
ANSWERED_MAILBOX = ["y", "info@suvanto.example", "", "", "1", "", "", "", "pw of info", "", "1"]
ANSWERED_CALENDAR = ["y", "https://dav.suvanto.example/", "", "", "riikka", "pw of dav", "3", "varaus|ajanvaraus", "1"]
ANSWERED_RELAY = ["y", "", "", "2", "", "", "", "pw of smtp"]


@dataclass
class Place:
    """A folder in which init runs, with invented servers."""

    folder: Path
    servers: InventedServers

    @property
    def config(self) -> Path:
        """The file that is written."""
        return self.folder / "conf" / "config.toml"

    def run(
        self, *arguments: str, answers: list[str] | None = None, env: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Run init with these options and typed lines; give its exit code and all it wrote."""
        shell = Shell(env=env or {}, folder=self.folder, outside=self.servers, clock=lambda: NOW)
        with CliRunner().isolation("".join(f"{answer}\n" for answer in answers or [])) as (_, _, output):
            code = run(["--config", str(self.config), "init", *arguments], shell)
            sys.stdout.flush()
            sys.stderr.flush()
            return code, output.getvalue().decode()

    def set(self, *values: str, options: tuple[str, ...] = (), env: dict[str, str] | None = None) -> tuple[int, str]:
        """Run init without questions."""
        given = [part for value in values for part in ("--set", value)]
        return self.run("--non-interactive", *options, *given, env=env)

    def files(self) -> dict[str, str]:
        """Give the files there are, with their modes."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): oct(stat.S_IMODE(path.stat().st_mode)) for path in found}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty place."""
    return Place(tmp_path, InventedServers())


FORM = "SECTION.KEY=VALUE, such as controller.name=Suvanto or mailboxes.info.host=imap.example.com"
ENV = {"REKISTERID_INFO_PASSWORD": "pw of info"}


def test_options_alone_write_a_configuration_that_loads_and_private_files(place: Place) -> None:
    code, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert code == 0, output
    assert place.files() == {
        "conf/config.toml": "0o600",
        "conf/secrets/hash.key": "0o600",
        "conf/secrets/info.password": "0o600",
    }
    config = load_config(place.config, env={}, today=NOW.date())
    assert config.mailboxes[0].password.get_secret_value() == "pw of info"
    assert config.contact_person.phone == "+358138000880"
    assert config.register.notice_version == "2026-01"
    assert [(folder.name, folder.role) for folder in config.mailboxes[0].folders] == [
        ("INBOX", FolderRole.INBOX), ("Lähetetyt", FolderRole.SENT),
    ]  # fmt: skip
    assert config.sending.mode == "off"
    assert len(hash_key(config)) == 32
    assert stat.S_IMODE(config.register.data_folder.stat().st_mode) == 0o700


def test_places_are_told_before_anything_is_asked_or_tried(place: Place) -> None:
    place.servers.broken["info"] = Unreachable("info: imap.suvanto.example does not answer", mend="check the host")
    folder = place.folder / "elsewhere"
    for values in ([], ["--set", f"register.data_folder={folder}"]):
        data = folder if values else place.config.parent / "data"
        given = [part for value in (*FIRM, *MAILBOX) for part in ("--set", value)]
        code, output = place.run("--non-interactive", *given, *values, env=ENV)
        assert (code, place.files()) == (69, {})
        assert f"This writes {place.config}," in output
        assert f"the database goes to {data}." in output
        assert output.index("This writes") < output.index("imap.suvanto.example")


def test_password_is_in_no_output_and_not_in_the_configuration(place: Place) -> None:
    _, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert "pw of info" not in output
    assert "pw of info" not in place.config.read_text()


def test_account_is_tried_out_and_nothing_is_written_when_it_fails(place: Place) -> None:
    place.servers.broken["info"] = Unreachable("info: imap.suvanto.example does not answer", mend="check the host")
    code, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert code == 69
    assert "mend: check the host" in output
    assert "nothing was written" in output
    assert place.files() == {}
    assert place.set(*FIRM, *MAILBOX, options=("--untested",), env=ENV)[0] == 0


def test_everything_that_is_missing_comes_at_once(place: Place) -> None:
    code, output = place.set("controller.name=Suvanto", "mailboxes.info.host=imap.suvanto.example")
    assert code == 78
    for path in (
        "controller.address",
        "contact_person",
        "register.name",
        'mailboxes[0] ("info").user',
        'mailboxes[0] ("info").password_file',
    ):
        assert f"rekisterid: {path}: expected" in output
    assert place.files() == {}


def test_wrong_assignments_come_at_once_with_their_paths(place: Place) -> None:
    values = ("controler.name=x", "controller.nam=x", "mailboxes.info.port=imap", "nonsense", "mailboxes.info.idle=perhaps",
              "mailboxes.info.folders=INBOX:postbox", "mailboxes.info.password=MARKER", "register.zone=Mars/Base",
              "own.domains=suvanto")  # fmt: skip
    code, output = place.set(*values)
    assert code == 78
    assert "MARKER" not in output
    assert [line.removeprefix("rekisterid: ") for line in output.splitlines()[:-1]] == [
        f'--set: expected {FORM}, got "controler.name"',
        'controller.nam: expected a known key, got "nam"; did you mean name?',
        'mailboxes.info.port: expected 1–65535, got "imap"',
        f'--set: expected {FORM}, got "nonsense"',
        'mailboxes.info.idle: expected true or false, without quotation marks, got "perhaps"',
        'mailboxes.info.folders: expected "inbox", "sent", "clients", "ignore", "rights_request" or "consent", got a list',
        "mailboxes.info.password: expected no password on the command line, where others see it, got •••; "
        "passwords never stand in this file: write password_file or password_env",
        'register.zone: expected a time zone such as Europe/Helsinki, got "Mars/Base"',
        "own.domains: expected a domain such as example.com, got a list",
    ]  # fmt: skip


def test_every_type_of_value_can_be_set(place: Place) -> None:
    values = ("mailboxes.info.port=1993", "mailboxes.info.idle=false", "mailboxes.info.since=2026-02-03",
              "own.staff=Riikka Taipalsuo, Henri Oksala", "own.postcode=80110", "feedback.scale=10", "log.format=json",
              "calendars.aika.url=https://dav.suvanto.example/", "calendars.aika.user=me",
              "calendars.aika.password_env=AIKA", 'calendars.aika.services=[{ pattern = "a", code = "A" }]')  # fmt: skip
    code, output = place.set(*FIRM, *MAILBOX, *values, env={**ENV, "AIKA": "pw"})
    assert code == 0, output
    raw = tomllib.loads(place.config.read_text())
    assert raw["mailboxes"][0]["port"] == 1993
    assert raw["mailboxes"][0]["idle"] is False
    assert str(raw["mailboxes"][0]["since"]) == "2026-02-03"
    assert raw["own"] == {"staff": ["Riikka Taipalsuo", "Henri Oksala"], "postcode": "80110"}
    assert raw["feedback"]["scale"] == 10
    assert raw["calendars"][0]["services"] == [{"pattern": "a", "code": "A"}]
    assert raw["calendars"][0]["password_env"] == "AIKA"


def test_published_calendar_can_be_set_and_its_address_is_not_written(place: Place) -> None:
    feed = ("calendars.aika.kind=published", "calendars.aika.url_env=AIKA")
    code, output = place.set(*FIRM, *MAILBOX, *feed, env={**ENV, "AIKA": "https://x.example/MARKER.ics"})
    assert code == 0, output
    assert "published calendar" in output
    assert "MARKER" not in output + place.config.read_text()
    code, output = place.set("calendars.muu.url=webcal://x.example/MARKER", env=ENV)
    assert (code, "MARKER" in output) == (78, False)


def test_login_can_be_set_in_the_place_of_a_password_and_its_secret_stays_out(place: Place) -> None:
    login = ("logins.office.provider=google", "logins.office.user=info@suvanto.example", "logins.office.client_id=id-1",
             "logins.office.client_secret_env=OFFICE", "mailboxes.info.login=office")  # fmt: skip
    code, output = place.set(*FIRM, *MAILBOX, *login, env={**ENV, "OFFICE": "MARKER"})
    assert code == 0, output
    assert "login office   logs in at the provider" in output
    assert "MARKER" not in output + place.config.read_text()
    assert "conf/secrets/info.password" not in place.files()
    config = load_config(place.config, env={"OFFICE": "MARKER"}, today=NOW.date())
    assert (config.mailboxes[0].login, config.logins[0].client_id) == ("office", "id-1")
    code, output = place.set(*FIRM, *MAILBOX, "logins.office.client_secret=MARKER", options=("--force",))
    assert (code, "no client secret on the command line" in output, "MARKER" in output) == (78, True, False)


def test_configuration_that_is_there_is_left_alone(place: Place) -> None:
    place.set(*FIRM, *MAILBOX, env=ENV)
    before = place.config.read_text()
    code, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert code == 78
    assert "there is a configuration already" in output
    assert "--force" in output
    assert place.config.read_text() == before


def test_password_file_that_is_there_is_left_alone(place: Place) -> None:
    secrets = place.config.parent / "secrets"
    secrets.mkdir(parents=True)
    (secrets / "info.password").write_text("of another")
    code, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert code == 78
    assert "there is a file already" in output
    assert (secrets / "info.password").read_text() == "of another"
    assert not place.config.exists()


def test_force_replaces_the_configuration_and_never_the_hash_key(place: Place) -> None:
    place.set(*FIRM, *MAILBOX, env=ENV)
    key = read_hash_key(place.config.parent / "secrets" / "hash.key")
    code, output = place.set(*FIRM, *MAILBOX, "register.language=sv", options=("--force",), env={**ENV})
    assert code == 0, output
    assert 'language = "sv"' in place.config.read_text()
    assert read_hash_key(place.config.parent / "secrets" / "hash.key") == key


def test_place_that_cannot_be_written_is_told(place: Place) -> None:
    (place.folder / "conf").write_text("a file in the way")
    code, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert code == 78
    assert "name a folder that you may write" in output


def test_asking_writes_a_configuration_with_folders_and_calendars_that_were_offered(place: Place) -> None:
    answers = [*ANSWERED_FIRM, *ANSWERED_MAILBOX, "n", *ANSWERED_CALENDAR, "n", *ANSWERED_RELAY]
    code, output = place.run(answers=answers)
    assert code == 0, output
    config = load_config(place.config, env={}, today=NOW.date())
    assert config.own.domains == ("suvanto.example",)
    assert config.own.staff == ("Riikka Taipalsuo", "Henri Oksala")
    mailbox = config.mailboxes[0]
    assert (mailbox.name, mailbox.host, mailbox.user) == ("info", "imap.suvanto.example", "info@suvanto.example")
    assert [(folder.name, folder.role) for folder in mailbox.folders] == [
        ("INBOX", FolderRole.INBOX), ("Lähetetyt", FolderRole.SENT), ("Asiakkaat", FolderRole.CLIENTS),
    ]  # fmt: skip
    assert str(mailbox.since) == "2026-08-24"
    assert config.calendars[0].calendars == ("Vastaanotto",)
    assert (config.calendars[0].bookings, config.calendars[0].pattern) == ("title", "varaus|ajanvaraus")
    assert (config.sending.host, config.sending.port) == ("smtp.suvanto.example", 587)
    assert config.sending.reply_to == "info@suvanto.example"
    assert config.sending.mode == "off"
    assert [box.password.get_secret_value() for box in (*config.mailboxes, *config.calendars, config.sending)] == [
        "pw of info", "pw of dav", "pw of smtp",
    ]  # fmt: skip
    for password in ("pw of info", "pw of dav", "pw of smtp"):
        assert password not in output
        assert password not in place.config.read_text()


def test_port_and_private_authority_can_be_answered_and_are_offered_again(place: Place) -> None:
    authority = place.folder / "firm-ca.pem"
    authority.write_text("a certificate")
    place.servers.passwords["info"] = "right"
    first = ["y", "info@suvanto.example", "", "", "1", "70000", "1993", "nowhere.pem", "firm-ca.pem", "", "wrong"]
    again = ["1", "", "", "", "", "", "", "", "right", "", ""]
    calendar = ["y", "https://dav.suvanto.example:8443/", "", "firm-ca.pem", "riikka", "pw of dav", "", "1"]
    relay = ["y", "", "", "2", "2587", "firm-ca.pem", "", "pw of smtp"]
    code, output = place.run(answers=[*ANSWERED_FIRM, *first, *again, "n", *calendar, "n", *relay])
    assert code == 0, output
    assert "expected a port, 1–65535" in output
    assert f"there is no file {place.folder}/nowhere.pem" in output
    config = load_config(place.config, env={}, today=NOW.date())
    assert [config.mailboxes[0].port, config.sending.port] == [1993, 2587]
    assert config.mailboxes[0].ca_file == config.calendars[0].ca_file == config.sending.ca_file == authority


def test_options_alone_write_from_when_accounts_are_read(place: Place) -> None:
    assert place.set(*FIRM, *MAILBOX, env=ENV)[0] == 0
    assert str(tomllib.loads(place.config.read_text())["mailboxes"][0]["since"]) == "2026-08-24"


def test_what_options_lack_is_mended_by_the_same_command(place: Place) -> None:
    _, output = place.set("controller.name=Suvanto")
    assert "mend: run the same command again with what is named, as --set KEY=VALUE" in output
    assert "check" not in output


def test_refused_login_ends_with_77(place: Place) -> None:
    place.servers.passwords["info"] = "another"
    code, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert code == 77
    assert "run the same command again" in output
    assert place.files() == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="root gives files away")
@pytest.mark.parametrize("is_there", [True, False])
def test_only_what_was_made_is_to_be_given_away(place: Place, is_there: bool) -> None:
    if is_there:
        place.config.parent.mkdir()
    _, output = place.set(*FIRM, *MAILBOX, env=ENV)
    folder = place.config.parent
    assert f"chown -R ACCOUNT {folder}/config.toml {folder}/secrets {folder}/data\n" in output
    assert (f"chown ACCOUNT {folder};" in output) is not is_there


def test_wrong_password_is_found_at_once_and_asked_again(place: Place) -> None:
    place.servers.passwords["info"] = "right"
    again = ["1", "", "", "", "1", "", "", "", "right", "", ""]
    answers = [*ANSWERED_FIRM, *ANSWERED_MAILBOX[:9], *again, "n", "n", "n"]
    code, output = place.run(answers=answers)
    assert code == 0, output
    assert "the server refuses the login" in output
    config = load_config(place.config, env={}, today=NOW.date())
    assert [box.password.get_secret_value() for box in config.mailboxes] == ["right"]


def test_account_that_fails_can_be_left_out_or_kept(place: Place) -> None:
    place.servers.passwords["info"] = "right"
    second = ["y", "toimisto@suvanto.example", "", "", "1", "", "", "", "pw", "", ""]
    code, output = place.run(answers=[*ANSWERED_FIRM, *ANSWERED_MAILBOX[:9], "3", *second, "n", "n", "n"])
    assert code == 0, output
    assert [box.name for box in load_config(place.config, env={}).mailboxes] == ["toimisto"]
    assert not (place.config.parent / "secrets" / "info.password").exists()


def test_answer_of_the_wrong_kind_is_asked_again(place: Place) -> None:
    firm = list(ANSWERED_FIRM)
    firm[2:3] = ["no address", "info@suvanto.example"]
    code, output = place.run(answers=[*firm, *ANSWERED_MAILBOX, "n", "n", "n"])
    assert code == 0, output
    assert "expected an e-mail address such as info@example.com" in output


def test_what_options_say_is_not_asked(place: Place) -> None:
    given = [part for value in FIRM for part in ("--set", value)]
    code, output = place.run(*given, answers=["", "", "y", "Riikka", *ANSWERED_MAILBOX, "n", "n", "n"])
    assert code == 0, output
    assert "Name of the firm" not in output


def test_end_of_input_leaves_nothing_behind(place: Place) -> None:
    code, _ = place.run(answers=ANSWERED_FIRM[:4])
    assert code == 130
    assert place.files() == {}


def test_domain_of_a_mail_provider_is_never_taken_for_the_firms(place: Place) -> None:
    firm = [*ANSWERED_FIRM[:2], "suvanto@gmail.com", *ANSWERED_FIRM[3:10], ANSWERED_FIRM[11]]
    code, output = place.run(answers=[*firm, *ANSWERED_MAILBOX, "n", "n", "n"])
    assert code == 0, output
    assert load_config(place.config, env={}).own.domains == ()


def test_accounts_are_tried_with_the_password_before_anything_is_written(place: Place) -> None:
    place.run(answers=[*ANSWERED_FIRM, *ANSWERED_MAILBOX, "n", "n", "n"])
    account = place.servers.seen[0]
    assert isinstance(account, MailAccount)
    assert account.login.password == "pw of info"
    assert [folder.name for folder in account.folders] == ["INBOX", "Lähetetyt", "Asiakkaat"]


def test_next_steps_name_the_copy_of_the_key(place: Place) -> None:
    _, output = place.set(*FIRM, *MAILBOX, env=ENV)
    assert f"Copy {place.config.parent}/secrets/hash.key to a place away from this machine" in output
    assert f"rekisterid --config {place.config} check" in output


def test_next_steps_name_the_file_where_another_one_would_be_found_first(place: Place) -> None:
    (place.folder / "config.toml").write_text("")
    home = place.folder / "home"
    target = home / ".config" / "rekisterid" / "config.toml"
    given = [part for value in (*FIRM, *MAILBOX) for part in ("--set", value)]
    env = {**ENV, "HOME": str(home), "REKISTERID_CONFIG": str(target)}
    shell = Shell(env=env, folder=place.folder, outside=place.servers, clock=lambda: NOW)
    with CliRunner().isolation() as (_, _, output):
        code = run(["init", "--non-interactive", *given], shell)
        sys.stdout.flush()
        told = output.getvalue().decode()
    assert code == 0
    assert f"rekisterid --config {target} check" in told


def test_key_of_a_configuration_written_by_hand_is_made_once(place: Place) -> None:
    place.set(*FIRM, *MAILBOX, env=ENV)
    key = place.config.parent / "secrets" / "hash.key"
    key.unlink()
    assert place.run("--key-only")[0] == 0
    made = read_hash_key(key)
    code, output = place.run("--key-only")
    assert code == 78
    assert "a key is never replaced" in output
    assert read_hash_key(key) == made
