"""Where the file and the passwords are found, and what a loaded configuration gives and hides."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.accounts import EventChoice, Tls
from daemon.config import Config, find_config, load_config
from daemon.config.build import (
    calendar_accounts,
    database_url,
    hash_key,
    mail_accounts,
    own_identity,
    published_accounts,
    smtp_account,
)
from daemon.letters.feedback_request import page_link
from models.errors import ConfigError
from models.vocabulary import FolderRole, Language
from tests.daemon.config.test_faults import ENV, TODAY, prepared

CALENDAR = """
[[calendars]]
name = "aika"
url = "https://dav.suvanto.example/"
user = "me"
"""


def load(folder: Path, text: str, env: Mapping[str, str] = ENV) -> Config:
    """Load a text with the parts of the data folder."""
    return load_config(prepared(folder, text), env=env, today=TODAY)


def test_smallest_configuration_gets_the_defaults_that_do_least(tmp_path: Path) -> None:
    config = load(tmp_path, "@firm\n@mailbox\n")
    assert config.sending.mode == "off"
    assert smtp_account(config) is None
    assert config.web.enabled is False
    assert config.register.language is Language.FI
    assert config.register.zone == "Europe/Helsinki"
    assert (config.sending.from_hour, config.sending.until_hour) == (8, 20)
    assert (config.feedback.not_later_than_days, config.feedback.per_person_days) == (60, 90)
    assert config.sending.auto_after_days == 30
    assert config.register.data_folder == tmp_path / "data"
    assert config.register.hash_key_file == tmp_path / "secrets" / "hash.key"
    assert config.path == tmp_path / "config.toml"


def test_account_without_a_start_date_is_read_ninety_days_back(tmp_path: Path) -> None:
    config = load(tmp_path, "@firm\n" + CALENDAR, {"REKISTERID_AIKA_PASSWORD": "pw"})
    assert calendar_accounts(config)[0].since == TODAY - timedelta(days=90)


def test_mail_account_carries_what_the_file_says(tmp_path: Path) -> None:
    text = """@firm
[[mailboxes]]
name = "info"
host = "IMAP.Suvanto.example."
tls = "starttls"
user = "kayttaja"
address = "Info@Suvanto.Example"
password_file = "info.password"
since = 2026-01-01
poll_minutes = 2
idle = false
authserv_id = "mx.suvanto.example"
folders = [{ name = "Lähetetyt", role = "sent" }]
"""
    account = mail_accounts(load(tmp_path, text))[0]
    assert (account.server.host, account.server.port, account.server.tls) == ("imap.suvanto.example", 143, Tls.STARTTLS)
    assert (account.login.user, account.login.password) == ("kayttaja", "pw")
    assert account.folders[0].name == "Lähetetyt"
    assert account.folders[0].role is FolderRole.SENT
    assert account.since == date(2026, 1, 1)
    assert account.poll_every == timedelta(minutes=2)
    assert account.idle is False
    assert account.authserv_id == "mx.suvanto.example"
    assert "info@suvanto.example" in account.own.addresses


def test_calendar_account_carries_its_rules(tmp_path: Path) -> None:
    text = (
        "@firm\n"
        + CALENDAR
        + """password_env = "SET_PASSWORD"
