"""Logins of the configuration: what accounts get of them, and what shows of them."""

from pathlib import Path

from daemon.config.build import calendar_accounts, mail_accounts, oauth_logins, smtp_account
from tests.daemon.config.test_loading import load

GOOGLE = """@firm
[[logins]]
name = "office"
provider = "google"
user = "info@suvanto.example"
client_id = "id-1"
[[mailboxes]]
name = "info"
host = "imap.gmail.com"
user = "info@suvanto.example"
login = "office"
[[calendars]]
name = "aika"
url = "https://apidata.googleusercontent.com/caldav/v2/info@suvanto.example/user"
user = "info@suvanto.example"
login = "office"
[sending]
host = "smtp.gmail.com"
user = "info@suvanto.example"
login = "office"
from_address = "info@suvanto.example"
reply_to = "info@suvanto.example"
"""
SECRET = {"REKISTERID_OFFICE_CLIENT_SECRET": "MARKER"}


def test_one_login_serves_every_account_that_names_it(tmp_path: Path) -> None:
    config = load(tmp_path, GOOGLE, SECRET)
    relay = smtp_account(config)
    assert relay is not None
    logins = [mail_accounts(config)[0].login, calendar_accounts(config)[0].login, relay.login]
    assert [login.tokens.login for login in logins if login and login.tokens] == ["office"] * 3
    assert [login.password for login in logins if login] == [""] * 3
    (login,) = oauth_logins(config)
    assert login.rights == {"https://mail.google.com/", "https://www.googleapis.com/auth/calendar.readonly"}
    assert login.client_secret == "MARKER"
    assert config.register.logins_folder == tmp_path / "data" / "logins"
    assert config.warnings == ()


def test_client_secret_shows_in_no_form(tmp_path: Path) -> None:
    config = load(tmp_path, GOOGLE, SECRET)
    forms = [
        repr(config),
        str(config),
        config.model_dump_json(),
        repr(oauth_logins(config)),
        repr(mail_accounts(config)),
    ]
    assert "MARKER" not in "".join(forms)


def test_client_secret_can_be_a_systemd_credential(tmp_path: Path) -> None:
    (tmp_path / "office.client_secret").write_text("of systemd")
    config = load(tmp_path, GOOGLE, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert oauth_logins(config)[0].client_secret == "of systemd"


def test_public_client_at_microsoft_needs_no_secret_and_gets_the_rights_of_its_accounts(tmp_path: Path) -> None:
    text = GOOGLE.partition("[[calendars]]")[0].replace('"google"', '"microsoft"')
    (login,) = oauth_logins(load(tmp_path, text, {}))
    assert login.client_secret == ""
    assert login.rights == {"https://outlook.office.com/IMAP.AccessAsUser.All"}
    assert "/organizations/" in login.provider.token_endpoint


def test_login_that_no_account_names_is_a_warning(tmp_path: Path) -> None:
    unused = GOOGLE.partition("[[mailboxes]]")[0]
    config = load(tmp_path, f"{unused}@mailbox\n", SECRET)
    assert config.warnings == ("office: no account names this login",)


def test_tokens_follow_the_data_folder_unless_they_have_a_place_of_their_own(tmp_path: Path) -> None:
    config = load(tmp_path, GOOGLE.replace("@firm\n", "@firm\ndata_folder = '/var/lib/x'\n"), SECRET)
    assert config.register.logins_folder == Path("/var/lib/x/logins")
    config = load(tmp_path, GOOGLE.replace("@firm\n", "@firm\nlogins_folder = 'tokens'\n"), SECRET)
    assert config.register.logins_folder == tmp_path / "tokens"
