"""TLS set in the wrong one of its two kinds: told within the time of a greeting, with what to write instead."""

import time
from datetime import date, timedelta

import pytest

from connectors.accounts import Login, MailAccount, Server, SmtpAccount, Tls
from connectors.mail.check import check_account
from connectors.mail.send import SmtpSender
from models.values import Finding, OwnIdentity
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.fixtures import NewSmtpSink
from tests.live.mail_account import INBOX
from tests.live.smtp_sink import Security

pytestmark = pytest.mark.live("dovecot")


def server(port: int, tls: Tls, authority: CertificateAuthority) -> Server:
    """The test's server with the usual long wait for an answer and a short one for the connection."""
    return Server("localhost", port, tls, ca_file=str(authority.ca_file), connect_timeout=timedelta(seconds=2))


def mailbox(port: int, tls: Tls, authority: CertificateAuthority) -> Finding:
    """Check a mailbox there; give the one finding, which must come soon."""
    begun = time.monotonic()
    account = MailAccount("info", server(port, tls, authority), Login("a", "b"), INBOX, date(2026, 1, 1), OwnIdentity())
    (finding,) = check_account(account)
    assert time.monotonic() - begun < 15
    return finding


def relay(port: int, tls: Tls, authority: CertificateAuthority) -> Finding:
    """Check a relay there in the same way."""
    begun = time.monotonic()
    (finding,) = SmtpSender(SmtpAccount(server(port, tls, authority), Login("a", "b"))).check()
    assert time.monotonic() - begun < 15
    return finding


def test_starttls_on_a_port_that_begins_with_tls(
    dovecot: Dovecot, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(Security.TLS)
    for finding, port in (
        (mailbox(dovecot.tls_port, Tls.STARTTLS, test_ca), 993),
        (relay(sink.port, Tls.STARTTLS, test_ca), 465),
    ):
        assert finding.refused
        assert "speaks TLS from the start" in finding.message
        assert 'set tls = "implicit"' in finding.mend
        assert str(port) in finding.mend


def test_implicit_tls_on_a_port_that_begins_in_the_clear(
    dovecot: Dovecot, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(Security.STARTTLS)
    for finding, port in (
        (mailbox(dovecot.port, Tls.IMPLICIT, test_ca), 143),
        (relay(sink.port, Tls.IMPLICIT, test_ca), 587),
    ):
        assert finding.refused
        assert "begins in the clear" in finding.message
        assert 'set tls = "starttls"' in finding.mend
        assert str(port) in finding.mend
