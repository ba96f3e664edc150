"""Tokens fetched anew at a provider over TLS: rotation, revocation, outages, rubbish, and the file that they are in."""

import json
import os
import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.oauth.endpoint import MAX_ANSWER_BYTES, ask
from connectors.oauth.grant import LoginNeeded
from models.errors import Refused, Unreachable
from tests.live.certificates import CertificateAuthority, Kind
from tests.live.fixtures import NewTlsFront
from tests.live.token_desk import Desk
from tests.live.token_provider import MARKER, Answer


def test_token_is_kept_while_it_holds_and_fetched_five_minutes_before_its_end(token_desk: Desk) -> None:
    token_desk.log_in()
    first = token_desk.tokens.token()
    token_desk.now += timedelta(minutes=54)
    assert token_desk.tokens.token() == first
    token_desk.now += timedelta(minutes=1)
    second = token_desk.tokens.token()
    assert second != first
    assert token_desk.tokens.token() == second
    assert token_desk.provider.refreshes == 1


def test_short_token_is_used_for_half_of_its_life(token_desk: Desk) -> None:
    token_desk.provider.rules.access_lives = 60
    token_desk.log_in(lives=timedelta(0))
    token_desk.tokens.token()
    token_desk.now += timedelta(seconds=29)
    token_desk.tokens.token()
    assert token_desk.provider.refreshes == 1
    token_desk.now += timedelta(seconds=2)
    token_desk.tokens.token()
    assert token_desk.provider.refreshes == 2


def test_new_refresh_token_takes_the_place_of_the_old_one_each_time(token_desk: Desk) -> None:
    token_desk.log_in()
    kept = {token_desk.kept.refresh_token}
    for _ in range(5):
        token_desk.now += timedelta(hours=2)
        token_desk.tokens.token()
        kept.add(token_desk.kept.refresh_token)
    assert len(kept) == 6
    assert token_desk.provider.reused == 0


def test_refresh_token_that_does_not_rotate_is_kept(token_desk: Desk) -> None:
    token_desk.provider.rules.rotates = False
    token_desk.log_in()
    before = token_desk.kept.refresh_token
    token_desk.now += timedelta(hours=2)
    token_desk.tokens.token()
    assert token_desk.kept.refresh_token == before


def test_refused_token_is_renewed_at_once_but_not_twice_within_an_hour(token_desk: Desk) -> None:
    token_desk.log_in()
    first = token_desk.tokens.token()
    second = token_desk.tokens.renewed(first)
    assert second not in (None, first)
    # Another account of the same login was refused the first one too.
    assert token_desk.tokens.renewed(first) == second
    assert token_desk.tokens.renewed(second or "") is None
    assert token_desk.provider.refreshes == 1
    token_desk.now += timedelta(minutes=61)
    assert token_desk.tokens.renewed(token_desk.tokens.token()) is not None


