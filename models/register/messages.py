"""What a connector may ask of the messages read so far: the `KnownMessages` of connectors.contract, from the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, not_, select

from models.register.accounts import bytes_on
from models.register.database import Database
from models.register.queries.groups import portions
from models.tables import ProblemRow, Seen, Source, Stream
from models.vocabulary import Outcome, ProblemStage

DIGEST_CHARS = 32
TRIES = 4
"""A message that could not be fetched so often is given up; `rekisterid problems retry` asks once more."""


class MessagesOf:
    """The messages of one account."""

    def __init__(self, database: Database, account: str) -> None:
        self._database = database
        self._account = account

    def met(self, marks: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Those of the digests (32 hex digits) and server ids that were read before, with the streams where they lay.

        One of which only the header could be fetched was not read, as long as it is tried again.
        """
        found: defaultdict[str, set[str]] = defaultdict(set)
        digests = [bytes.fromhex(mark) for mark in marks if _is_digest(mark)]
        server_ids = [mark for mark in marks if not _is_digest(mark)]
        with self._database.read() as session:
            for portion in portions(digests):
                rows = select(Seen.digest, Stream.name).where(col(Seen.digest).in_(portion), not_(_tried_again()))
                for digest, stream in session.exec(rows.join(Stream).where(Stream.account == self._account)):
                    found[digest.hex()].add(stream)
            for ids in portions(server_ids):
                named = select(Seen.server_id, Stream.name).where(col(Seen.server_id).in_(ids), not_(_tried_again()))
                for server_id, stream in session.exec(named.join(Stream).where(Stream.account == self._account)):
                    found[server_id or ""].add(stream)
        return {mark: frozenset(streams) for mark, streams in found.items()}

    def digest_at(self, stream: str, validity: str, item: str) -> str | None:
        """The digest of the message that was read at that place."""
        with self._database.read() as session:
            held = self._of_stream(session, stream)
            here = select(Seen.digest).where(Seen.stream_id == held, Seen.validity == validity, Seen.item == item)
            digest = session.exec(here).first()
        return digest.hex() if digest is not None else None

    def unread(self, stream: str, validity: str, items: Sequence[str]) -> frozenset[str]:
        """Those of the items that were never read. One that could not be fetched counts as unread for a few tries."""
        left: set[str] = set(items)
        with self._database.read() as session:
            held = self._of_stream(session, stream)
            given_up = (col(ProblemRow.stage) != ProblemStage.FETCH) | (col(ProblemRow.tries) >= TRIES)
            for portion in portions(items):
                seen = select(Seen.item).where(
                    Seen.stream_id == held,
                    Seen.validity == validity,
                    col(Seen.item).in_(portion),
                    not_(_tried_again()),
                )
                left.difference_update(session.exec(seen).all())
                problems = select(ProblemRow.item).where(
                    ProblemRow.stream_id == held,
                    ProblemRow.validity == validity,
                    col(ProblemRow.item).in_(portion),
                    given_up,
                )
                left.difference_update(session.exec(problems).all())
        return frozenset(left)

    def held(self, stream: str, validity: str) -> frozenset[str]:
        """Items of the folder that are sources of something and not known to be gone."""
        with self._database.read() as session:
            rows = select(Source.item).where(
                Source.stream_id == self._of_stream(session, stream),
                Source.validity == validity,
                col(Source.gone_at).is_(None),
            )
            return frozenset(item for item in session.exec(rows) if item is not None)

    def listing_due(self, stream: str) -> bool:
        """Whether the folder is to be compared with its server."""
        with self._database.read() as session:
            due = select(Stream.list_due_at).where(Stream.account == self._account, Stream.name == stream)
            return session.exec(due).first() is not None

    def spent(self, day: date) -> int:
        """How many bytes were read of the account on that local day."""
        with self._database.read() as session:
            return bytes_on(session, self._account, day)

    def _of_stream(self, session: Session, name: str) -> int:
        """Give the stream's id, one that nothing has when it is new."""
        found = select(Stream.id).where(Stream.account == self._account, Stream.name == name)
        return session.exec(found).first() or 0


def _tried_again() -> ColumnElement[bool]:
    """Whether a note is of a message of which only the header came, and that is not given up yet."""
    problem = select(ProblemRow.id).where(
        ProblemRow.stream_id == Seen.stream_id,
        ProblemRow.validity == Seen.validity,
        ProblemRow.item == Seen.item,
        ProblemRow.stage == ProblemStage.FETCH,
        col(ProblemRow.tries) < TRIES,
    )
    return and_(col(Seen.outcome) == Outcome.PROBLEM, problem.exists())


def _is_digest(mark: str) -> bool:
    return len(mark) == DIGEST_CHARS
