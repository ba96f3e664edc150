"""What tests of the whole service begin with: a firm that reads a mailbox of Dovecot's and sends through the sink."""

import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import Firm
from tests.live.process import free_port
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


def with_pages(firm: Firm) -> str:
    """Give the firm pages on a free port, and where they are."""
    port = free_port()
    firm.parts["web"] = f'[web]\nenabled = true\nurl = "http://127.0.0.1:{port}"\nport = {port}\n'
    firm.write()
    return f"http://127.0.0.1:{port}"


def opened(url: str, form: dict[str, str] | None = None) -> str:
    """Open a page, or post a form to it."""
    data = None if form is None else urlencode(form).encode()
    with urllib.request.urlopen(url, data, timeout=30) as answer:
        return str(answer.read().decode())
