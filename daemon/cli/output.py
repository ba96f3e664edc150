"""What commands write: tables and JSON on standard output, notes and faults on standard error.

A value may come from a stranger's mail: it is shown as plain text, never as markup, and its hidden characters are made
visible (HW-T7).
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod

T = TypeVar("T")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]

WIDTH_WITHOUT_TERMINAL = 200
NARROW = 80
"""What every terminal has."""

WIDE = 110
"""From this many columns on a person, or an item that could not be read, fits on one line."""


@dataclass(frozen=True)  # no slots: `Column[Row](…)` fails with them in Python 3.11
class Column(Generic[T]):
    """A column of a table: its heading and how a row gives its cell. `number`: set to the right.

    `whole`: other columns are folded before this one, which holds what is copied from the screen.
    """

    title: str
    of: Callable[[T], object]
    number: bool = False
    whole: bool = False


class Lines(tuple[str, ...]):
    """A cell of several lines."""

    __slots__ = ()


def show(
    rows: Sequence[T],
    columns: Sequence[Column[T]],
    *,
    as_json: bool,
    title: str = "",
    empty: str = "none",
    width: int | None = None,
) -> None:
    """Write rows as a table, or as a JSON list of whole rows. `empty` is said in place of a table without rows.

    `width`: at most so many columns; None = as many as the terminal has.
    """
    if as_json:
        show_json(rows)
        return
    if not rows:
        line(empty)
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(clean(title)) if title else None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    out = console(sys.stdout)
    cells = [[Text(cell(column.of(row))) for column in columns] for row in rows]
    for place, column in enumerate(columns):
        # What takes more than half of the screen is folded all the same: a line that is kept whole would be cut there.
        whole = column.whole and all(out.measure(row[place]).maximum * 2 <= out.width for row in cells)
        justify: JustifyMethod = "right" if column.number else "left"
        table.add_column(column.title, justify=justify, overflow="fold", no_wrap=whole)
    for row in cells:
        table.add_row(*row)
    out.print(table, width=min(width or out.width, out.width))


def show_json(value: object) -> None:
    """Write a value as JSON (see `plain`)."""
    line(json.dumps(plain(value), ensure_ascii=False, indent=2))


def line(text: str = "") -> None:
    """Write a line on standard output."""
    sys.stdout.write(f"{text}\n")


def named(account: str, message: str) -> str:
    """Give a message with the account it is about; what connectors say names it already."""
    return message if message.startswith(f"{account}: ") else f"{account}: {message}"


def note(text: str) -> None:
    """Write a line on standard error: progress, warnings, what went wrong."""
    # A full disk behind standard error must not end the service.
    with suppress(OSError):
        sys.stderr.write(f"{clean(text, keep_lines=True)}\n")


def clean(text: str, *, keep_lines: bool = False) -> str:
    """Give a text with every control, direction and zero-width character written out as \\uXXXX."""
    if text.isprintable() and text.isascii():
        return text
    from models.rules.normalise.visible import is_hidden

    if keep_lines:
        # Mail ends its lines with both characters; a lone carriage return could still hide what stands before it.
        text = text.replace("\r\n", "\n")
    return "".join(
        character if not is_hidden(character) or (keep_lines and character == "\n") else f"\\u{ord(character):04x}"
        for character in text
    )


def cell(value: object) -> str:
    """Give a value as people read it in a table; an aware moment in local time of the machine."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return cell(value.value)
    if isinstance(value, datetime):
        return f"{value.astimezone() if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, Lines):
        return "\n".join(cell(item) for item in value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(cell(item) for item in value)
    return clean(str(value))


def plain(value: object) -> Plain:
    """Give a value as JSON has it: dataclasses as objects, moments in ISO 8601, durations in seconds, enums by value.

    Raises TypeError for anything else: what is written out is chosen, not found.
    """
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=repr)
    raise TypeError(f"{type(value).__name__} is no value for output")


def console(stream: IO[str]) -> "Console":
    """Give rich's console for a stream; wide where there is no terminal, so that nothing is cut."""
    from rich.console import Console

    width = None if stream.isatty() else WIDTH_WITHOUT_TERMINAL
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def is_wide() -> bool:
    """Whether standard output has room for rows of many columns."""
    return console(sys.stdout).width >= WIDE


@contextmanager
def busy(text: str) -> Iterator[None]:
    """Show a spinner with a text on standard error while something runs; without a terminal nothing is shown."""
    if not sys.stderr.isatty():
        yield
        return
    with console(sys.stderr).status(clean(text)):
        yield
