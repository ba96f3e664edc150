"""Ways to log in, at a provider over TLS: a code typed elsewhere, a browser sent back to this machine, a pasted address."""

import http.client
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.oauth.code import Attempt, NotOurs, begin, code_in, exchange
from connectors.oauth.device import ask_for_code, wait_for_grant
from connectors.oauth.grant import LoginNeeded
from connectors.oauth.loopback import Loopback
from models.errors import Declined, Refused, RekisteridError, Unreachable
from tests.live.certificates import CertificateAuthority
from tests.live.token_desk import Desk
from tests.live.token_provider import MARKER, Answer

PENDING: Answer = (400, {"error": "authorization_pending"})
SLOW_DOWN: Answer = (400, {"error": "slow_down"})


class Waits:
    """Stands for time.sleep: notes the pauses, and does something before one of them."""

    def __init__(self, deed: Callable[[], None] = lambda: None, at: int = 0) -> None:
        self.seconds: list[int] = []
        self._deed = deed
        self._at = at

    def __call__(self, pause: timedelta) -> None:
        if len(self.seconds) == self._at:
            self._deed()
        self.seconds.append(int(pause.total_seconds()))


def test_code_is_asked_for_again_until_the_person_has_logged_in(token_desk: Desk) -> None:
    code = ask_for_code(token_desk.login)
    assert (code.code, code.lives) == ("ABCD-1234", timedelta(minutes=15))
    assert code.address == f"{token_desk.provider.url}/activate"
    assert MARKER not in repr(code)
    waits = Waits(token_desk.provider.allow, at=3)
    grant = wait_for_grant(token_desk.login, code, waits)
    assert grant.people == {"info@salonki.example"}
    assert set(grant.scopes or ()) == {"mail", "offline_access", "openid", "email"}
    assert grant.refresh_token is not None
    assert MARKER not in repr(grant)
    assert waits.seconds == [1, 1, 1, 1]


def test_slow_down_and_outages_make_the_questions_slower(token_desk: Desk) -> None:
    code = ask_for_code(token_desk.login)
    token_desk.provider.rules.next_answers = [PENDING, SLOW_DOWN, (503, b""), (200, b"rubbish"), PENDING]
    waits = Waits(token_desk.provider.allow)
    wait_for_grant(token_desk.login, code, waits)
    assert waits.seconds == [1, 1, 6, 11, 16, 16]


@pytest.mark.parametrize("error", ["temporarily_unavailable", "server_error"])
def test_provider_that_cannot_answer_now_is_asked_again(token_desk: Desk, error: str) -> None:
    code = ask_for_code(token_desk.login)
    token_desk.provider.rules.next_answers = [(400, {"error": error})]
    waits = Waits(token_desk.provider.allow)
    assert wait_for_grant(token_desk.login, code, waits).refresh_token is not None
    assert waits.seconds == [1, 6]


def test_person_who_says_no_is_told_so(token_desk: Desk) -> None:
    code = ask_for_code(token_desk.login)
    with pytest.raises(Refused, match="denied on the provider's page; nothing was stored"):
        wait_for_grant(token_desk.login, code, Waits(token_desk.provider.deny))


def test_code_that_ran_out_is_told_and_nobody_asks_for_ever(token_desk: Desk) -> None:
    token_desk.provider.rules.expires_in = 30
    code = ask_for_code(token_desk.login)
    waits = Waits()
    with pytest.raises(Declined, match="nobody has logged in in time"):
        wait_for_grant(token_desk.login, code, waits)
    assert sum(waits.seconds) == 30
    token_desk.provider.rules.next_answers = [(400, {"error": "expired_token"})]
    with pytest.raises(Declined, match="in time"):
        wait_for_grant(token_desk.login, code, Waits())


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({}, Unreachable),
        ({"verification_uri": "http://login.example/"}, Unreachable),
        ({"user_code": "a\x1b[2Jb"}, Unreachable),
        ({"expires_in": "soon"}, Unreachable),
    ],
    ids=["nothing", "address in the clear", "code with control characters", "no time"],
)
def test_answer_that_cannot_be_shown_to_a_person_is_not_shown(
    token_desk: Desk, answer: dict[str, str], error: type[Exception]
) -> None:
    whole = {"device_code": "d", "user_code": "C", "verification_uri": "https://login.example/", "expires_in": 60}
    token_desk.provider.rules.device_answer = (200, {**whole, **answer} if answer else {})
    with pytest.raises(error):
        ask_for_code(token_desk.login)


