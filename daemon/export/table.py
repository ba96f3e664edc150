"""A person's copy as CSV for spreadsheets: one line for each value and each source of it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum

from models.register.export import ExportedRow, ExportedSource, PersonExport, Tie

HEADING = (
    "section",
    "table",
    "id",
    "column",
    "value",
    "source",
    "source_kind",
    "source_place",
    "source_at",
    "by_person",
)
SEPARATOR = ";"
"""As spreadsheets of Finland and Sweden expect it; with the mark of UTF-8 at the head they open the file as it is."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, wide forms included (OWASP, CSV injection)."""


def as_csv(export: PersonExport) -> bytes:
    """Give the copy as CSV: UTF-8 with its mark, semicolons. No cell is a formula: such a value gets an apostrophe first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADING)
    sources = {source.id: source for source in export.sources}
    for row in export.rows:
        writer.writerows([safe(cell) for cell in line] for line in _lines(row, sources))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula, also behind blanks."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip().startswith(FORMULA) else cell


def _lines(row: ExportedRow, sources: dict[int, ExportedSource]) -> Iterator[list[str]]:
    head = [row.section.value, row.table, str(row.id)]
    for column, value in row.values.items():
        if value is None or value == "":
            continue
        for tie in row.sources or (None,):
            yield [*head, column, text_of(value), *_source(tie, sources)]
    for tie in row.sources:
        for column, value in tie.values.items():
            if value is not None and value != "":
                yield [*head, f"source.{column}", text_of(value), *_source(tie, sources)]


def _source(tie: Tie | None, sources: dict[int, ExportedSource]) -> list[str]:
    source = sources.get(tie.source_id) if tie else None
    if source is None:
        return ["", "", "", "", ""]
    by_person = "" if source.by_person is None else text_of(source.by_person)
    return [str(source.id), source.kind, source.place, text_of(source.occurred_at), by_person]


def text_of(value: object) -> str:
    """Give a value as a cell holds it: moments in ISO 8601, members of lists by their code."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
