"""New rows of a batch: numbered at once, written together before anything else is asked of the database.

Row by row each would cost a round trip. A session without `Waiting` writes each row when it is added.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state
from sqlmodel import Session, SQLModel

from models.register.insertion import insert_all
from models.tables import Booking, Candidate, ClientRelationship, Detail, Person, Source, row_id

KEY = "waiting"
POSTGRESQL = "postgresql"

Row = dict[str, object]
Numbered = Person | ClientRelationship | Source | Detail | Booking | Candidate
N = TypeVar("N", Person, ClientRelationship, Source, Detail, Booking, Candidate)


class Waiting:
    """The new rows of one session. `forget` is called when they have been written, to drop what was known of them only."""

    def __init__(self, session: Session, forget: Callable[[], None]) -> None:
        self._session = session
        self._forget = forget
        self._rows: dict[str, list[Row]] = {}
        self._objects: list[Numbered] = []
        self._last: dict[str, int] = {}
        # Whatever asks or changes the database must find these rows there; both happen before any statement of its own.
        for moment in ("do_orm_execute", "before_flush"):
            event.listen(session, moment, self._write_now)

    def close(self) -> None:
        """Let go of the session: it would keep all that a batch knew until Python looks for circles."""
        for moment in ("do_orm_execute", "before_flush"):
            event.remove(self._session, moment, self._write_now)

    def put(self, row: Numbered) -> int:
        """Give a new row its number; until it is written it can still be changed."""
        # Past SQLModel's own way, which looks at every setting twice: the row is in no database yet.
        number = vars(row)["id"] = self.number(type(row))
        self._objects.append(row)
        return number

    def note(self, table: type[SQLModel], row: Row) -> None:
        """Add a row by its values; all columns but the number."""
        self._rows.setdefault(_name(table), []).append(row)

    def number(self, table: type[SQLModel]) -> int:
        """Give the next number of a table. Nobody else numbers rows meanwhile: there is one writer at a time."""
        name = _name(table)
        if name not in self._last:
            # Those given out already count.
            self._last = self._last_numbers(name) | self._last
        self._last[name] += 1
        return self._last[name]

    def write(self, *, last: bool = False) -> None:
        """Write what waits. `last`: nothing of it will be changed any more in this session."""
        if not self._rows and not self._objects:
            return
        rows, objects = self._rows, self._objects
        self._rows, self._objects = {}, []
        for row in objects:
            rows.setdefault(_name(type(row)), []).append(vars(row))
        connection = self._session.connection()
        self._raise_sequences(connection)
        for table in _tables():
            if table.name in rows:
                insert_all(connection, table, rows[table.name])
        self._forget()
        if last:
            return
        for row in objects:
            make_transient_to_detached(row)
        self._session.add_all(objects)

    def _write_now(self, *_: object) -> None:
        self.write()

    def _last_numbers(self, name: str) -> dict[str, int]:
        """Give the last number of that table, and of others where they cost nothing more."""
        connection = self._session.connection()
        if connection.dialect.name == POSTGRESQL:
            sequence = sa.table(f"{name}_id_seq", sa.column("last_value"), sa.column("is_called"))
            last = sa.select(sequence.c.last_value).where(sequence.c.is_called)
            return {name: int(connection.execute(last).scalar() or 0)}
        found = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        return {name: 0} | {table: int(number) for table, number in found}

    def _raise_sequences(self, connection: sa.Connection) -> None:
        """SQLite counts on from the highest number it is given; PostgreSQL has to be told."""
        if connection.dialect.name == POSTGRESQL:
            for name, number in self._last.items():
                connection.execute(sa.select(sa.func.setval(f"{name}_id_seq", number)))
        self._last = {}


def begin(session: Session, forget: Callable[[], None]) -> None:
    """Let the new rows of a session wait."""
    session.info[KEY] = Waiting(session, forget)


def end(session: Session) -> None:
    """Write what waits; from now on each row is written when it is added."""
    waiting = of(session)
    if waiting is not None:
        waiting.write(last=True)
        waiting.close()
        del session.info[KEY]


def of(session: Session) -> Waiting | None:
    """Give what waits in this session; None: rows do not wait there."""
    found = session.info.get(KEY)
    return found if isinstance(found, Waiting) else None


def put(session: Session, row: Numbered) -> int:
    """Add a new row and give its number."""
    waiting = of(session)
    if waiting is not None:
        return waiting.put(row)
    session.add(row)
    session.flush()
    return row_id(row)


def put_values(session: Session, table: type[Numbered], row: Row) -> int:
    """Add a new row by its values, all columns but the number, and give the number: cheaper than an object."""
    waiting = of(session)
    if waiting is None:
        session.flush()
        there = SQLModel.metadata.tables[_name(table)]
        return int(session.connection().execute(sa.insert(there).returning(there.c.id), row).scalar_one())
    number = waiting.number(table)
    waiting.note(table, {"id": number, **row})
    return number


def note(session: Session, table: type[SQLModel], row: Row) -> None:
    """Add a new row whose number nobody needs, by its values; all columns but the number."""
    waiting = of(session)
    if waiting is not None:
        waiting.note(table, row)
    else:
        session.add(table(**row))


def new(table: type[N], **values: object) -> N:
    """Give a row that is in no database yet, as the mapper makes one that it loads.

    SQLModel's own constructor validates nothing for tables either, but sets field by field: half of the time of a batch.
    """
    make, defaults = _template(table)
    row: N = make()
    vars(row).update(defaults, **values)
    return row


def change(row: SQLModel | Row, **values: object) -> None:
    """Change a row, written or waiting, where it differs."""
    if isinstance(row, dict):
        row.update(values)
        return
    if instance_state(row).key is None:
        # In no database yet: nobody need be told what it was before.
        vars(row).update(values)
        return
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


@cache
def _tables() -> tuple[sa.Table, ...]:
    """All tables, one that is referred to before those that refer to it."""
    return tuple(SQLModel.metadata.sorted_tables)


@cache
def _template(table: type[N]) -> tuple[Callable[[], N], Row]:
    """Give what makes an empty row of a table, and the values it has where nothing is said."""
    fields = table.model_fields.items()
    defaults = {name: None if field.is_required() else field.get_default() for name, field in fields}
    return sa.inspect(table).class_manager.new_instance, defaults


@cache
def _name(table: type[SQLModel]) -> str:
    return str(table.__tablename__)
