"""Write many new rows of a table at once, past SQLAlchemy's making ready of each row by itself, which costs ten times as much."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Prepare = Callable[[object], object]
"""Gives a value as the driver takes it."""


def insert_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows, at least one. All have values of the same columns, those of the first; what else they hold is ignored.

    Raises as an insertion by SQLAlchemy does, but for a value that its column's type refuses: there what the type raises.
    """
    names = tuple(column.name for column in table.columns if column.name in rows[0])
    statement = _statement(connection.dialect, table, names)
    columns = [_prepared([row[name] for row in rows], prepare) for name, prepare in statement.columns]
    values = list(zip(*columns, strict=True))
    if statement.is_positional:
        connection.exec_driver_sql(statement.text, values)
    else:
        connection.exec_driver_sql(statement.text, [dict(zip(names, row, strict=True)) for row in values])


@dataclass(frozen=True, slots=True)
class _Statement:
    """An insertion as the driver takes it, its columns in their order there, each with what makes its values ready, if any."""

    text: str
    is_positional: bool
    columns: tuple[tuple[str, Prepare | None], ...]


@lru_cache(maxsize=64)
def _statement(dialect: Dialect, table: sa.Table, names: tuple[str, ...]) -> _Statement:
    # Inline: no number of a row is asked back.
    compiled = sa.insert(table).inline().compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler)
    ordered = compiled.positiontup if compiled.positiontup is not None else names
    columns = tuple((name, table.columns[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in ordered)
    return _Statement(str(compiled), compiled.positional, columns)


def _prepared(values: list[object], prepare: Prepare | None) -> list[object]:
    """Prepare each value once: many rows hold the very same moment or code. By identity, as equal ones may differ (`fold`)."""
    if prepare is None:
        return values
    different = {id(value): value for value in values}
    prepared = {key: prepare(value) for key, value in different.items()}
    return [prepared[id(value)] for value in values]
