"""The example file has every key, and each key of it works."""

import re
from datetime import date
from pathlib import Path

import pyrage
import pytest

from daemon.config import Config, load_config
from daemon.config.build import calendar_accounts, mail_accounts, own_identity, smtp_account
from daemon.config.calendars import Calendar
from daemon.config.faults import keys_of
from daemon.config.logins import SignIn
from daemon.config.schema import Keys, Mailbox
from models.errors import ConfigError

EXAMPLE = (Path(__file__).parents[3] / "config.example.toml").read_text("utf-8")
SECTION = re.compile(r"#?\[\[?(\w+)\]\]?$")
CUSTOM_ONLY = ("token_endpoint", "authorization_endpoint", "device_authorization_endpoint")
PUBLIC_KEY = str(pyrage.x25519.Identity.generate().to_public())
KEY = re.compile(r"#?(\w+) = ")


def load(folder: Path, text: str) -> Config:
    """Load a text as the configuration of a folder that has the passwords."""
    (folder / "secrets").mkdir(exist_ok=True)
    client_secret = folder / "secrets" / "office.client_secret"
    client_secret.touch(mode=0o600)
    client_secret.write_text("pw")
    secrets = [*(f"{name}.password" for name in ("info", "ajanvaraus", "smtp", "database")), "ajanvaraus.url"]
    for name in secrets:
        file = folder / "secrets" / name
        file.write_text("https://outlook.example/secret.ics" if name.endswith(".url") else "pw")
        file.chmod(0o600)
    config = folder / "config.toml"
    config.write_text(text.replace("age1...", PUBLIC_KEY), "utf-8")
    env = {f"{name}_PASSWORD": "pw" for name in ("INFO", "AJANVARAUS", "SMTP", "DATABASE")}
    env["OFFICE_CLIENT_SECRET"] = "pw"
    env["AJANVARAUS_URL"] = "webcal://calendar.example/secret.ics"
    return load_config(config, env=env, today=date(2026, 11, 22))


def published(text: str) -> str:
    """Make the example's calendar a published one: what belongs to a login is taken away."""
    head, mark, calendar = text.partition("[[calendars]]")
    ours, section, rest = calendar.partition("[sending]")
    ours = re.sub(r"(?m)^(url|user|password_file|calendars) = .*\n", "", ours).replace('"caldav"\n', '"published"\n')
    return head + mark + ours + section + rest


def with_login(text: str) -> str:
    """Uncomment what the example says of a login, at Google: the only provider whose login every account can use."""
    head, mark, rest = text.partition("#[[logins]]\n")
    section, begin, accounts = rest.partition("\n# One such section for each mailbox")
    for key in ("name", "provider", "user", "client_id", "client_secret_file"):
        section = re.sub(rf"(?m)^#({key} = )", r"\1", section)
    return head + mark[1:] + section.replace('"microsoft"', '"google"') + begin + accounts


def keys_by_section() -> dict[str, set[str]]:
    """Give the keys of the example, those in use and those to be uncommented."""
    found: dict[str, set[str]] = {}
    section = ""
    for line in EXAMPLE.splitlines():
        if start := SECTION.match(line):
            section = start[1]
            found[section] = set()
        elif key := KEY.match(line):
            found.setdefault(section, set()).add(key[1])
    return {name: keys for name, keys in found.items() if name}


def test_example_has_every_key_of_every_section_and_no_other() -> None:
    lists = {"logins": SignIn, "mailboxes": Mailbox, "calendars": Calendar}
    wanted = {
        field.alias or name: set(keys_of(lists.get(name) or field.annotation))  # type: ignore[arg-type]
        for name, field in Keys.model_fields.items()
    }
    assert keys_by_section() == wanted


def test_example_loads_as_it_stands(tmp_path: Path) -> None:
    config = load(tmp_path, EXAMPLE)
    assert config.warnings == ()
    assert [account.name for account in mail_accounts(config)] == ["info"]
    assert [account.name for account in calendar_accounts(config)] == ["ajanvaraus"]
    relay = smtp_account(config)
    assert relay is not None
    assert relay.server.port == 465
    assert own_identity(config).domains == ("suvanto.example",)


@pytest.mark.parametrize("line", [line for line in EXAMPLE.splitlines() if re.match(r"#\w+ = ", line)])
def test_each_key_of_the_example_works_when_it_is_uncommented(line: str, tmp_path: Path) -> None:
    text = EXAMPLE.replace(f"\n{line}\n", f"\n{line[1:]}\n")
    if "password_env" in line:
        text = re.sub(r"(?m)^password_file = .*\n", "", text).replace("\n#password_env", "\npassword_env")
    key = line[1:].partition(" ")[0]
    if key == "login":
        text = re.sub(r"(?m)^password_file = .*\n", "", with_login(text)).replace("\n#login", "\nlogin")
    elif line in EXAMPLE.partition("#[[logins]]\n")[2].partition("[[mailboxes]]")[0]:
        text = with_login(text)
        if key == "client_secret_env":
            text = re.sub(r"(?m)^client_secret_file = .*\n", "", text)
        provider = "microsoft" if key in ("provider", "tenant") else "custom" if key in CUSTOM_ONLY else "google"
        text = text.replace('provider = "google"', f'provider = "{provider}"')
        if key in CUSTOM_ONLY:
            text = re.sub(rf"(?m)^#({'|'.join(CUSTOM_ONLY)}|scopes) = ", r"\1 = ", text)
    if line.startswith("#folder"):
        # A backup is never written in the clear: it needs a key.
        text = text.replace("\n#recipients", "\nrecipients")
    if line.startswith("#pattern"):
        text = text.replace('bookings = "all"', 'bookings = "title"')
    if line.startswith("#url_"):
        text = published(text)
    config = load(tmp_path, text)
    assert [account.name for account in mail_accounts(config)] == ["info"]
    assert re.search(rf"(?m)^{re.escape(line[1:])}$", text), "it is uncommented"


def test_each_explained_default_is_the_default(tmp_path: Path) -> None:
    """Take every key away that has a default: what is left means the same."""
    short = re.sub(r"(?ms)^folders = \[.*?^\]\n", 'folders = [{ name = "INBOX", role = "inbox" }]\n', EXAMPLE)
    full = load(tmp_path, short)
    choices = ("tls", "idle", "poll_minutes", "bookings", "mode", "kind", "no_show_pattern", "no_feedback_pattern")
    for key in ("language", "zone", "data_folder", "hash_key_file", *choices):
        short = re.sub(rf"(?m)^{key} = .*\n", "", short)
    for section in ("feedback", "web", "alarms", "health", "backup", "log"):
        short = re.sub(rf"(?ms)^\[{section}\]\n.*?(?=^\[|\Z)", "", short)
    for key in ("folders", "auto_after_days", "per_hour", "per_day", "from_hour", "until_hour"):
        short = re.sub(rf"(?m)^{key} = .*\n", "", short)
    assert load(tmp_path, short) == full


def test_a_key_outside_a_section_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="colour: expected a known key"):
        load(tmp_path, 'colour = "red"\n' + EXAMPLE)
