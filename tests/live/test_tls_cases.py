"""HW-T14: whatever is wrong with TLS, no byte of a password leaves, and the account is told with its mend.

The cases are files in tests/data/tls; the server writes down all that it is told.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from connectors.accounts import (
    BookingRules,
    CalendarAccount,
    Login,
    MailAccount,
    MailFolder,
    Server,
    SmtpAccount,
    Tls,
)
from connectors.calendar.fetch import CalendarConnector
from connectors.contract import Connector
from connectors.mail.fetch import MailConnector
from connectors.mail.send import SmtpSender
from connectors.sandbox import DirectReader
from models.errors import RekisteridError
from models.values import Finding, OutgoingLetter, OwnIdentity
from models.vocabulary import FolderRole
from tests.contract.known import Remembered
from tests.live.bad_certificates import Lab, make_lab
from tests.live.tls_trap import TlsCase, TlsTrap, cases

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
NAME, USER, PASSWORD = "tili", "kayttaja@salonki.example", "Salasana-8c1f-kukaan-ei-saa"
_SHORT, _PATIENT = timedelta(seconds=3), timedelta(seconds=20)
PROTOCOLS = ("imap", "smtp", "caldav")


@dataclass(frozen=True)
class Tried:
    """What an attempt told: findings of the check, and the error of the real thing, if it raised one."""

    findings: list[Finding]
    error: RekisteridError | None


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return make_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def other(lab: Lab) -> Iterator[TlsTrap]:
    """A server with a good certificate to which nobody has sent us but another server."""
    with TlsTrap("caldav", TlsCase("other", ""), lab) as trap:
        yield trap


def try_account(protocol: str, case: TlsCase, port: int, ca_file: Path, patience: timedelta = _SHORT) -> Tried:
    """Check the account and then use it, as the service does."""
    starttls = case.begins == "starttls"
    server = Server(
        case.host,
        port,
        Tls.STARTTLS if starttls else Tls.IMPLICIT,
        ca_file=str(ca_file),
        connect_timeout=patience,
        read_timeout=patience,
    )
    login = Login(USER, PASSWORD)
    if protocol == "smtp":
        return _sent(SmtpAccount(server, login, NAME))
    made: Connector
    if protocol == "imap":
        folders = (MailFolder("INBOX", FolderRole.INBOX),)
        mailbox = MailAccount(NAME, server, login, folders, date(2026, 1, 1), OwnIdentity())
        made = MailConnector(mailbox, DirectReader(), lambda: NOW)
    else:
        calendar = _calendar(f"https://{case.host}:{port}/", login, ca_file, patience)
        made = CalendarConnector(calendar, DirectReader(), lambda: NOW)
    try:
        return Tried(made.check(), _error_of(lambda: list(made.pull(Remembered()))))
    finally:
        made.close()


def _calendar(url: str, login: Login, ca_file: Path, patience: timedelta = _SHORT) -> CalendarAccount:
    return CalendarAccount(
        name=NAME,
        url=url,
        login=login,
        calendars=(),
        rules=BookingRules(),
        own=OwnIdentity(),
        since=date(2026, 1, 1),
        ca_file=str(ca_file),
        timeout=patience,
    )


def _sent(account: SmtpAccount) -> Tried:
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = "info@salonki.example", "maija@asiakas.example", "Hei"
    message["Date"], message["Message-ID"] = "Mon, 02 Mar 2026 08:00:00 +0200", "<1@salonki.example>"
    message.set_content("Hei\n")
    letter = OutgoingLetter("info@salonki.example", "maija@asiakas.example", "1@salonki.example", message.as_bytes())
    sender = SmtpSender(account, dialogue=timedelta(seconds=6))

    def never() -> None:
        raise AssertionError("no content may be asked for")

    return Tried(sender.check(), _error_of(lambda: sender.send(letter, on_data=never)))


def _error_of(attempt: Callable[[], object]) -> RekisteridError | None:
    try:
        attempt()
    except RekisteridError as error:
        return error
    return None


def tells_of_password(heard: bytes) -> bool:
    """Whether the password is in there, plain or in any of the ways in which base64 would carry it."""
    secret, name = PASSWORD.encode(), USER.encode()
    wholes = [secret, b"\0" + name + b"\0" + secret, name + b":" + secret]
    encoded = [base64.b64encode(one)[:-4] for one in wholes]
    # In the middle of something longer, beginning at any of the three positions of base64.
    inside = [base64.b64encode(b"x" * shift + secret)[4:-4] for shift in range(3)]
    return any(one in heard for one in [secret, *encoded, *inside])


def endanger(protocol: str, case: TlsCase, lab: Lab, other: TlsTrap) -> None:
    """Let an account meet the case."""
    place = f"https://127.0.0.1:{other.port}/"
    with TlsTrap(protocol, case, lab, other=place) as trap:
        tried = try_account(protocol, case, trap.port, lab.ca_file)
        assert trap.connections >= 2
        assert not tells_of_password(bytes(trap.heard))
        assert USER.encode() not in trap.heard
    assert bytes(other.heard) == b""
    failed = [finding for finding in tried.findings if not finding.ok]
    assert failed
    assert all(NAME in finding.subject and finding.message and finding.mend for finding in failed)
    if tried.error is not None:
        assert NAME in str(tried.error)
        assert tried.error.mend
    assert PASSWORD not in repr(tried)


@pytest.mark.parametrize("case", cases("imap"), ids=lambda case: case.name)
def test_mailbox_is_told_no_password(case: TlsCase, lab: Lab, other: TlsTrap) -> None:
    endanger("imap", case, lab, other)


@pytest.mark.parametrize("case", cases("smtp"), ids=lambda case: case.name)
def test_relay_is_told_no_password(case: TlsCase, lab: Lab, other: TlsTrap) -> None:
    endanger("smtp", case, lab, other)


@pytest.mark.parametrize("case", cases("caldav"), ids=lambda case: case.name)
def test_calendar_is_told_no_password(case: TlsCase, lab: Lab, other: TlsTrap) -> None:
    endanger("caldav", case, lab, other)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_there_are_twelve_cases(protocol: str) -> None:
    assert len(cases(protocol)) >= 12


@pytest.mark.parametrize(
    ("protocol", "begins"),
    [("imap", "implicit"), ("imap", "starttls"), ("smtp", "implicit"), ("smtp", "starttls"), ("caldav", "implicit")],
)
def test_good_certificate_is_told_the_password_so_the_trap_would_hear_it(protocol: str, begins: str, lab: Lab) -> None:
    case = TlsCase("good", "", begins=begins)
    with TlsTrap(protocol, case, lab) as trap:
        with suppress(RekisteridError):
            try_account(protocol, case, trap.port, lab.ca_file, _PATIENT)
        assert tells_of_password(bytes(trap.heard))


def test_calendar_in_the_clear_is_not_even_called(lab: Lab) -> None:
    with TlsTrap("caldav", TlsCase("plain", "", begins="never"), lab) as trap:
        account = _calendar(f"http://127.0.0.1:{trap.port}/", Login(USER, PASSWORD), lab.ca_file)
        connector = CalendarConnector(account, DirectReader(), lambda: NOW)
        error = _error_of(lambda: list(connector.pull(Remembered())))
        assert error is not None
        assert error.mend
        assert trap.connections == 0
