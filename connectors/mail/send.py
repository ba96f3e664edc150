"""Hand one letter to the SMTP relay, at most once: what cannot be known afterwards is called unknown (RFC 1047)."""

import base64
import smtplib
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from connectors.accounts import Login, SmtpAccount, Tls, TokenSource
from connectors.incoming import Incoming
from connectors.mail.letter import domain_of, wire_form
from connectors.oauth.sasl import (
    THE_OTHER_WAY,
    Mechanism,
    TokenRefusal,
    chosen,
    first_words,
    last_words,
    no_token_login,
    token_refused,
)
from connectors.tls import connect, secure
from models.errors import Refused, RekisteridError, Unreachable
from models.values import Finding, OutgoingLetter

_MAX_REPLY_LINES = 100
_MAX_REPLY_BYTES = 65_536
_MAX_LINE_BYTES = 4_096
_QUIT_SECONDS = 2.0
# A command line has 512 bytes, a line of the login after it 12,288 (RFC 4954, 4).
_MAX_AUTH_CHARS = 512 - len("AUTH \r\n")
_LOGIN_WANTED = (530, 534, 535, 538)


class SendOutcome(StrEnum):
    """What became of a handing over. Only TEMPORARY may be tried again by itself."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendResult:
    """Outcome and the SMTP code that decided it, 0 when no answer came. The server's text stays out: it names addresses."""

    outcome: SendOutcome
    code: int = 0


class Sender(Protocol):
    """Hands letters to a relay."""

    def send(self, letter: OutgoingLetter, *, on_data: Callable[[], None]) -> SendResult:
        """Hand over one letter to its one recipient.

        `on_data` is called when the relay waits for the content and none of it has been sent: the register marks the row
        there. When it raises, the dialogue ends without content and the exception passes on. Before the final dot every
        failure is temporary, or permanent where the relay refuses this recipient or content (5xx); once the dot may have
        gone out, all but a clear answer is unknown. Raises Refused when the relay refuses the account itself (certificate,
        password, sender address): the letter is not to blame and stays. Raises BadItem for a letter that must not go out.
        """
        ...

    def check(self) -> list[Finding]:
        """Test connection, TLS and login, and say the mend of what fails."""
        ...


class SmtpSender:
    """Sends through one relay, with a connection for each letter; holds no state between letters."""

    def __init__(
        self,
        account: SmtpAccount,
        *,
        dialogue: timedelta = timedelta(minutes=2),
        final_answer: timedelta = timedelta(minutes=10),
    ) -> None:
        """`dialogue` bounds all up to the final dot; `final_answer` the wait after it (RFC 5321, 4.5.3.2.6: 10 minutes)."""
        self._account = account
        self._dialogue_seconds = dialogue.total_seconds()
        self._final_seconds = final_answer.total_seconds()

    def send(self, letter: OutgoingLetter, *, on_data: Callable[[], None]) -> SendResult:
        """See Sender."""
        content = wire_form(letter)
        try:
            dialogue = self._opened(domain_of(letter.envelope_from))
        except Unreachable:
            return SendResult(SendOutcome.TEMPORARY)
        with closing(dialogue):
            refusal = self._address(dialogue, letter)
            if refusal is None:
                on_data()
            result = refusal or self._hand_over(dialogue, content)
            if result.code:
                dialogue.quit_quietly()
            return result

    def check(self) -> list[Finding]:
        """See Sender."""
        server = self._account.server
        subject = f"{self._account.name}: {server.host}:{server.port}"
        try:
            with closing(self._opened("[127.0.0.1]")) as dialogue:
                dialogue.quit_quietly()
        except RekisteridError as exc:
            return [Finding.failed(subject, exc)]
        login = "login" if self._account.login else "no login"
        return [Finding(subject, ok=True, message=f"connection ({server.tls.value} TLS) and {login}")]

    def _opened(self, hostname: str) -> "_Dialogue":
        dialogue = _Dialogue(self._account, hostname, self._dialogue_seconds)
        try:
            dialogue.greet()
            dialogue.log_in()
        except BaseException:
            dialogue.close()
            raise
        return dialogue

    def _address(self, dialogue: "_Dialogue", letter: OutgoingLetter) -> SendResult | None:
        """Go as far as the relay's wish for the content; anything else is the result."""
        code = dialogue.ask("MAIL", f"FROM:<{letter.envelope_from}>")
        if code >= 500:
            # The account may not send from this address: no letter may be lost for it.
            raise dialogue.refused(
                code, "let this login send from the address of [sending], or name another address there"
            )
        if code == 250:
            code = dialogue.ask("RCPT", f"TO:<{letter.envelope_to}>")
            if code in _LOGIN_WANTED:
                raise dialogue.refused(code, "the relay wants a login: set user and password")
        if code in (250, 251):
            code = dialogue.ask("DATA")
        return None if code == 354 else SendResult(_refusal(code), code)

    def _hand_over(self, dialogue: "_Dialogue", content: bytes) -> SendResult:
        if not dialogue.put(content):
            return SendResult(SendOutcome.TEMPORARY)
        # From here on the relay may have the letter, whatever we see of it.
        code = dialogue.finish(self._final_seconds)
        if 200 <= code < 300:
            return SendResult(SendOutcome.SENT, code)
        # 421 may come from a proxy that lost its relay after the dot.
        if 400 <= code < 600 and code != 421:
            return SendResult(_refusal(code), code)
        return SendResult(SendOutcome.UNKNOWN, code)


