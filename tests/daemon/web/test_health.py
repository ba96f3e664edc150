"""The pages for monitoring: who may ask, what they may ask, and that nothing holds them up."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Semaphore, Thread, Timer

import pytest
from structlog.testing import capture_logs

from daemon.config.schema import Health
from daemon.web.health import AT_ONCE, WAITING_AT_ONCE, Page, report, serving
from tests.live.process import free_port, wait_until

PAGES = {
    "/healthz": lambda: report({"main": "ok"}),
    "/readyz": lambda: report({"database": "the disk is full", "schema": "ok"}),
    "/metrics": lambda: Page(b"rekisterid_register_up 1\n", "text/plain; version=0.0.4; charset=utf-8"),
}


@pytest.fixture
def port() -> Iterator[int]:
    with serving(Health(port=free_port(), hosts=("rekisterid",)), PAGES) as found:
        assert found is not None
        yield found


def ask(
    port: int, path: str = "/healthz", *, method: str = "GET", host: str | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_page_that_is_well_is_200_and_says_what_was_looked_at(port: int) -> None:
    answer, content = ask(port)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert content == b'{"status": "ok", "checks": {"main": "ok"}}\n'
    assert answer.headers["Cache-Control"] == "no-store"


def test_page_that_is_not_well_is_503_with_its_reason(port: int) -> None:
    answer, content = ask(port, "/readyz?verbose")
    assert answer.status == 503
    assert content == b'{"status": "failing", "checks": {"database": "the disk is full", "schema": "ok"}}\n'


def test_metrics_keep_their_kind_of_text(port: int) -> None:
    answer, content = ask(port, "/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert content == b"rekisterid_register_up 1\n"


def test_head_gives_no_content(port: int) -> None:
    answer, content = ask(port, method="HEAD")
    assert (answer.status, answer.headers["Content-Length"], content) == (200, "43", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_only_get_and_head_are_answered(port: int, method: str) -> None:
    answer, _ = ask(port, method=method)
    assert answer.status == 501


def test_no_other_page_is_there(port: int) -> None:
    for path in ("/", "/metrics/", "/../etc/passwd"):
        assert ask(port, path)[0].status == 404, path


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "rekisterid"])
def test_our_own_names_are_served_with_and_without_a_port(port: int, host: str) -> None:
    assert ask(port, host=f"{host}:{port}")[0].status == 200
    assert ask(port, host=host)[0].status == 200


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "localhost.", "10.0.0.1", "[::2]"])
def test_name_that_a_web_page_points_at_us_gets_nothing(port: int, host: str) -> None:
    answer, content = ask(port, host=host)
    assert answer.status == 421
    assert b"ok" not in content


def calling(port: int, said: bytes) -> socket.socket:
    """Say something to the pages and wait for nothing."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(said)
    return line


def heard_to_the_end(line: socket.socket) -> bytes:
    """Give what the pages say until they end the connection; raises TimeoutError when they do not."""
    heard = b""
    # A line that is ended before all was read from it is reset.
    with line, suppress(ConnectionResetError):
        while part := line.recv(65_536):
            heard += part
    return heard


@pytest.mark.parametrize(
    "said",
    [
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\n\r\n",
        b"GET /healthz\r\n",
        b"GET /healthz?" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(60)) + b"Host: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET <script>alert(1)</script> HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_request_that_is_no_plain_one_gets_no_page_and_no_echo(port: int, said: bytes) -> None:
    heard = heard_to_the_end(calling(port, said))
    assert b" 200 " not in heard.partition(b"\r\n")[0]
    assert b"script" not in heard
    assert ask(port)[0].status == 200


def test_clients_that_never_finish_are_cut_off_and_others_are_served() -> None:
    with serving(Health(port=free_port()), PAGES, seconds=1.0) as port:
        assert port is not None
        idle = [calling(port, b"GET /healthz HTTP/1.1\r\nX-Slow: ") for _ in range(AT_ONCE + 2)]
        assert [heard_to_the_end(line) for line in idle] == [b""] * len(idle)
        assert ask(port)[0].status == 200


def test_fault_in_a_page_ends_only_that_answer() -> None:
    pages = {**PAGES, "/metrics": lambda: Page(str(1 // 0).encode())}
    with capture_logs() as logs, serving(Health(port=free_port()), pages) as port:
        assert port is not None
        with pytest.raises((http.client.HTTPException, OSError)):
            ask(port, "/metrics")
        assert ask(port)[0].status == 200
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["page failed"]


def test_database_that_hangs_does_not_take_the_page_of_life_away() -> None:
    asked, answers = Semaphore(0), Event()

    def hanging() -> Page:
        asked.release()
        answers.wait(60)
        return Page(b"late\n")

    pages = {**PAGES, "/readyz": hanging, "/metrics": hanging}
    with serving(Health(port=free_port()), pages, seconds=1.0) as port:
        assert port is not None
        request = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
        waiting = [calling(port, request % page) for page in (b"readyz", b"metrics") * AT_ONCE]
        for _ in range(WAITING_AT_ONCE):
            assert asked.acquire(timeout=10)
        assert ask(port)[0].status == 200
        heard = [heard_to_the_end(line).partition(b"\r\n")[0][-23:] for line in waiting]
        assert heard.count(b"") >= WAITING_AT_ONCE, "those whose questions hang are cut off"
        assert set(heard) == {b"", b"503 Service Unavailable"}
        assert ask(port)[0].status == 200, "the clients are gone, their questions still wait"
        assert ask(port, "/readyz")[0].status == 503
        answers.set()
        wait_until(lambda: ask(port, "/readyz")[0].status == 200, 10, "the questions are answered")


@pytest.mark.parametrize("kind", [Thread, Timer])
def test_machine_without_threads_takes_no_room_for_ever(monkeypatch: pytest.MonkeyPatch, kind: type[Thread]) -> None:
    with capture_logs() as logs, serving(Health(port=free_port()), PAGES) as port:
        assert port is not None
        start = Thread.start

        def refuse(self: Thread) -> None:
            if type(self) is kind:
                raise RuntimeError("can't start new thread")
            start(self)

        with monkeypatch.context() as full:
            full.setattr(Thread, "start", refuse)
            for _ in range(AT_ONCE + 1):
                with suppress(OSError, http.client.HTTPException):
                    ask(port)
        assert ask(port)[0].status == 200
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["page failed"] * (AT_ONCE + 1)


def test_name_server_is_not_asked_for_our_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_name: str = "") -> str:
        raise AssertionError("a name server that does not answer holds the start up")

    monkeypatch.setattr(socket, "getfqdn", slow)
    with serving(Health(port=free_port()), PAGES) as port:
        assert port is not None
        assert ask(port)[0].status == 200


def test_without_a_port_there_are_no_pages() -> None:
    with serving(Health(), PAGES) as port:
        assert port is None


def test_port_that_is_taken_is_said_and_stops_nothing() -> None:
    with taken() as port, capture_logs() as logs, serving(Health(port=port), PAGES) as found:
        assert found is None
    assert [(line["event"], line["log_level"]) for line in logs] == [("no pages for monitoring", "warning")]


@contextmanager
def taken() -> Iterator[int]:
    with socket.socket() as line:
        line.bind(("127.0.0.1", free_port()))
        line.listen()
        yield line.getsockname()[1]


def test_pages_are_gone_after_the_end() -> None:
    with serving(Health(port=free_port()), PAGES) as port:
        assert port is not None
    with pytest.raises(OSError, match="refused"):
        ask(port)
