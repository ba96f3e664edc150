"""An SMTP server that keeps what it gets, and refuses, waits or hangs up where a test tells it to."""

import asyncio
import base64
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.live.process import HOST, free_port


class Security(StrEnum):
    """How a connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Stage(StrEnum):
    """Where in the dialogue something happens: in place of the answer to this command."""

    CONNECT = "connect"
    EHLO = "ehlo"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    MID_DATA = "mid-data"
    """After the first bytes of the message; the message is not kept. Only `cut` and `delay` apply."""
    FINAL_DOT = "final dot"
    """After the whole message. When cut here the message IS kept in `messages`, but the client gets no answer."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message the server took. `login` is the user name, None without AUTH; `at` is time.monotonic()."""

    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes
    options: tuple[str, ...]
    tls: bool
    login: str | None
    at: float

    @property
    def message(self) -> EmailMessage:
        """As a mail program reads it."""
        made = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(made, EmailMessage)
        return made

    @property
    def text(self) -> str:
        """Its plain text."""
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@dataclass(slots=True)
class _Rule:
    stage: Stage
    reply: str = ""
    cut: bool = False
    delay: float = 0.0
    address: str | None = None
    times: int | None = None

    def applies(self, stage: Stage, argument: str) -> bool:
        matches = self.address is None or f"<{self.address}>".lower() in argument.lower()
        return stage is self.stage and matches and self.times != 0


PersonOf = Callable[[str], str | None]
"""Gives whose a token is, None for one that does not hold."""

_BY_TOKEN = ("XOAUTH2", "OAUTHBEARER")
_BY_PASSWORD = ("LOGIN", "PLAIN")
_SHOWN = re.compile(
    rb"(?:user=|n,a=)(?P<user>[^,\x01]+),?\x01(?:.*\x01)?auth=Bearer (?P<token>[^\x01]+)\x01\x01", re.DOTALL
)


