"""The mail connector keeps its contract at the scripted server, and notices what a server does not say."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.accounts import Login
from connectors.mail.fetch import MailConnector
from models.errors import Refused, Unreachable
from tests.contract.known import Remembered
from tests.contract.pulling import ConnectorContract, ConnectorHarness, pull_all
from tests.live.imap_quirks import Quirks
from tests.live.lying_imap import LyingImap
from tests.live.mail_account import INBOX, NOW, PlainReader, message
from tests.live.mail_world import mail_account

PASSWORD = "salasana"


class LyingHarness(ConnectorHarness):
    """An honest scripted server."""

    stream = "INBOX"
    several_batches = 260

    def __init__(self, server: LyingImap) -> None:
        self._server = server
        self._server.password = PASSWORD
        self._connectors: list[MailConnector] = []

    def connector(self, *, password_is_right: bool = True) -> MailConnector:
        account = mail_account(self._server.port, folders=INBOX)
        if not password_is_right:
            account = replace(account, login=Login(account.login.user, "wrong"))
        self._connectors.append(MailConnector(account, PlainReader(), lambda: NOW))
        return self._connectors[-1]

    def add(self, number: int = 1) -> list[str]:
        return [str(self._server.add("INBOX", message())) for _ in range(number)]

    def add_bad(self) -> str:
        return str(self._server.add("INBOX", message(header="X-Poison: too_many_parts\r\n")))

    def remove(self, item: str) -> None:
        with self._server.lock:
            del self._server.folders["INBOX"].letters[int(item)]

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()


class TestMailConnectorAtTheScriptedServer(ConnectorContract):
    """The contract of a connector."""

    @pytest.fixture
    def harness(self) -> Iterator[LyingHarness]:
        with LyingImap() as server:
            harness = LyingHarness(server)
            yield harness
            harness.close()


@pytest.fixture
def known() -> Remembered:
    return Remembered()


def connector_of(server: LyingImap, **settings: object) -> MailConnector:
    fields = {"folders": INBOX, "poll_every": timedelta(seconds=1), **settings}
    return MailConnector(mail_account(server.port, **fields), PlainReader(), lambda: NOW)


def wait_for_mail(server: LyingImap, connector: MailConnector, known: Remembered) -> bool:
    """Let a message come while the connector waits."""
    pull_all(connector, known)
    delivery = threading.Timer(0.3, server.add, ("INBOX", message()))
    delivery.start()
    heard = connector.wait(threading.Event(), timedelta(seconds=10))
    delivery.join()
    return heard


def test_idle_that_never_says_a_word_is_noticed_and_not_relied_on(known: Remembered) -> None:
    with LyingImap(Quirks(idle="deaf")) as server:
        connector = connector_of(server)
        for _ in range(2):
            assert connector.remark == ""
            assert wait_for_mail(server, connector, known), "the look besides it finds the message"
        assert "IDLE" in connector.remark
        pull_all(connector, known)
        server.commands.clear()
        assert not connector.wait(threading.Event(), timedelta(seconds=1.5))
        assert "IDLE" not in server.commands
        assert len(known.seen) == 2
        connector.close()


def test_idle_that_always_speaks_is_not_relied_on(known: Remembered) -> None:
    with LyingImap(Quirks(idle="cries")) as server:
        connector = connector_of(server, poll_every=timedelta(seconds=5))
        rounds = 0
        end = time.monotonic() + 2
        while time.monotonic() < end:
            pull_all(connector, known)
            rounds += connector.wait(threading.Event(), timedelta(seconds=1))
        assert rounds == 3, "then its word counts no more for some hours"
        assert "IDLE" in connector.remark
        assert "silent" not in connector.remark
        server.add("INBOX", message())
        assert connector.wait(threading.Event(), timedelta(seconds=5)), "the look finds the message"
        connector.close()


def test_idle_that_always_speaks_is_relied_on_while_mail_comes(known: Remembered) -> None:
    with LyingImap(Quirks(idle="cries")) as server:
        connector = connector_of(server)
        for _ in range(6):
            pull_all(connector, known)
            assert connector.wait(threading.Event(), timedelta(seconds=5))
            server.add("INBOX", message())
        assert connector.remark == ""
        connector.close()


def test_idle_that_speaks_is_relied_on(known: Remembered) -> None:
    with LyingImap() as server:
        connector = connector_of(server, poll_every=timedelta(seconds=5))
        for _ in range(3):
            assert wait_for_mail(server, connector, known)
        assert connector.remark == ""
        connector.close()


def test_idle_over_which_the_server_dies_is_unreachable(known: Remembered) -> None:
    with LyingImap(Quirks(idle="dies")) as server:
        connector = connector_of(server)
        pull_all(connector, known)
        with pytest.raises(Unreachable):
            connector.wait(threading.Event(), timedelta(seconds=10))
        connector.close()


def test_refused_login_says_that_it_was_the_login(known: Remembered) -> None:
    with LyingImap(Quirks(logins="refused")) as server:
        connector = connector_of(server)
        with pytest.raises(Refused) as caught:
            pull_all(connector, known)
        assert caught.value.at_login
        assert server.logins == 1
        connector.close()


def test_what_came_before_the_line_broke_is_told_before_that(known: Remembered) -> None:
    with LyingImap() as server:
        for _ in range(250):
            server.add("INBOX", message())
        pull_all(connector_of(server), Remembered())
        server.cut_after = server.sent_bytes * 6 // 10
        with pytest.raises(Unreachable):
            pull_all(connector_of(server), known)
        assert len(known.seen) == 120, "those of the first two answers, the small one and the next"
        cursor = known.cursor("INBOX")
        assert cursor is not None
        assert json.loads(cursor.value)["uid"] == 120
        server.cut_after = None
        pull_all(connector_of(server), known)
        assert len(known.seen) == 250


def test_bytes_that_come_are_told_and_a_day_that_had_enough_opens_no_connection(known: Remembered) -> None:
    with LyingImap() as server:
        for _ in range(20):
            server.add("INBOX", message())
        connector = connector_of(server, daily_bytes=3_000)
        with pytest.raises(Unreachable) as caught:
            pull_all(connector, known)
        assert 3_000 <= known.received_bytes <= server.sent_bytes
        assert len(known.seen) == 20, "what had come was given before"
        assert caught.value.retry_after is not None
        # NOW is two in the afternoon in Helsinki.
        assert timedelta(hours=10) < caught.value.retry_after < timedelta(hours=10, minutes=5)
        connector.close()
        logins = server.logins
        with pytest.raises(Unreachable):
            pull_all(connector_of(server, daily_bytes=3_000), known)
        assert server.logins == logins
