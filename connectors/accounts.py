"""Settings of one outside account, as the connectors need them. Built by the daemon's configuration; no defaults of policy."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from models.values import OwnIdentity
from models.vocabulary import FolderRole


class Tls(StrEnum):
    """How a connection is secured. NONE is only possible for a host named as an exception."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect. `insecure` is true only when the configuration names this very host as an exception:

    then certificates are not verified and Tls.NONE is allowed; every use is logged as a warning.
    `ca_file` adds a private certificate authority.
    """

    host: str
    port: int
    tls: Tls = Tls.IMPLICIT
    insecure: bool = False
    ca_file: str | None = None
    connect_timeout: timedelta = timedelta(seconds=10)
    read_timeout: timedelta = timedelta(seconds=60)


class TokenSource(Protocol):
    """Where an account that logs in by OAuth2 gets its access tokens from. Safe for threads."""

    @property
    def login(self) -> str:
        """The name of the login."""
        ...

    def token(self) -> str:
        """Give an access token that holds. Raises Refused when a person must log in, Unreachable for an outage."""
        ...

    def renewed(self, refused: str) -> str | None:
        """Give another token in place of one that a server refused; None when there is none now. Raises as `token`."""
        ...


@dataclass(frozen=True, slots=True)
class Login:
    """User name and password; the password never shows in a repr. With `tokens` there is none: a token takes its place."""

    user: str
    password: str = field(default="", repr=False)
    tokens: TokenSource | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder to read and what lying in it means."""

    name: str
    role: FolderRole


@dataclass(frozen=True, slots=True)
class MailAccount:
    """One mailbox. `since`: messages received earlier are not read. `authserv_id`: None = nothing is ever verified.

    `daily_bytes`: how much may be received in a day; None = as much as there is.
    """

    name: str
    server: Server
    login: Login
    folders: tuple[MailFolder, ...]
    since: date
    own: OwnIdentity
    authserv_id: str | None = None
    idle: bool = True
    poll_every: timedelta = timedelta(minutes=5)
    daily_bytes: int | None = None


class EventChoice(StrEnum):
    """Which events of a calendar are bookings."""

    ALL = "all"
    OUTSIDE_ATTENDEE = "outside_attendee"
    CATEGORY = "category"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class BookingRules:
    """How a calendar's events become bookings. `pattern` is the category or the title regular expression of `choice`."""

    choice: EventChoice = EventChoice.ALL
    pattern: str = ""
    practitioner: str = ""
    zone: str = "Europe/Helsinki"
    services: tuple[tuple[str, str], ...] = ()
    no_show_pattern: str = ""
    no_feedback_pattern: str = ""


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """One CalDAV account. `calendars`: display names or URLs to read; empty = every calendar of the account."""

    name: str
    url: str
    login: Login
    calendars: tuple[str, ...]
    rules: BookingRules
    own: OwnIdentity
    since: date
    insecure: bool = False
    ca_file: str | None = None
    poll_every: timedelta = timedelta(minutes=5)
    timeout: timedelta = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class PublishedAccount:
    """A calendar published as an .ics address (Outlook, Google). The address is a secret: whoever has it can read."""

    name: str
    url: str = field(repr=False)
    rules: BookingRules
    own: OwnIdentity
    since: date
    insecure: bool = False
    ca_file: str | None = None
    poll_every: timedelta = timedelta(minutes=15)
    timeout: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """The relay that takes our mail. `login` is None where the relay asks for none (local relay)."""

    server: Server
    login: Login | None
    name: str = "smtp"
