"""TLS set in the wrong one of its two kinds: told within the time of a greeting, with what to write instead."""

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

# A minute is less than anybody here would wait for an answer.
pytestmark = [pytest.mark.live("dovecot"), pytest.mark.timeout(60)]


def server(port: int, tls: Tls, authority: CertificateAuthority) -> Server:
    """The test's server with an endless wait for an answer and a short one for the connection."""
    soon, endless = timedelta(seconds=2), timedelta(hours=1)
    ca_file = str(authority.ca_file)
    return Server("localhost", port, tls, ca_file=ca_file, connect_timeout=soon, read_timeout=endless)


def mailbox(port: int, tls: Tls, authority: CertificateAuthority) -> Finding:
    """Check a mailbox there; give the one finding."""
    account = MailAccount("info", server(port, tls, authority), Login("a", "b"), INBOX, date(2026, 1, 1), OwnIdentity())
    (finding,) = check_account(account)
    return finding


def relay(port: int, tls: Tls, authority: CertificateAuthority) -> Finding:
    """Check a relay there in the same way."""
    (finding,) = SmtpSender(SmtpAccount(server(port, tls, authority), Login("a", "b"))).check()
    return finding


def tells(finding: Finding, what: str, *mends: str) -> None:
    """See that it is refused for that reason, and how it is mended."""
    assert finding.refused
    assert what in finding.message
    assert all(mend in finding.mend for mend in mends)


def test_starttls_on_a_port_that_begins_with_tls(
    dovecot: Dovecot, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(Security.TLS)
    what, mend = "speaks TLS from the start", 'set tls = "implicit"'
    tells(mailbox(dovecot.tls_port, Tls.STARTTLS, test_ca), what, mend, "993")
    tells(relay(sink.port, Tls.STARTTLS, test_ca), what, mend, "465")


def test_implicit_tls_on_a_port_that_begins_in_the_clear(
    dovecot: Dovecot, new_smtp_sink: NewSmtpSink, test_ca: CertificateAuthority
) -> None:
    sink = new_smtp_sink(Security.STARTTLS)
    what, mend = "begins in the clear", 'set tls = "starttls"'
    tells(mailbox(dovecot.port, Tls.IMPLICIT, test_ca), what, mend, "143")
    tells(relay(sink.port, Tls.IMPLICIT, test_ca), what, mend, "587")
