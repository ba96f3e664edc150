"""What is read of a provider's answer, and of what it should not have said."""

from datetime import timedelta

import pytest

from connectors.oauth.endpoint import Reply
from connectors.oauth.grant import UNSAID_LIFE, LoginNeeded, read_grant
from connectors.oauth.settings import (
    OAuthLogin,
    Provider,
    Use,
    google,
    google_scopes,
    microsoft,
    microsoft_scopes,
)
from models.errors import Refused, Unreachable
from tests.live.token_provider import id_token

LOGIN = OAuthLogin("office", "info@salonki.example", Provider("https://login.example.com/token"), "1", ("mail",))


def grant_of(**fields: object) -> object:
    """Read an answer with these fields."""
    return read_grant(LOGIN, Reply(200, {"access_token": "a", "token_type": "Bearer", **fields}))


@pytest.mark.parametrize(
    ("said", "lives"),
    [
        (3599, timedelta(seconds=3599)),
        ("3599", timedelta(seconds=3599)),
        (3599.5, timedelta(seconds=3599)),
        (0, UNSAID_LIFE),
        (-1, UNSAID_LIFE),
        ("soon", UNSAID_LIFE),
        (None, UNSAID_LIFE),
        (True, UNSAID_LIFE),
        (1e300, UNSAID_LIFE),
        ("9" * 40, UNSAID_LIFE),
    ],
)
def test_life_of_a_token_is_taken_where_it_is_one(said: object, lives: timedelta) -> None:
    assert read_grant(LOGIN, Reply(200, {"access_token": "a", "expires_in": said})).access_lives == lives


@pytest.mark.parametrize("token", ["", "a b", "a\nb", "ä", "x" * 16_385, 7, None, ["a"]])
def test_token_that_could_break_a_dialogue_is_none(token: object) -> None:
    with pytest.raises(Unreachable):
        grant_of(access_token=token)
    assert read_grant(LOGIN, Reply(200, {"access_token": "a", "refresh_token": token})).refresh_token is None


@pytest.mark.parametrize(
    ("token", "people"),
    [
        (id_token({"email": "Info@Salonki.example"}), {"info@salonki.example"}),
        (id_token({"preferred_username": "info@salonki.example", "upn": "i@s.example"}), {"info@salonki.example", "i@s.example"}),
        (id_token({"sub": "1", "email": 7}), set()),
        ("e30.e30", set()),
        ("a.b.c", set()),
        ("a.WzFd.c", set()),
        (7, set()),
        (None, set()),
    ],
)  # fmt: skip
def test_person_is_read_from_the_id_token(token: object, people: set[str]) -> None:
    assert read_grant(LOGIN, Reply(200, {"access_token": "a", "id_token": token})).people == frozenset(people)


def test_nothing_of_an_answer_shows_in_a_repr() -> None:
    reply = Reply(200, {"access_token": "MARKER", "refresh_token": "MARKER", "id_token": id_token({"email": "MARKER"})})
    assert "MARKER" not in repr(reply) + repr(read_grant(LOGIN, reply))
    login = OAuthLogin("office", "u", LOGIN.provider, "1", (), client_secret="MARKER")
    assert "MARKER" not in repr(login)


@pytest.mark.parametrize("error", ["invalid_grant", "interaction_required", "consent_required", "login_required"])
def test_errors_that_only_a_person_can_mend_ask_for_one(error: str) -> None:
    with pytest.raises(LoginNeeded) as caught:
        read_grant(LOGIN, Reply(400, {"error": error}))
    assert caught.value.final is (error == "invalid_grant")
    assert caught.value.mend == "run `rekisterid login office`"


def test_error_with_a_success_status_is_an_error() -> None:
    with pytest.raises(Refused):
        read_grant(LOGIN, Reply(200, {"error": "invalid_client", "access_token": "a"}))


def test_rights_are_those_that_the_accounts_need_and_no_more() -> None:
    assert microsoft_scopes({Use.READING_MAIL})[0] == "https://outlook.office.com/IMAP.AccessAsUser.All"
    assert not any("SMTP" in scope for scope in microsoft_scopes({Use.READING_MAIL}))
    assert "offline_access" in microsoft_scopes({Use.SENDING_MAIL})
    assert "https://www.googleapis.com/auth/calendar.readonly" not in google_scopes({Use.READING_MAIL})
    assert google_scopes({Use.CALENDARS})[0] == "https://www.googleapis.com/auth/calendar.readonly"
    both = google_scopes({Use.READING_MAIL, Use.SENDING_MAIL, Use.CALENDARS})
    assert both.count("https://mail.google.com/") == 1


def test_rights_are_recognised_whatever_address_the_provider_writes_before_them() -> None:
    login = OAuthLogin("office", "u", microsoft("organizations"), "1", microsoft_scopes({Use.READING_MAIL}))
    assert login.lacking({"https://outlook.office365.com/imap.accessasuser.all"}) == frozenset()
    assert login.lacking({"openid", "email", "SMTP.Send"}) == {"https://outlook.office.com/IMAP.AccessAsUser.All"}
    login = OAuthLogin("office", "u", google(), "1", google_scopes({Use.READING_MAIL, Use.CALENDARS}))
    assert login.lacking({"https://mail.google.com/"}) == {"https://www.googleapis.com/auth/calendar.readonly"}
    # Who gives more than was asked for gives enough.
    assert (
        login.lacking({"https://mail.google.com/", "https://www.googleapis.com/auth/calendar.readonly", "x"}) == set()
    )


def test_known_providers_are_asked_by_https_and_google_by_no_device() -> None:
    for provider in (microsoft("suvanto.example"), google()):
        assert provider.token_endpoint.startswith("https://")
        assert provider.authorization_endpoint.startswith("https://")
    assert "suvanto.example/oauth2/v2.0/devicecode" in microsoft("suvanto.example").device_endpoint
    assert google().device_endpoint == ""
