"""What the sections of the configuration are made of, and the faults that only two keys together can have."""

from collections import Counter
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from connectors.accounts import Tls
from daemon.config.kinds import Expect, FilePath, Password, Variable

FAULT = "rekisterid"


def expected(what: str, *, got: str | None = None) -> PydanticCustomError:
    """Give the error that a validator raises: what was expected and, when it is not the value itself, what was found."""
    context: dict[str, Any] = {"expected": what}
    if got is not None:
        context["got"] = got
    return PydanticCustomError(FAULT, "expected {expected}", context)


class Part(BaseModel):
    """A section or an entry of it. Unknown keys are faults; defaults are tested like values; nothing can be changed."""

    # The validator is built once, with the whole file's, not for each section by itself.
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=True, defer_build=True
    )

    filled_by_loader: ClassVar[frozenset[str]] = frozenset()
    """Fields that no key of the file sets."""


class WithPassword(Part):
    """An entry with a password that stands elsewhere: in a file, the environment or a systemd credential."""

    filled_by_loader: ClassVar[frozenset[str]] = frozenset({"password"})

    password_file: FilePath | None = None
    password_env: Variable | None = None
    password: Password = Password("")


TlsKind = Annotated[Tls, Expect('"implicit", "starttls" or, with insecure_host only, "none"')]
Minutes = Annotated[int, Strict(), Field(ge=1, le=1440), Expect("1–1440 minutes")]


def exception_of(insecure_host: str | None, data: Mapping[str, Any]) -> str | None:
    """Accept an exception only for the very host of the entry, and clear text only with an exception.

    `data` holds the sound fields of the entry that stand before `insecure_host`: host and tls, or url.
    """
    url = data.get("url") or ""
    host = data.get("host") or urlsplit(url).hostname
    if insecure_host is not None and host and insecure_host != host:
        raise expected(f'the host of this account, "{host}"')
    if insecure_host is None and data.get("tls") is Tls.NONE:
        raise expected('the name of this host, as tls is "none"', got="nothing")
    if insecure_host is None and url.startswith("http://"):
        raise expected("the name of this host, as url begins with http://", got="nothing")
    return insecure_host


def address_exception(exception: str | None, listen: str | None) -> str | None:
    """Accept an address of the network only with an exception, and an exception only for the very address.

    `listen`: where the section listens; None when that is a fault of its own.
    """
    if listen is None or exception == listen or (exception is None and ip_address(listen).is_loopback):
        return exception
    what = f'the address of this section, "{listen}"' + (", as others can reach it" if exception is None else "")
    raise expected(what, got="nothing" if exception is None else None)


def port_of(tls: object, *, implicit: int, starttls: int) -> int:
    """Give the usual port for a kind of connection."""
    return implicit if tls is Tls.IMPLICIT else starttls


def refuse_twice(what: str, names: Sequence[str]) -> None:
    """Raise a fault when a name stands twice in a list."""
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise expected(f"{what} only once", got=f'"{twice}" twice')