def test_login_taken_back_is_asked_of_the_provider_once_and_leaves_no_token(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.provider.revoke()
    token_desk.now += timedelta(hours=2)
    for _ in range(3):
        with pytest.raises(LoginNeeded, match=r"office: the login has ended or was taken back \(invalid_grant\)"):
            token_desk.tokens.token()
    assert token_desk.provider.refreshes == 1
    assert MARKER not in token_desk.path.read_text()


@pytest.mark.parametrize("error", ["interaction_required", "consent_required", "login_required"])
def test_provider_that_wants_a_person_is_asked_again_and_nothing_is_lost(token_desk: Desk, error: str) -> None:
    token_desk.log_in()
    before = token_desk.kept
    token_desk.now += timedelta(hours=2)
    token_desk.provider.rules.next_answers = [(400, {"error": error})] * 2
    for _ in range(2):
        with pytest.raises(LoginNeeded, match=rf"office: the provider wants a person to log in \({error}\)"):
            token_desk.tokens.token()
    assert token_desk.kept == replace(before, ended=f"the provider wants a person to log in ({error})")
    token_desk.now += timedelta(minutes=15)
    token_desk.tokens.token()
    assert token_desk.kept.ended == ""


def test_without_a_login_nobody_is_asked(token_desk: Desk) -> None:
    with pytest.raises(LoginNeeded, match="nobody has logged in yet") as caught:
        token_desk.tokens.token()
    assert caught.value.mend == "run `rekisterid login office`"
    assert token_desk.provider.asked == []
    assert not token_desk.path.parent.exists()


@pytest.mark.parametrize("change", ["client", "provider"])
def test_tokens_are_shown_to_no_other_client_or_provider(token_desk: Desk, change: str) -> None:
    token_desk.log_in()
    if change == "client":
        token_desk.login = replace(token_desk.login, client_id="client-2")
    else:
        elsewhere = replace(token_desk.login.provider, token_endpoint=f"{token_desk.provider.url}/other")
        token_desk.login = replace(token_desk.login, provider=elsewhere)
    token_desk.now += timedelta(hours=2)
    with pytest.raises(LoginNeeded, match="another provider or client_id"):
        token_desk.tokens.token()
    assert token_desk.provider.asked == []


OUTAGES: dict[str, Answer] = {
    "500": (500, b"oops"),
    "503": (503, b"<html>"),
    "429": (429, {"error": "slow_down"}),
    "redirect": (302, b""),
    "page": (200, b"<html>Log in to the hotel's network</html>"),
    "empty": (200, b""),
    "list": (200, b"[]"),
    "no token": (200, {"token_type": "Bearer"}),
    "token with a line end": (200, {"access_token": "a\r\nb", "token_type": "Bearer"}),
    "token of another kind": (200, {"access_token": "a", "token_type": "mac"}),
    "number": (200, {"access_token": 7}),
    "deep": (200, b"[" * 50_000),
    "endless": (200, b" " * (MAX_ANSWER_BYTES + 10)),
    "not now": (400, {"error": "temporarily_unavailable"}),
}


@pytest.mark.parametrize("answer", OUTAGES.values(), ids=OUTAGES)
def test_outage_of_the_provider_passes_and_the_login_stays(token_desk: Desk, answer: Answer) -> None:
    token_desk.log_in()
    before = token_desk.path.read_bytes()
    token_desk.now += timedelta(hours=2)
    token_desk.provider.rules.next_answers = [answer]
    with pytest.raises(Unreachable) as caught:
        token_desk.tokens.token()
    assert caught.value.mend
    assert MARKER not in str(caught.value)
    assert token_desk.path.read_bytes() == before
    assert [path for path, _ in token_desk.provider.asked] == ["/token"]
    token_desk.tokens.token()


def test_token_that_still_holds_bridges_a_short_outage(token_desk: Desk) -> None:
    token_desk.log_in()
    first = token_desk.tokens.token()
    token_desk.now += timedelta(minutes=57)
    token_desk.provider.rules.next_answers = [(503, b""), (503, b"")]
    assert token_desk.tokens.token() == first
    token_desk.now += timedelta(minutes=4)
    with pytest.raises(Unreachable):
        token_desk.tokens.token()


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        ("invalid_client", "check client_id and client_secret"),
        ("unauthorized_client", "docs/oauth2.md"),
        ("invalid_scope", "docs/oauth2.md"),
        ("no_such_error", "docs/oauth2.md"),
        (f"{MARKER} <script>", "docs/oauth2.md"),
    ],
)
def test_refusal_of_the_client_is_no_end_of_the_login(token_desk: Desk, error: str, mend: str) -> None:
    token_desk.log_in()
    token_desk.now += timedelta(hours=2)
    token_desk.provider.rules.next_answers = [(400, {"error": error, "error_description": MARKER})]
    with pytest.raises(Refused) as caught:
        token_desk.tokens.token()
    assert not isinstance(caught.value, LoginNeeded)
    assert mend in caught.value.mend
    assert MARKER not in str(caught.value)
    token_desk.tokens.token()


