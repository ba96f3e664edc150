"""Turn the configuration into the values that the connectors take. Nothing is read or decided here."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from connectors.accounts import (
    BookingRules,
    CalendarAccount,
    Login,
    MailAccount,
    MailFolder,
    PublishedAccount,
    Server,
    SmtpAccount,
)
from connectors.oauth.settings import OAuthLogin, Provider, Use, google, google_scopes, microsoft, microsoft_scopes
from connectors.oauth.store import LoginStore
from daemon.config.calendars import Calendar, CalendarKind
from daemon.config.hash_key import read_hash_key
from daemon.config.kinds import Password
from daemon.config.logins import LoginProvider, SignIn
from daemon.config.schema import Config, Mailbox
from models.register.erasure_ledger import SUFFIX
from models.rules.retention import DEFAULT_PERIODS, Period, RetentionClass
from models.values import OwnIdentity

DATABASE_FILE = "register.sqlite"
LEDGER_FILE = f"register{SUFFIX}"


def own_identity(config: Config) -> OwnIdentity:
    """Give what is the firm's own: the section [own], the controller, the contact person and the accounts' addresses.

    Addresses are in lower case with IDNA domains, phones in E.164, texts on one line in NFC. Domains are only those
    written: the one of a mailbox may be a provider's, which half of the clients use too.
    """
    own, sending = config.own, config.sending
    named = [config.controller.email, config.contact_person.email, sending.from_address, sending.reply_to]
    addresses = [*own.addresses, *named, *(mailbox.mail_address for mailbox in config.mailboxes)]
    return OwnIdentity(
        company=own.company or config.controller.name,
        business_id=own.business_id or "",
        domains=_once(own.domains),
        addresses=_once(addresses),
        phones=_once([*own.phones, config.contact_person.phone]),
        staff=_once([*own.staff, config.contact_person.name]),
        street=own.street or "",
        postcode=own.postcode or "",
        city=own.city or "",
    )


def mail_accounts(config: Config) -> tuple[MailAccount, ...]:
    """Give the IMAP accounts in the order of the file."""
    own = own_identity(config)
    return tuple(_mail_account(config, mailbox, own) for mailbox in config.mailboxes)


def calendar_accounts(config: Config) -> tuple[CalendarAccount, ...]:
    """Give the CalDAV accounts in the order of the file."""
    own = own_identity(config)
    chosen = [calendar for calendar in config.calendars if calendar.kind is CalendarKind.CALDAV]
    return tuple(_calendar_account(config, calendar, own) for calendar in chosen)


def published_accounts(config: Config) -> tuple[PublishedAccount, ...]:
    """Give the published calendars in the order of the file. Their addresses are secrets."""
    own = own_identity(config)
    chosen = [calendar for calendar in config.calendars if calendar.kind is CalendarKind.PUBLISHED]
    return tuple(_published_account(calendar, own, config.register.zone) for calendar in chosen)


def can_write_to_clients(config: Config) -> bool:
    """Whether letters to clients can go out at all (C16): there is a relay, and the notice that each of them links to.

    A relay never comes without the addresses that letters are from and are answered to: the configuration asks for them.
    """
    return config.sending.host is not None and config.register.notice_url is not None


def smtp_account(config: Config) -> SmtpAccount | None:
    """Give the relay for our mail; None when [sending] names no host."""
    sending = config.sending
    if sending.host is None:
        return None
    server = Server(
        host=sending.host,
        port=sending.port,
        tls=sending.tls,
        insecure=sending.insecure_host is not None,
        ca_file=str(sending.ca_file) if sending.ca_file else None,
    )
    login = _login(config, sending.user, sending.password, sending.login) if sending.user else None
    return SmtpAccount(server=server, login=login)


def oauth_logins(config: Config) -> tuple[OAuthLogin, ...]:
    """Give the logins by OAuth2 in the order of the file, each with the rights that its accounts need."""
    return tuple(_oauth_login(config, entry) for entry in config.logins)


def login_store(config: Config, name: str) -> LoginStore:
    """Give the place where the tokens of a login are kept."""
    return LoginStore(config.register.logins_folder, name)


def database_url(config: Config) -> str:
    """Give the database's URL, with its password where it has one: never log it.

    SQLite paths come out absolute; without a URL the file lies in the data folder.
    """
    url = config.database.url
    if url is None:
        return f"sqlite:///{config.register.data_folder / DATABASE_FILE}"
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return f"sqlite:///{config.path.parent / rest.removeprefix('/')}"
    password = config.database.password.get_secret_value()
    user, at, server = rest.rpartition("@")
    return f"{scheme}://{user}:{quote(password, safe='')}@{server}" if at and password else url


def database_file(config: Config) -> Path | None:
    """Give the file of an SQLite register, absolute; None for PostgreSQL."""
    url = database_url(config)
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def database_folder(config: Config) -> Path:
    """Give where the register's own files lie: the folder of SQLite's file, else the data folder."""
    file = database_file(config)
    return config.register.data_folder if file is None else file.parent


def ledger_file(config: Config) -> Path:
    """Give where the ledger of erasures, withdrawals and prohibitions lies, absolute."""
    if config.register.ledger_file is not None:
        return config.register.ledger_file
    file = database_file(config)
    return config.register.data_folder / LEDGER_FILE if file is None else file.with_name(f"{file.name}{SUFFIX}")


def retention_periods(config: Config) -> dict[RetentionClass, Period]:
    """Give the periods of retention: the firm's where it may choose, the defaults elsewhere."""
    chosen = config.retention
    months = {
        RetentionClass.CONTACT: chosen.contact_months,
        RetentionClass.BOOKING: chosen.booking_months,
        RetentionClass.CONTACT_HISTORY: chosen.history_months,
        RetentionClass.FEEDBACK_REQUEST: chosen.letter_months,
        RetentionClass.FEEDBACK: config.feedback.answers_kept_months,
        RetentionClass.CONSENT_RECORD: chosen.consent_months,
        RetentionClass.RIGHTS_REQUEST: chosen.request_months,
        RetentionClass.AUDIT: chosen.audit_months,
    }
    return {**DEFAULT_PERIODS, **{kept: Period(months=count) for kept, count in months.items()}}


