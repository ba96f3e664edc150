"""What all tables share: the naming convention, enum columns stored as text by value, times in UTC."""

from enum import StrEnum
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING

ENUM_LENGTH = 32

_WHERE = "where"


class Table(SQLModel):
    """Base of every table class. Ids are never given out twice: an erased person's id points nowhere for ever."""

    # Rows are not validated: building the validators of thirty tables would only slow down the start of every command.
    model_config = {**SQLModel.model_config, "defer_build": True}

    __table_args__: ClassVar[Any] = {"sqlite_autoincrement": True}


def constraints(*items: sa.schema.SchemaItem) -> tuple[Any, ...]:
    """Give the `__table_args__` of a table with constraints or indexes of its own."""
    return (*items, {"sqlite_autoincrement": True})


def partial_index(name: str, *columns: str, where: str) -> sa.Index:
    """Give an index over the rows that meet a condition.

    Here it is told for SQLite only: naming an option of PostgreSQL loads all of its drivers' code at every start.
    Migrations add the other half by `with_postgresql`.
    """
    return sa.Index(name, *columns, sqlite_where=sa.text(where), info={_WHERE: where})


def with_postgresql(metadata: sa.MetaData) -> sa.MetaData:
    """Give the tables with the conditions of partial indexes told for PostgreSQL, too: for what makes or compares tables."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if _WHERE in index.info:
                index.dialect_kwargs["postgresql_where"] = sa.text(index.info[_WHERE])
    return metadata


def enum_type(kind: type[StrEnum]) -> sa.Enum:
    """Give a text column type that stores the member's value, the same on SQLite and PostgreSQL, and refuses others."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        validate_strings=True,
        length=ENUM_LENGTH,
        values_callable=lambda members: [member.value for member in members],
    )


class _HasId(Protocol):
    id: int | None


def row_id(row: _HasId) -> int:
    """Give the id of a row that has been flushed."""
    number = row.id
    if number is None:
        raise ValueError("the row has no id before it is flushed")
    return number
