"""How the pages look and whom they name: all of it from the configuration; style and logo under names that hold their hash."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daemon.config.colours import BRIGHT, DARK, lighter_enough
from daemon.config.schema import Config
from daemon.config.web import read_logo
from models.rules.normalise import shown_phone

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "pages"
STATIC = "/static/"
KINDS = {"css": "text/css; charset=utf-8", "png": "image/png", "jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Look:
    """What stands on every page. `files`: path → content and its type; `logo_path` and `notice_url` may be empty."""

    firm: str
    contact_name: str
    contact_email: str
    contact_phone: str
    notice_url: str
    style_path: str
    logo_path: str
    files: Mapping[str, tuple[bytes, str]]


def look_of(config: Config) -> Look:
    """Give the look of the configured pages. Raises ConfigError for a logo that is none."""
    style_path, file = _named("pages", style_of(config.web.colour).encode(), "css")
    files, logo_path = {style_path: file}, ""
    if config.web.logo is not None:
        logo_path, logo = _named("logo", *read_logo(config.web.logo))
        files[logo_path] = logo
    contact = config.contact_person
    return Look(
        firm=config.controller.name,
        contact_name=contact.name,
        contact_email=contact.email,
        contact_phone=shown_phone(contact.phone),
        notice_url=config.register.notice_url or "",
        style_path=style_path,
        logo_path=logo_path,
        files=files,
    )


def style_of(colour: str) -> str:
    """Give the style sheet in the firm's colour: as it is on bright pages, as much lighter as it must be on dark ones."""
    bright = {"--accent": colour, "--paper": BRIGHT.paper, "--card": BRIGHT.card}
    dark = {"--accent": lighter_enough(colour), "--paper": DARK.paper, "--card": DARK.card}
    style = (FOLDER / "pages.css").read_text(encoding="utf-8")
    return style.replace("BRIGHT;", _declared(bright)).replace("DARK;", _declared(dark))


def _declared(values: Mapping[str, str]) -> str:
    return " ".join(f"{name}: {value};" for name, value in values.items())


def _named(name: str, content: bytes, kind: str) -> tuple[str, tuple[bytes, str]]:
    mark = hashlib.sha256(content).hexdigest()[:16]
    return f"{STATIC}{name}.{mark}.{kind}", (content, KINDS[kind])
