"""Plant a person in every table: each column that is theirs holds a value that can be found again.

Made from the schema itself, so that a new column is planted without a line here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from models.register.export_reach import columns_of
from models.register.keys import keyed_hash
from models.vocabulary import DetailField
from tests.models.register.samples import KEY, NOW

VALUES: dict[DetailField, tuple[str, str]] = {
    DetailField.PERSON_NAME: ("Planted Henkilö", "planted henkilö"),
    DetailField.EMAIL: ("planted@koe.example", "planted@koe.example"),
    DetailField.PHONE: ("+358409990001", "+358409990001"),
    DetailField.STREET: ("Koekatu 991 B 12", "koekatu 991 b 12"),
    DetailField.POSTCODE: ("99871", "99871"),
    DetailField.CITY: ("Plantala", "plantala"),
    DetailField.COMPANY: ("Plantti Oy", "plantti oy"),
    DetailField.BUSINESS_ID: ("2077474-0", "2077474-0"),
    DetailField.JOB_TITLE: ("Koehenkilö", "koehenkilö"),
    DetailField.WEBSITE: ("https://planted.example", "https://planted.example"),
    DetailField.EINVOICE_ADDRESS: ("003720774740", "003720774740"),
    DetailField.EINVOICE_OPERATOR: ("003721291126", "003721291126"),
}
CUT = {("booking", "practitioner"), ("judgement", "person_b")}
"""What is another person's in the rows of this one."""


@dataclass
class Planted:
    """What was planted: ids by table, and every (table, column, value) that is the person's."""

    person_id: int
    other_id: int
    ids: dict[str, list[int]] = field(default_factory=dict)
    facts: list[tuple[str, str, Any]] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Give the planted texts that nothing else in the register holds."""
        return [value for _, _, value in self.facts if type(value) is str and len(value) > 6]


def plant(session: Session, mark: str = "planted") -> Planted:
    """Put the person, and another one beside them, into the register. `mark` begins every free text."""
    return _Planter(session, mark).done()


class _Planter:
    def __init__(self, session: Session, mark: str) -> None:
        self._session = session
        self._mark = mark
        self._count = 0
        self._address = VALUES[DetailField.EMAIL][1].replace("planted", mark)
        self._planted = Planted(0, 0)
        self._made: dict[str, int] = {}

    def done(self) -> Planted:
        theirs = [table for table in SQLModel.metadata.sorted_tables if self._is_theirs(table)]
        # The log names a person by number, without a link.
        for table in sorted(theirs, key=lambda table: table.name == "audit_entry"):
            for fixed in self._rows(table):
                self._insert(table, fixed)
        self._session.flush()
        return self._planted

    def _is_theirs(self, table: sa.Table) -> bool:
        return bool(columns_of(table)) or table.name == "stream"

    def _rows(self, table: sa.Table) -> Sequence[dict[str, Any]]:
        if table.name == "person":
            return [{}, {}]
        if table.name == "detail":
            return [
                {"field": kind, "value": self._own(value), "value_key": self._own(key)}
                for kind, (value, key) in VALUES.items()
            ]
        if table.name == "detail_source":
            return [{"detail_id": number} for number in self._planted.ids["detail"]]
        return [{}]

    def _own(self, text: str) -> str:
        return text.replace("planted", self._mark).replace("Planted", self._mark.capitalize())

    def _insert(self, table: sa.Table, fixed: dict[str, Any]) -> None:
        values = {
            column.name: fixed.get(column.name, self._value(table, column))
            for column in table.columns
            if column.name != "id"
        }
        number = int(self._session.execute(sa.insert(table).values(values).returning(table.c.id)).scalar_one())
        self._planted.ids.setdefault(table.name, []).append(number)
        if table.name == "person" and not self._planted.person_id:
            self._planted.person_id = number
        elif table.name == "person":
            self._planted.other_id = number
            return
        self._made[table.name] = number
        self._planted.facts.extend(self._facts(table, {**values, "id": number}))

    def _facts(self, table: sa.Table, values: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
        for column in columns_of(table):
            if (table.name, column.name) not in CUT:
                yield table.name, column.name, values[column.name]

    def _value(self, table: sa.Table, column: sa.Column[Any]) -> Any:
        known = self._known(table.name, column.name)
        if known is not None:
            return known
        for link in column.foreign_keys:
            return self._made.get(link.column.table.name)
        self._count += 1
        return self._fresh(column)

    def _known(self, table: str, column: str) -> Any:
        """Give what makes a row the person's where no link does."""
        known = {
            ("judgement", "person_b"): self._planted.other_id,
            ("audit_entry", "object_type"): "person",
            ("audit_entry", "object_id"): self._planted.person_id,
            ("audit_entry", "actor"): "staff:Sari Staff",
            ("suppression", "keyed_hash"): keyed_hash(KEY, DetailField.EMAIL, self._address),
            ("candidate", "address_key"): self._address,
            ("candidate", "address"): self._address,
            ("detail_source", "taken_by"): "staff:Sari Staff",
            ("person", "id"): self._planted.person_id,
            ("consent_event", "channels"): "email",
        }
        return known.get((table, column))

    def _fresh(self, column: sa.Column[Any]) -> Any:
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        if isinstance(kind, sa.Enum) and kind.enum_class is not None:
            members: list[Enum] = list(kind.enum_class)
            return members[self._count % len(members)]
        if isinstance(kind, sa.Boolean):
            return True
        if isinstance(kind, sa.Integer):
            return 7000 + self._count
        if isinstance(kind, sa.Float):
            return 0.5 + self._count / 10_000
        if isinstance(kind, sa.LargeBinary):
            return self._count.to_bytes(16, "big")
        if issubclass(kind.python_type, datetime):
            return NOW + timedelta(minutes=self._count)
        if issubclass(kind.python_type, date):
            return NOW.date() + timedelta(days=self._count)
        longest = getattr(kind, "length", None) or 60
        return f"{self._mark} {self._count} {column.name}"[:longest]
