"""What the client may send and to whom (HW-T13, T14): the password goes to one origin, and no verb can change anything."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.accounts import CalendarAccount
from connectors.calendar.client import CalDavClient
from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.limits import MAX_ANSWER_BYTES
from connectors.calendar.transport import GuardedSession, MethodNotAllowed, origin_of
from connectors.sandbox import DirectReader
from models.errors import Refused, Unreachable
from tests.connectors.calendar.lying import CALENDAR, Answer, Lie, LyingCalDav, Request
from tests.connectors.calendar.memory import MemoryRegister
from tests.connectors.calendar.test_faults import event, settings
from tests.live.certificates import CertificateAuthority, Kind
from tests.live.fixtures import NewTlsFront

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[LyingCalDav]:
    with LyingCalDav() as lying:
        lying.put("1.ics", event("uid-1"))
        yield lying


@pytest.fixture
def foreign() -> Iterator[LyingCalDav]:
    with LyingCalDav() as lying:
        lying.put("stolen.ics", event("stolen"))
        yield lying


def pull(account: CalendarAccount) -> MemoryRegister:
    register = MemoryRegister("varaukset")
    connector = CalendarConnector(account, DirectReader(), lambda: NOW)
    try:
        register.pull(connector)
    finally:
        connector.close()
    return register


def redirect(report: str, code: int, target: Callable[[Request], str]) -> Lie:
    def lie(request: Request, honest: Answer) -> Answer | None:
        if request.report != report or honest.status == 401:
            return None
        return Answer(code, headers=(("Location", target(request)),))

    return lie


def swap(report: str, old: str, new: str) -> Lie:
    return lambda request, honest: (
        Answer(honest.status, honest.body.replace(old, new)) if request.report == report else None
    )


def _lures(other: str, own: str) -> dict[str, Lie]:
    port = origin_of(own)[2]  # type: ignore[index]
    named = other.replace("127.0.0.1", "localhost")
    lures: dict[str, Lie] = {}
    for code in (301, 302, 303, 307, 308):
        for report in ("discovery", "sync", "multiget"):
            lures[f"{report}_{code}"] = redirect(report, code, lambda request: other.rstrip("/") + request.path)
    lures |= {
        "redirect_to_a_name_of_the_same_machine": redirect("sync", 302, lambda _: f"http://localhost:{port}{CALENDAR}"),
        "redirect_without_scheme": redirect("sync", 302, lambda _: "//" + other.split("//")[1]),
        "redirect_with_user_in_it": redirect("sync", 302, lambda _: f"http://127.0.0.1:{port}@{other.split('//')[1]}"),
        "redirect_to_a_file": redirect("sync", 302, lambda _: "file:///etc/passwd"),
        "redirect_to_https": redirect("sync", 302, lambda _: f"https://127.0.0.1:{port}{CALENDAR}"),
        "principal": swap("discovery", "/principal/", other),
        "home": swap("discovery", "<D:href>/cal/<", f"<D:href>{other}cal/<"),
        "home_by_name": swap("discovery", "<D:href>/cal/<", f"<D:href>{named}cal/<"),
        "home_without_scheme": swap("discovery", "<D:href>/cal/<", f"<D:href>//{other.split('//')[1]}cal/<"),
        "calendar": swap("discovery", f"<D:href>{CALENDAR}<", f"<D:href>{other.rstrip('/')}{CALENDAR}<"),
        "object_in_sync": swap("sync", f"<D:href>{CALENDAR}", f"<D:href>{other.rstrip('/')}{CALENDAR}"),
        "object_in_multiget": swap("multiget", f"<D:href>{CALENDAR}", f"<D:href>{other.rstrip('/')}{CALENDAR}"),
        "object_with_user_in_it": swap("sync", f"<D:href>{CALENDAR}", f"<D:href>http://x@{other.split('//')[1]}cal/"),
        "alternative_service": lambda request, honest: replace(
            honest, headers=(*honest.headers, ("Alt-Svc", f'h3="{other.split("//")[1].rstrip("/")}"'))
        ),
        "cookie_and_refresh": lambda request, honest: replace(
            honest, headers=(*honest.headers, ("Set-Cookie", "a=b; Domain=.0.0.1"), ("Refresh", f"0; url={other}"))
        ),
    }
    return lures


LURES = sorted(_lures("http://127.0.0.1:1/", "http://127.0.0.1:2/"))


@pytest.mark.parametrize("name", LURES)
def test_no_password_reaches_another_origin(name: str, server: LyingCalDav, foreign: LyingCalDav) -> None:
    server.lie = _lures(foreign.url, server.url)[name]
    register = MemoryRegister("varaukset")
    connector = CalendarConnector(settings(server.url), DirectReader(), lambda: NOW)
    with suppress(Refused, Unreachable):
        register.pull(connector)
    connector.close()
    assert foreign.requests == []
    assert "stolen" not in {one.uid for one in register.bookings()}


def test_there_are_at_least_thirty_lures() -> None:
    assert len(LURES) >= 30


def test_redirect_within_the_origin_keeps_verb_and_password(server: LyingCalDav) -> None:
    def lie(request: Request, honest: Answer) -> Answer | None:
        if request.path == "/" and honest.status != 401:
            return Answer(301, headers=(("Location", "/dav/"),))
        return None

    server.lie = lie
    assert [one.uid for one in pull(settings(server.url)).bookings()] == ["uid-1"]
    assert ("PROPFIND", "/dav/") in {(request.method, request.path) for request in server.requests}


def test_only_looking_verbs_are_ever_sent(server: LyingCalDav) -> None:
    pull(settings(server.url))
    assert {request.method for request in server.requests} <= {"OPTIONS", "PROPFIND", "REPORT", "GET"}


@pytest.mark.parametrize(
    "verb", ["PUT", "DELETE", "POST", "PATCH", "MOVE", "COPY", "MKCALENDAR", "MKCOL", "PROPPATCH", "LOCK", "ACL", "put"]
)
def test_changing_verb_is_stopped_at_the_lowest_level(verb: str, server: LyingCalDav) -> None:
    client = CalDavClient(settings(server.url))
    with pytest.raises(MethodNotAllowed):
        client._dav.request(server.url + "cal/visits/1.ics", verb, "x", {})
    with GuardedSession("varaukset", server.url) as session, pytest.raises(MethodNotAllowed):
        session.request(verb, server.url)
    client.close()
    assert server.requests == []


def test_environment_is_not_asked(
    server: LyingCalDav, foreign: LyingCalDav, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password secret\n")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, foreign.url)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(Refused, match="password"):
        pull(settings(server.url, password="wrong"))
    assert foreign.requests == []


def test_plain_http_is_refused_without_an_exception(server: LyingCalDav) -> None:
    with pytest.raises(Refused, match="in the clear"):
        pull(replace(settings(server.url), insecure=False))
    assert server.requests == []


def test_answer_above_the_cap_is_not_read(server: LyingCalDav) -> None:
    server.lie = lambda request, honest: (
        Answer(207, honest.body + " " * (MAX_ANSWER_BYTES + 1)) if request.report == "sync" else None
    )
    with pytest.raises(Unreachable, match="20 MB"):
        pull(settings(server.url))


def test_packed_answer_is_unpacked_up_to_the_cap(server: LyingCalDav) -> None:
    bomb = gzip.compress(b"<a>" + b" " * (MAX_ANSWER_BYTES + 1) + b"</a>")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                head = f"HTTP/1.1 207 x\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
                connection.sendall(head.encode() + bomb)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with pytest.raises(Unreachable, match="20 MB"):
            pull(settings(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        thread.join()


def test_password_shows_nowhere_in_errors(server: LyingCalDav) -> None:
    with pytest.raises(Refused) as refused:
        pull(settings(server.url, password="hunter2-secret"))
    shown = (
        repr(refused.value)
        + str(refused.value)
        + refused.value.mend
        + repr(settings(server.url, password="hunter2-secret"))
    )
    assert "hunter2" not in shown


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_bad_certificate_gets_no_request(
    kind: Kind, server: LyingCalDav, new_tls_front: NewTlsFront, test_ca: CertificateAuthority
) -> None:
    port = new_tls_front(origin_of(server.url)[2], kind).port  # type: ignore[index]
    account = replace(settings(f"https://127.0.0.1:{port}/"), insecure=False, ca_file=str(test_ca.ca_file))
    with pytest.raises(Refused, match="certificate"):
        pull(account)
    assert server.requests == []


def test_certificate_of_a_private_authority_is_verified(
    server: LyingCalDav, new_tls_front: NewTlsFront, test_ca: CertificateAuthority
) -> None:
    port = new_tls_front(origin_of(server.url)[2]).port  # type: ignore[index]
    account = replace(settings(f"https://127.0.0.1:{port}/"), insecure=False, ca_file=str(test_ca.ca_file))
    assert [one.uid for one in pull(account).bookings()] == ["uid-1"]
    with pytest.raises(Refused, match="certificate"):
        pull(replace(account, ca_file=None))


def test_missing_file_of_the_private_authority_is_named(server: LyingCalDav, new_tls_front: NewTlsFront) -> None:
    port = new_tls_front(origin_of(server.url)[2]).port  # type: ignore[index]
    with pytest.raises(Refused, match="CA file"):
        pull(replace(settings(f"https://127.0.0.1:{port}/"), insecure=False, ca_file="/nowhere/ca.pem"))
    assert server.requests == []
