"""The entries [[calendars]]: CalDAV accounts, and calendars published as a file at a secret address."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from connectors.accounts import EventChoice
from daemon.config import parts
from daemon.config.faults import HIDDEN
from daemon.config.kinds import (
    AccountName,
    Day,
    Expect,
    FilePath,
    HostName,
    Line,
    Password,
    Pattern,
    PatternOrNone,
    Variable,
    WebUrl,
    ZoneName,
)
from daemon.config.parts import Minutes, Part, WithPassword, expected

T = TypeVar("T")


class Service(Part):
    """A word or regular expression of a title and the code of the service that it means."""

    pattern: Pattern
    code: Line


class CalendarKind(StrEnum):
    """How a calendar is reached: with a login by CalDAV, or as a file published at a secret address."""

    CALDAV = "caldav"
    PUBLISHED = "published"


NO_SHOW = "no-show|no show|ei saapunut|peruuttamatta poissa|uteblev"
NO_FEEDBACK = "ei palautetta|no feedback|ingen feedback|ingen återkoppling"


class Calendar(WithPassword):
    """One CalDAV account, or one published calendar, whose address the loader puts into `secret_url`.

    `url` and `user` are set for CalDAV and for it alone. `zone`: None = the register's.
    """

    filled_by_loader = frozenset({"password", "secret_url"})

    name: AccountName
    kind: Annotated[CalendarKind, Expect('"caldav" or "published"')] = CalendarKind.CALDAV
    url: WebUrl | None = None
    url_file: FilePath | None = None
    url_env: Variable | None = None
    secret_url: Password = Password("")
    insecure_host: HostName | None = None
    ca_file: FilePath | None = None
    user: Line | None = None
    login: AccountName | None = None
    calendars: tuple[Line, ...] = ()
    bookings: Annotated[EventChoice, Expect('"all", "outside_attendee", "category" or "title"')] = EventChoice.ALL
    pattern: Pattern | None = None
    practitioner: Line | None = None
    services: tuple[Service, ...] = ()
    no_show_pattern: PatternOrNone = NO_SHOW
    no_feedback_pattern: PatternOrNone = NO_FEEDBACK
    zone: ZoneName | None = None
    since: Day
    poll_minutes: Minutes = Field(default_factory=lambda data: 15 if data.get("kind") is CalendarKind.PUBLISHED else 5)

    @field_validator("url", mode="before")
    @classmethod
    def no_secret_address(cls, value: object) -> object:
        """Refuse what looks like the address of a published calendar, and do not show it."""
        if isinstance(value, str) and (value[:7].lower() == "webcal:" or urlsplit(value).path.endswith(".ics")):
            raise expected('no address of a file; for a published calendar write kind = "published"', got=HIDDEN)
        return value

    @field_validator("url", "user")
    @classmethod
    def present_for_a_login(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Ask for what CalDAV needs, and refuse a user where nobody logs in."""
        if value is None and info.data.get("kind") is CalendarKind.CALDAV:
            raise ValueError
        return _fitting(value, info.data, CalendarKind.CALDAV)

    @field_validator("url_file", "url_env")
    @classmethod
    def only_when_published(cls, value: T, info: ValidationInfo) -> T:
        """Refuse a secret address where nothing reads it."""
        return _fitting(value, info.data, CalendarKind.PUBLISHED)

    @field_validator("calendars", "login")
    @classmethod
    def only_with_a_login(cls, value: T, info: ValidationInfo) -> T:
        """Refuse what a published calendar has not."""
        return _fitting(value, info.data, CalendarKind.CALDAV)

    @field_validator("insecure_host")
    @classmethod
    def exception_is_this_host(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Test the exception against the address."""
        secret: Password | None = info.data.get("secret_url")
        return parts.exception_of(value, {"url": (secret and secret.get_secret_value()) or info.data.get("url")})

    @field_validator("pattern")
    @classmethod
    def pattern_where_needed(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Ask for the pattern that two of the choices need, and refuse one that nothing reads."""
        choice = info.data.get("bookings")
        needed = choice in (EventChoice.CATEGORY, EventChoice.TITLE)
        if needed and value is None:
            raise expected(f'a pattern, as bookings = "{choice}" needs one', got="nothing")
        if value is not None and choice is not None and not needed:
            raise expected(f'no pattern with bookings = "{choice}"; choose "category" or "title"')
        return value


def _fitting(value: T, data: Mapping[str, Any], kind: CalendarKind) -> T:
    """Refuse a value that is only read in calendars of a kind; a `kind` that does not hold is a fault by itself."""
    if value and data.get("kind", kind) is not kind:
        raise expected(f'no such key with kind = "{data["kind"]}"', got=HIDDEN)
    return value
