"""How a login fares: days before its end, when it needs a person, and what `check` and `status` say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.oauth.grant import Grant
from connectors.oauth.tokens import first
from daemon.config import Config
from daemon.config.build import login_store, oauth_logins
from daemon.logins import LoginFare, LoginState, expiring, login_fares, login_findings
from tests.daemon.config.test_loading import load
from tests.daemon.config.test_logins import GOOGLE, SECRET

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MICROSOFT = GOOGLE.partition("[[calendars]]")[0].replace('"google"', '"microsoft"')


def firm(folder: Path, text: str, *, refresh_lives: timedelta | None = None, used: datetime = NOW) -> Config:
    """A firm whose login was made, or used last, at a moment."""
    config = load(folder, text, SECRET)
    (login,) = oauth_logins(config)
    config.register.data_folder.mkdir(exist_ok=True)
    grant = Grant("access", timedelta(hours=1), refresh_lives=refresh_lives)
    with login_store(config, "office").writing() as put:
        put(first(login, grant, "refresh", used))
    return config


def fare(config: Config, now: datetime = NOW) -> LoginFare:
    """How the one login fares."""
    return login_fares(config, now)[0]


def test_login_never_made_needs_a_person(tmp_path: Path) -> None:
    found = fare(load(tmp_path, GOOGLE, SECRET))
    assert (found.state, found.why) == (LoginState.NEEDED, "nobody has logged in yet")
    assert found.mend == "run `rekisterid login office`"
    assert found.accounts == ("info", "aika", "smtp")


def test_login_whose_end_nobody_says_is_well_and_shows_its_last_token(tmp_path: Path) -> None:
    config = firm(tmp_path, GOOGLE, used=NOW - timedelta(hours=5))
    assert (fare(config).state, fare(config).ends_at) == (LoginState.WELL, None)
    (finding,) = login_findings(config, oauth_logins(config)[0], NOW)
    assert finding.ok
    assert "last token 5 hours ago; the provider does not say when it ends" in finding.message


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, LoginState.WELL),
        (5, LoginState.WELL),
        (6, LoginState.ENDS_SOON),
        (7, LoginState.NEEDED),
        (30, LoginState.NEEDED),
    ],
)
def test_login_of_a_google_app_in_testing_is_told_before_its_end_and_not_from_its_first_day(
    tmp_path: Path, days: int, state: LoginState
) -> None:
    config = firm(tmp_path, GOOGLE, refresh_lives=timedelta(days=7))
    now = NOW + timedelta(days=days)
    assert fare(config, now).state is state
    assert expiring(config, now) == (() if state is LoginState.WELL else ("office",))
    (finding,) = login_findings(config, oauth_logins(config)[0], now)
    assert finding.ok is (state is not LoginState.NEEDED)
    assert finding.mend == ("" if state is LoginState.WELL else "run `rekisterid login office`")


def test_login_that_ends_late_is_no_warning_yet(tmp_path: Path) -> None:
    config = firm(tmp_path, GOOGLE, refresh_lives=timedelta(days=100))
    assert fare(config, NOW + timedelta(days=85)).state is LoginState.WELL
    assert fare(config, NOW + timedelta(days=87)).state is LoginState.ENDS_SOON


@pytest.mark.parametrize(
    ("unused_days", "state"),
    [(0, LoginState.WELL), (70, LoginState.WELL), (80, LoginState.ENDS_SOON), (91, LoginState.NEEDED)],
)
def test_login_at_microsoft_ends_only_when_nobody_uses_it(tmp_path: Path, unused_days: int, state: LoginState) -> None:
    config = firm(tmp_path, MICROSOFT, used=NOW - timedelta(days=unused_days))
    assert fare(config).state is state


def test_login_made_before_more_rights_were_needed_asks_for_them(tmp_path: Path) -> None:
    config = firm(tmp_path, GOOGLE.partition("[[calendars]]")[0])
    assert fare(config).state is LoginState.WELL
    config = load(tmp_path, GOOGLE, SECRET)
    assert (fare(config).state, fare(config).mend) == (LoginState.NEEDED, "run `rekisterid login office`")


def test_login_of_another_client_or_a_damaged_file_asks_for_a_person(tmp_path: Path) -> None:
    firm(tmp_path, GOOGLE)
    other = load(tmp_path, GOOGLE.replace("id-1", "id-2"), SECRET)
    assert "another provider or client_id" in fare(other).why
    file = tmp_path / "data" / "logins" / "office.json"
    file.write_text("{")
    assert "is damaged" in fare(other).why
    file.chmod(0o644)
    assert "chmod 600" in fare(other).mend


def test_login_that_the_provider_wants_a_person_for_says_so_though_it_is_kept(tmp_path: Path) -> None:
    config = firm(tmp_path, GOOGLE)
    store = login_store(config, "office")
    kept = store.read()
    assert kept is not None
    with store.writing() as put:
        put(replace(kept, ended="the provider wants a person to log in (interaction_required)"))
    found = fare(config)
    assert (found.state, found.why) == (
        LoginState.NEEDED,
        "the provider wants a person to log in (interaction_required)",
    )
    assert found.mend == "run `rekisterid login office`"


def test_login_that_was_taken_back_says_so(tmp_path: Path) -> None:
    config = firm(tmp_path, GOOGLE)
    store = login_store(config, "office")
    kept = store.read()
    assert kept is not None
    with store.writing() as put:
        put(replace(kept, refresh_token="", ended="the login has ended or was taken back (invalid_grant)"))
    assert fare(config).why == "the login has ended or was taken back (invalid_grant)"
    assert fare(config).logged_in_at == NOW
