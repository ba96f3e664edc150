"""`rekisterid init` by options: what it writes, and what it never does."""

import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from daemon.cli.app import run
from daemon.cli.init import data_folder
from daemon.cli.shell import Shell
from daemon.config import load_config, read_hash_key
from daemon.config.build import hash_key
from models.errors import Unreachable
from models.vocabulary import FolderRole
from tests.daemon.cli.init_place import ENV, FIRM, MAILBOX, Place
from tests.daemon.cli.invented_servers import NOW

FORM = "SECTION.KEY=VALUE, such as controller.name=Suvanto or mailboxes.info.host=imap.example.com"


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


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("/etc/rekisterid/config.toml", "/var/lib/rekisterid"),
        ("/home/riikka/.config/rekisterid/config.toml", "/home/riikka/.local/share/rekisterid"),
        ("/home/riikka/.config/rekisterid-test/config.toml", "/home/riikka/.config/rekisterid-test/data"),
        ("/home/riikka/.config/rekisterid/test.toml", "/home/riikka/.config/rekisterid/data"),
        ("/etc/rekisterid-test/config.toml", "/etc/rekisterid-test/data"),
        ("/srv/firm.toml", "/srv/data"),
    ],
)
def test_file_of_another_place_never_gets_the_folder_of_the_usual_register(file: str, folder: str) -> None:
    assert data_folder(Path(file), Shell(env={"HOME": "/home/riikka"})) == Path(folder)
