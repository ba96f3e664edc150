"""A user of the real Dovecot with a mail connector over the proxy, for tests of the connector."""

from collections.abc import Iterator

import pytest

from connectors.accounts import MailFolder
from connectors.mail.fetch import MailConnector
from models.values import MessageSeen
from models.vocabulary import FolderRole
from tests.contract.known import Remembered
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.imap_proxy import ImapProxy
from tests.live.mail_account import NOW, PlainReader, account

FOLDERS = (
    MailFolder("INBOX", FolderRole.INBOX),
    MailFolder("Lähetetyt", FolderRole.SENT),
    MailFolder("Asiakkaat/Uudet", FolderRole.CLIENTS),
)


class Mailbox:
    """A user of the server with a connector over the proxy."""

    def __init__(self, dovecot: Dovecot, proxy: ImapProxy, authority: CertificateAuthority) -> None:
        self.dovecot = dovecot
        self.proxy = proxy
        self.authority = authority
        self.user = dovecot.new_user()
        self.reader = PlainReader()
        self.known = Remembered()
        self._connectors: list[MailConnector] = []

    def connector(self, folders: tuple[MailFolder, ...] = FOLDERS[:1], **settings: object) -> MailConnector:
        wanted = account(self.user, self.proxy.port, self.authority, folders=folders, **settings)  # type: ignore[arg-type]
        connector = MailConnector(wanted, self.reader, lambda: NOW)
        self._connectors.append(connector)
        return connector

    def fill(self, folder: str, *raws: bytes) -> list[int]:
        return self.dovecot.append_many(self.user, folder, list(raws))

    def ids(self) -> list[str]:
        return [seen.reading.message_id for seen in self.known.seen if isinstance(seen, MessageSeen)]

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()


@pytest.fixture
def mailbox(dovecot: Dovecot, imap_tls_proxy: ImapProxy, test_ca: CertificateAuthority) -> Iterator[Mailbox]:
    mailbox = Mailbox(dovecot, imap_tls_proxy, test_ca)
    yield mailbox
    mailbox.close()


def large_message(name: str) -> bytes:
    """A message with an attachment that is better left at the server."""
    attachment = "QUJD" * 19 + "\r\n"
    return (
        f"From: Maija Esimerkki <maija@example.com>\r\nMessage-ID: <{name}@example.com>\r\nSubject: Liite\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="raja"\r\n\r\n'
        "--raja\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTervehdys liitteen kera\r\n"
        '--raja\r\nContent-Type: application/pdf; name="x.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Disposition: attachment\r\n\r\n{attachment * 4000}--raja--\r\n"
    ).encode()
