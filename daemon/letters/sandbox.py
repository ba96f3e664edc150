"""Where templates of letters run: they read the facts of a letter and nothing else, and make nothing large (HW, Jinja)."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, StrictUndefined, nodes, select_autoescape
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from daemon.letters.page import URL

OURS = Path(__file__).resolve().parents[1] / "templates" / "letters"
_TEXT_METHODS = frozenset({"split", "strip", "lower", "upper", "capitalize", "replace", "startswith", "endswith"})
_FILTERS = frozenset({
    "capitalize", "default", "e", "escape", "first", "join", "last", "length", "list", "lower", "replace", "trim", "upper",
})  # fmt: skip
MOST_REPEATED = frozenset({"*", "**"})
"""Operators by which a short template makes a long letter."""


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Templates of one kind of part. A name that nobody gave is an error."""

    intercepted_binops = MOST_REPEATED

    def __init__(self, own: Mapping[str, str]) -> None:
        """`own`: file name → text of the templates that stand in the place of ours."""

        def found(name: str) -> tuple[str, str, None] | None:
            # Named as its file: a fault says where it is.
            return (own[name], name, None) if name in own else None

        super().__init__(
            loader=ChoiceLoader([FunctionLoader(found), FileSystemLoader(OURS)]),
            autoescape=select_autoescape(enabled_extensions=("html.j2",)),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS} | {"linked": linked}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Of a text only what makes it no longer; of anything else what the sandbox allows."""
        if isinstance(obj, str):
            return attr in _TEXT_METHODS
        return bool(super().is_safe_attribute(obj, attr, value))

    def call_binop(self, _context: object, operator: str, _left: object, _right: object) -> object:
        """Refuse the operators above."""
        raise SecurityError(f"{operator} is not for letters")


def names_in(source: str, environment: LetterEnvironment) -> list[tuple[str, int]]:
    """Give the names that a template wants from outside, each with the first line that has it. Raises TemplateSyntaxError."""
    from jinja2.meta import find_undeclared_variables

    tree = environment.parse(source)
    wanted = find_undeclared_variables(tree)
    found: dict[str, int] = {}
    for node in tree.find_all(nodes.Name):
        if node.name in wanted and node.ctx == "load":
            found[node.name] = min(node.lineno, found.get(node.name, node.lineno))
    return sorted(found.items(), key=lambda item: item[1])


_LINK = "color: #17594b; text-decoration: underline; overflow-wrap: anywhere;"
"""As `link` of style.html.j2: a browser's own blue cannot be read on a dark page."""


def linked(text: str) -> Markup:
    """Give a text of the firm's own with its addresses as links; everything is escaped."""
    pieces: list[Markup] = []
    rest = 0
    for found in URL.finditer(text):
        url = escape(found[0])
        pieces += [
            escape(text[rest : found.start()]),
            Markup('<a href="{0}" style="{1}" class="accent">{0}</a>').format(url, _LINK),
        ]
        rest = found.end()
    return Markup("").join([*pieces, escape(text[rest:])])
