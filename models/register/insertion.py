"""Write many new rows of a table at once, past SQLAlchemy's making ready of each row by itself, which costs ten times as much."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Prepare = Callable[[object], object]
"""Gives a value as the driver takes it."""

ROWS_A_STATEMENT = 50
"""SQLite begins and ends each statement with work of its own; so many of the widest rows stay below its limit of values."""


def insert_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows, at least one. All have values of the same columns, those of the first; what else they hold is ignored.

    Raises as an insertion by SQLAlchemy does, but for a value that its column's type refuses: there what the type raises.
    """
    names = tuple(column.name for column in table.columns if column.name in rows[0])
    statement = _statement(connection.dialect, table, names)
    ready: dict[Prepare, dict[int, object]] = {}
    columns = [_prepared([row[name] for row in rows], prepare, ready) for name, prepare in statement.columns]
    values = list(zip(*columns, strict=True))
    if not statement.is_positional:
        connection.exec_driver_sql(statement.text, [dict(zip(names, row, strict=True)) for row in values])
        return
    whole = len(values) - len(values) % ROWS_A_STATEMENT
    if whole:
        groups = (values[begin : begin + ROWS_A_STATEMENT] for begin in range(0, whole, ROWS_A_STATEMENT))
        connection.exec_driver_sql(statement.of_many, [tuple(chain.from_iterable(group)) for group in groups])
    if rest := values[whole:]:
        connection.exec_driver_sql(statement.text, rest)


@dataclass(frozen=True, slots=True)
class _Statement:
    """An insertion as the driver takes it, its columns in their order there, each with what makes its values ready, if any.

    `of_many`: the same for ROWS_A_STATEMENT rows, where values go by position.
    """

    text: str
    of_many: str
    is_positional: bool
    columns: tuple[tuple[str, Prepare | None], ...]


@lru_cache(maxsize=64)
def _statement(dialect: Dialect, table: sa.Table, names: tuple[str, ...]) -> _Statement:
    # Inline: no number of a row is asked back.
    compiled = sa.insert(table).inline().compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler)
    text = str(compiled)
    before, keyword, places = text.rpartition("VALUES ")
    ordered = compiled.positiontup if compiled.positiontup is not None else names
    kinds = {name: table.columns[name].type for name in names}
    # Columns of one type share what prepares their values, and so what it has prepared.
    prepares = {repr(kind): kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds.values()}
    return _Statement(
        text,
        before + keyword + ", ".join([places] * ROWS_A_STATEMENT),
        compiled.positional,
        tuple((name, prepares[repr(kinds[name])]) for name in ordered),
    )


def _prepared(values: list[object], prepare: Prepare | None, ready: dict[Prepare, dict[int, object]]) -> list[object]:
    """Prepare each value once: many rows, and several columns, hold the very same moment or code.

    `ready` keeps what was prepared, by identity: equal ones may differ (`fold`). The rows keep the values alive meanwhile.
    """
    if prepare is None:
        return values
    known = ready.setdefault(prepare, {})
    for value in values:
        if id(value) not in known:
            known[id(value)] = prepare(value)
    return [known[id(value)] for value in values]