bookings = "title"
pattern = "^Asiakas"
services = [{ pattern = "työnohjaus", code = "TO" }]
practitioner = "Riikka Taipalsuo"
no_feedback_pattern = "ei palautetta"
"""
    )
    rules = calendar_accounts(load(tmp_path, text))[0].rules
    assert (rules.choice, rules.pattern) == (EventChoice.TITLE, "^Asiakas")
    assert rules.services == (("työnohjaus", "TO"),)
    assert rules.zone == "Europe/Helsinki"
    assert rules.no_feedback_pattern == "ei palautetta"


PUBLISHED = '@firm\n[[calendars]]\nname = "outlook"\nkind = "published"\n'


def test_published_calendar_gets_its_address_from_outside_and_shows_it_in_no_form(tmp_path: Path) -> None:
    secret = "webcal://outlook.example/MARKER/calendar.ics"
    config = load(tmp_path, PUBLISHED, {"REKISTERID_OUTLOOK_URL": secret})
    (account,) = published_accounts(config)
    assert account.url == "https://outlook.example/MARKER/calendar.ics"
    assert account.poll_every == timedelta(minutes=15)
    assert calendar_accounts(config) == ()
    assert not account.insecure
    forms = [repr(config), config.model_dump_json(), str(config.model_dump()), repr(account)]
    assert "MARKER" not in "".join(forms)


def test_published_address_in_the_clear_needs_an_exception_for_its_host(tmp_path: Path) -> None:
    env = {"REKISTERID_OUTLOOK_URL": "http://outlook.example/MARKER.ics"}
    with pytest.raises(ConfigError, match="insecure_host: expected the name of this host") as caught:
        load(tmp_path, PUBLISHED, env)
    assert "MARKER" not in str(caught.value)
    assert published_accounts(load(tmp_path, PUBLISHED + 'insecure_host = "outlook.example"\n', env))[0].insecure


def test_usual_words_for_no_show_and_no_feedback_count_unless_others_are_written(tmp_path: Path) -> None:
    env = {"REKISTERID_AIKA_PASSWORD": "pw"}
    rules = calendar_accounts(load(tmp_path, "@firm\n" + CALENDAR, env))[0].rules
    assert "ei saapunut" in rules.no_show_pattern.split("|")
    assert "ei palautetta" in rules.no_feedback_pattern.split("|")
    none = 'no_show_pattern = ""\nno_feedback_pattern = "x"\n'
    rules = calendar_accounts(load(tmp_path, "@firm\n" + CALENDAR + none, env))[0].rules
    assert (rules.no_show_pattern, rules.no_feedback_pattern) == ("", "x")


def test_own_identity_adds_the_controller_the_contact_person_and_the_mailboxes(tmp_path: Path) -> None:
    own = own_identity(
        load(tmp_path, "@firm\n@mailbox\n[own]\naddresses = ['Henri@Työ.example']\nphones = ['0400 088001']\n")
    )
    assert own.company == "Suvanto Työnohjaus Oy"
    assert own.addresses == ("henri@xn--ty-gka.example", "info@suvanto.example", "riikka@suvanto.example")
    assert own.phones == ("+358400088001", "+358138000880")
    assert own.staff == ("Riikka Taipalsuo",)
    assert own.domains == ()


@pytest.mark.parametrize(
    ("entry", "env", "password"),
    [
        ('password_file = "info.password"', {"REKISTERID_AIKA_PASSWORD": "other"}, "pw"),
        ('password_env = "SET_PASSWORD"', {"SET_PASSWORD": "of env"}, "of env"),
        ("", {"REKISTERID_AIKA_PASSWORD": "by name"}, "by name"),
        ("", {"CREDENTIALS_DIRECTORY": "credentials", "REKISTERID_AIKA_PASSWORD": "by name"}, "of systemd"),
        ('password_file = "info.password"', {"CREDENTIALS_DIRECTORY": "credentials"}, "of systemd"),
    ],
    ids=["file", "variable", "variable by name", "credential", "credential before file"],
)
def test_password_comes_from_the_first_source_there_is(
    entry: str, env: dict[str, str], password: str, tmp_path: Path
) -> None:
    if "CREDENTIALS_DIRECTORY" in env:
        env = {**env, "CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
        (tmp_path / "credentials").mkdir()
        credential = tmp_path / "credentials" / "aika.password"
        credential.write_text("of systemd")
        credential.chmod(0o440)  # so systemd shows the access list of a credential
    config = load(tmp_path, f"@firm\n{CALENDAR}{entry}\n", env)
    assert calendar_accounts(config)[0].login.password == password


def test_hash_key_can_be_a_systemd_credential(tmp_path: Path) -> None:
    (tmp_path / "hash.key").write_text("ab" * 32)
    (tmp_path / "hash.key").chmod(0o440)
    config = load(tmp_path, "@firm\nhash_key_file = 'x'\n@mailbox\n", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert config.register.hash_key_file == tmp_path / "hash.key"
    assert hash_key(config) == bytes.fromhex("ab" * 32)


def test_passwords_show_in_no_form_of_the_configuration(tmp_path: Path) -> None:
    env = {
        "REKISTERID_INFO_PASSWORD": "MARKER",
        "REKISTERID_DATABASE_PASSWORD": "MARKER",
        "REKISTERID_SMTP_PASSWORD": "MARKER",
    }
    text = """@firm
[[mailboxes]]
name = "info"
host = "imap.suvanto.example"
user = "info@suvanto.example"
[sending]
host = "smtp.suvanto.example"
user = "info@suvanto.example"
from_address = "info@suvanto.example"
reply_to = "info@suvanto.example"
[database]
url = "postgresql+psycopg://me@db.example:5432/register"
"""
    config = load(tmp_path, text, env)
    forms = [repr(config), str(config), config.model_dump_json(), str(config.model_dump())]
    forms += [repr(mail_accounts(config)), repr(smtp_account(config))]
    assert "MARKER" not in "".join(forms)
    assert "•••" in repr(config)
    assert database_url(config) == "postgresql+psycopg://me:MARKER@db.example:5432/register"


@pytest.mark.parametrize(
    ("url", "built"),
    [
        (None, "sqlite:///{folder}/data/register.sqlite"),
        ("sqlite:///other.sqlite", "sqlite:///{folder}/other.sqlite"),
        ("sqlite:////var/lib/rekisterid/r.sqlite", "sqlite:////var/lib/rekisterid/r.sqlite"),
        ("postgresql+psycopg:///register", "postgresql+psycopg:///register"),
    ],
)
def test_database_url_is_absolute(url: str | None, built: str, tmp_path: Path) -> None:
    section = f'[database]\nurl = "{url}"\n' if url else ""
    config = load(tmp_path, f"@firm\n@mailbox\n{section}")
    assert database_url(config) == built.replace("{folder}", str(tmp_path))


def test_database_password_is_quoted_in_the_url(tmp_path: Path) -> None:
    section = '[database]\nurl = "postgresql+psycopg://me@db/register"\n'
    config = load(tmp_path, f"@firm\n@mailbox\n{section}", {"REKISTERID_DATABASE_PASSWORD": "a@b/c:d"})
    assert database_url(config) == "postgresql+psycopg://me:a%40b%2Fc%3Ad@db/register"


def test_exceptions_from_verification_are_loud(tmp_path: Path) -> None:
    text = """@firm
