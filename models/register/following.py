"""The plain case of messages met again, many at once: what points to them is fetched in a few queries and changed in memory.

Whatever is not plain (a place that holds something else, a message that is not known, a wish that was lost) is left to
`models.register.sightings`, which does one message after the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from sqlmodel import Session, col, select

from models.register.queries.groups import portions
from models.tables import CandidateMessage, ProblemRow, Seen, Source, Stream, Wanted, WrittenTo, row_id
from models.values import MetAgain, Place
from models.vocabulary import Outcome

POINTERS = (Wanted, ProblemRow, CandidateMessage, WrittenTo)
"""Tables whose rows point to a message by its place, besides `seen` and `source`."""

LOST_WHILE_WANTED = "gone_while_wanted"
NOWHERE = ""

PlaceKey = tuple[int, str, str]
Pointer = Wanted | ProblemRow | CandidateMessage | WrittenTo


def rank(row: Seen, stream_id: int, place: Place) -> int:
    """Say which note of a message is to follow it: 0 = of this very place, 1 = of a place that is void, 2 = of another."""
    if (row.stream_id, row.validity, row.item) == (stream_id, place.validity, place.item):
        return 0
    return 1 if is_void(row, stream_id, place) else 2


def is_void(row: Seen, stream_id: int, place: Place) -> bool:
    """Whether the place of the row means nothing any more: another numbering of this folder, or none."""
    return row.validity == NOWHERE or (row.stream_id == stream_id and row.validity != place.validity)


class Following:
    """What is known of the messages of one batch that were met again."""

    def __init__(self, session: Session, stream: Stream, met: Sequence[MetAgain]) -> None:
        self._session = session
        self._stream_id = row_id(stream)
        self._rows: defaultdict[bytes | str, list[Seen]] = defaultdict(list)
        self._fetch_rows(stream.account, met)
        notes = {row_id(row): row for rows in self._rows.values() for row in rows}.values()
        digests = {row.digest for row in notes}
        self._sources: dict[bytes, Source] = {}
        for portion in portions(digests):
            for source in session.exec(select(Source).where(col(Source.digest).in_(portion)).order_by(col(Source.id))):
                self._sources.setdefault(source.digest or b"", source)
        self._pointers: defaultdict[PlaceKey, list[Pointer]] = defaultdict(list)
        places = [(row.stream_id, row.validity, row.item) for row in notes]
        self._fetch_pointers([*places, *((self._stream_id, item.place.validity, item.place.item) for item in met)])
        self._taken: set[PlaceKey] = set()
        self._fetch_taken([item.place for item in met])

    def follow(self, met: MetAgain) -> bool:
        """Let everything follow the message. False: this is not a plain case, and nothing was changed."""
        target = (self._stream_id, met.place.validity, met.place.item)
        rows = self._rows.get(bytes.fromhex(met.digest) if met.digest else met.server_id, [])
        row = min(rows, key=lambda found: (rank(found, self._stream_id, met.place), found.id or 0), default=None)
        if row is None or target in self._taken or self._pointers.get(target):
            return False
        if row.reason == LOST_WHILE_WANTED or row.outcome is Outcome.PROBLEM:
            # A wish that was lost, or a message that a copy may settle.
            return False
        self._taken.add(target)
        if is_void(row, self._stream_id, met.place):
            for pointer in self._pointers.pop((row.stream_id, row.validity, row.item), []):
                pointer.stream_id, pointer.validity, pointer.item = target
                self._session.add(pointer)
            row.stream_id, row.validity, row.item = target
        else:
            row = Seen(
                stream_id=target[0],
                validity=target[1],
                item=target[2],
                digest=row.digest,
                outcome=row.outcome,
                reason=row.reason,
                server_id=row.server_id,
            )
        row.server_id = met.server_id or row.server_id
        self._session.add(row)
        self._point_source(row.digest, target)
        return True

    def _point_source(self, digest: bytes, target: PlaceKey) -> None:
        source = self._sources.get(digest)
        if source is not None:
            source.stream_id, source.validity, source.item = target
            source.gone_at = source.missed_at = None
            self._session.add(source)

    def _fetch_rows(self, account: str, met: Sequence[MetAgain]) -> None:
        of_account = select(Seen).join(Stream).where(Stream.account == account)
        for digests in portions({bytes.fromhex(item.digest) for item in met if item.digest}):
            for row in self._session.exec(of_account.where(col(Seen.digest).in_(digests))):
                self._rows[row.digest].append(row)
        for server_ids in portions({item.server_id for item in met if not item.digest}):
            for row in self._session.exec(of_account.where(col(Seen.server_id).in_(server_ids))):
                self._rows[row.server_id or ""].append(row)

    def _fetch_pointers(self, places: Sequence[PlaceKey]) -> None:
        # All three parts of the place, or the index is walked through for the whole folder.
        streams, validities = {place[0] for place in places}, {place[1] for place in places}
        for items in portions(place[2] for place in places):
            for table in POINTERS:
                here = select(table).where(
                    col(table.stream_id).in_(streams), col(table.validity).in_(validities), col(table.item).in_(items)
                )
                for row in cast(Iterable[Pointer], self._session.exec(here)):
                    self._pointers[row.stream_id, row.validity, row.item].append(row)

    def _fetch_taken(self, places: Sequence[Place]) -> None:
        validities = {place.validity for place in places}
        for portion in portions(place.item for place in places):
            here = select(Seen.validity, Seen.item).where(
                Seen.stream_id == self._stream_id, col(Seen.validity).in_(validities), col(Seen.item).in_(portion)
            )
            self._taken |= {(self._stream_id, validity, item) for validity, item in self._session.exec(here)}
