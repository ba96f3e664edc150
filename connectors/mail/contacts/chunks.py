"""Pieces of a signature line: where a name stands in one, and whether commas part it."""

from connectors.mail.contacts import titles
from connectors.mail.contacts.companies import has_form
from models.patterns import lazy

_PIECE = lazy(r"[^\s,/|]+")


def name_span(chunk: str, parts: frozenset[str]) -> tuple[int, int] | None:
    """Give where all parts of a name stand one after another in any order: "Virtanen Maija", "Maija Virtanen"."""
    run: list[tuple[str, int, int]] = []
    for match in _PIECE.finditer(chunk):
        word = match[0].strip(".;:()").casefold()
        if word not in parts:
            run = []
            continue
        run.append((word, match.start(), match.end()))
        if {word for word, *_ in run[-len(parts) :]} == parts:
            return run[-len(parts)][1], run[-1][2]
    return None


def lists(chunk: str) -> bool:
    """Whether commas part different things, and not the partners in a firm's name ("Laine, Salo & Co Oy")."""
    pieces = [piece.strip() for piece in chunk.split(",")]
    return not has_form(chunk) or has_form(pieces[0]) or titles.title_like(pieces[0]) or has_form(pieces[-1])


def blank(text: str, start: int, end: int) -> str:
    """Put a separator of the same length where a value stood."""
    return text[:start] + "\t" * (end - start) + text[end:]
