"""Templates of letters, pages and copies: HTML is escaped, and a name that nobody gave is an error."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(folder: str) -> "Environment":
    """Give the templates of a folder under `daemon/templates`; those that end in `.html.j2` escape what is put into them.

    Rendering raises jinja2.UndefinedError for a name that a template wants and does not get.
    """
    # Commands that write nothing do not wait for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates" / folder),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
