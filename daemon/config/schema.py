"""The configuration file, section by section: every key, its kind, its default and its bounds.

Plain pydantic over tomllib: the passwords of a list of accounts cannot be addressed by pydantic-settings' environment
and secret sources, which know an entry by its number and not by its name, and they end at the first fault of a source.
What each key means to the person who writes it stands in `config.example.toml`; a test keeps the two alike.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, Strict, ValidationInfo, field_validator

from connectors.accounts import Tls
from daemon.config import parts
from daemon.config.backups import Backup
from daemon.config.calendars import Calendar
from daemon.config.kinds import (
    AccountName,
    Address,
    BusinessId,
    Day,
    Domain,
    Expect,
    FilePath,
    HostName,
    IpAddress,
    Line,
    PageUrl,
    Phone,
    Port,
    Postcode,
    Switch,
    Version,
    ZoneName,
)
from daemon.config.logins import SignIn
from daemon.config.parts import Minutes, Part, TlsKind, WithPassword, address_exception, expected
from daemon.config.retention import Retention
from daemon.config.web import Web
from models.rules.normalise import comparable_email
from models.vocabulary import FolderRole, Language

# fmt: off
FREE_MAIL = frozenset({
    "dnainternet.net", "elisanet.fi", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.fi",
    "icloud.com", "inet.fi", "kolumbus.fi", "live.com", "live.fi", "luukku.com", "mac.com", "me.com", "msn.com", "netti.fi",
    "nic.fi", "outlook.com", "outlook.fi", "phnet.fi", "pp.inet.fi", "proton.me", "protonmail.com", "saunalahti.fi",
    "suomi24.fi", "telia.com", "welho.com", "yahoo.com", "yahoo.se",
})
# fmt: on


class Controller(Part):
    """The firm that is responsible for the register (S1)."""

    name: Line
    address: Line
    email: Address


class ContactPerson(Part):
    """Who answers questions about the register (S1)."""

    name: Line
    email: Address
    phone: Phone


class Register(Part):
    """The register itself: its name (S2), its notice (S3) and where it lies.

    `ledger_file`: None = beside the SQLite file; in the data folder for PostgreSQL.
    """

    name: Line
    language: Annotated[Language, Expect('"fi", "sv" or "en"')] = Language.FI
    zone: ZoneName = "Europe/Helsinki"
    notice_version: Version
    notice_url: PageUrl | None = None
    data_folder: FilePath = Path("data")
    hash_key_file: FilePath = Path("secrets/hash.key")
    ledger_file: FilePath | None = None
    logins_folder: FilePath = Field(default_factory=lambda data: data.get("data_folder", Path("data")) / "logins")


class Own(Part):
    """What is the firm's own and never becomes a client's value. The controller's and the accounts' are added."""

    company: Line | None = None
    business_id: BusinessId | None = None
    domains: tuple[Domain, ...] = ()
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    staff: tuple[Line, ...] = ()
    street: Line | None = None
    postcode: Postcode | None = None
    city: Line | None = None

    @field_validator("domains")
    @classmethod
    def no_free_mail(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a provider's domain: every client with an address there would count as staff."""
        for domain in domains:
            if domain in FREE_MAIL:
                raise expected("domains of your own; write a single address under own.addresses", got=f'"{domain}"')
        return domains


class Database(WithPassword):
    """Where the tables are; None = SQLite in the data folder."""

    url: (
        Annotated[str, Strict(), Expect("sqlite:///path/to/file or postgresql+psycopg://user@host:port/name")] | None
    ) = None

    @field_validator("url")
    @classmethod
    def known_kind(cls, url: str | None) -> str | None:
        """Accept SQLite in a file and PostgreSQL by psycopg, without a password."""
        if url is None:
            return None
        scheme, _, rest = url.partition("://")
        server, _, name = rest.partition("/")
        if scheme == "sqlite" and not server and name and name != ":memory:":
            return url
        user = server.rpartition("@")[0]
        if ":" in user or "password=" in name.lower():
            raise expected("no password in the URL; use password_file or password_env", got="•••")
        if scheme == "postgresql+psycopg" and name:
            return url
        raise ValueError


