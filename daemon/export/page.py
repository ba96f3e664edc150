"""A person's copy as a page for reading, in their language; nothing is loaded from anywhere (W6, W7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daemon.export.codes import HIDDEN, proof, words_of
from daemon.export.document import Firm, SectionUse, uses
from daemon.export.words import Voice
from daemon.templating import environment
from models.column_table import ExportSection
from models.register.export import CutReason, ExportedRow, ExportedSource, PersonExport, Tie, Values
from models.rules.normalise import shown_phone
from models.vocabulary import DetailField, Language

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a row: what it is and what it says."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it is read: its heading, its lines, and where it came from."""

    heading: str
    lines: tuple[Line, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one kind."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the copy: why it is held, how long, and its rows."""

    heading: str
    purposes: str
    kept: str
    groups: tuple[Group, ...]


def as_page(export: PersonExport, firm: Firm, zone: ZoneInfo, fallback: Language) -> bytes:
    """Give the copy as HTML in the person's language, or in `fallback` when none is known; moments in that zone."""
    language = export.language or fallback
    voice = Voice(language)
    reader = _Reader(voice, export, zone)
    facts = {
        "say": voice.page,
        "language": language.value,
        "firm": firm,
        "made": reader.moment(export.made_at),
        "name": _name(export),
        "parts": [reader.part(use) for use in uses() if use.section is not ExportSection.SOURCES],
        "sources": [reader.source_line(source) for source in export.sources],
        "withheld": [
            f"{voice.table(cut.table)}, {voice.column(cut.table, cut.column)}: {reader.cut(cut.reason)} ({cut.count})"
            for cut in export.cuts
        ],
    }
    return _environment().get_template("person.html.j2").render(facts).encode()


class _Reader:
    """Puts rows into words."""

    def __init__(self, voice: Voice, export: PersonExport, zone: ZoneInfo) -> None:
        self._voice = voice
        self._zone = zone
        self._rows = export.rows
        self._sources = {source.id: source for source in export.sources}

    def part(self, use: SectionUse) -> Part:
        """Give a part of the copy."""
        say = self._voice.page
        kept = say("kept_otherwise")
        if use.months:
            kept = say("months").format(n=use.months)
        elif use.days:
            kept = say("days").format(n=use.days)
        rows = [row for row in self._rows if row.section is use.section]
        return Part(
            heading=self._voice.section(use.section.value),
            purposes=", ".join(self._voice.member(purpose) for purpose in use.purposes),
            kept=kept,
            groups=tuple(self._groups(rows)),
        )

    def _groups(self, rows: list[ExportedRow]) -> Iterator[Group]:
        for table, same in groupby(rows, key=lambda row: row.table):
            yield Group(self._voice.table(table), tuple(self._entry(row) for row in same))

    def _entry(self, row: ExportedRow) -> Entry:
        value, key = row.values.get("value"), row.values.get("value_key")
        hidden = {"value_key"} if row.table == "detail" and value == key else set()
        heading = ""
        if row.table == "detail" and isinstance(field := row.values.get("field"), DetailField):
            heading = f"{self._voice.member(field)}: {shown_phone(str(value)) if field is DetailField.PHONE else value}"
            hidden |= {"field"}
            hidden |= set() if field is DetailField.PHONE else {"value"}
        if row.table == "detail" and row.values.get("field") is not DetailField.EMAIL:
            # Of a name or a street it says nothing.
            hidden |= {"is_role_address"}
        lines = [
            Line(self._voice.column(row.table, column), self.text(row.table, column, value, row.values))
            for column, value in row.values.items()
            if column not in hidden and (row.table, column) not in HIDDEN and value is not None and value != ""
        ]
        sources = tuple(self._tie(tie) for tie in row.sources) or (self._voice.page("own_act"),)
        return Entry(heading, tuple(lines), sources)

    def _tie(self, tie: Tie) -> str:
        source = self._sources[tie.source_id]
        how = [
            f"{self._voice.column('detail_source', column)}: {self.text('detail_source', column, value, tie.values)}"
            for column, value in tie.values.items()
            if column != "kind" and value is not None and value != "" and not (column == "line" and value == 0)
        ]
        return f"{self.source_line(source)}" + (f" – {'; '.join(how)}" if how else "")

    def source_line(self, source: ExportedSource) -> str:
        """Say where an item lies and when it came."""
        shown = replace(source, reference=proof(self._voice, source.reference))
        if "://" in source.folder:
            # Of a calendar its own name and the object's say enough.
            folder, item = source.folder.rstrip("/").rpartition("/")[2], source.item.rpartition("/")[2]
            shown = replace(shown, folder=folder, item=item)
        parts = [
            f"{self._voice.code('SourceKind', source.kind)} {shown.place}".strip(),
            self.moment(source.occurred_at),
            self._voice.code("Direction", source.direction) if source.direction else "",
            self._voice.page("said_by_another") if source.by_person is False else "",
            self._voice.page("gone") if source.gone else "",
        ]
        return f"[{source.id}] " + ", ".join(part for part in parts if part)

    def text(self, table: str, column: str, value: object, row: Values) -> str:
        """Put a value into words."""
        if isinstance(value, Enum):
            return self._voice.member(value)
        if isinstance(value, bool):
            return self._voice.page("yes" if value else "no")
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return f"{value:%-d.%-m.%Y}" if self._voice.language is not Language.EN else value.isoformat()
        if isinstance(value, float) and self._voice.language is not Language.EN:
            return str(value).replace(".", ",")
        if isinstance(value, str):
            return words_of(self._voice, table, column, value, row)
        return str(value)

    def moment(self, at: datetime) -> str:
        """Give a moment in the firm's zone."""
        local = at.astimezone(self._zone)
        return f"{local:%Y-%m-%d %H:%M}" if self._voice.language is Language.EN else f"{local:%-d.%-m.%Y %-H.%M}"

    def cut(self, reason: CutReason) -> str:
        """Say why something is not there."""
        return self._voice.page(reason.value)


def _name(export: PersonExport) -> str:
    names = [row for row in export.rows if row.table == "detail" and row.values.get("field") is DetailField.PERSON_NAME]
    return str(names[0].values["value"]) if names else ""


@cache
def _environment() -> "Environment":
    return environment("export")
