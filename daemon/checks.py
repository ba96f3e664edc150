"""Everything that `rekisterid check` tests, step by step; each failure names the account or thing and the mend."""

import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from os import W_OK, access
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.accounts import CalendarAccount
from daemon.config.build import (
    calendar_accounts,
    database_file,
    database_url,
    hash_key,
    mail_accounts,
    oauth_logins,
    published_accounts,
    smtp_account,
)
from daemon.config.schema import Config
from daemon.logins import login_findings
from daemon.outside import Outside
from models.errors import ConfigError, RekisteridError, WrongKey
from models.migrations import HEAD
from models.values import Finding

MIN_FREE_BYTES = 100_000_000
LITTLE_FREE_BYTES = 1_000_000_000
CLOCK_TOLERANCE = timedelta(minutes=2)
"""A Date header is to the second; a slow line adds some more."""

SANE_YEARS = range(2026, 2100)


class Area(StrEnum):
    """What a result is about: decides the exit code of a failure."""

    CONFIGURATION = "configuration"
    KEY = "key"
    STORAGE = "storage"
    CLOCK = "clock"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the check."""

    area: Area
    finding: Finding


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to test. `name` is shown while it runs; `remote`: it waits for a server."""

    name: str
    area: Area
    test: Callable[[], Sequence[Finding]]
    remote: bool = False

    def run(self) -> list[Result]:
        """Test it. Raises nothing: what fails becomes a result, and the other steps go on."""
        try:
            return [Result(self.area, finding) for finding in self.test()]
        except RekisteridError as error:
            return results_of(self.name, self.area, error)
        except Exception as error:  # noqa: BLE001 - one account's test must not end that of the others
            mend = "a fault in the program: report it"
            return [Result(self.area, Finding(self.name, ok=False, message=type(error).__name__, mend=mend))]


def results_of(name: str, area: Area, error: RekisteridError) -> list[Result]:
    """Give the results of an error: every fault of a configuration by itself."""
    if isinstance(error, ConfigError):
        found = [Finding(name, ok=False, message=fault, mend=error.mend) for fault in error.faults]
        return [Result(Area.CONFIGURATION, finding) for finding in found]
    where = Area.KEY if isinstance(error, WrongKey) else area
    return [Result(where, Finding.failed(name, error))]


def steps(config: Config, outside: Outside, clock: Callable[[], datetime]) -> list[Step]:
    """Give the steps for a configuration: what is on this machine first, then the accounts."""
    local = [
        Step("configuration", Area.CONFIGURATION, partial(_configuration, config)),
        Step("hash key", Area.CONFIGURATION, partial(_hash_key, config)),
        Step("data folder", Area.STORAGE, partial(_data_folder, config)),
        Step("clock", Area.CLOCK, partial(_clock, config, clock)),
        *([Step("letters", Area.CONFIGURATION, partial(_letters, config))] if config.letters.folder else []),
        *([Step("pages", Area.CONFIGURATION, partial(_pages, config))] if config.web.enabled else []),
        Step("database", Area.STORAGE, partial(_database, config, clock), remote=True),
    ]
    logins = [
        Step(f"login {login.name}", Area.ACCOUNT, partial(login_findings, config, login, clock()))
        for login in oauth_logins(config)
    ]
    return local + logins + account_steps(config, outside, clock)


def account_steps(config: Config, outside: Outside, clock: Callable[[], datetime]) -> list[Step]:
    """Give the steps that ask servers: one an account, one a server's clock."""
    found = [
        Step(mailbox.name, Area.ACCOUNT, partial(outside.check_mailbox, mailbox), remote=True)
        for mailbox in mail_accounts(config)
    ]
    for calendar in calendar_accounts(config):
        found.append(Step(calendar.name, Area.ACCOUNT, partial(outside.check_calendar, calendar), remote=True))
        found.append(Step("clock", Area.CLOCK, partial(_server_clock, outside, calendar, clock), remote=True))
    # Their servers are not asked for the time: only the secret address leads anywhere on them.
    found += [
        Step(feed.name, Area.ACCOUNT, partial(outside.check_published, feed), remote=True)
        for feed in published_accounts(config)
    ]
    relay = smtp_account(config)
    if relay is not None:
        found.append(Step(relay.name, Area.ACCOUNT, partial(outside.check_relay, relay), remote=True))
    return found


def _configuration(config: Config) -> list[Finding]:
    count = (
        f"{_counted(len(config.mailboxes), 'mailbox', 'mailboxes')}, "
        f"{_counted(len(config.calendars), 'calendar account', 'calendar accounts')}, sending {config.sending.mode}"
    )
    return [
        Finding("configuration", ok=True, message=f"{config.path}: {count}"),
        *(Finding("configuration", ok=True, message=f"warning: {warning}") for warning in config.warnings),
    ]


