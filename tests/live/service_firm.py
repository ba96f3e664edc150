"""What tests of the whole service begin with: a firm that reads a mailbox of Dovecot's and sends through the sink."""

from pathlib import Path

import pytest

from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import Firm
from tests.live.smtp_sink import SmtpSink

SERVICE = [
    pytest.mark.live("dovecot"),
    pytest.mark.live("radicale"),
    pytest.mark.live("smtp"),
    pytest.mark.xdist_group("service"),
]
"""The marks of these tests: the servers that they need, and one process for all of them."""


@pytest.fixture
def user(dovecot: Dovecot) -> MailUser:
    """The owner of the firm's mailbox."""
    return dovecot.new_user()


@pytest.fixture
def firm(tmp_path: Path, dovecot: Dovecot, user: MailUser, test_ca: CertificateAuthority, smtp_sink: SmtpSink) -> Firm:
    """The firm, its configuration written; what is added to it later is to be written anew."""
    made = Firm(tmp_path, test_ca)
    made.mailbox(dovecot, user)
    made.relay(smtp_sink)
    made.write()
    return made
