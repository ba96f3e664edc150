"""Tables for people, without frames: the heading underlined, long cells folded and never cut."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from daemon.cli.output import clean


def plain_table(*titles: str) -> Table:
    """Give an empty table with these columns."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def plain_lines(rows: Iterable[Sequence[str]]) -> Table:
    """Give rows without a heading, indented; what is long folds below itself."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=0)
    for number, row in enumerate(rows):
        if number == 0:
            for _ in row[:-1]:
                grid.add_column(no_wrap=True)
            grid.add_column(overflow="fold")
        grid.add_row("", *(Text(clean(cell)) for cell in row))
    return grid
