"""Everything the register holds of one person, row by row and column by column as the column table says (W5, W6, G16).

Which rows are a person's follows from the links between the tables, so a new table that names people is exported without a
line here. What is somebody else's is cut and said to be cut.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models.column_table import COLUMNS, ExportSection, Personal
from models.register.audit import Act, By, record
from models.register.clusters import cluster_of
from models.register.export_reach import TIES, Reach, columns_of, copied_tables, reach_of
from models.register.keys import keyed_hash
from models.register.queries.groups import portions
from models.register.queries.people import NobodyMeant
from models.register.streams import stream_names
from models.register.suppression import SUPPRESSED_FIELDS
from models.rules.normalise import comparable_email
from models.tables import Detail, Person, Source, row_id
from models.vocabulary import DetailField, Language

_ADDRESS = re.compile(r"[^\s/@:<>;,]+(?:@|%40)[^\s/@:<>;,]+")

Value = None | bool | int | float | str | date | datetime | Enum
Values = Mapping[str, Value]


class CutReason(Enum):
    """Why something is not in the copy."""

    OTHER_PERSON = "other_person"
    STAFF_NAME = "staff_name"


@dataclass(frozen=True, slots=True)
class Tie:
    """That a source states the row: `values` are the columns of the tie itself, empty where a row has one source only."""

    source_id: int
    values: Values


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """One row of one table. `sources`: where it came from; empty for what is an act of the firm or of the register itself."""

    table: str
    id: int | str
    section: ExportSection
    values: Values
    sources: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class ExportedSource:
    """An item that something came from. `by_person`: the person is its author; None: nobody is known to be."""

    id: int
    kind: str
    account: str
    folder: str
    validity: str
    item: str
    reference: str
    direction: str | None
    trust: str
    occurred_at: datetime
    read_at: datetime
    by_person: bool | None
    gone: bool

    @property
    def place(self) -> str:
        """Where it lies: the reference of what staff entered, the way to an item of an account."""
        return self.reference or "/".join(
            part for part in (self.account, self.folder, self.validity, self.item) if part
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """How many values of a column are not in the copy, and why."""

    table: str
    column: str
    reason: CutReason
    count: int


@dataclass(frozen=True, slots=True)
class PersonExport:
    """All that is held of one person: `records` are the rows of `person` that are read as one."""

    person_id: int
    records: tuple[int, ...]
    language: Language | None
    made_at: datetime
    rows: tuple[ExportedRow, ...]
    sources: tuple[ExportedSource, ...]
    cuts: tuple[Cut, ...]


def export_person(session: Session, by: By, key: bytes, person_id: int, form: str) -> PersonExport:
    """Give what is held of the person that this record belongs to, and log that it was given out in that form (S14).

    Needs a write transaction: the copy and its audit row are one. Raises NobodyMeant for an unknown id.
    """
    members = cluster_of(session, person_id).members
    people = session.exec(select(Person).where(col(Person.id).in_(members)).order_by(col(Person.id))).all()
    if not any(row.id == person_id for row in people):
        raise NobodyMeant(f"there is no person {person_id}", mend="`rekisterid people` lists the ids")
    for member in members:
        record(session, by, Act("person.export", "person", member, "W6", form))
    session.flush()
    return _Copy(session, by, key, members).made([row.language for row in people])


class _Copy:
    """Gathers one person's copy."""

    def __init__(self, session: Session, by: By, key: bytes, members: tuple[int, ...]) -> None:
        self._session = session
        self._by = by
        self._members = members
        self._own = _own_values(session, members)
        hashes = [keyed_hash(key, field, value) for field, value in self._own if field in SUPPRESSED_FIELDS]
        addresses = [value for field, value in self._own if field is DetailField.EMAIL]
        self._reach: Reach = reach_of(session, members, hashes, addresses)
        self._cuts: dict[tuple[str, str, CutReason], int] = {}
        self._ties = self._tied()

    def made(self, languages: Sequence[Language | None]) -> PersonExport:
        rows = tuple(row for table in copied_tables() for row in self._rows(table))
        wanted = {tie.source_id for row in rows for tie in row.sources}
        sources = tuple(self._sources(wanted | set(self._reach.get("source", ()))))
        return PersonExport(
            person_id=self._members[0],
            records=self._members,
            language=next((language for language in languages if language is not None), None),
            made_at=self._by.now,
            rows=rows,
            sources=sources,
            cuts=tuple(Cut(*place, count) for place, count in sorted(self._cuts.items(), key=repr)),
        )

    def _tied(self) -> dict[int, list[Tie]]:
        """Give the ties of each value of the person."""
        found: dict[int, list[Tie]] = {}
        table = SQLModel.metadata.tables[TIES]
        for row in self._read(table):
            values = self._values(table, row)
            found.setdefault(int(row["detail_id"]), []).append(Tie(int(row["source_id"]), values))
        return found

    def _rows(self, table: sa.Table) -> Iterator[ExportedRow]:
        for row in self._read(table):
            number = row["id"]
            yield ExportedRow(
                table=table.name,
                id=number,
                section=section_of(table),
                values=self._values(table, row),
                sources=self._sources_of(table, row),
            )

    def _sources_of(self, table: sa.Table, row: sa.RowMapping) -> tuple[Tie, ...]:
        if table.name == "detail":
            return tuple(self._ties.get(int(row["id"]), ()))
        source_id = row.get("source_id")
        if source_id is None and "booking_id" in row:
            source_id = self._reach.booking_sources.get(row["booking_id"])
        return () if source_id is None else (Tie(int(source_id), {}),)

    def _read(self, table: sa.Table) -> Iterator[sa.RowMapping]:
        if not columns_of(table) or table.name not in self._reach:
            return
        key = table.c.id
        for portion in portions(self._reach[table.name]):
            yield from self._session.execute(sa.select(table).where(key.in_(portion)).order_by(key)).mappings()

    def _values(self, table: sa.Table, row: sa.RowMapping) -> Values:
        values: dict[str, Value] = {}
        for column in columns_of(table):
            reason = self._cut(table, column, row[column.name])
            if reason is None:
                values[column.name] = self._shown(table, column, row[column.name])
                continue
            place = (table.name, column.name, reason)
            self._cuts[place] = self._cuts.get(place, 0) + 1
        return values

    def _cut(self, table: sa.Table, column: sa.Column[object], value: object) -> CutReason | None:
        """Say why a value is somebody else's and not the person's own (W5)."""
        if value in (None, ""):
            return None
        if any(link.column.table.name == "person" for link in column.foreign_keys):
            return None if value in self._members else CutReason.OTHER_PERSON
        if (table.name, column.name) == ("booking", "practitioner"):
            return CutReason.STAFF_NAME
        return None

    def _shown(self, table: sa.Table, column: sa.Column[object], value: object) -> Value:
        if is_actor(table.name, column.name):
            return str(value).partition(":")[0] if value is not None else None
        assert value is None or isinstance(value, bool | int | float | str | date | Enum), column
        return value

    def _masked(self, text: str, table: str, column: str) -> str:
        """Take other people's addresses out: calendars build names of events and folders from them (W5)."""

        def mask(found: re.Match[str]) -> str:
            address = comparable_email(found[0].replace("%40", "@"))
            if (DetailField.EMAIL, address) in self._own:
                return found[0]
            place = (table, column, CutReason.OTHER_PERSON)
            self._cuts[place] = self._cuts.get(place, 0) + 1
            return "…"

        return _ADDRESS.sub(mask, text)

    def _sources(self, wanted: Iterable[int]) -> Iterator[ExportedSource]:
        streams = stream_names(self._session)
        for portion in portions(wanted):
            rows = self._session.exec(select(Source).where(col(Source.id).in_(portion)).order_by(col(Source.id)))
            for row in rows:
                account, folder = streams.get(row.stream_id or 0, ("", ""))
                yield ExportedSource(
                    id=row_id(row),
                    kind=row.kind.value,
                    account=account,
                    folder=self._masked(folder, "stream", "name"),
                    validity=row.validity,
                    item=self._masked(row.item or "", "source", "item"),
                    reference=row.reference or "",
                    direction=row.direction.value if row.direction else None,
                    trust=row.trust.value,
                    occurred_at=row.occurred_at,
                    read_at=row.read_at,
                    by_person=None if row.person_id is None else row.person_id in self._members,
                    gone=row.gone_at is not None,
                )


def section_of(table: sa.Table) -> ExportSection:
    """Give the part of the copy in which a table's rows stand: that of most of its columns."""
    sections = [
        entry.section for column in columns_of(table) if isinstance(entry := COLUMNS[table.name, column.name], Personal)
    ]
    return max(sections, key=lambda section: (sections.count(section), -sections.index(section)))


def is_actor(table: str, column: str) -> bool:
    """Whether a column names who of the firm or which rule acted: the copy says the kind of it, not the person (W5)."""
    entry = COLUMNS[table, column]
    in_log = isinstance(entry, Personal) and entry.section is ExportSection.LOG
    return (table, column) == ("audit_entry", "actor") or (
        in_log and table != "audit_entry" and not column.endswith("_at")
    )


def _own_values(session: Session, members: Sequence[int]) -> set[tuple[DetailField, str]]:
    rows = session.exec(select(Detail.field, Detail.value_key).where(col(Detail.person_id).in_(members)))
    return {(DetailField(field), value) for field, value in rows}