def _refusal(code: int) -> SendOutcome:
    return SendOutcome.PERMANENT if 500 <= code < 600 else SendOutcome.TEMPORARY


class _Dialogue(smtplib.SMTP):
    """One connection. The library sends commands and reads EHLO; replies are read here, bounded in size and time."""

    def __init__(self, account: SmtpAccount, hostname: str, seconds: float) -> None:
        super().__init__(local_hostname=hostname)
        self._account = account
        self._end = time.monotonic() + seconds
        self._incoming = Incoming(lambda: self._wire)
        self._wire = connect(account.name, account.server)
        self.sock = self._wire

    def greet(self) -> None:
        """Read the greeting, say EHLO and begin TLS where STARTTLS is set. Raises Unreachable and Refused."""
        self._expect(self._answer(self.getreply), 220)
        self._expect(self._answer(self.ehlo), 250)
        server = self._account.server
        if server.tls is not Tls.STARTTLS:
            return
        if not self.has_extn("starttls"):
            raise Refused(
                f"{self._account.name}: {server.host} offers no STARTTLS",
                mend='use tls = "implicit" with its port (465), or ask the operator; no password was sent',
            )
        self._expect(self.ask("STARTTLS"), 220)
        if self._incoming.pending:
            # Whoever stands between could have put words there that would count as protected (CVE-2011-0411).
            raise Unreachable(
                f"{self._account.name}: {server.host} spoke before TLS had begun",
                mend='use tls = "implicit" with its port (465); somebody may stand in between. No password was sent',
            )
        self._wire = self.sock = secure(self._account.name, server, self._wire)
        self._expect(self._answer(self.ehlo), 250)

    def log_in(self) -> None:
        """Log in where there is a login. Raises Unreachable and Refused."""
        login = self._account.login
        if login is None:
            return
        if login.tokens is not None:
            self._log_in_by(login.tokens, login.user)
            return
        code = self._authenticate(login)
        if code >= 500:
            mend = "check user and password; some providers want an app password"
            raise self.refused(code, mend + (THE_OTHER_WAY if chosen(self._offered()) else ""))
        self._expect(code, 235)

    def ask(self, command: str, argument: str = "") -> int:
        """Send a command and give the code of the answer; 0 when there is none."""
        return self._answer(lambda: self.docmd(command, argument))

    def put(self, content: bytes) -> bool:
        """Send the content. False: it did not all go out, and the final dot has not been tried."""
        try:
            self._wire.settimeout(self._seconds_left())
            self._wire.sendall(content)
        except OSError:
            return False
        return True

    def finish(self, seconds: float) -> int:
        """Send the final dot and give the code of the answer; 0 when there is none."""
        self._end = time.monotonic() + seconds
        try:
            self._wire.settimeout(self._account.server.read_timeout.total_seconds())
            self._wire.sendall(b".\r\n")
        except OSError:
            return 0
        return self._answer(self.getreply, silence=seconds)

    def quit_quietly(self) -> None:
        """Say goodbye; whatever comes of it changes nothing any more."""
        self._end = time.monotonic() + _QUIT_SECONDS
        self.ask("QUIT")

    def refused(self, code: int, mend: str) -> Refused:
        """Give the error for a relay that refuses the account."""
        return Refused(f"{self._account.name}: {self._account.server.host} refuses ({code})", mend=mend)

    def getreply(self) -> tuple[int, bytes]:
        """Read one reply: its code (0 = no SMTP) and its lines, which never leave this class."""
        lines: list[bytes] = []
        for _ in range(_MAX_REPLY_LINES):
            line = self._incoming.line(_MAX_LINE_BYTES).rstrip()
            lines.append(line[4:])
            if line[3:4] != b"-":
                break
        return int(line[:3]) if line[:3].isdigit() else 0, b"\n".join(lines)

    def _authenticate(self, login: Login) -> int:
        offered = self._offered()
        if "PLAIN" in offered:
            return self.ask("AUTH", "PLAIN " + _base64(f"\0{login.user}\0{login.password}"))
        if "LOGIN" in offered:
            code = self.ask("AUTH", "LOGIN")
            for word in (login.user, login.password):
                code = self.ask(_base64(word)) if code == 334 else code
            return code
        mend = "leave user and password out for this relay, or use the port for submission (465 or 587)"
        raise Refused(f"{self._account.name}: {self._account.server.host} offers no login that is known", mend=mend)

    def _log_in_by(self, tokens: TokenSource, user: str) -> None:
        """Log in with a token; with another one, once, when the relay refuses the first."""
        name, server = self._account.name, self._account.server
        mechanism = chosen(self._offered())
        if mechanism is None:
            raise no_token_login(name, server.host)
        token = tokens.token()
        code = self._show(mechanism, user, token)
        if code >= 500 and (another := tokens.renewed(token)):
            code = self._show(mechanism, user, another)
        if code >= 500:
            raise token_refused(name, server.host, tokens.login, TokenRefusal.STALE)
        self._expect(code, 235)

    def _offered(self) -> list[str]:
        return str(self.esmtp_features.get("auth", "")).upper().split()

    def _show(self, mechanism: Mechanism, user: str, token: str) -> int:
        words = base64.b64encode(first_words(mechanism, user, self._account.server, token)).decode("ascii")
        whole = f"{mechanism} {words}"
        if len(whole) <= _MAX_AUTH_CHARS:
            code = self.ask("AUTH", whole)
        else:
            code = self.ask("AUTH", mechanism)
            code = self.ask(words) if code == 334 else code
        # The relay says why in JSON, and waits to be answered before it refuses.
        return self.ask(base64.b64encode(last_words(mechanism)).decode("ascii")) if code == 334 else code

    def _answer(self, question: Callable[[], tuple[int, bytes]], silence: float | None = None) -> int:
        left = self._seconds_left()
        self._wire.settimeout(left)
        silence = silence or self._account.server.read_timeout.total_seconds()
        self._incoming.allow(seconds=left, silence=silence, size=_MAX_REPLY_BYTES)
        try:
            return question()[0]
        except (OSError, smtplib.SMTPException):
            return 0

    def _seconds_left(self) -> float:
        return max(self._end - time.monotonic(), 0.001)

    def _expect(self, code: int, wanted: int) -> None:
        if code != wanted:
            said = f"answers {code}" if code else "does not answer"
            raise Unreachable(
                f"{self._account.name}: {self._account.server.host} {said}", mend="the service tries again by itself"
            )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