class SmtpSink:
    """Use as `with SmtpSink(...) as sink:`. Without a script it takes everything from who logs in as `username`."""

    def __init__(self, security: Security = Security.NONE, tls: ssl.SSLContext | None = None) -> None:
        """`tls` is the server's context, needed unless security is NONE. AUTH is demanded when there is TLS."""
        self.host = HOST
        self.port = free_port()
        self.security = security
        self.username = "relay"
        self.password = "secret-of-relay"
        self.messages: list[Received] = []
        self.commands: list[str] = []
        self.person_of: PersonOf | None = None
        self.token_mechanism = ""
        self._rules: list[_Rule] = []
        self._tls = tls
        self._controller = _SinkController(self, tls)

    def letters_to(self, address: str) -> list[Received]:
        """Give what was sent to an address alone, in order."""
        return [letter for letter in self.messages if letter.recipients == (address,)]

    def __enter__(self) -> Self:
        self._controller.start()
        self.commands.clear()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)

    def take_tokens(self, mechanism: str, person_of: PersonOf) -> None:
        """Take tokens by this mechanism alone, and no passwords."""
        self.token_mechanism, self.person_of = mechanism, person_of

    @property
    def excluded(self) -> list[str]:
        """The mechanisms that are not offered."""
        offered = (self.token_mechanism,) if self.token_mechanism else _BY_PASSWORD
        return [name for name in (*_BY_TOKEN, *_BY_PASSWORD) if name not in offered]

    def refuse(self, stage: Stage, reply: str, *, address: str | None = None, times: int | None = None) -> None:
        """Answer with this line ("550 5.1.1 no such user") instead of doing it.

        Only for RCPT or MAIL of that address when given; only the next `times` times when given.
        """
        self._rules.append(_Rule(stage, reply=reply, address=address, times=times))

    def delay(self, stage: Stage, seconds: float, *, times: int | None = None) -> None:
        """Wait that long before answering as usual."""
        self._rules.append(_Rule(stage, delay=seconds, times=times))

    def cut(self, stage: Stage, *, times: int | None = None) -> None:
        """Drop the connection in place of the answer."""
        self._rules.append(_Rule(stage, cut=True, times=times))

    def behave(self) -> None:
        """Forget every `refuse`, `delay` and `cut`."""
        self._rules.clear()

    def next_rule(self, stage: Stage, argument: str) -> _Rule | None:
        """The rule that applies now, used up by one; for the server's own thread."""
        rule = next((rule for rule in self._rules if rule.applies(stage, argument)), None)
        if rule is not None and rule.times is not None:
            rule.times -= 1
        return rule

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        """Whether name and password are those of the sink."""
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == (self.username, self.password), handled=False, auth_data=data)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, then answer as scripted (the name is aiosmtpd's)."""
        assert isinstance(server, _SinkProtocol)
        rule = self.next_rule(Stage.FINAL_DOT, "")
        if rule is None or not rule.reply:
            self.messages.append(self._received(session, envelope))
        return await server.act(rule) or "250 2.0.0 kept"

    def _received(self, session: Session, envelope: Envelope) -> Received:
        raw = envelope.original_content
        login = session.auth_data.login.decode() if isinstance(session.auth_data, LoginPassword) else None
        return Received(
            mail_from=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=raw if isinstance(raw, bytes) else b"",
            options=tuple(envelope.mail_options),
            tls=session.ssl is not None or self.security is Security.TLS,
            login=login,
            at=time.monotonic(),
        )


class _SinkProtocol(SMTP):
    """aiosmtpd's protocol with a question to the script before each command."""

    def __init__(self, sink: SmtpSink, *args: Any, **kwargs: Any) -> None:
        self._sink = sink
        self._reading_data = False
        if sink.token_mechanism:
            # aiosmtpd bounds every line like one of a message; those of a login are longer (RFC 4954, 4).
            self.line_length_limit = 12_288
        super().__init__(*args, **kwargs)

    async def act(self, rule: _Rule | None) -> str:
        """Do what the rule says; gives the line to answer with, "" for the usual one. Does not return after a cut."""
        if rule is None:
            return ""
        await asyncio.sleep(rule.delay)
        if rule.cut:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
            # The lost connection cancels this coroutine.
            await asyncio.Event().wait()
        return rule.reply

    async def _answered(self, stage: Stage, argument: str | None) -> bool:
        self._sink.commands.append(f"{stage.upper()} {argument or ''}".strip())
        reply = await self.act(self._sink.next_rule(stage, argument or ""))
        if reply:
            await self.push(reply)
        return bool(reply)

    async def _handle_client(self) -> None:
        if await self._answered(Stage.CONNECT, None):
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._answered(Stage.EHLO, hostname):
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._answered(Stage.AUTH, arg.split(maxsplit=1)[0] if arg else None):
            await super().smtp_AUTH(arg)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        return await self._by_token(args, b'{"status":"400","schemes":"Bearer","scope":"mail"}')

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:
        return await self._by_token(args, b'{"status":"invalid_token"}')

    async def _by_token(self, args: list[str], reason: bytes) -> AuthResult:
        words = base64.b64decode(args[1]) if len(args) > 1 else await self.challenge_auth("")
        shown = _SHOWN.fullmatch(words) if isinstance(words, bytes) else None
        assert shown is not None
        assert self._sink.person_of is not None
        user = shown["user"].decode()
        if self._sink.person_of(shown["token"].decode()) == user:
            return AuthResult(success=True, auth_data=LoginPassword(shown["user"], b""))
        answer = await self.challenge_auth(reason)
        assert answer == (b"" if args[0] == "XOAUTH2" else b"\x01")
        return AuthResult(success=False, handled=False)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if not await self._answered(Stage.MAIL, arg):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if not await self._answered(Stage.RCPT, arg):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if await self._answered(Stage.DATA, arg):
            return
        self._reading_data = True
        try:
            await super().smtp_DATA(arg)
        finally:
            self._reading_data = False

    def data_received(self, data: bytes) -> None:
        rule = self._sink.next_rule(Stage.MID_DATA, "") if self._reading_data else None
        if rule is None:
            super().data_received(data)
        elif rule.cut:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
        else:
            self.loop.call_later(rule.delay, super().data_received, data)


class _SinkController(Controller):
    def __init__(self, sink: SmtpSink, tls: ssl.SSLContext | None) -> None:
        self._sink = sink
        self._starttls = tls if sink.security is Security.STARTTLS else None
        implicit = tls if sink.security is Security.TLS else None
        super().__init__(sink, hostname=HOST, port=sink.port, ssl_context=implicit, ready_timeout=10.0)

    def factory(self) -> SMTP:
        return _SinkProtocol(
            self._sink,
            self.handler,
            hostname="sink.example",
            enable_SMTPUTF8=False,
            data_size_limit=None,
            tls_context=self._starttls,
            require_starttls=self._sink.security is Security.STARTTLS,
            auth_required=self._sink.security is not Security.NONE,
            # Under implicit TLS aiosmtpd does not know that the line is protected.
            auth_require_tls=self._sink.security is Security.STARTTLS,
            auth_exclude_mechanism=self._sink.excluded,
            authenticator=self._sink.authenticate,
            loop=self.loop,
        )
