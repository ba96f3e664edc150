"""What a register would know after storing batches, kept in memory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from models.values import (
    Batch,
    CalendarObjectSeen,
    Cursor,
    Gone,
    Listed,
    MessageSeen,
    MetAgain,
    Observation,
    Place,
    Problem,
)


class Remembered:
    """A stand-in for connectors.contract.Known that stores batches as the register does: all of one or nothing."""

    def __init__(self) -> None:
        self.cursors: dict[str, Cursor] = {}
        self.seen: list[Observation] = []
        self.problems: list[Problem] = []
        self.gone: list[Gone] = []
        self.wishes: dict[str, tuple[tuple[str, str], ...]] = {}
        self.met_again: list[MetAgain] = []
        self.listings: list[Listed] = []
        self.due_listings: set[str] = set()
        self.received_bytes = 0
        self._versions: dict[str, dict[str, str]] = {}

    def cursor(self, stream: str) -> Cursor | None:
        """See Known."""
        return self.cursors.get(stream)

    def versions(self, stream: str) -> Mapping[str, str]:
        """See Known."""
        return dict(self._versions.get(stream, {}))

    def streams(self) -> tuple[str, ...]:
        """See Known."""
        return tuple(self.cursors)

    def held_back(self, stream: str) -> bool:
        """See Known. It believes everything."""
        return False

    def messages(self) -> "RememberedMessages":
        """See Known."""
        return RememberedMessages(self)

    def wanted(self, stream: str) -> tuple[tuple[str, str], ...]:
        """See Known."""
        return self.wishes.get(stream, ())

    def store(self, batch: Batch) -> None:
        """Keep what a batch brings; a wish that it fulfils is forgotten."""
        self.cursors[batch.stream] = batch.cursor
        self.seen += batch.observations
        self.problems += batch.problems
        self.gone += batch.gone
        self.met_again += batch.met
        self.received_bytes += batch.received_bytes
        if batch.listed is not None:
            self.listings.append(batch.listed)
            self.due_listings.discard(batch.stream)
        versions = self._versions.setdefault(batch.stream, {})
        for observation in batch.observations:
            if isinstance(observation, CalendarObjectSeen):
                versions[observation.place.item] = observation.version
        for gone in batch.gone:
            versions.pop(gone.place.item, None)
        answered = [thing.place for thing in (*batch.observations, *batch.gone, *batch.problems)]
        done = {(place.validity, place.item) for place in answered}
        self.wishes[batch.stream] = tuple(wish for wish in self.wanted(batch.stream) if wish not in done)

    def items(self) -> list[str]:
        """Every item that was seen, in order; again and again when it came again and again."""
        return [observation.place.item for observation in self.seen]


class RememberedMessages:
    """What `Remembered` knows of messages."""

    def __init__(self, register: Remembered) -> None:
        self._register = register

    @property
    def _places(self) -> list[tuple[str, str, Place]]:
        """(digest, server id, place) of everything that was read or met again."""
        read = [
            (seen.digest, seen.server_id, seen.place) for seen in self._register.seen if isinstance(seen, MessageSeen)
        ]
        return read + [(met.digest, met.server_id, met.place) for met in self._register.met_again]

    def met(self, marks: Collection[str]) -> Mapping[str, frozenset[str]]:
        """See KnownMessages."""
        found: dict[str, frozenset[str]] = {}
        for digest, server_id, place in self._places:
            for mark in {digest, server_id} & set(marks):
                found[mark] = found.get(mark, frozenset()) | {place.stream}
        return found

    def digest_at(self, stream: str, validity: str, item: str) -> str | None:
        """See KnownMessages."""
        there = [
            digest
            for digest, _, place in self._places
            if (place.stream, place.validity, place.item) == (stream, validity, item)
        ]
        return there[-1] if there else None

    def unread(self, stream: str, validity: str, items: Sequence[str]) -> frozenset[str]:
        """See KnownMessages."""
        problems = [problem.place for problem in self._register.problems]
        places = [place for _, _, place in self._places] + problems
        return frozenset(items) - {
            place.item for place in places if (place.stream, place.validity) == (stream, validity)
        }

    def held(self, stream: str, validity: str) -> frozenset[str]:
        """See KnownMessages."""
        return frozenset(
            place.item for _, _, place in self._places if (place.stream, place.validity) == (stream, validity)
        )

    def listing_due(self, stream: str) -> bool:
        """See KnownMessages."""
        return stream in self._register.due_listings

    def spent(self, day: date) -> int:
        """See KnownMessages."""
        return self._register.received_bytes
