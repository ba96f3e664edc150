"""Kinds of values a configuration can hold: what each accepts, and the words that say so when it does not.

A kind is an annotated type with an `Expect`: its text stands in the fault after "expected". Nothing is converted
between types: TOML has its own numbers, switches and dates, so "993" in quotation marks is a fault, not a port.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, Secret, Strict, ValidationInfo

from models.rules.normalise import business_id, comparable_email, e164, one_line, postcode
from models.rules.normalise.visible import is_hidden

_HOST_LABEL = r"[a-z0-9_][a-z0-9_-]{0,62}"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_HOST_LABEL}(\.{_HOST_LABEL})*\Z|[0-9a-f:]{{2,45}}\Z")
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9-]{0,31}\Z")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
_MAX_PATTERN = 500


@dataclass(frozen=True, slots=True)
class Expect:
    """What a fault says after "expected"."""

    text: str


class Password(Secret[str]):
    """A password or a secret address: prints as dots, in repr, str and JSON alike."""

    def _display(self) -> str:
        return "•••" if self.get_secret_value() else ""


def _sound(value: str | None) -> str:
    """Give the value back, or the ValueError that pydantic collects when a reader found none."""
    if not value:
        raise ValueError
    return value


def _line(value: str) -> str:
    if any(is_hidden(character) for character in value):
        raise ValueError
    return _sound(one_line(value))


def _address(value: str) -> str:
    address = _sound(comparable_email(value))
    # A relay without SMTPUTF8 cannot carry a local part outside ASCII.
    return _sound(address if address.isascii() else None)


def _domain(value: str) -> str:
    return _address(f"x@{value.removeprefix('@')}").removeprefix("x@")


def _matching(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.match(value):
        raise ValueError
    return value


def is_account_name(value: str) -> bool:
    """Whether a text can name an account: it becomes part of variables and file names."""
    return bool(_ACCOUNT.match(value))


def _recipient(value: str) -> str:
    import pyrage

    try:
        return str(pyrage.x25519.Recipient.from_str(value.strip()))
    except pyrage.RecipientError:
        raise ValueError from None


def _host(value: str) -> str:
    return _matching(_HOST, value.lower().rstrip("."))


def _ip_address(value: str) -> str:
    return str(ip_address(value))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error:
        raise ValueError from None
    return value


def _web_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError
    if any(character.isspace() or not character.isprintable() for character in value):
        raise ValueError
    return value


def is_web_url(value: str) -> bool:
    """Whether a text is the address of something on the web, without user and password."""
    try:
        _web_url(value)
    except ValueError:
        return False
    return True


def _page_url(value: str) -> str:
    # A query could follow the reader: letters refuse it.
    if urlsplit(_web_url(value)).query:
        raise ValueError
    return value


def _plain_day(value: object) -> object:
    if isinstance(value, datetime):
        raise ValueError
    return value


def _path(value: object, info: ValidationInfo) -> object:
    """Give the path seen from the folder of the configuration file; ~ is the home folder."""
    if not isinstance(value, str | Path) or not str(value).strip() or "\0" in str(value):
        raise ValueError
    try:
        path = Path(value).expanduser()
    except RuntimeError:
        raise ValueError from None
    folder: Path = (info.context or {}).get("folder", Path.cwd())
    return folder / path


Line = Annotated[
    str, Strict(), Field(max_length=200), AfterValidator(_line), Expect("a line of text of 1–200 characters")
]
Version = Annotated[
    str, Strict(), Field(max_length=32), AfterValidator(_line), Expect("a version of 1–32 characters, such as 2026-01")
]
Address = Annotated[str, Strict(), AfterValidator(_address), Expect("an e-mail address such as info@example.com")]
Domain = Annotated[str, Strict(), AfterValidator(_domain), Expect("a domain such as example.com")]
BusinessId = Annotated[
    str,
    Strict(),
    AfterValidator(lambda value: _sound(business_id(value))),
    Expect("a business ID with its right check digit, such as 2077474-0"),
]
Postcode = Annotated[
    str, Strict(), AfterValidator(lambda value: _sound(postcode(value))), Expect("five digits in quotation marks")
]
Phone = Annotated[
    str,
    Strict(),
    AfterValidator(lambda value: _sound(e164(value))),
    Expect("a phone number such as 040 123 4567 or +358401234567"),
]
HostName = Annotated[
    str, Strict(), AfterValidator(_host), Expect("a host name such as imap.example.com, without https:// and port")
]
IpAddress = Annotated[
    str, Strict(), AfterValidator(_ip_address), Expect("an address of this machine, such as 127.0.0.1")
]
Port = Annotated[int, Strict(), Field(ge=1, le=65535), Expect("1–65535")]
TypedPort = Annotated[int, Field(ge=1, le=65535), Expect("a port, 1–65535")]
"""A port as a person types it: a text."""
Recipient = Annotated[
    str,
    Strict(),
    AfterValidator(_recipient),
    Expect("the public half of a key, age1…; `rekisterid backup key FILE` makes one"),
]
Switch = Annotated[bool, Strict(), Expect("true or false, without quotation marks")]
Day = Annotated[
    date,
    Strict(),
    BeforeValidator(_plain_day),
    Expect("a date without quotation marks, such as 2026-01-31"),
]
ZoneName = Annotated[str, Strict(), AfterValidator(_zone), Expect("a time zone such as Europe/Helsinki")]
Pattern = Annotated[
    str,
    Strict(),
    Field(min_length=1, max_length=_MAX_PATTERN),
    AfterValidator(_pattern),
    Expect("a regular expression of at most 500 characters"),
]
PatternOrNone = Annotated[
    str,
    Strict(),
    Field(max_length=_MAX_PATTERN),
    AfterValidator(_pattern),
    Expect("a regular expression of at most 500 characters, empty for none"),
]
WebUrl = Annotated[
    str,
    Strict(),
    AfterValidator(_web_url),
    Expect("an address such as https://example.com/page, without user and password"),
]
PageUrl = Annotated[
    str, Strict(), AfterValidator(_page_url), Expect("an address such as https://example.com/page, without user and ?")
]
AccountName = Annotated[
    str,
    Strict(),
    AfterValidator(lambda value: _matching(_ACCOUNT, value)),
    Expect("a short name of a–z, 0–9 and -, such as info"),
]
Variable = Annotated[
    str,
    Strict(),
    AfterValidator(lambda value: _matching(_VARIABLE, value)),
    Expect("the name of an environment variable, such as INFO_PASSWORD"),
]
FilePath = Annotated[Path, BeforeValidator(_path), Expect("the path of a file or folder, in quotation marks")]
