"""Which rows of which table are about one person: found by the links between the tables, from the person on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models.column_table import COLUMNS, ExportSection, Personal
from models.register.queries.groups import Key, portions
from models.tables import AuditEntry, Booking, BookingPerson, Candidate, CandidateMessage, Source, Suppression

TIES = "detail_source"
"""The table that ties a value to its sources."""

BY_OTHER_WAYS = frozenset(
    {"person", "booking", "source", "audit_entry", "suppression", "candidate", "candidate_message"}
)
"""Tables that are not reached by a link to a person or to a row of one; `reach_of` says how each is."""

_NOT_FOLLOWED = frozenset({"source", "stream"})
"""A link to one of these does not make a row a person's: a source and a folder belong to several people."""


class Reach(dict[str, list[int]]):
    """By table the numbers of the rows that are about the person. `booking_sources`: where each of their bookings stands."""

    booking_sources: Mapping[int, int]


@cache
def columns_of(table: sa.Table) -> tuple[sa.Column[object], ...]:
    """Give the columns of a table that an access reply shows (W6), in their order; none of a table that is about staff alone."""
    shown = {
        column: entry.section
        for column in table.columns
        if isinstance(entry := COLUMNS.get((table.name, column.name)), Personal)
        and entry.section is not ExportSection.NONE
    }
    if table.name != "audit_entry" and set(shown.values()) <= {ExportSection.LOG}:
        return ()
    return tuple(shown)


@cache
def copied_tables() -> tuple[sa.Table, ...]:
    """Give the tables whose rows stand in a copy: not sources and ties, which are told with what they state."""
    return tuple(
        table for table in SQLModel.metadata.sorted_tables if columns_of(table) and table.name not in (TIES, "source")
    )


def unreached() -> list[str]:
    """Give the tables with columns for the copy that no way leads to: there must be none."""
    return [
        table.name
        for table in SQLModel.metadata.sorted_tables
        if columns_of(table) and table.name not in BY_OTHER_WAYS and not _links(table)
    ]


def reach_of(session: Session, members: Sequence[int], hashes: Sequence[str], addresses: Sequence[str]) -> Reach:
    """Give the rows about the person of these records. `hashes`: keyed hashes of their addresses and numbers.

    `addresses`: their e-mail addresses in comparable form, by which they may be a candidate as well.
    """
    reach = Reach()
    reach["person"] = list(members)
    reach["booking"] = _ids(session, col(BookingPerson.booking_id), col(BookingPerson.person_id), members)
    reach["suppression"] = _ids(session, col(Suppression.id), col(Suppression.keyed_hash), hashes)
    reach["candidate"] = _ids(session, col(Candidate.id), col(Candidate.address_key), addresses)
    reach["candidate_message"] = _ids(
        session, col(CandidateMessage.id), col(CandidateMessage.candidate_id), reach["candidate"]
    )
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in BY_OTHER_WAYS and columns_of(table):
            reach[table.name] = sorted(set(_linked(session, table, reach)))
    reach["source"] = _ids(session, col(Source.id), col(Source.person_id), members)
    reach["audit_entry"] = sorted(_log(session, reach))
    reach.booking_sources = {
        number: source
        for portion in portions(reach["booking"])
        for number, source in session.exec(select(Booking.id, Booking.source_id).where(col(Booking.id).in_(portion)))
        if number is not None
    }
    return reach


def _linked(session: Session, table: sa.Table, reach: Reach) -> Iterator[int]:
    for column, target in _links(table):
        for portion in portions(reach.get(target, ())):
            yield from session.execute(sa.select(table.c.id).where(column.in_(portion))).scalars()


@cache
def _links(table: sa.Table) -> tuple[tuple[sa.Column[object], str], ...]:
    """Give the columns that make a row a person's: links to people; without any, links to rows that are a person's."""
    links = [(column, key.column.table.name) for column in table.columns for key in column.foreign_keys]
    to_people = tuple(link for link in links if link[1] == "person")
    if to_people:
        return to_people
    return tuple(link for link in links if link[1] not in _NOT_FOLLOWED)


def _log(session: Session, reach: Reach) -> Iterator[int]:
    """The log names rows by their table; what was done to a source or a stream was not done to a person."""
    for kind, numbers in list(reach.items()):
        if kind == "source":
            continue
        for portion in portions(numbers):
            query = select(AuditEntry.id).where(AuditEntry.object_type == kind, col(AuditEntry.object_id).in_(portion))
            yield from (number for number in session.exec(query) if number is not None)


def _ids(
    session: Session,
    wanted: sa.SQLColumnExpression[Any],
    by: sa.SQLColumnExpression[Any],
    keys: Iterable[Key],
) -> list[int]:
    found: set[int] = set()
    for portion in portions(keys):
        found.update(session.execute(sa.select(wanted).where(by.in_(portion))).scalars())
    return sorted(found)
