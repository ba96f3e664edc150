"""Render the two parts of a letter: plain text and HTML, each by an environment of its own."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from daemon.letters.page import URL
from daemon.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def render(name: str, facts: Mapping[str, object]) -> tuple[str, str]:
    """Give plain text and HTML of the templates `name.txt.j2` and `name.html.j2`.

    Raises jinja2.UndefinedError for a name that the template wants and `facts` does not have.
    """
    text = _environment("text").get_template(f"{name}.txt.j2").render(facts)
    html = _environment("html").get_template(f"{name}.html.j2").render(facts)
    return text.strip() + "\n", html.strip() + "\n"


@lru_cache(maxsize=2)
def _environment(_kind: str) -> "Environment":
    # An environment for each kind of part: a text must not be escaped, HTML always (HW, Jinja).
    made = environment("letters")
    made.filters["linked"] = _linked
    return made


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
