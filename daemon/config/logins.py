"""The entries [[logins]]: one person's login at Microsoft, Google or another provider, used by one account or by several."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Strict, ValidationInfo, field_validator

from daemon.config.faults import Fault, shown
from daemon.config.kinds import AccountName, Expect, FilePath, Line, Password, Variable, is_web_url
from daemon.config.parts import Part, expected

T = TypeVar("T")

USERS = ("mailboxes", "calendars", "sending")
"""The sections whose entries may name a login."""


class LoginProvider(StrEnum):
    """Who keeps the login."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"
    CUSTOM = "custom"


def _secure_url(value: str) -> str:
    if not value.startswith("https://") or not is_web_url(value):
        raise ValueError
    return value


def _tenant(value: str) -> str:
    if not value or not all(character.isascii() and (character.isalnum() or character in ".-") for character in value):
        raise ValueError
    return value


def _scope(value: str) -> str:
    if not value or not all("!" <= character <= "~" and character not in '"\\' for character in value):
        raise ValueError
    return value


SecureUrl = Annotated[
    str, Strict(), AfterValidator(_secure_url), Expect("an address such as https://login.example.com/token")
]
Tenant = Annotated[
    str,
    Strict(),
    AfterValidator(_tenant),
    Expect('the domain or id of the organisation, "organizations", "consumers" or "common"'),
]
Scope = Annotated[str, Strict(), AfterValidator(_scope), Expect("a scope without blanks, as the provider writes it")]


class SignIn(Part):
    """One login by OAuth2. `user` is who must log in; `tenant`: None = "organizations"; `scopes`: empty = what is needed."""

    filled_by_loader = frozenset({"client_secret"})

    name: AccountName
    provider: Annotated[LoginProvider, Expect('"microsoft", "google" or "custom"')]
    user: Line
    client_id: Line
    client_secret_file: FilePath | None = None
    client_secret_env: Variable | None = None
    client_secret: Password = Password("")
    tenant: Tenant | None = None
    token_endpoint: SecureUrl | None = None
    authorization_endpoint: SecureUrl | None = None
    device_authorization_endpoint: SecureUrl | None = None
    scopes: tuple[Scope, ...] = ()
    ca_file: FilePath | None = None

    @field_validator("tenant")
    @classmethod
    def only_at_microsoft(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse a tenant where nothing reads it."""
        return _fitting(value, info.data, LoginProvider.MICROSOFT)

    @field_validator("token_endpoint", "authorization_endpoint", "device_authorization_endpoint")
    @classmethod
    def only_when_custom(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Ask for the endpoints of a provider that is not known, and refuse them for one that is."""
        custom = info.data.get("provider") is LoginProvider.CUSTOM
        if custom and value is None and info.field_name == "token_endpoint":
            raise ValueError
        last = info.field_name == "device_authorization_endpoint"
        if custom and last and value is None and info.data.get("authorization_endpoint", "") is None:
            raise expected("this address, or authorization_endpoint", got="neither")
        return _fitting(value, info.data, LoginProvider.CUSTOM)

    @field_validator("scopes")
    @classmethod
    def present_when_custom(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Ask for the scopes of a provider that is not known."""
        if not value and info.data.get("provider") is LoginProvider.CUSTOM:
            raise expected('a list of scopes, as provider is "custom"', got="nothing")
        return value


def _fitting(value: T, data: Mapping[str, Any], provider: LoginProvider) -> T:
    if value is not None and data.get("provider", provider) is not provider:
        raise expected(f'no such key with provider = "{data["provider"]}"')
    return value


def login_faults(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults that lie between logins and the accounts that use them, from the file's own values."""
    logins = raw.get("logins")
    entries = [entry for entry in logins if isinstance(entry, dict)] if isinstance(logins, list) else []
    names = [str(entry.get("name")) for entry in entries]
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Fault(("logins", number, "name"), "a name that no other login has", f'"{name}"')
    providers = dict(zip(names, (entry.get("provider") for entry in entries), strict=True))
    for at, entry in _users(raw):
        login = entry["login"]
        if login not in providers:
            hint = f"known: {', '.join(names)}" if names else "there is no [[logins]] yet"
            yield Fault((*at, "login"), "the name of one of [[logins]]", shown(login), hint)
        elif at[0] == "calendars" and providers[login] == LoginProvider.MICROSOFT:
            hint = 'Microsoft has no CalDAV: publish the calendar and write kind = "published"'
            yield Fault((*at, "login"), "no login at Microsoft", shown(login), hint)
        if "password_file" in entry or "password_env" in entry:
            yield Fault((*at, "login"), "either a login or a password", "both")
        if at[0] == "sending" and entry.get("user") is None:
            yield Fault((*at, "user"), "the address that is sent from, as login is set", "nothing")


def _users(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    for section in USERS:
        found = raw.get(section)
        if isinstance(found, dict) and found.get("login") is not None:
            yield (section,), found
        for number, entry in enumerate(found if isinstance(found, list) else []):
            if isinstance(entry, dict) and entry.get("login") is not None:
                yield (section, number), entry
