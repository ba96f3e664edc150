"""How each login by OAuth2 fares, for `status`, `check` and alarms. Reads the kept tokens, and asks nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.oauth.settings import OAuthLogin
from connectors.oauth.store import Kept
from connectors.oauth.tokens import usable
from daemon.config.build import login_store, oauth_logins
from daemon.config.schema import Config
from models.errors import Refused, RekisteridError
from models.values import Finding

WARN_BEFORE = timedelta(days=14)
UNUSED_IS_LONG = timedelta(days=3)
"""Tokens are fetched about once an hour while the service runs: a login unused for days is not in use any more."""


class LoginState(StrEnum):
    """What a person has to know of a login."""

    WELL = "well"
    ENDS_SOON = "ends soon"
    NEEDED = "login needed"


@dataclass(frozen=True, slots=True)
class LoginFare:
    """How a login fares. `ends_at`: None = the provider does not say. `why` and `mend`: what is wrong, "" when well."""

    login: str
    accounts: tuple[str, ...]
    state: LoginState
    logged_in_at: datetime | None
    refreshed_at: datetime | None
    ends_at: datetime | None
    why: str
    mend: str


def login_fares(config: Config, now: datetime) -> tuple[LoginFare, ...]:
    """Give every configured login as it stands, in the order of the file. Raises nothing."""
    return tuple(_fare(config, login, now) for login in oauth_logins(config))


def expiring(config: Config, now: datetime) -> tuple[str, ...]:
    """Give the names of the logins that end soon, or have ended."""
    fares = login_fares(config, now)
    ended = {fare.login for fare in fares if fare.ends_at is not None and fare.ends_at <= now}
    return tuple(fare.login for fare in fares if fare.state is LoginState.ENDS_SOON or fare.login in ended)


def accounts_of(config: Config, login: str) -> tuple[str, ...]:
    """Give the names of the accounts that use a login, as `status` names them."""
    named = [box.name for box in config.mailboxes if box.login == login]
    named += [calendar.name for calendar in config.calendars if calendar.login == login]
    return (*named, *(["smtp"] if config.sending.login == login else []))


def login_findings(config: Config, login: OAuthLogin, now: datetime) -> Sequence[Finding]:
    """Give what `check` says of one login."""
    fare = _fare(config, login, now)
    subject = f"login {fare.login}"
    if fare.state is LoginState.NEEDED or fare.refreshed_at is None:
        return [Finding(subject, ok=False, message=fare.why, mend=fare.mend, refused=True)]
    used = f"used for {', '.join(fare.accounts) or 'no account'}"
    told = f"{used}; last token {_ago(now - fare.refreshed_at)}"
    if fare.state is LoginState.ENDS_SOON and fare.ends_at:
        return [Finding(subject, ok=True, message=f"warning: {fare.why}; {told}", mend=fare.mend)]
    end = f"ends {fare.ends_at:%Y-%m-%d} unless used" if login.provider.unused_for and fare.ends_at else ""
    end = end or (f"ends {fare.ends_at:%Y-%m-%d}" if fare.ends_at else "the provider does not say when it ends")
    return [Finding(subject, ok=True, message=f"{told}; {end}")]


def _fare(config: Config, login: OAuthLogin, now: datetime) -> LoginFare:
    kept: Kept | None = None
    try:
        kept = login_store(config, login.name).read()
        kept = usable(login, kept)
    except RekisteridError as error:
        return _told(config, login, kept, LoginState.NEEDED, _reason(error), error.mend)
    again = f"run `rekisterid login {login.name}`"
    if lacking := login.lacking(kept.scopes):
        why = f"it was made when {len(lacking)} of its rights were not needed yet"
        return _told(config, login, kept, LoginState.NEEDED, why, again)
    if kept.ended:
        return _told(config, login, kept, LoginState.NEEDED, kept.ended, again)
    if kept.ends_at is not None and kept.ends_at <= now:
        return _told(config, login, kept, LoginState.NEEDED, "the login has ended", again)
    if (
        kept.ends_at is not None
        and kept.ends_at - now <= _warned_before(kept, kept.ends_at)
        and not _prolonged_by_use(login, kept, now)
    ):
        why = f"the login ends in {(kept.ends_at - now).days} days"
        return _told(config, login, kept, LoginState.ENDS_SOON, why, again)
    return _told(config, login, kept, LoginState.WELL)


def _told(
    config: Config, login: OAuthLogin, kept: Kept | None, state: LoginState, why: str = "", mend: str = ""
) -> LoginFare:
    return LoginFare(
        login=login.name,
        accounts=accounts_of(config, login.name),
        state=state,
        logged_in_at=kept.logged_in_at if kept else None,
        refreshed_at=kept.refreshed_at if kept else None,
        ends_at=kept.ends_at if kept else None,
        why=why,
        mend=mend,
    )


def _warned_before(kept: Kept, ends_at: datetime) -> timedelta:
    """How long before its end a login is said to end: in time to act, and not from its first day on."""
    return min(WARN_BEFORE, (ends_at - kept.logged_in_at) / 4)


def _prolonged_by_use(login: OAuthLogin, kept: Kept, now: datetime) -> bool:
    """Whether the next use moves the end away, as with a provider that ends only what nobody uses."""
    return login.provider.unused_for is not None and now - kept.refreshed_at < UNUSED_IS_LONG


def _reason(error: RekisteridError) -> str:
    """The message without the name of the login, which stands before it where it is shown."""
    return str(error).partition(": ")[2] if isinstance(error, Refused) else str(error)


def _ago(age: timedelta) -> str:
    if age < timedelta(hours=1):
        return f"{max(round(age.total_seconds() / 60), 0)} minutes ago"
    return f"{round(age.total_seconds() / 3600)} hours ago" if age < timedelta(days=2) else f"{age.days} days ago"
