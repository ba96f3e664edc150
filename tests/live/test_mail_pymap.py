"""The mail connector keeps its contract at pymap too, the server of the demo, which knows fewer extensions than Dovecot."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from connectors.mail.fetch import MailConnector
from tests.contract.pulling import ConnectorContract, ConnectorHarness
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import MailUser
from tests.live.mail_account import NOW, PlainReader, account, message
from tests.live.missing import server_missing
from tests.live.process import ServerProcess, accepts_connections, free_port
from tests.live.relay import Relay

pytestmark = pytest.mark.live("pymap")
USER = MailUser("demouser", "demopass")


class PymapHarness(ConnectorHarness):
    """A server of its own with one user; TLS is added by the relay, which also stops and starts."""

    stream = "INBOX"
    several_batches = 230

    def __init__(self, port: int, front: Relay, authority: CertificateAuthority) -> None:
        self._port = port
        self._front = front
        self._authority = authority
        self._connectors: list[MailConnector] = []
        with self._client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search())
            client.expunge()

    def connector(self, *, password_is_right: bool = True) -> MailConnector:
        user = USER if password_is_right else MailUser(USER.name, "wrong")
        connector = MailConnector(account(user, self._front.port, self._authority), PlainReader(), lambda: NOW)
        self._connectors.append(connector)
        return connector

    def add(self, number: int = 1) -> list[str]:
        return self._append([message() for _ in range(number)])

    def add_bad(self) -> str:
        return self._append([message(header="X-Poison: too_many_parts\r\n")])[0]

    def remove(self, item: str) -> None:
        with self._client() as client:
            client.select_folder("INBOX")
            client.delete_messages([int(item)])
            client.expunge()

    def stop(self) -> None:
        self._front.refuse()
        self._front.cut()

    def start(self) -> None:
        self._front.refuse(refusing=False)

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()

    def _append(self, raws: list[bytes]) -> list[str]:
        with self._client() as client:
            client.select_folder("INBOX", readonly=True)
            before = set(client.search())
            client.multiappend("INBOX", raws)
            client.noop()
            return [str(uid) for uid in sorted(set(client.search()) - before)]

    @contextmanager
    def _client(self) -> Iterator[Any]:
        client = IMAPClient("127.0.0.1", self._port, ssl=False, timeout=10)
        try:
            client.login(USER.name, USER.password)
            yield client
        finally:
            client.shutdown()


@pytest.fixture
def pymap_port(tmp_path: Path) -> Iterator[int]:
    program = shutil.which("pymap", path=str(Path(sys.executable).parent))
    if program is None:
        server_missing("pymap")
    port = free_port()
    options = ["--no-service", "admin", "--no-service", "sieve", "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    server = ServerProcess(
        "pymap",
        [program, *options, "dict", "--demo-data"],
        log=tmp_path / "pymap.log",
        ready=lambda: accepts_connections(port),
    )
    server.start()
    yield port
    server.stop(kill=True)


class TestMailConnectorAtPymap(ConnectorContract):
    """The contract of a connector."""

    @pytest.fixture
    def harness(self, pymap_port: int, test_ca: CertificateAuthority) -> Iterator[PymapHarness]:
        with ExitStack() as stack:
            front = stack.enter_context(Relay(pymap_port, test_ca.server_context()))
            harness = PymapHarness(pymap_port, front, test_ca)
            stack.callback(harness.close)
            yield harness
