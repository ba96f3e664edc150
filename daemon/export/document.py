"""A person's copy as JSON, and the schema of it: both are made from the column table (W6, W7)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from models.column_table import COLUMNS, ExportSection, Personal
from models.register.export import CutReason, PersonExport, is_actor, section_of
from models.register.export_reach import TIES, columns_of, copied_tables
from models.rules.retention import DEFAULT_PERIODS
from models.vocabulary import Direction, Language, Purpose, SourceKind, Trust

SCHEMA_ID = "urn:rekisterid:person-export:1"
"""The number grows when a program that reads version 1 could stumble."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Firm:
    """Whose register it is (S1–S3): what every copy names."""

    register: str
    controller: str
    address: str
    email: str
    contact: str
    contact_email: str
    contact_phone: str
    notice_version: str
    notice_url: str | None


@dataclass(frozen=True, slots=True)
class SectionUse:
    """Why a part of the copy is held and how long (W6). Months or days; both 0: no end of its own."""

    section: ExportSection
    purposes: tuple[Purpose, ...]
    months: int
    days: int


def uses() -> tuple[SectionUse, ...]:
    """Give for each part of the copy what its columns are held for, and the longest of their terms."""
    return tuple(_use(section) for section in ExportSection if section is not ExportSection.NONE)


def _use(section: ExportSection) -> SectionUse:
    entries = [entry for entry in COLUMNS.values() if isinstance(entry, Personal) and entry.section is section]
    purposes = {purpose for entry in entries for purpose in entry.purposes}
    periods = [DEFAULT_PERIODS[kept] for kept in {entry.retention for entry in entries} if kept in DEFAULT_PERIODS]
    longest = max(periods, key=lambda period: (period.months, period.days), default=None)
    return SectionUse(
        section,
        tuple(purpose for purpose in Purpose if purpose in purposes),
        longest.months if longest else 0,
        longest.days if longest else 0,
    )


def as_json(export: PersonExport, firm: Firm) -> bytes:
    """Give the copy as JSON in UTF-8; `person-export.schema.json` describes it."""
    return json.dumps(document(export, firm), ensure_ascii=False, indent=2).encode() + b"\n"


def document(export: PersonExport, firm: Firm) -> dict[str, Json]:
    """Give the copy as JSON has it."""
    sections: dict[str, list[Json]] = {
        use.section.value: [] for use in uses() if use.section is not ExportSection.SOURCES
    }
    for row in export.rows:
        sections[row.section.value].append(
            {
                "table": row.table,
                "id": row.id,
                "values": _plain(row.values),
                "sources": [{"source": tie.source_id, "values": _plain(tie.values)} for tie in row.sources],
            }
        )
    return {
        "schema": SCHEMA_ID,
        "made_at": _plain(export.made_at),
        "register": _plain(firm),
        "person": {
            "id": export.person_id,
            "records": list(export.records),
            "language": _plain(export.language),
        },
        "uses": [_plain(use) for use in uses()],
        "sections": {name: list(rows) for name, rows in sections.items()},
        "sources": [_plain(source) for source in export.sources],
        "withheld": [_plain(cut) for cut in export.cuts],
    }


def _plain(value: object) -> Json:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    assert isinstance(value, list | tuple), type(value)
    return [_plain(item) for item in value]


def schema() -> dict[str, Json]:
    """Give the JSON schema (draft 2020-12) of a copy. A column that comes or goes changes it."""
    sections: dict[str, list[Json]] = {
        use.section.value: [] for use in uses() if use.section is not ExportSection.SOURCES
    }
    for table in copied_tables():
        sections[section_of(table).value].append({"$ref": f"#/$defs/{table.name}"})
    parts: dict[str, Json] = {
        name: {"type": "array", "items": {"oneOf": tables} if tables else False} for name, tables in sections.items()
    }
    top: dict[str, Json] = {
        "schema": {"const": SCHEMA_ID},
        "made_at": _MOMENT,
        "register": _object({**dict.fromkeys(_names(Firm), _TEXT), "notice_url": _maybe(_TEXT)}),
        "person": _object(
            {"id": _NUMBER, "records": {"type": "array", "items": _NUMBER}, "language": _maybe(_one_of(Language))}
        ),
        "uses": {"type": "array", "items": {"$ref": "#/$defs/use"}},
        "sections": _object(parts),
        "sources": {"type": "array", "items": {"$ref": "#/$defs/source"}},
        "withheld": {"type": "array", "items": {"$ref": "#/$defs/cut"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Copy of the data that a register holds of one person",
        **_object(top),
        "$defs": {**_fixed(), **{table.name: _row(table) for table in copied_tables()}},
    }


_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "integer"}
_SWITCH: Json = {"type": "boolean"}
_MOMENT: Json = {"type": "string", "format": "date-time"}


def _fixed() -> dict[str, Json]:
    source: dict[str, Json] = {
        "id": _NUMBER,
        "kind": _one_of(SourceKind),
        **dict.fromkeys(("account", "folder", "validity", "item", "reference"), _TEXT),
        "direction": _maybe(_one_of(Direction)),
        "trust": _one_of(Trust),
        "occurred_at": _MOMENT,
        "read_at": _MOMENT,
        "by_person": _maybe(_SWITCH),
        "gone": _SWITCH,
    }
    use: dict[str, Json] = {
        "section": _one_of(ExportSection),
        "purposes": {"type": "array", "items": _one_of(Purpose)},
        "months": _NUMBER,
        "days": _NUMBER,
    }
    cut: dict[str, Json] = {"table": _TEXT, "column": _TEXT, "reason": _one_of(CutReason), "count": _NUMBER}
    ties = SQLModel.metadata.tables[TIES]
    tied: dict[str, Json] = {"source": _NUMBER, "values": _columns(ties)}
    return {"source": _object(source), "use": _object(use), "cut": _object(cut), "tie": _object(tied)}


def _row(table: sa.Table) -> Json:
    return _object(
        {
            "table": {"const": table.name},
            "id": _NUMBER,
            "values": _columns(table),
            "sources": {"type": "array", "items": {"$ref": "#/$defs/tie"}},
        }
    )


def _columns(table: sa.Table) -> Json:
    """A value that is cut is not there at all: so no column is demanded."""
    made = _object({column.name: _kind(table, column) for column in columns_of(table)})
    del made["required"]
    return made


def _kind(table: sa.Table, column: sa.Column[object]) -> Json:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    plain: Json = _TEXT
    if isinstance(kind, sa.Enum) and kind.enum_class is not None and not is_actor(table.name, column.name):
        plain = _one_of(kind.enum_class)
    elif isinstance(kind, sa.Boolean):
        plain = _SWITCH
    elif isinstance(kind, sa.Integer):
        plain = _NUMBER
    elif isinstance(kind, sa.Float):
        plain = {"type": "number"}
    elif issubclass(kind.python_type, datetime):
        plain = _MOMENT
    elif issubclass(kind.python_type, date):
        plain = {"type": "string", "format": "date"}
    return _maybe(plain) if column.nullable else plain


def _object(properties: dict[str, Json]) -> dict[str, Json]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _maybe(kind: Json) -> Json:
    return {"anyOf": [kind, {"type": "null"}]}


def _one_of(members: type[Enum]) -> Json:
    return {"enum": [str(member.value) for member in members]}


def _names(kind: type[Firm]) -> list[str]:
    return [field.name for field in fields(kind)]


if __name__ == "__main__":
    import sys

    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
