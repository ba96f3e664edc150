"""Read a list of consents from a CSV file as spreadsheets write it: any of three separators, UTF-8, UTF-16 or Windows-1252. Pure.

A cell is text and nothing else: what a spreadsheet would take for a formula is never one here.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from models.errors import Declined
from models.rules.consent_rows import ConsentRow

COLUMNS = ("name", "email", "phone", "language", "purpose", "given_on", "method", "wording", "evidence")
NEEDED = ("email", "given_on", "evidence")
SEPARATORS = (";", ",", "\t")
MAX_BYTES = 20_000_000
MAX_ROWS = 100_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class FileRefused(Declined):
    """A file cannot be read as a list of consents. The message says why and holds no text of the file's rows."""


def read_consents(raw: bytes) -> tuple[ConsentRow, ...]:
    """Give the rows of the file, empty ones left out. Raises FileRefused when it is no such list."""
    if len(raw) > MAX_BYTES:
        raise FileRefused(f"the file is larger than {MAX_BYTES} bytes", mend="cut it into several files")
    text = _decoded(raw)
    separator = _separator(text)
    rows = list(_rows(text, separator))
    if not rows:
        raise FileRefused("the file is empty", mend=f"its first line names the columns: {', '.join(COLUMNS)}")
    columns = _columns(rows[0])
    filled = [(number, cells) for number, cells in enumerate(rows[1:], start=2) if any(map(str.strip, cells))]
    if len(filled) > MAX_ROWS:
        raise FileRefused(f"the file has more than {MAX_ROWS} rows", mend="cut it into several files")
    return tuple(_row(number, columns, cells) for number, cells in filled)


def _decoded(raw: bytes) -> str:
    if raw.startswith(_UTF16):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused(
        "the file is no text in UTF-8 or Windows-1252", mend="save it from the spreadsheet as CSV, not as a workbook"
    )


def _separator(text: str) -> str:
    """Take the separator that makes most column names out of the first line."""
    heading = text.lstrip("\r\n").splitlines()[:1]
    if not heading:
        return SEPARATORS[0]
    known = {mark: sum(_plain(cell) in COLUMNS for cell in heading[0].split(mark)) for mark in SEPARATORS}
    return max(SEPARATORS, key=lambda mark: known[mark])


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise FileRefused(
            "the file is no CSV that can be read", mend='a cell that holds a separator stands in "quotation marks"'
        ) from None


def _columns(heading: list[str]) -> list[str]:
    columns = [_plain(cell) for cell in heading]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [str(place) for place, column in enumerate(columns, start=1) if column not in COLUMNS]
    missing = [column for column in NEEDED if column not in columns]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    faults = [
        *([f"column {', '.join(unknown)} of the first line is not known"] if unknown else []),
        *([f"missing: {', '.join(missing)}"] if missing else []),
        *([f"the column {', '.join(twice)} stands twice"] if twice and not unknown else []),
    ]
    if faults:
        raise FileRefused("; ".join(faults), mend=f"the first line names columns out of: {', '.join(COLUMNS)}")
    return columns


def _row(number: int, columns: list[str], cells: list[str]) -> ConsentRow:
    surplus = any(cell.strip() for cell in cells[len(columns) :])
    return ConsentRow(number, dict(zip(columns, cells, strict=False)), surplus)


def _plain(cell: str) -> str:
    return cell.strip().strip('"').strip().lower()
