"""Render the two parts of a letter: plain text and HTML, each by an environment of its own."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.letters.page import URL

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_FOLDER = Path(__file__).resolve().parent.parent / "templates" / "letters"


def render(name: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Give plain text and HTML of the templates `name.txt.j2` and `name.html.j2`.

    Raises jinja2.UndefinedError for a name that the template wants and `facts` does not have.
    """
    text = _environment("text").get_template(f"{name}.txt.j2").render(facts)
    html = _environment("html").get_template(f"{name}.html.j2").render(facts)
    return text.strip() + "\n", html.strip() + "\n"


@lru_cache(maxsize=2)
def _environment(_kind: str) -> "Environment":
    # Commands that name letters write none.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    # An environment for each kind of part: a text must not be escaped, HTML always (HW, Jinja).
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["linked"] = _linked
    return environment


def _linked(text: str) -> "Markup":
    """Give a text of the firm's own with its addresses as links; everything is escaped."""
    from markupsafe import Markup, escape

    pieces: list[Markup] = []
    rest = 0
    for found in URL.finditer(text):
        url = escape(found[0])
        pieces += [escape(text[rest : found.start()]), Markup('<a href="{0}">{0}</a>').format(url)]
        rest = found.end()
    return Markup("").join([*pieces, escape(text[rest:])])
