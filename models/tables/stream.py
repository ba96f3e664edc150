"""What is read and how far: streams with their cursors, what was seen, sources, problems, wishes to read again."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from models.tables.base import Table, constraints, enum_type, partial_index
from models.vocabulary import Direction, Outcome, ProblemStage, SourceKind, Trust


class Stream(Table, table=True):
    """A mail folder or a calendar, with its cursor. `frozen_*` is set while an alarm holds back vanished bookings (F12).

    `list_due_at`: a folder is to be compared with its server, message by message; `listed_at`: it was, to its end.
    """

    __tablename__ = "stream"
    __table_args__ = constraints(sa.UniqueConstraint("account", "name"))

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(max_length=100)
    name: str = Field(max_length=1000)
    cursor: str | None = Field(default=None, sa_type=sa.Text)
    cursor_at: datetime | None = None
    frozen_at: datetime | None = None
    frozen_reason: str | None = Field(default=None, max_length=64)
    frozen_gone: int | None = None
    frozen_digest: str | None = Field(default=None, max_length=64)
    confirmed_at: datetime | None = None
    list_due_at: datetime | None = None
    listed_at: datetime | None = None


class Seen(Table, table=True):
    """A message that was read: its place and the digest of its header block. Nothing personal.

    `server_id`: the server's own id of the message, where it has one (Gmail's X-GM-MSGID). A row without validity, with its
    digest as item, is a message whose place has been taken by another one.
    """

    __tablename__ = "seen"
    __table_args__ = constraints(
        sa.UniqueConstraint("stream_id", "validity", "item"),
        sa.Index("ix_seen_digest", "digest"),
        partial_index("ix_seen_server_id", "server_id", where="server_id IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    stream_id: int = Field(foreign_key="stream.id", ondelete="CASCADE")
    validity: str = Field(max_length=32)
    item: str = Field(max_length=32)
    digest: bytes = Field(max_length=16, sa_type=sa.LargeBinary)
    outcome: Outcome = Field(sa_type=enum_type(Outcome))
    reason: str = Field(max_length=64)
    server_id: str | None = Field(default=None, max_length=32)


class Source(Table, table=True):
    """An item that gave something: a message, a calendar object, an imported row, a staff entry.

    `version` and `read_until` belong to calendar objects: the etag, and the end of the window that was expanded.
    `reference` names what is no stream item, such as "contracts.csv row 12". `person_id` is its author when known.
    `missed_at`: a whole listing of the folder was without this message; the next one without it makes it gone.
    """

    __tablename__ = "source"
    __table_args__ = constraints(
        sa.UniqueConstraint("stream_id", "validity", "item"),
        sa.Index("ix_source_digest", "digest"),
        sa.Index("ix_source_person_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    stream_id: int | None = Field(default=None, foreign_key="stream.id", ondelete="SET NULL")
    validity: str = Field(default="", max_length=32)
    item: str | None = Field(default=None, max_length=1000)
    digest: bytes | None = Field(default=None, max_length=16, sa_type=sa.LargeBinary)
    kind: SourceKind = Field(sa_type=enum_type(SourceKind))
    reference: str | None = Field(default=None, max_length=300)
    direction: Direction | None = Field(default=None, sa_type=enum_type(Direction))
    trust: Trust = Field(default=Trust.NONE, sa_type=enum_type(Trust))
    occurred_at: datetime
    read_at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    version: str | None = Field(default=None, max_length=300)
    read_until: datetime | None = None
    recurring: bool = False
    gone_at: datetime | None = None
    missed_at: datetime | None = None


class ProblemRow(Table, table=True):
    """An item that could not be read or stored: where, at which stage, why (a code), how often. No text of the item."""

    __tablename__ = "problem"
    __table_args__ = constraints(sa.UniqueConstraint("stream_id", "validity", "item"))

    id: int | None = Field(default=None, primary_key=True)
    stream_id: int = Field(foreign_key="stream.id", ondelete="CASCADE")
    validity: str = Field(default="", max_length=32)
    item: str = Field(max_length=1000)
    stage: ProblemStage = Field(sa_type=enum_type(ProblemStage))
    error: str = Field(max_length=120)
    digest: str = Field(default="", max_length=32)
    first_at: datetime
    last_at: datetime
    tries: int = 1


class Wanted(Table, table=True):
    """An item to be read again at the next pull: a promoted candidate's mail, a series whose window moves on."""

    __tablename__ = "wanted"
    __table_args__ = constraints(sa.UniqueConstraint("stream_id", "validity", "item"))

    id: int | None = Field(default=None, primary_key=True)
    stream_id: int = Field(foreign_key="stream.id", ondelete="CASCADE")
    validity: str = Field(default="", max_length=32)
    item: str = Field(max_length=1000)
    asked_at: datetime