def test_client_that_may_not_use_codes_is_told_what_to_click(token_desk: Desk) -> None:
    token_desk.login = replace(token_desk.login, client_id="unknown")
    with pytest.raises(Refused) as caught:
        ask_for_code(token_desk.login)
    assert "client_id" in caught.value.mend
    assert MARKER not in str(caught.value)


def test_browser_is_sent_back_to_this_machine_with_a_code_that_only_we_can_use(
    token_desk: Desk, test_ca: CertificateAuthority
) -> None:
    provider = token_desk.provider
    with Loopback() as loopback:
        attempt = begin(token_desk.login, loopback.port)
        asked = parse_qs(urlsplit(attempt.address).query)
        assert asked["redirect_uri"] == [f"http://127.0.0.1:{loopback.port}"]
        assert asked["login_hint"] == ["info@salonki.example"]
        assert attempt.verifier not in attempt.address
        back = provider.browse(attempt.address, test_ca.client_context())
        pages: list[tuple[int, bytes]] = []
        browser = threading.Thread(target=lambda: pages.append(visit(back)))
        browser.start()
        code = loopback.wait(lambda address: code_in(token_desk.login, attempt, address), timedelta(seconds=20))
        browser.join()
    assert pages[0][0] == 200
    assert b"Valmis" in pages[0][1]
    assert MARKER.encode() not in pages[0][1]
    assert code is not None
    stranger = replace(attempt, verifier="another verifier of somebody who saw the code")
    with pytest.raises(LoginNeeded):
        exchange(token_desk.login, stranger, code)
    back = provider.browse(attempt.address, test_ca.client_context())
    grant = exchange(token_desk.login, attempt, code_in(token_desk.login, attempt, back))
    assert grant.refresh_token is not None


def test_page_of_another_login_is_not_taken_and_the_right_one_is_waited_for(
    token_desk: Desk, test_ca: CertificateAuthority
) -> None:
    with Loopback() as loopback:
        attempt = begin(token_desk.login, loopback.port)
        forged = f"{attempt.redirect}/?code=stolen&state=guessed"
        strangers = [forged, f"{attempt.redirect}/favicon.ico", f"{attempt.redirect}/?state={attempt.state}"]
        back = token_desk.provider.browse(attempt.address, test_ca.client_context())
        pages: list[tuple[int, bytes]] = []

        def browse() -> None:
            with socket.create_connection(("127.0.0.1", loopback.port)) as half:
                half.sendall(b"GET / HTT")
            pages.extend(visit(address) for address in [*strangers, back])

        browser = threading.Thread(target=browse)
        browser.start()
        code = loopback.wait(lambda address: code_in(token_desk.login, attempt, address), timedelta(seconds=20))
        browser.join()
    assert code is not None
    assert code != "stolen"
    assert [status for status, _ in pages] == [400, 400, 400, 200]


def test_person_who_says_no_in_the_browser_is_told_so(token_desk: Desk, test_ca: CertificateAuthority) -> None:
    with Loopback() as loopback:
        attempt = begin(token_desk.login, loopback.port)
        back = token_desk.provider.browse(attempt.address, test_ca.client_context(), deny=True)
        browser = threading.Thread(target=visit, args=(back,))
        browser.start()
        with pytest.raises(Refused, match="denied on the provider's page"):
            loopback.wait(lambda address: code_in(token_desk.login, attempt, address), timedelta(seconds=20))
        browser.join()


def test_browser_that_never_comes_is_not_waited_for_for_ever() -> None:
    with Loopback() as loopback:
        assert loopback.wait(lambda address: address, timedelta(seconds=0.2)) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1:8400/",
        "code=1",
        "http://[",
        "{redirect}/?code=1",
        "{redirect}/?code=1&code=2&state={state}",
    ],
)
def test_pasted_address_that_is_no_answer_is_not_taken(token_desk: Desk, address: str) -> None:
    attempt = begin(token_desk.login, 8400)
    with pytest.raises(NotOurs):
        code_in(token_desk.login, attempt, address.format(redirect=attempt.redirect, state=attempt.state))


@pytest.mark.parametrize("error", ["unauthorized_client", "server_error", "<script>"])
def test_error_of_the_page_is_told_by_its_kind(token_desk: Desk, error: str) -> None:
    attempt: Attempt = begin(token_desk.login, 8400)
    with pytest.raises(RekisteridError) as caught:
        code_in(token_desk.login, attempt, f"{attempt.redirect}/?error={error}&state={attempt.state}")
    assert "<" not in str(caught.value)


def visit(address: str) -> tuple[int, bytes]:
    """Open an address as a browser does."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    answer = connection.getresponse()
    page = answer.status, answer.read()
    connection.close()
    return page