def _pages(config: Config) -> list[Finding]:
    from daemon.web.public.look import look_of

    look_of(config)
    web = config.web
    return [Finding("pages", ok=True, message=f"{web.url}, handed on to {web.listen} port {web.port} by a proxy")]


def _letters(config: Config) -> list[Finding]:
    from daemon.own_letters import checked_letters

    letters = checked_letters(config)
    count = _counted(len(letters.templates), "template", "templates")
    message = f"{config.letters.folder}: {count}, {_counted(len(letters.subjects), 'subject', 'subjects')} of your own"
    return [Finding("letters", ok=True, message=message)]


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _hash_key(config: Config) -> list[Finding]:
    hash_key(config)
    return [
        Finding(
            "hash key", ok=True, message=f"{config.register.hash_key_file}: keep a copy of it away from this machine"
        )
    ]


def _data_folder(config: Config) -> list[Finding]:
    folder = config.register.data_folder
    name = "data folder"
    if not folder.is_dir():
        return [Finding(name, ok=False, message=f"there is no folder {folder}", mend=f"mkdir -m 700 -p {folder}")]
    findings: list[Finding] = []
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        findings.append(Finding(name, ok=False, message=f"others can look into {folder}", mend=f"chmod 700 {folder}"))
    if not access(folder, W_OK):
        mend = f"give the account that runs rekisterid the right to write: chown ACCOUNT {folder}"
        findings.append(Finding(name, ok=False, message=f"{folder} cannot be written", mend=mend))
    findings = findings or [Finding(name, ok=True, message=f"{folder}: private and writable")]
    return [*findings, _space(folder)]


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    amount = f"{free / 1_000_000_000:.1f} GB free" if free >= LITTLE_FREE_BYTES else f"{free / 1_000_000:.0f} MB free"
    if free < MIN_FREE_BYTES:
        return Finding("disk", ok=False, message=amount, mend=f"free some space where {folder} lies")
    return Finding("disk", ok=True, message=amount if free >= LITTLE_FREE_BYTES else f"warning: only {amount}")


def _clock(config: Config, clock: Callable[[], datetime]) -> list[Finding]:
    now = clock()
    zone = ZoneInfo(config.register.zone)
    local = f"{now.astimezone(zone):%Y-%m-%d %H:%M} in {config.register.zone}"
    if now.year not in SANE_YEARS:
        return [Finding("clock", ok=False, message=f"it says {local}", mend="set the clock of this machine")]
    return [Finding("clock", ok=True, message=local)]


def _server_clock(outside: Outside, account: CalendarAccount, clock: Callable[[], datetime]) -> list[Finding]:
    return _drift(account.name, outside.clock(account), clock())


def _drift(whom: str, theirs: datetime | None, ours: datetime) -> list[Finding]:
    if theirs is None:
        return []
    difference = ours - theirs
    if abs(difference) <= CLOCK_TOLERANCE:
        return [Finding("clock", ok=True, message=f"agrees with the server of {whom}")]
    seconds, way = round(abs(difference).total_seconds()), "ahead of" if ours > theirs else "behind"
    mend = (
        "turn on time synchronisation (timedatectl set-ntp true); if this machine is right, tell the server's operator"
    )
    return [Finding("clock", ok=False, message=f"{seconds} s {way} the server of {whom}", mend=mend)]


def _database(config: Config, clock: Callable[[], datetime]) -> list[Finding]:
    from models.register.condition import Schema, look_at

    url = database_url(config)
    file = database_file(config)
    if file is not None and not file.parent.is_dir():
        mend = f"mkdir -m 700 -p {file.parent}"
        return [Finding("database", ok=False, message=f"there is no folder {file.parent} for its file", mend=mend)]
    try:
        key = hash_key(config)
    except ConfigError:
        mend = "mend the hash key first"
        return [Finding("database", ok=False, message="not tested, as the hash key cannot be read", mend=mend)]
    condition = look_at(url, key=key)
    told = {
        Schema.ABSENT: "no register yet: the first `rekisterid pull` or `rekisterid run` makes it",
        Schema.OLDER: f"made by an older version (schema {condition.revision}, this one has {HEAD}): "
        "the next `rekisterid pull` or `rekisterid run` brings it up to date",
        Schema.CURRENT: f"schema {HEAD}, opens, belongs to the hash key, takes a write",
    }
    finding = Finding("database", ok=True, message=f"{condition.kind}: {told[condition.schema]}")
    return [finding, *_drift("the database", condition.now, clock())]
