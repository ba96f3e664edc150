"""A table for people, without frames: the heading underlined, long cells folded and never cut."""

from rich.box import SIMPLE_HEAD
from rich.table import Table


def plain_table(*titles: str) -> Table:
    """Give an empty table with these columns."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
    for title in titles:
        table.add_column(title, overflow="fold")
    return table