class Folder(Part):
    """A folder of a mailbox and what it means that a message lies in it."""

    name: Line
    role: Annotated[FolderRole, Expect('"inbox", "sent", "clients", "ignore", "rights_request" or "consent"')]


FOLDERS = 'folders such as [{ name = "INBOX", role = "inbox" }]'


class Mailbox(WithPassword):
    """One IMAP account. `address`: None = the user name, where that is an address."""

    name: AccountName
    host: HostName
    tls: TlsKind = Tls.IMPLICIT
    port: Port = Field(default_factory=lambda data: parts.port_of(data.get("tls"), implicit=993, starttls=143))
    insecure_host: HostName | None = None
    ca_file: FilePath | None = None
    user: Line
    login: AccountName | None = None
    address: Address | None = None
    since: Day
    authserv_id: HostName | None = None
    idle: Switch = True
    poll_minutes: Minutes = 5
    daily_megabytes: Annotated[int, Strict(), Field(ge=10, le=1_000_000), Expect("10–1000000 megabytes")] = 1500
    folders: Annotated[tuple[Folder, ...], Expect(FOLDERS)] = (Folder(name="INBOX", role=FolderRole.INBOX),)

    @field_validator("insecure_host")
    @classmethod
    def exception_is_this_host(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Test the exception against host and tls."""
        return parts.exception_of(value, info.data)

    @field_validator("folders")
    @classmethod
    def folders_differ(cls, folders: tuple[Folder, ...]) -> tuple[Folder, ...]:
        """Refuse an empty list, and a folder that is named twice: it would have two meanings."""
        if not folders:
            raise ValueError
        parts.refuse_twice("a folder", [folder.name for folder in folders])
        return folders

    @property
    def mail_address(self) -> str | None:
        """The mailbox's own address; None when neither `address` nor `user` is one."""
        return self.address or comparable_email(self.user)


class Mode(StrEnum):
    """Whether feedback requests go out (C16)."""

    OFF = "off"
    APPROVE = "approve"
    AUTO = "auto"


class Sending(WithPassword):
    """The relay for our mail and the limits of what goes out. `from_name`: None = the controller's name.

    `reply_tag`: answers come to an address of the letter's own, info+rk-…@, which the mailbox must take.
    """

    mode: Annotated[Mode, Expect('"off", "approve" or "auto"')] = Mode.OFF
    host: HostName | None = None
    tls: TlsKind = Tls.IMPLICIT
    port: Port = Field(default_factory=lambda data: parts.port_of(data.get("tls"), implicit=465, starttls=587))
    insecure_host: HostName | None = None
    ca_file: FilePath | None = None
    user: Line | None = None
    login: AccountName | None = None
    from_address: Address | None = None
    from_name: Line | None = None
    reply_to: Address | None = None
    reply_tag: Switch = False
    per_hour: Annotated[int, Strict(), Field(ge=1, le=200), Expect("1–200 messages")] = 30
    per_day: Annotated[int, Strict(), Field(ge=1, le=2000), Expect("1–2000 messages")] = 200
    from_hour: Annotated[int, Strict(), Field(ge=0, le=23), Expect("an hour 0–23")] = 8
    until_hour: Annotated[int, Strict(), Field(ge=1, le=24), Expect("an hour 1–24")] = 20
    auto_after_days: Annotated[int, Strict(), Field(ge=0, le=365), Expect("0–365 days")] = 30

    @field_validator("host", "from_address", "reply_to")
    @classmethod
    def present_when_sending(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Ask for the relay and both addresses when requests may go out, and for the addresses when there is a relay."""
        sends = info.data.get("mode", Mode.OFF) is not Mode.OFF
        if value is None and (sends or info.data.get("host")):
            why = 'mode is not "off"' if sends else "host is set"
            what = "a host name" if info.field_name == "host" else "an e-mail address"
            raise expected(f"{what}, as {why}", got="nothing")
        return value

    @field_validator("insecure_host")
    @classmethod
    def exception_is_this_host(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Test the exception against host and tls."""
        return parts.exception_of(value, info.data)

    @field_validator("until_hour")
    @classmethod
    def hours_in_order(cls, value: int, info: ValidationInfo) -> int:
        """Ask for an hour after the first one."""
        if value <= info.data.get("from_hour", -1):
            raise expected("an hour later than from_hour")
        return value


class Feedback(Part):
    """When a feedback request is due and how it may be answered (C15). `asking_since`: None = the register's first day.

    `reminder_days`: so long after a request its one reminder goes, 0 = none does.
    """

    delay_hours: Annotated[int, Strict(), Field(ge=0, le=1440), Expect("0–1440 hours")] = 24
    not_later_than_days: Annotated[int, Strict(), Field(ge=1, le=365), Expect("1–365 days")] = 60
    per_person_days: Annotated[int, Strict(), Field(ge=1, le=3650), Expect("1–3650 days")] = 90
    lowest_score: Annotated[int, Strict(), Field(ge=0, le=1), Expect("the worst score, 0 or 1")] = 1
    scale: Annotated[int, Strict(), Field(ge=2, le=10), Expect("the best score, 2–10")] = 5
    answers_kept_months: Annotated[int, Strict(), Field(ge=1, le=120), Expect("1–120 months")] = 12
    asking_since: Day | None = None
    reminder_days: Annotated[int, Strict(), Field(ge=0, le=25), Expect("0–25 days")] = 0

    @field_validator("not_later_than_days")
    @classmethod
    def later_than_the_delay(cls, value: int, info: ValidationInfo) -> int:
        """Ask for an end after the beginning: otherwise no request would ever be due."""
        if value * 24 <= info.data.get("delay_hours", 0):
            raise expected("more days than delay_hours makes")
        return value


class Letters(Part):
    """Letters in the firm's own words: a folder of templates and subjects, None = ours."""

    folder: FilePath | None = None


class Alarms(Part):
    """When an account counts as silent, and how often the contact person is written to at most; 0 = never."""

    silent_hours: Annotated[int, Strict(), Field(ge=1, le=336), Expect("1–336 hours")] = 6
    mails_per_day: Annotated[int, Strict(), Field(ge=0, le=50), Expect("0–50 messages")] = 10


class Health(Part):
    """The pages for monitoring: there when a port is named, on this machine alone unless an exception is named too."""

    listen: IpAddress = "127.0.0.1"
    insecure_listen: IpAddress | None = None
    port: Annotated[int, Strict(), Field(ge=1024, le=65535), Expect("1024–65535")] | None = None
    hosts: tuple[HostName, ...] = ()

    @field_validator("insecure_listen")
    @classmethod
    def exception_is_this_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Accept an address of the network only with an exception, and an exception only for the very address."""
        return address_exception(value, info.data.get("listen"))


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    TEXT = "text"
    JSON = "json"


class Log(Part):
    """The log on standard error."""

    level: Annotated[Level, Expect('"debug", "info", "warning" or "error"')] = Level.INFO
    format: Annotated[LogFormat, Expect('"text" or "json"')] = LogFormat.TEXT


class Keys(Part):
    """Everything that may stand in the file."""

    controller: Controller
    contact_person: ContactPerson
    # `register` is a method of every class with ABCMeta: the property below gives it its name in code.
    register_: Register = Field(alias="register")
    own: Own = Own()
    database: Database = Database()
    logins: Annotated[tuple[SignIn, ...], Expect("logins, each under a line [[logins]]")] = ()
    mailboxes: Annotated[tuple[Mailbox, ...], Expect("accounts, each under a line [[mailboxes]]")] = ()
    calendars: Annotated[tuple[Calendar, ...], Expect("accounts, each under a line [[calendars]]")] = ()
    sending: Sending = Sending()
    feedback: Feedback = Feedback()
    letters: Letters = Letters()
    web: Web = Web()
    alarms: Alarms = Alarms()
    health: Health = Health()
    backup: Backup = Backup()
    retention: Retention = Retention()
    log: Log = Log()

    @property
    def register(self) -> Register:
        """The section [register]."""
        return self.register_


class Config(Keys):
    """A configuration that holds: what the file says, where it stands, and what is loud about it.

    `credentials`: the folder of systemd's credentials, None outside a unit.
    """

    filled_by_loader = frozenset({"path", "credentials", "warnings"})

    path: Path
    credentials: Path | None = None
    warnings: tuple[str, ...] = ()
