"""Lines of a form that hold several labels or a row of a table, parted into lines of one label and its value."""

import re
from collections.abc import Sequence

from connectors.mail.body import Line
from connectors.mail.contacts.labels import LabelMeaning, meaning
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy

_CELLS = lazy(r"[|;\t&]|,(?=\s*\"?[\w -]{2,30}\"?[:=])")
_TOLD = lazy(r"\s*\"?[^\W\d][\w -]{1,30}\"?\s*[:=]")


def unfolded(lines: Sequence[Line | ZonedLine]) -> Sequence[Line | ZonedLine]:
    """Part "nimi=Maija|email=…|puh=…", and rows under a row of labels, into lines of one label and value each."""
    parted: list[Line | ZonedLine] = []
    heads: list[str] = []
    for line in lines:
        cells = _CELLS.split(line.text.strip().strip("{}|")) if _CELLS.search(line.text) else []
        if len(cells) < 3:
            heads = []
            parted.append(line)
            continue
        if sum(_TOLD.match(cell) is not None for cell in cells) >= 3:
            parted += [line._replace(text=cell.strip().replace('"', "")) for cell in cells]
        elif heads and len(cells) == len(heads):
            parted += [line._replace(text=f"{head}: {cell.strip()}") for head, cell in zip(heads, cells, strict=True)]
        else:
            heads = cells if _are_heads(cells) else []
            parted.append(line)
    return parted


def row_of_labels(text: str) -> bool:
    """Whether a line is the head of a table: a row of labels, with their values in the rows below."""
    return text.count("\t") + text.count("|") > 1 and _are_heads(_CELLS.split(text.strip().strip("|")))


def _are_heads(cells: list[str]) -> bool:
    known = [meaning(cell) for cell in cells if not re.search(r"[\d@:=]", cell)]
    return len(known) == len(cells) and sum(map(_asks, known)) >= 2


def _asks(known: LabelMeaning | None) -> bool:
    return known is not None and known.field is not None
