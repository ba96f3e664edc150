"""The mail connector keeps the contract of connectors at a real Dovecot, over TLS."""

from collections.abc import Iterator

import pytest

from connectors.mail.fetch import MailConnector
from tests.contract.pulling import ConnectorContract, ConnectorHarness
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.imap_proxy import ImapProxy
from tests.live.mail_account import NOW, PlainReader, account, message

pytestmark = pytest.mark.live("dovecot")


class DovecotHarness(ConnectorHarness):
    """A mailbox of its own; the proxy before the server is what stops and starts."""

    stream = "INBOX"
    several_batches = 260

    def __init__(self, dovecot: Dovecot, proxy: ImapProxy, authority: CertificateAuthority) -> None:
        self._dovecot = dovecot
        self._proxy = proxy
        self._authority = authority
        self._user = dovecot.new_user()
        self._connectors: list[MailConnector] = []

    def connector(self, *, password_is_right: bool = True) -> MailConnector:
        user = self._user if password_is_right else MailUser(self._user.name, "wrong")
        connector = MailConnector(account(user, self._proxy.port, self._authority), PlainReader(), lambda: NOW)
        self._connectors.append(connector)
        return connector

    def add(self, number: int = 1) -> list[str]:
        uids = self._dovecot.append_many(self._user, "INBOX", [message() for _ in range(number)])
        return [str(uid) for uid in uids]

    def add_bad(self) -> str:
        return str(self._dovecot.append(self._user, "INBOX", message(header="X-Poison: too_many_parts\r\n")))

    def remove(self, item: str) -> None:
        self._dovecot.delete(self._user, "INBOX", [int(item)])

    def stop(self) -> None:
        self._proxy.refuse()
        self._proxy.cut()

    def start(self) -> None:
        self._proxy.refuse(refusing=False)

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()


class TestMailConnector(ConnectorContract):
    """The contract of a connector."""

    @pytest.fixture
    def harness(
        self, dovecot: Dovecot, imap_tls_proxy: ImapProxy, test_ca: CertificateAuthority
    ) -> Iterator[DovecotHarness]:
        harness = DovecotHarness(dovecot, imap_tls_proxy, test_ca)
        yield harness
        harness.close()