[[mailboxes]]
name = "info"
host = "localhost"
tls = "none"
insecure_host = "localhost"
user = "info"
password_file = "info.password"
[[calendars]]
name = "aika"
url = "http://127.0.0.1:5232/"
insecure_host = "127.0.0.1"
user = "me"
password_file = "info.password"
"""
    config = load(tmp_path, text)
    assert [warning.split(":")[0] for warning in config.warnings] == ["info", "aika"]
    assert all("is not verified" in warning for warning in config.warnings)
    assert mail_accounts(config)[0].server.insecure
    assert calendar_accounts(config)[0].insecure


def test_start_in_the_future_is_loud_and_no_fault_since_the_clock_may_be_wrong(tmp_path: Path) -> None:
    config = load_config(prepared(tmp_path, "@firm\n@mailbox\n"), env=ENV, today=date(1970, 1, 1))
    assert config.warnings == (
        "info: nothing is read before 2026-01-01, and today is 1970-01-01 by this machine's clock",
    )


def test_configuration_cannot_be_changed(tmp_path: Path) -> None:
    config = load(tmp_path, "@firm\n@mailbox\n")
    with pytest.raises(ValueError, match="frozen"):
        config.sending.mode = config.sending.mode  # type: ignore[misc]


def test_byte_order_mark_of_an_editor_does_not_matter(tmp_path: Path) -> None:
    path = prepared(tmp_path, "@firm\n@mailbox\n")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_config(path, env=ENV, today=TODAY).controller.name == "Suvanto Työnohjaus Oy"


def test_file_is_looked_for_where_it_is_named_first(tmp_path: Path) -> None:
    home = tmp_path / "home" / ".config" / "rekisterid"
    home.mkdir(parents=True)
    env = {"HOME": str(tmp_path / "home")}
    for name in ("named.toml", "variable.toml"):
        (tmp_path / name).touch()
    (home / "config.toml").touch()
    assert find_config(None, env, tmp_path) == home / "config.toml"
    (tmp_path / "config.toml").touch()
    assert find_config(None, env, tmp_path) == tmp_path / "config.toml"
    env["REKISTERID_CONFIG"] = "variable.toml"
    assert find_config(None, env, tmp_path) == tmp_path / "variable.toml"
    assert find_config(Path("named.toml"), env, tmp_path) == tmp_path / "named.toml"


def test_file_that_is_named_and_not_there_is_never_replaced_by_another(tmp_path: Path) -> None:
    (tmp_path / "config.toml").touch()
    with pytest.raises(ConfigError, match=r"there is no configuration file .*absent\.toml"):
        find_config(Path("absent.toml"), {}, tmp_path)
    with pytest.raises(ConfigError, match=r"absent\.toml"):
        find_config(None, {"REKISTERID_CONFIG": "absent.toml"}, tmp_path)


def test_without_any_file_the_places_and_the_way_out_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.config/rekisterid/config\.toml") as caught:
        find_config(None, {"HOME": str(tmp_path)}, tmp_path)
    assert "rekisterid init" in caught.value.mend


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://Palaute.Suvanto.example", "https://palaute.suvanto.example"),
        ("HTTPS://palaute.suvanto.example/", "https://palaute.suvanto.example"),
        ("https://pälaute.example", "https://xn--plaute-bua.example"),
        ("https://palaute.example:443", "https://palaute.example"),
        ("https://palaute.example:8443", "https://palaute.example:8443"),
        ("http://[::1]:8464", "http://[::1]:8464"),
    ],
)
def test_address_of_the_pages_is_read_as_letters_can_carry_it(tmp_path: Path, written: str, sent: str) -> None:
    url = load(tmp_path, f'@firm\n@mailbox\n[web]\nenabled = true\nurl = "{written}"\n').web.url
    assert url == sent
    assert page_link(f"{url}/a/{'x' * 32}")


@pytest.mark.parametrize(
    "written",
    [
        "https://a_b.example",
        "https://palaute.example?",
        "https://palaute.example#",
        "https://palaute.example:99999",
        "https://palaute..example",
        "https://@palaute.example",
        "https://palaute%2e.example",
    ],
)
def test_address_of_the_pages_that_no_letter_can_carry_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(ConfigError, match=r"web\.url: expected"):
        load(tmp_path, f'@firm\n@mailbox\n[web]\nenabled = true\nurl = "{written}"\n')
