"""One connection to a mailbox, logged in, that can only look: folders, searches, fetches, IDLE. No decision is made here."""

import imaplib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import cast

from imapclient.exceptions import LoginError

from connectors.accounts import MailAccount, Tls, TokenSource
from connectors.incoming import AnswerTooLarge, Count, uncounted
from connectors.mail.client import Answers, Client, GuardedClient
from connectors.mail.wire import ForbiddenCommand, GuardedImap
from connectors.oauth.sasl import (
    THE_OTHER_WAY,
    Mechanism,
    Showing,
    TokenRefusal,
    chosen,
    first_words,
    no_token_login,
    token_refused,
)
from connectors.tls import connect, secure
from models.errors import Refused, RekisteridError, Unreachable

# RFC 5530: not now, though the login may be right.
_NOT_NOW = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|too many|temporar|try again", re.IGNORECASE)
_EXISTS = re.compile(rb"\* \d+ EXISTS", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE", re.IGNORECASE)
_CLOSING_SECONDS = 2.0


class AnswerUnusable(Exception):
    """The server said NO or BAD, or something that is no answer. The connection is still good. Holds no text of it."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What EXAMINE or STATUS says. `uidnext` is a hint at best, None where the server keeps it to itself."""

    uidvalidity: int
    uidnext: int | None
    messages: int


class MailSession:
    """One logged-in connection; made by `open_session`. After Unreachable it is of no more use."""

    def __init__(self, account: MailAccount, wire: GuardedImap) -> None:
        self._account = account
        self._wire = wire
        self._client = cast(Client, GuardedClient(wire))
        self._client.normalise_times = False
        self.examined: str | None = None
        self.broken = False

    def log_in(self) -> None:
        """Log in. Raises Refused for wrong name or password, Unreachable when the server cannot say."""
        login = self._account.login
        if login.tokens is not None:
            self._log_in_by(login.tokens)
            return
        with self._exchange():
            hint = THE_OTHER_WAY if chosen(self._offered()) else ""
            try:
                if self._client.has_capability("AUTH=PLAIN"):
                    self._client.plain_login(login.user, login.password)
                else:
                    self._client.login(_quoted(login.user), login.password)
            except LoginError as exc:
                if isinstance(exc.__context__, imaplib.IMAP4.abort) or _NOT_NOW.search(str(exc)):
                    raise _unreachable(self._account, "no login is possible now") from None
                mend = "check user and password; some providers want an app password or forbid IMAP by default"
                refused = f"{self._account.name}: {self._account.server.host} refuses the login"
                raise Refused(refused, mend=mend + hint, at_login=True) from None
            except UnicodeEncodeError:
                mend = "use only ASCII characters in user and password: this server knows no other login"
                raise Refused(f"{self._account.name}: user or password cannot be sent", mend=mend) from None

    def _log_in_by(self, tokens: TokenSource) -> None:
        """Log in with a token; with another one, once, when the server refuses the first."""
        with self._exchange():
            mechanism = chosen(self._offered())
        if mechanism is None:
            raise no_token_login(self._account.name, self._account.server.host)
        token = tokens.token()
        refusal = self._shown(mechanism, token)
        if refusal is TokenRefusal.STALE and (another := tokens.renewed(token)):
            refusal = self._shown(mechanism, another)
        if refusal is TokenRefusal.OUTAGE:
            raise _unreachable(self._account, "no login is possible now")
        if refusal is not None:
            raise token_refused(self._account.name, self._account.server.host, tokens.login, refusal)

    def _offered(self) -> list[str]:
        return [name.value for name in Mechanism if self._client.has_capability(f"AUTH={name}")]

    def _shown(self, mechanism: Mechanism, token: str) -> TokenRefusal | None:
        """Show a token; None = the server took it."""
        account = self._account
        showing = Showing(mechanism, first_words(mechanism, account.login.user, account.server, token))
        with self._exchange():
            try:
                self._client.sasl_login(mechanism.value, showing)
            except LoginError as exc:
                if isinstance(exc.__context__, imaplib.IMAP4.abort) or _NOT_NOW.search(str(exc)):
                    raise _unreachable(account, "no login is possible now") from None
                return showing.refusal
        return None

    def folders(self) -> list[str]:
        """Give the names of every folder that can hold messages."""
        with self._exchange():
            return sorted(name for flags, _, name in self._client.list_folders() if b"\\Noselect" not in flags)

    def examine(self, folder: str) -> FolderState:
        """Open a folder for looking only. Raises AnswerUnusable when there is none of that name."""
        self.examined = None
        with self._exchange():
            found = self._client.select_folder(folder, readonly=True)
            state = _state(found.get(b"UIDVALIDITY"), found.get(b"UIDNEXT"), found.get(b"EXISTS"))
        self.examined = folder
        return state

    def status(self, folder: str) -> FolderState:
        """Ask how a folder stands without opening it. Raises AnswerUnusable when there is none of that name."""
        with self._exchange():
            found = self._client.folder_status(folder, ["UIDVALIDITY", "UIDNEXT", "MESSAGES"])
            return _state(found.get(b"UIDVALIDITY"), found.get(b"UIDNEXT"), found.get(b"MESSAGES"))

    def search(self, first: int, last: int | None, since: date | None = None) -> list[int]:
        """Give the UIDs from `first` to `last` (None: the end) in order, of messages received on `since` or later."""
        criteria: list[object] = ["UID", f"{first}:{'*' if last is None else last}"]
        if since is not None:
            criteria += ["SINCE", since]
        with self._exchange():
            found = self._client.search(criteria)
        # `n:*` gives the last message also when its UID is below n (RFC 9051, 6.4.4).
        return sorted(uid for uid in set(found) if first <= uid and (last is None or uid <= last))

    def among(self, ranges: Iterable[tuple[int, int]], since: date | None = None) -> list[int]:
        """Give the UIDs in these ranges (first, last), received on `since` or later, in order."""
        wanted = sorted(ranges)
        if not wanted:
            return []
        criteria: list[object] = ["UID", ",".join(f"{first}:{last}" for first, last in wanted)]
        if since is not None:
            criteria += ["SINCE", since]
        with self._exchange():
            found = self._client.search(criteria)
        return sorted(uid for uid in set(found) if any(first <= uid <= last for first, last in wanted))

    def highest(self) -> int:
        """Give the highest UID of the folder, 0 when it cannot be told."""
        with self._exchange():
            return max(self._client.search(["UID", "4294967295:*"]), default=0)

    def exists(self, uids: Iterable[int]) -> set[int]:
        """Give those of the UIDs that the folder has now."""
        wanted = sorted(set(uids))
        if not wanted:
            return set()
        with self._exchange():
            return set(self._client.search(["UID", ",".join(str(uid) for uid in wanted)])) & set(wanted)

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> Answers:
        """Fetch items of messages named one by one; those that are gone are missing in the answer.

        Raises AnswerUnusable, and AnswerTooLarge, after which the session is of no more use.
        """
        with self._exchange(too_large=True):
            return self._client.fetch(uids, items)

    @property
    def gives_ids(self) -> bool:
        """Whether the server has an id of its own for each message, the same in every folder (Gmail)."""
        with self._exchange():
            return self._client.has_capability("X-GM-EXT-1")

    @property
    def can_idle(self) -> bool:
        """Whether the server tells by itself of new messages."""
        with self._exchange():
            return self._client.has_capability("IDLE")

    def idle(self) -> None:
        """Begin to wait for what the server says of the examined folder."""
        with self._exchange():
            self._client.idle()

    def told_of_new(self, seconds: float) -> bool:
        """Within IDLE: wait that long at most; True when the server speaks of the number of messages."""
        with self._exchange():
            lines = self._wire.lines_within(seconds)
        if any(_BYE.match(line) for line in lines):
            self.broken = True
            raise _unreachable(self._account, "the server said goodbye")
        return any(_EXISTS.match(line) for line in lines)

    def idle_done(self) -> None:
        """End the waiting."""
        with self._exchange():
            self._client.idle_done()

    def alive(self) -> bool:
        """Whether the server still answers on this connection."""
        if self.broken:
            return False
        try:
            with self._exchange():
                self._client.noop()
        except (Unreachable, AnswerUnusable):
            return False
        return True

    def close(self) -> None:
        """Say goodbye where that is still possible, and hang up."""
        if not self.broken:
            with suppress(Exception):
                self._wire.hurry(_CLOSING_SECONDS)
                self._client.logout()
        self.abandon()

    def abandon(self) -> None:
        """Hang up without a word, also within IDLE."""
        self.broken = True
        with suppress(OSError):
            self._wire.shutdown()

    @contextmanager
    def _exchange(self, *, too_large: bool = False) -> Iterator[None]:
        """Mark the session as broken by whatever breaks it; `too_large`: the caller wants to know that cause apart."""
        try:
            with _translated(self._account):
                yield
        except AnswerUnusable:
            raise
        except AnswerTooLarge:
            self.broken = True
            if too_large:
                raise
            raise _unreachable(self._account, "an answer is larger than any honest one") from None
        except BaseException:
            self.broken = True
            raise


def open_session(account: MailAccount, count: Count = uncounted) -> MailSession:
    """Connect, make sure of TLS, log in. Raises Unreachable, and Refused with the mend (HW-T14). `count`: bytes that come."""
    try:
        wire = _connected(account, count)
        try:
            return _logged_in(account, wire)
        except BaseException:
            with suppress(OSError):
                wire.shutdown()
            raise
    except (AnswerUnusable, AnswerTooLarge) as exc:
        raise _unreachable(account, f"the server does not speak IMAP as it should ({exc})") from None


def _connected(account: MailAccount, count: Count) -> GuardedImap:
    server = account.server
    with _translated(account):
        return GuardedImap(
            server.host,
            server.port,
            lambda: connect(account.name, server),
            silence=server.read_timeout.total_seconds(),
            secured=server.tls is not Tls.STARTTLS,
            count=count,
        )


def _logged_in(account: MailAccount, wire: GuardedImap) -> MailSession:
    if account.server.tls is Tls.STARTTLS:
        _begin_tls(account, wire)
    with _translated(account):
        session = MailSession(account, wire)
    if wire.state != "AUTH":
        session.log_in()
    return session


def _begin_tls(account: MailAccount, wire: GuardedImap) -> None:
    # A server that says PREAUTH in the clear forbids STARTTLS: nothing read there could be trusted.
    if "STARTTLS" not in wire.capabilities or wire.state == "AUTH":
        mend = 'use tls = "implicit" with its port (993), or ask the operator; no password was sent'
        raise Refused(f"{account.name}: {account.server.host} offers no STARTTLS", mend=mend)
    with _translated(account):
        wire.begin_tls(lambda plain: secure(account.name, account.server, plain))


@contextmanager
def _translated(account: MailAccount) -> Iterator[None]:
    """Translate every way in which an exchange can fail, without the words of the server: they may quote a message."""
    try:
        yield
    except (RekisteridError, AnswerUnusable, AnswerTooLarge, ForbiddenCommand):
        raise
    except (OSError, imaplib.IMAP4.abort) as exc:
        raise _unreachable(account, f"the connection failed ({type(exc).__name__})") from None
    except Exception as exc:  # noqa: BLE001 - what a library cannot parse is one answer's fault
        # NO, BAD or a riddle, but read to its end: the connection is still in step.
        raise AnswerUnusable(type(exc).__name__) from None


def _unreachable(account: MailAccount, what: str) -> Unreachable:
    server = account.server
    return Unreachable(f"{account.name}: {server.host}:{server.port}: {what}", mend="the service tries again by itself")


def _state(uidvalidity: object, uidnext: object, messages: object) -> FolderState:
    if not isinstance(uidvalidity, int) or not isinstance(messages, int):
        raise AnswerUnusable("folder without UIDVALIDITY")
    return FolderState(uidvalidity, uidnext if isinstance(uidnext, int) and uidnext > 0 else None, messages)


def _quoted(text: str) -> str:
    """Quote an argument that the library sends as it is."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_folder(name: str, names: Sequence[str]) -> bool:
    """Say whether a folder of that name is in a listing; INBOX has no case (RFC 9051, 5.1)."""
    return name in names or (name.upper() == "INBOX" and "INBOX" in (found.upper() for found in names))
