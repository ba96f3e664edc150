"""Certificates, STARTTLS and login at a real server: no byte of a password before the line is safe (HW-T14)."""

from contextlib import closing
from dataclasses import replace

import pytest
import structlog

from connectors.accounts import Tls
from connectors.mail.fetch import MailConnector
from models.errors import Refused, Unreachable
from tests.contract.pulling import pull_all
from tests.live.certificates import CertificateAuthority, Kind
from tests.live.dovecot import Dovecot, MailUser
from tests.live.fixtures import NewTlsFront
from tests.live.imap_proxy import ImapProxy
from tests.live.mail_account import NOW, account, message
from tests.live.mailbox import Mailbox
from tests.live.relay import Line

pytestmark = pytest.mark.live("dovecot")


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_wrong_certificate_gets_no_byte_of_the_password(
    mailbox: Mailbox, new_tls_front: NewTlsFront, kind: Kind, test_ca: CertificateAuthority
) -> None:
    heard: list[bytes] = []
    front = new_tls_front(mailbox.dovecot.port, kind)

    def listen(line: Line, data: bytes) -> bytes:
        heard.append(data)
        return type(front).client_said(front, line, data)

    front.client_said = listen  # type: ignore[method-assign]
    connector = MailConnector(account(mailbox.user, front.port, test_ca), mailbox.reader, lambda: NOW)
    with pytest.raises(Refused) as caught:
        pull_all(connector, mailbox.known)
    assert "certificate" in str(caught.value)
    assert caught.value.mend
    assert heard == []
    assert connector.check()[0].mend


def test_unknown_authority_gets_no_byte_of_the_password_over_starttls(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS)
    wanted = replace(wanted, server=replace(wanted.server, ca_file=None))
    with pytest.raises(Refused, match="certificate"):
        pull_all(MailConnector(wanted, mailbox.reader, lambda: NOW), mailbox.known)
    assert imap_proxy.verbs == ["CAPABILITY", "STARTTLS"]


def test_mailbox_is_read_over_starttls(mailbox: Mailbox, test_ca: CertificateAuthority) -> None:
    mailbox.fill("INBOX", message("yksi"))
    wanted = account(mailbox.user, mailbox.dovecot.port, test_ca, tls=Tls.STARTTLS)
    with closing(MailConnector(wanted, mailbox.reader, lambda: NOW)) as connector:
        pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["yksi@example.com"]


@pytest.mark.parametrize("strip", [b"offer", b"answer"])
def test_stripped_starttls_gets_no_byte_of_the_password(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority, strip: bytes
) -> None:
    if strip == b"offer":
        imap_proxy.replace(rb" STARTTLS", b"")
    else:
        imap_proxy.replace(rb"^(\S+) OK Begin TLS.*", rb"\1 NO not today\r")
    connector = MailConnector(
        account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS), mailbox.reader, lambda: NOW
    )
    with pytest.raises((Refused, Unreachable)):
        pull_all(connector, mailbox.known)
    assert not {"LOGIN", "AUTHENTICATE"} & set(imap_proxy.verbs)


def test_words_spoken_before_tls_are_not_believed(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    imap_proxy.replace(rb"^(\S+ OK Begin TLS.*)", rb"\1\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r")
    connector = MailConnector(
        account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS), mailbox.reader, lambda: NOW
    )
    with pytest.raises(Unreachable):
        pull_all(connector, mailbox.known)
    assert not {"LOGIN", "AUTHENTICATE"} & set(imap_proxy.verbs)


def test_plain_server_on_the_tls_port_is_refused_with_a_mend(mailbox: Mailbox, test_ca: CertificateAuthority) -> None:
    connector = MailConnector(account(mailbox.user, mailbox.dovecot.port, test_ca), mailbox.reader, lambda: NOW)
    with pytest.raises(Refused) as caught:
        pull_all(connector, mailbox.known)
    assert "993" in caught.value.mend


def test_plain_connection_needs_the_host_to_be_named(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.NONE)
    with pytest.raises(Refused):
        pull_all(MailConnector(wanted, mailbox.reader, lambda: NOW), mailbox.known)
    assert imap_proxy.verbs == []


def test_host_named_as_exception_is_read_and_said_loudly(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.NONE, insecure=True)
    with (
        structlog.testing.capture_logs() as logged,
        closing(MailConnector(wanted, mailbox.reader, lambda: NOW)) as connector,
    ):
        pull_all(connector, mailbox.known)
    assert [(entry["log_level"], entry["account"]) for entry in logged] == [("warning", "info")]


def test_user_and_password_with_odd_characters_log_in(
    dovecot: Dovecot, test_ca: CertificateAuthority, mailbox: Mailbox
) -> None:
    user = dovecot.change_password(MailUser(mailbox.user.name, 'sa"la\\s {5} äö'))
    connector = MailConnector(account(user, dovecot.tls_port, test_ca), mailbox.reader, lambda: NOW)
    with closing(connector):
        pull_all(connector, mailbox.known)


def test_server_without_authenticate_plain_gets_a_login(mailbox: Mailbox) -> None:
    mailbox.user = mailbox.dovecot.change_password(MailUser(mailbox.user.name, 'sa"la\\s {5}'))
    mailbox.fill("INBOX", message("yksi"))
    mailbox.proxy.replace(rb" AUTH=\w+", b"")
    pull_all(mailbox.connector(), mailbox.known)
    assert mailbox.ids() == ["yksi@example.com"]
    assert "LOGIN" in mailbox.proxy.verbs
    assert "AUTHENTICATE" not in mailbox.proxy.verbs


def test_password_that_login_cannot_carry_is_refused_with_a_mend(mailbox: Mailbox) -> None:
    mailbox.user = MailUser(mailbox.user.name, "äö")
    mailbox.proxy.replace(rb" AUTH=\w+", b"")
    with pytest.raises(Refused) as caught:
        pull_all(mailbox.connector(), mailbox.known)
    assert "ASCII" in caught.value.mend


@pytest.mark.parametrize("words", [b"[UNAVAILABLE] not now", b"[INUSE] locked", b"Too many simultaneous connections."])
def test_login_that_is_not_possible_now_is_tried_again(mailbox: Mailbox, words: bytes) -> None:
    mailbox.proxy.replace(rb"^(\S+) OK (\[CAPABILITY[^\]]*\] )?Logged in", rb"\1 NO " + words)
    with pytest.raises(Unreachable):
        pull_all(mailbox.connector(), mailbox.known)


def test_goodbye_instead_of_a_greeting_is_tried_again(mailbox: Mailbox) -> None:
    mailbox.proxy.replace(rb"^\* OK .*", rb"* BYE too many connections\r")
    with pytest.raises(Unreachable):
        pull_all(mailbox.connector(), mailbox.known)


def test_line_that_dies_during_the_login_is_no_wrong_password(mailbox: Mailbox) -> None:
    mailbox.proxy.replace(rb"^(\S+) OK (\[CAPABILITY[^\]]*\] )?Logged in.*", rb"* BYE shutting down\r")
    with pytest.raises(Unreachable):
        pull_all(mailbox.connector(), mailbox.known)


def test_login_before_tls_is_not_believed(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    imap_proxy.replace(rb"^\* OK \[", b"* PREAUTH [")
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS)
    with pytest.raises((Refused, Unreachable)):
        pull_all(MailConnector(wanted, mailbox.reader, lambda: NOW), mailbox.known)
    assert set(imap_proxy.verbs) <= {"CAPABILITY"}
