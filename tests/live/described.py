"""What a register says, whatever the numbers of its rows and the hour: two that say the same are equal."""

from collections import Counter
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.tables import Detail

Row = sa.Row[Any]
Described = Counter[tuple[Any, ...]]

_OF_THE_PROGRAM = {
    "account_state", "alarm", "audit_seal", "job_state", "lease", "register_state", "schema_step",
}  # fmt: skip
_OF_THE_RUN = {"actor", "claimed_by", "client_no", "id", "message_id", "object_id", "smtp_code", "token", "tries"}
_TIMES_THAT_ARE_FACTS = {"starts_at", "ends_at"}


def described(connection: Connection) -> Described:
    """Give every row of a register as the tuple (table, values…), links as what they lead to, with how often it is there."""
    tables = [table for table in Detail.metadata.sorted_tables if table.name not in _OF_THE_PROGRAM]
    rows = {table.name: list(connection.execute(sa.select(table))) for table in tables}
    reader = _Reader({name: {row.id: row for row in found if hasattr(row, "id")} for name, found in rows.items()})
    return Counter((table.name, *reader.values(table, row)) for table in tables for row in rows[table.name])


class _Reader:
    def __init__(self, rows: dict[str, dict[int, Row]]) -> None:
        self._rows = rows
        self._addresses: dict[int, list[str]] = {}
        for detail in rows["detail"].values():
            if detail.field.value == "email":
                self._addresses.setdefault(detail.person_id, []).append(detail.value_key)

    def values(self, table: sa.Table, row: Row) -> tuple[Any, ...]:
        """Give the values of a row that are no times, numbers of rows or marks of a process."""
        pairs = ((column, getattr(row, column.name)) for column in table.columns if column.name not in _OF_THE_RUN)
        return tuple(self._value(column, value) for column, value in pairs if _counts(column, value))

    def _value(self, column: sa.Column[Any], value: Any) -> Any:
        key = next(iter(column.foreign_keys), None)
        if key is None or value is None:
            return value
        target = key.column.table
        if target.name == "person":
            # A person is known by addresses; what else is held is in the rows that lead here.
            return tuple(sorted(self._addresses.get(value, ())))
        return self.values(target, self._rows[target.name][value])


def _counts(column: sa.Column[Any], value: Any) -> bool:
    return column.name in _TIMES_THAT_ARE_FACTS or not isinstance(value, date)


def difference(wanted: Described, said: Described) -> str:
    """Say in a few lines what is missing and what is too many."""
    missing, too_many = list((wanted - said).elements()), list((said - wanted).elements())
    lines = [
        f"{len(missing)} missing, {len(too_many)} too many",
        *map(str, missing[:5]),
        "too many:",
        *map(str, too_many[:5]),
    ]
    return "\n".join(lines)