def test_clock_that_was_set_back_fetches_a_new_token(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.now -= timedelta(days=40)
    token_desk.tokens.token()
    assert token_desk.provider.refreshes == 1


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_wrong_certificate_gets_no_token(
    token_desk: Desk, kind: Kind, test_ca: CertificateAuthority, new_tls_front: NewTlsFront
) -> None:
    front = new_tls_front(token_desk.provider.info_port, kind)
    elsewhere = replace(token_desk.provider.provider, token_endpoint=f"https://127.0.0.1:{front.port}/token")
    token_desk.login = replace(token_desk.login, provider=elsewhere)
    token_desk.log_in()
    token_desk.now += timedelta(hours=2)
    with pytest.raises(Refused, match="certificate") as caught:
        token_desk.tokens.token()
    assert "ca_file" in caught.value.mend
    assert token_desk.provider.asked == []


def test_address_in_the_clear_gets_no_token(token_desk: Desk) -> None:
    with pytest.raises(Refused, match="no https address"):
        ask(token_desk.login, f"http://127.0.0.1:{token_desk.provider.info_port}/token", {"refresh_token": MARKER})
    assert token_desk.provider.asked == []


def test_provider_that_nobody_answers_for_is_an_outage(token_desk: Desk) -> None:
    with pytest.raises(Unreachable):
        ask(token_desk.login, "https://127.0.0.1:9/token", {})


def test_file_is_private_and_never_half_written(token_desk: Desk) -> None:
    token_desk.log_in()
    assert stat.S_IMODE(token_desk.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(token_desk.path.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in token_desk.path.parent.iterdir()) == ["office.json", "office.lock"]
    (token_desk.path.parent / ".office.json.new").write_text("left behind by a kill")
    token_desk.now += timedelta(hours=2)
    token_desk.tokens.token()
    assert sorted(path.name for path in token_desk.path.parent.iterdir()) == ["office.json", "office.lock"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_the_owner_of_the_folder(token_desk: Desk) -> None:
    os.chown(token_desk.folder, 65534, 65534)
    token_desk.log_in()
    made = [token_desk.path.parent, *token_desk.path.parent.iterdir()]
    assert {(path.stat().st_uid, path.stat().st_gid) for path in made} == {(65534, 65534)}


def test_folder_above_is_not_made_by_the_way_and_the_mend_says_how(token_desk: Desk) -> None:
    token_desk.folder /= "data"
    with pytest.raises(Refused, match=f"the folder {token_desk.folder} does not exist") as caught:
        token_desk.log_in()
    assert f"mkdir -m 700 -p {token_desk.folder}" in caught.value.mend
    assert not token_desk.folder.exists()


def test_another_account_that_was_refused_an_old_token_gets_one_that_holds(token_desk: Desk) -> None:
    token_desk.log_in()
    first = token_desk.tokens.token()
    second = token_desk.tokens.renewed(first)
    token_desk.now += timedelta(hours=2)
    assert token_desk.tokens.renewed(first) not in (None, first, second)


def test_file_that_others_can_read_is_refused_with_its_mend(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.path.chmod(0o640)
    with pytest.raises(Refused, match="others can read") as caught:
        token_desk.tokens.token()
    assert caught.value.mend == f"chmod 600 {token_desk.path}"


def test_folder_that_others_can_look_into_is_refused_before_anything_is_asked(token_desk: Desk) -> None:
    token_desk.log_in()
    token_desk.path.parent.chmod(0o755)
    token_desk.now += timedelta(hours=2)
    with pytest.raises(Refused, match="others can look into"):
        token_desk.tokens.token()
    assert token_desk.provider.asked == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"refresh_token": 1}', "null", '{"a": "\\ud800"}'])
def test_damaged_file_asks_for_a_new_login(token_desk: Desk, content: str) -> None:
    token_desk.log_in()
    token_desk.path.write_text(content)
    with pytest.raises(Refused, match="is damaged") as caught:
        token_desk.tokens.token()
    assert "rekisterid login office" in caught.value.mend


def test_moment_without_a_zone_is_damage(token_desk: Desk) -> None:
    token_desk.log_in()
    plain = json.loads(token_desk.path.read_text())
    token_desk.path.write_text(json.dumps({**plain, "renew_at": "2026-03-04T10:00:00"}))
    with pytest.raises(Refused, match="is damaged"):
        token_desk.tokens.token()
