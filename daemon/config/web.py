"""The section [web]: public pages for clients, behind a reverse proxy or not at all."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import idna
from pydantic import AfterValidator, Field, Strict, ValidationInfo, field_validator

from daemon.config.colours import BRIGHT, ENOUGH_CONTRAST, darker_enough, is_colour, least_contrast
from daemon.config.kinds import Expect, FilePath, IpAddress, PageUrl, Switch
from daemon.config.parts import Part, address_exception, expected
from models.errors import ConfigError

MAX_LOGO_BYTES = 200_000
LOGOS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
}
"""How the files begin that can be a logo. No SVG: it may hold a program."""

WEB_PORT = 8464
_USUAL_PORTS = {"https": 443, "http": 80}
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def _colour(value: str) -> str:
    if not is_colour(value.lower()):
        raise ValueError
    return value.lower()


Colour = Annotated[str, Strict(), AfterValidator(_colour), Expect("a colour such as #1f6a59")]


def _as_sent(url: str) -> str | None:
    """Give the address as browsers send it and letters carry it: small letters, the host in ASCII (RFC 5891); None if none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        host = f"[{ip_address(host)}]" if ":" in host else idna.encode(host, uts46=True).decode("ascii")
        port = "" if parts.port in (None, _USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    except ValueError:
        return None
    if any(mark in url for mark in "?#@%") or host.endswith("."):
        return None
    return f"{parts.scheme}://{host}{port}"


class Web(Part):
    """Pages for clients: there when `enabled`, at `url`, which a reverse proxy hands on to `listen` and `port`.

    `trusted_proxies`: from whom the visitor's address is believed (X-Forwarded-For).
    """

    enabled: Switch = False
    url: PageUrl | None = None
    listen: IpAddress = "127.0.0.1"
    insecure_listen: IpAddress | None = None
    port: Annotated[int, Strict(), Field(ge=1024, le=65535), Expect("1024–65535")] = WEB_PORT
    trusted_proxies: tuple[IpAddress, ...] = ("127.0.0.1", "::1")
    colour: Colour = "#1f6a59"
    logo: FilePath | None = None

    @field_validator("url")
    @classmethod
    def whole_host(cls, url: str | None, info: ValidationInfo) -> str | None:
        """Ask for an address of https without a path; plain http serves on this machine alone, for a try."""
        if url is None:
            if info.data.get("enabled"):
                raise expected("the address of the pages, as enabled is true", got="nothing")
            return None
        parts = urlsplit(url)
        if parts.path.rstrip("/") or parts.fragment:
            raise expected(
                "an address without a path, such as https://palaute.example.com: the pages need a host of their own"
            )
        if parts.scheme != "https" and parts.hostname not in _LOCAL:
            raise expected("an address that begins with https://")
        if (found := _as_sent(url)) is None:
            raise expected(
                "scheme, host and at most a port and nothing after them, such as https://palaute.example.com"
                " (in the host a-z, 0-9 and -, and ä, ö, å)"
            )
        return found

    @field_validator("insecure_listen")
    @classmethod
    def exception_is_this_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Accept an address of the network only with an exception, and an exception only for the very address."""
        return address_exception(value, info.data.get("listen"))

    @field_validator("colour")
    @classmethod
    def can_be_read(cls, colour: str) -> str:
        """Refuse a colour in which text cannot be read by everybody."""
        found = least_contrast(colour, BRIGHT)
        if found < ENOUGH_CONTRAST:
            better = darker_enough(colour)
            raise expected(
                f'a darker colour, such as "{better}" (text needs a contrast of {ENOUGH_CONTRAST}:1)',
                got=f'"{colour}" with {found:.1f}:1',
            )
        return colour


def read_logo(path: Path) -> tuple[bytes, str]:
    """Give a logo and the ending of its kind. Raises ConfigError for a file that cannot be one."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_LOGO_BYTES else b""
    except OSError as exc:
        raise _no_logo(f"{path}: {exc.strerror or type(exc).__name__}") from None
    kind = next((kind for begin, kind in LOGOS.items() if content.startswith(begin)), None)
    if kind is None:
        raise _no_logo(str(path))
    return content, kind


def _no_logo(got: str) -> ConfigError:
    wanted = f"a PNG or JPEG of at most {MAX_LOGO_BYTES // 1000} kB"
    return ConfigError([f"web.logo: expected {wanted}, got {got}"], mend="save the logo as PNG, or take the key away")


def web_warnings(web: Web) -> list[str]:
    """Say what must be loud."""
    if not web.enabled or web.insecure_listen is None:
        return []
    return [f"web: whoever can reach {web.listen} gets the pages without TLS, as insecure_listen says"]
