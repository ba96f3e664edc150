"""Fixtures for every test: real servers, certificates and data sets. tests/README.md describes them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import pytest

from tests.live.certificates import CertificateAuthority, Kind, make_certificate_authority
from tests.live.dovecot import Dovecot
from tests.live.imap_proxy import ImapProxy
from tests.live.missing import count_by_name, data_missing
from tests.live.postfix import Postfix
from tests.live.postgresql import PostgreSQL
from tests.live.radicale import Radicale
from tests.live.relay import Relay
from tests.live.smtp_sink import Security, SmtpSink
from tests.live.token_desk import Desk
from tests.live.token_provider import TokenProvider
from tests.live.xandikos import Xandikos
from tests.models.register.migrated import begin_migrated, migrate_new


class NewSmtpSink(Protocol):
    """Starts an SMTP sink that ends with the test."""

    def __call__(self, security: Security = Security.STARTTLS, certificate: Kind = "good") -> SmtpSink: ...


class NewTlsFront(Protocol):
    """Puts TLS before the server on that port of 127.0.0.1 until the test ends."""

    def __call__(self, port: int, certificate: Kind = "good") -> Relay: ...


class Startable(Protocol):
    """A server of this test run."""

    def start(self) -> None: ...

    def close(self) -> None: ...


Server = TypeVar("Server", bound=Startable)


@contextmanager
def started(server: Server) -> Iterator[Server]:
    """Start a server for the block; it is closed even when it did not start."""
    with closing(server):
        server.start()
        yield server


@pytest.fixture(scope="session")
def test_ca(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    """A certificate authority made for this run, with good and bad certificates for 127.0.0.1."""
    return make_certificate_authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def _dovecot_process(test_ca: CertificateAuthority) -> Iterator[Dovecot]:
    with started(Dovecot(test_ca)) as server:
        yield server


@pytest.fixture
def dovecot(_dovecot_process: Dovecot) -> Dovecot:
    """A running Dovecot; running again when the test before stopped it."""
    _dovecot_process.start()
    return _dovecot_process


@pytest.fixture(scope="session")
def _token_provider_process(test_ca: CertificateAuthority) -> Iterator[TokenProvider]:
    with TokenProvider(test_ca.server_context()) as provider:
        yield provider


@pytest.fixture
def token_provider(_token_provider_process: TokenProvider) -> TokenProvider:
    """A provider of logins by OAuth2 that has forgotten every earlier test."""
    _token_provider_process.behave()
    return _token_provider_process


@pytest.fixture
def token_desk(token_provider: TokenProvider, test_ca: CertificateAuthority, tmp_path: Path) -> Desk:
    """A login at `token_provider` that nobody has made yet."""
    return Desk(token_provider, test_ca, tmp_path)


@pytest.fixture(scope="session")
def _token_dovecot_process(test_ca: CertificateAuthority, _token_provider_process: TokenProvider) -> Iterator[Dovecot]:
    with started(Dovecot(test_ca, _token_provider_process.info_url)) as server:
        yield server


@pytest.fixture
def token_dovecot(_token_dovecot_process: Dovecot, token_provider: TokenProvider) -> Dovecot:
    """A running Dovecot that takes the tokens of `token_provider`, by XOAUTH2 and OAUTHBEARER; passwords too."""
    _token_dovecot_process.start()
    return _token_dovecot_process


@pytest.fixture
def imap_proxy(dovecot: Dovecot) -> Iterator[ImapProxy]:
    """A proxy in the clear before `dovecot`."""
    with ImapProxy(dovecot.port) as proxy:
        yield proxy


@pytest.fixture
def imap_tls_proxy(dovecot: Dovecot, test_ca: CertificateAuthority) -> Iterator[ImapProxy]:
    """A proxy before `dovecot` that speaks TLS with a good certificate and still reads each command."""
    with ImapProxy(dovecot.port, test_ca.server_context()) as proxy:
        yield proxy


@pytest.fixture
def new_tls_front(test_ca: CertificateAuthority) -> Iterator[NewTlsFront]:
    """Puts TLS before any server: `new_tls_front(port, "expired").port` shows the certificate of that kind."""
    with ExitStack() as stack:

        def start(port: int, certificate: Kind = "good") -> Relay:
            return stack.enter_context(Relay(port, test_ca.server_context(certificate)))

        yield start


@pytest.fixture(scope="session")
def _radicale_process() -> Iterator[Radicale]:
    with started(Radicale()) as server:
        yield server


@pytest.fixture
def radicale(_radicale_process: Radicale) -> Radicale:
    """A running Radicale; running again when the test before stopped it."""
    _radicale_process.start()
    return _radicale_process


@pytest.fixture(scope="session")
def _xandikos_process() -> Iterator[Xandikos]:
    with started(Xandikos()) as server:
        yield server


@pytest.fixture
def xandikos(_xandikos_process: Xandikos) -> Xandikos:
    """A running Xandikos; running again when the test before stopped it."""
    _xandikos_process.start()
    return _xandikos_process


@pytest.fixture(scope="session")
def _postfix_process() -> Iterator[Postfix]:
    with started(Postfix()) as server:
        yield server


@pytest.fixture
def postfix(_postfix_process: Postfix) -> Postfix:
    """A running Postfix; running again when the test before stopped it."""
    _postfix_process.start()
    return _postfix_process


@pytest.fixture
def new_smtp_sink(test_ca: CertificateAuthority) -> Iterator[NewSmtpSink]:
    """Starts sinks: `new_smtp_sink(security=Security.TLS, certificate="expired")`; both may be left out (STARTTLS, good)."""
    with ExitStack() as stack:

        def start(security: Security = Security.STARTTLS, certificate: Kind = "good") -> SmtpSink:
            context = None if security is Security.NONE else test_ca.server_context(certificate)
            return stack.enter_context(SmtpSink(security, context))

        yield start


@pytest.fixture
def smtp_sink(new_smtp_sink: NewSmtpSink) -> SmtpSink:
    """A sink with STARTTLS, a good certificate and AUTH."""
    return new_smtp_sink()


@pytest.fixture(scope="session")
def _postgresql_process() -> Iterator[PostgreSQL]:
    with started(PostgreSQL()) as server:
        yield server


@pytest.fixture
def postgresql(_postgresql_process: PostgreSQL) -> PostgreSQL:
    """A running cluster; running again when the test before stopped it."""
    _postgresql_process.start()
    return _postgresql_process


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """URL of an empty PostgreSQL database of this test alone."""
    url = postgresql.new_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database of this test alone; the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'register.sqlite3'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture(scope="session")
def _migrated_url(_postgresql_process: PostgreSQL) -> str:
    """A database with the newest schema and nothing in it, to be the template of others."""
    _postgresql_process.start()
    url = _postgresql_process.new_database()
    migrate_new(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a register of this test alone that nobody has opened yet; the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield begin_migrated(f"sqlite:///{tmp_path / 'register.sqlite3'}")
        return
    template: str = request.getfixturevalue("_migrated_url")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    url = server.new_database(template=template)
    yield url
    server.drop_database(url)


@pytest.fixture(scope="session")
def public_corpus() -> Path:
    """Folder of the public mail and calendar samples, which are not part of the project."""
    folder = Path(os.environ.get("REKISTERID_CORPUS", ""))
    if not os.environ.get("REKISTERID_CORPUS") or not folder.is_dir():
        data_missing("public corpus", "REKISTERID_CORPUS")
    return folder


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder tests/data."""
    return Path(__file__).parent.parent / "data"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of each server or data set."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    counts = count_by_name(reasons)
    if counts:
        listed = ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
        terminalreporter.write_line(f"skipped live tests: {listed}", yellow=True)
