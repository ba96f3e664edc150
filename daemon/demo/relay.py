"""The demo's relay: takes letters like a firm's own mail server, and keeps them instead of sending them on."""

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from daemon.demo.servers import HOST, LOGIN_WORD, free_port


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that the relay took: its one recipient and its bytes."""

    recipient: str
    raw: bytes


@dataclass(slots=True)
class Relay:
    """Letters as they come in. `user` and the demo's password are asked for; without TLS nothing is taken."""

    user: str
    port: int
    arrived: SimpleQueue[Taken] = field(default_factory=SimpleQueue)

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        """Compare name and password (called by aiosmtpd)."""
        known = (self.user.encode(), LOGIN_WORD.encode())
        good = isinstance(data, LoginPassword) and (data.login, data.password) == known
        return AuthResult(success=good, handled=False, auth_data=data)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep the letter (called by aiosmtpd)."""
        content = envelope.original_content
        assert isinstance(content, bytes)
        for recipient in envelope.rcpt_tos:
            self.arrived.put(Taken(recipient, content))
        return "250 2.0.0 kept"


@contextmanager
def relay_server(folder: Path, user: str) -> Iterator[Relay]:
    """Run the relay (STARTTLS and login)."""
    relay = Relay(user, free_port())
    # aiosmtpd warns of its own old attributes at every login.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    controller = Controller(
        relay,
        hostname=HOST,
        port=relay.port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=relay.authenticate,
    )
    controller.start()
    try:
        yield relay
    finally:
        controller.stop(no_assert=True)