def hash_key(config: Config) -> bytes:
    """Read the key of the keyed hashes. Raises ConfigError (see read_hash_key)."""
    path, credentials = config.register.hash_key_file, config.credentials
    return read_hash_key(path, trusted=credentials is not None and path.parent == credentials)


def _oauth_login(config: Config, entry: SignIn) -> OAuthLogin:
    uses = _uses(config, entry.name)
    if entry.provider is LoginProvider.MICROSOFT:
        provider, scopes = microsoft(entry.tenant or "organizations"), microsoft_scopes(uses)
    elif entry.provider is LoginProvider.GOOGLE:
        provider, scopes = google(), google_scopes(uses)
    else:
        provider = Provider(
            token_endpoint=entry.token_endpoint or "",
            authorization_endpoint=entry.authorization_endpoint or "",
            device_endpoint=entry.device_authorization_endpoint or "",
        )
        scopes = ()
    return OAuthLogin(
        name=entry.name,
        user=entry.user,
        provider=provider,
        client_id=entry.client_id,
        scopes=entry.scopes or scopes,
        client_secret=entry.client_secret.get_secret_value(),
        ca_file=str(entry.ca_file) if entry.ca_file else None,
    )


def _uses(config: Config, name: str) -> frozenset[Use]:
    used = {
        Use.READING_MAIL: any(mailbox.login == name for mailbox in config.mailboxes),
        Use.SENDING_MAIL: config.sending.login == name,
        Use.CALENDARS: any(calendar.login == name for calendar in config.calendars),
    }
    return frozenset(use for use, holds in used.items() if holds)


def _login(config: Config, user: str, password: Password, name: str | None) -> Login:
    """Give user and password, or user and tokens for an account that names a login."""
    if name is None:
        return Login(user, password.get_secret_value())
    entry = next(entry for entry in config.logins if entry.name == name)
    # Tokens hold by the time of their provider, whatever moment the register lives at.
    # What asks providers is loaded by commands that connect only.
    from connectors.oauth.tokens import StoredTokens

    tokens = StoredTokens(_oauth_login(config, entry), login_store(config, name), lambda: datetime.now(UTC))
    return Login(user, tokens=tokens)


def _mail_account(config: Config, mailbox: Mailbox, own: OwnIdentity) -> MailAccount:
    server = Server(
        host=mailbox.host,
        port=mailbox.port,
        tls=mailbox.tls,
        insecure=mailbox.insecure_host is not None,
        ca_file=str(mailbox.ca_file) if mailbox.ca_file else None,
    )
    return MailAccount(
        name=mailbox.name,
        server=server,
        login=_login(config, mailbox.user, mailbox.password, mailbox.login),
        folders=tuple(MailFolder(folder.name, folder.role) for folder in mailbox.folders),
        since=mailbox.since,
        own=own,
        authserv_id=mailbox.authserv_id,
        idle=mailbox.idle,
        poll_every=timedelta(minutes=mailbox.poll_minutes),
        daily_bytes=mailbox.daily_megabytes * 1_000_000,
    )


def _calendar_account(config: Config, calendar: Calendar, own: OwnIdentity) -> CalendarAccount:
    return CalendarAccount(
        name=calendar.name,
        url=calendar.url or "",
        login=_login(config, calendar.user or "", calendar.password, calendar.login),
        calendars=calendar.calendars,
        rules=_rules(calendar, config.register.zone),
        own=own,
        since=calendar.since,
        insecure=calendar.insecure_host is not None,
        ca_file=str(calendar.ca_file) if calendar.ca_file else None,
        poll_every=timedelta(minutes=calendar.poll_minutes),
    )


def _published_account(calendar: Calendar, own: OwnIdentity, zone: str) -> PublishedAccount:
    return PublishedAccount(
        name=calendar.name,
        url=calendar.secret_url.get_secret_value(),
        rules=_rules(calendar, zone),
        own=own,
        since=calendar.since,
        insecure=calendar.insecure_host is not None,
        ca_file=str(calendar.ca_file) if calendar.ca_file else None,
        poll_every=timedelta(minutes=calendar.poll_minutes),
    )


def _rules(calendar: Calendar, zone: str) -> BookingRules:
    return BookingRules(
        choice=calendar.bookings,
        pattern=calendar.pattern or "",
        practitioner=calendar.practitioner or "",
        zone=calendar.zone or zone,
        services=tuple((service.pattern, service.code) for service in calendar.services),
        no_show_pattern=calendar.no_show_pattern,
        no_feedback_pattern=calendar.no_feedback_pattern,
    )


def _once(values: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
