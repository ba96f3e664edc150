"""Turn what a page says into HTML: everything escaped, words from the catalogue in the visitor's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from daemon.templating import environment
from daemon.web.public.look import FOLDER, Look
from models.vocabulary import Language

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to be shown: its template, the section of its words, what fills it. `here`: its own path, for forms and languages.

    `is_miss`: the token opened nothing, which counts against who guesses.
    """

    template: str
    section: str
    language: Language
    here: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    is_miss: bool = False


@dataclass(frozen=True, slots=True)
class PageLinkShown:
    """A link within the pages."""

    path: str
    text: str


def said(
    section: str,
    language: Language,
    *texts: str,
    here: str = "",
    links: tuple[PageLinkShown, ...] = (),
    status: int = 200,
) -> Shown:
    """Give a page that only says something; without `texts` the section's own."""
    shown = texts or (words(section, language)["text"],)
    return Shown("said", section, language, here, {"texts": shown, "links": links}, status)


def html_of(shown: Shown, look: Look) -> str:
    """Give the page as HTML."""
    facts = {"errors": (), **shown.facts}
    return (
        _environment()
        .get_template(f"{shown.template}.html.j2")
        .render(
            look=look,
            language=shown.language.value,
            here=shown.here,
            w=words(shown.section, shown.language),
            common=words("common", shown.language),
            **facts,
        )
    )


@lru_cache(maxsize=128)
def words(section: str, language: Language) -> Mapping[str, str]:
    """Give the texts of a section in a language."""
    return {name: texts[language.value] for name, texts in catalogue()[section].items()}


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give all texts by section, name and language."""
    sections: dict[str, dict[str, dict[str, str]]] = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
    return sections


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    return environment("pages")
