"""How fast a mailbox is fetched, and how many bytes of it, beside fetching every message whole."""

import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from imapclient import IMAPClient

from connectors.mail.fetch import MailConnector
from connectors.sandbox import Reader, SandboxReader
from tests.benchmarks.mails import mail, with_attachment
from tests.benchmarks.measuring import in_turns, report
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.mail_account import NOW, PlainReader, account
from tests.live.relay import Line, Relay

MESSAGES = 1_000


class Counting(Relay):
    """A relay that counts what the server says."""

    heard = 0

    def server_said(self, line: Line, data: bytes) -> bytes:
        self.heard += len(data)
        return data


@pytest.fixture
def relay(dovecot: Dovecot, test_ca: CertificateAuthority) -> Iterator[Counting]:
    with Counting(dovecot.port, test_ca.server_context()) as relay:
        yield relay


def pulled(user: MailUser, port: int, authority: CertificateAuthority, reader: Reader) -> int:
    """Pull the mailbox for the first time; gives the number of messages."""
    known = Remembered()
    with closing(MailConnector(account(user, port, authority), reader, lambda: NOW)) as connector:
        pull_all(connector, known)
    assert not known.problems
    return len(known.seen)


def fetched_whole(user: MailUser, port: int, authority: CertificateAuthority) -> int:
    """Fetch every message whole with the plain library, in batches of 100; parse nothing."""
    with IMAPClient("127.0.0.1", port, ssl_context=authority.client_context(), timeout=60) as client:
        client.login(user.name, user.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        return sum(len(client.fetch(uids[start : start + 100], ["BODY.PEEK[]"])) for start in range(0, len(uids), 100))


@pytest.mark.parametrize("attachments", [False, True])
def test_first_pull(dovecot: Dovecot, relay: Counting, test_ca: CertificateAuthority, attachments: bool) -> None:
    user = dovecot.new_user()
    make = with_attachment if attachments else mail
    for start in range(0, MESSAGES, 50):
        dovecot.append_many(user, "INBOX", [make(number) for number in range(start, start + 50)])
    counted: dict[str, int] = {}

    def count(name: str, number: int) -> None:
        assert number == MESSAGES
        counted[name], relay.heard = relay.heard, 0

    with closing(SandboxReader()) as sandbox:
        measured = in_turns(
            MESSAGES,
            {
                "pull, nothing read": lambda: count("pull", pulled(user, relay.port, test_ca, PlainReader())),
                "pull, read in the child": lambda: count("read", pulled(user, relay.port, test_ca, sandbox)),
                "imapclient, whole messages, not parsed": lambda: count(
                    "whole", fetched_whole(user, relay.port, test_ca)
                ),
            },
            rounds=3,
        )
    report(f"first pull of {MESSAGES} messages, {'with' if attachments else 'without'} attachments", measured)
    sys.stdout.write("  " + ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in counted.items()) + "\n")
    assert not attachments or counted["pull"] * 5 < counted["whole"]


def test_pull_without_news(dovecot: Dovecot, relay: Counting, test_ca: CertificateAuthority) -> None:
    user = dovecot.new_user()
    dovecot.append_many(user, "INBOX", [mail(number) for number in range(500)])
    known = Remembered()
    with closing(MailConnector(account(user, relay.port, test_ca), PlainReader(), lambda: NOW)) as connector:
        pull_all(connector, known)
        relay.heard = 0
        measured = in_turns(1, {"pull on an open connection": lambda: pull_all(connector, known)}, rounds=50)
    report("pull of a mailbox without news", measured)
    sys.stdout.write(f"  {relay.heard / 50:.0f} bytes each\n")
    assert relay.heard / 50 < 2_000
