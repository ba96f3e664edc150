"""A mailbox on the real Dovecot as the connector's settings name it, messages for it, and a reader that needs no parser."""

import itertools
import re
from datetime import UTC, date, datetime, timedelta

from connectors.accounts import Login, MailAccount, MailFolder, Server, Tls
from connectors.mail.message import ReadingOptions
from models.errors import BadItem
from models.values import EventsReading, MessageReading, OwnIdentity
from models.vocabulary import FolderRole, Language, MessageKind
from tests.contract.pulling import MARKER
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import MailUser

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INBOX = (MailFolder("INBOX", FolderRole.INBOX),)
_SHORT = timedelta(seconds=5)
_numbers = itertools.count(1)
_MESSAGE_ID = re.compile(rb"(?im)^Message-ID: <([^>]+)>")


def account(
    user: MailUser,
    port: int,
    authority: CertificateAuthority,
    *,
    folders: tuple[MailFolder, ...] = INBOX,
    tls: Tls = Tls.IMPLICIT,
    since: date = date(2020, 1, 1),
    insecure: bool = False,
    poll_every: timedelta = timedelta(minutes=5),
    idle: bool = True,
) -> MailAccount:
    server = Server(
        "127.0.0.1", port, tls, insecure, str(authority.ca_file), connect_timeout=_SHORT, read_timeout=_SHORT
    )
    login = Login(user.name, user.password)
    return MailAccount("info", server, login, folders, since, OwnIdentity(), idle=idle, poll_every=poll_every)


def message(name: str = "", *, header: str = "", body: str = MARKER, size: int = 0) -> bytes:
    """A raw message; its Message-ID has the name, a running number without one. `size` pads the text."""
    name = name or str(next(_numbers))
    lines = [body, *(["täytettä " * 8] * (size // 80))]
    return (
        f"From: Maija Esimerkki <maija@example.com>\r\nTo: info@salonki.example\r\nSubject: {MARKER}\r\n"
        f"Date: Mon, 02 Mar 2026 10:00:00 +0200\r\nMessage-ID: <{name}@example.com>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n{header}\r\n"
        + "\r\n".join(lines)
        + "\r\n"
    ).encode()


class PlainReader:
    """Keeps what it was given and reads the Message-ID alone. A message with `X-Poison: code` is a bad item."""

    def __init__(self) -> None:
        self.given: list[bytes] = []

    def read_message(self, raw: bytes, options: ReadingOptions) -> MessageReading:
        """See Reader."""
        self.given.append(raw)
        poison = re.search(rb"(?m)^X-Poison: (\w+)", raw)
        if poison:
            raise BadItem(poison[1].decode("ascii"))
        found = _MESSAGE_ID.search(raw)
        message_id = found[1].decode("utf-8", "replace") if found else ""
        return MessageReading(MessageKind.PERSONAL, "plain", Language.FI, None, None, message_id=message_id)

    def read_events(self, raw: bytes, options: object) -> EventsReading:
        """See Reader."""
        raise NotImplementedError

    def close(self) -> None:
        """See Reader."""
