"""What a connector may know of the register: how far its streams are read, what is held of them, what is wished."""

from collections.abc import Mapping

from sqlmodel import col, select

from models.register.database import Database
from models.register.messages import MessagesOf
from models.register.streams import find_stream
from models.tables import Source, Stream, Wanted
from models.values import Cursor


class AccountKnowledge:
    """What the register knows of one account: the `Known` of connectors.contract, answered from the database."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    def cursor(self, stream: str) -> Cursor | None:
        """How far the stream was read; None = never."""
        with self._database.read() as session:
            row = find_stream(session, self._account, stream)
            if row is None or row.cursor is None:
                return None
            return Cursor(self._account, stream, row.cursor)

    def versions(self, stream: str) -> Mapping[str, str]:
        """Items of the stream that are held and not gone, with their etag."""
        with self._database.read() as session:
            rows = session.exec(
                select(Source.item, Source.version)
                .join(Stream, col(Stream.id) == col(Source.stream_id))
                .where(Stream.account == self._account, Stream.name == stream, col(Source.gone_at).is_(None))
                .where(col(Source.version).is_not(None))
            )
            return {item: version for item, version in rows if item is not None and version is not None}

    def streams(self) -> tuple[str, ...]:
        """Names of the account's streams that have been read at least once."""
        with self._database.read() as session:
            return tuple(session.exec(select(Stream.name).where(Stream.account == self._account)))

    def held_back(self, stream: str) -> bool:
        """Whether what vanished from the stream is held back by an alarm."""
        with self._database.read() as session:
            row = find_stream(session, self._account, stream)
            return row is not None and row.frozen_at is not None

    def messages(self) -> MessagesOf:
        """What is known of the account's messages."""
        return MessagesOf(self._database, self._account)

    def wanted(self, stream: str) -> tuple[tuple[str, str], ...]:
        """(validity, item) pairs to be read again."""
        with self._database.read() as session:
            rows = session.exec(
                select(Wanted.validity, Wanted.item)
                .join(Stream, col(Stream.id) == col(Wanted.stream_id))
                .where(Stream.account == self._account, Stream.name == stream)
                .order_by(col(Wanted.id))
            )
            return tuple((validity, item) for validity, item in rows)
