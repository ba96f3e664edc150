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
        self.streams_by_mark: dict[str, set[str]] = {}
        self.digests: dict[tuple[str, str, str], str] = {}
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
        for message in (*batch.observations, *batch.met):
            if isinstance(message, MessageSeen | MetAgain):
                for mark in (message.digest, message.server_id):
                    self.streams_by_mark.setdefault(mark, set()).add(message.place.stream)
                self.digests[_at(message.place)] = message.digest
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

    def met(self, marks: Collection[str]) -> Mapping[str, frozenset[str]]:
        """See KnownMessages."""
        known = self._register.streams_by_mark
        return {mark: frozenset(known[mark]) for mark in marks if mark and mark in known}

    def digest_at(self, stream: str, validity: str, item: str) -> str | None:
        """See KnownMessages."""
        return self._register.digests.get((stream, validity, item)) or None

    def unread(self, stream: str, validity: str, items: Sequence[str]) -> frozenset[str]:
        """See KnownMessages."""
        problems = {_at(problem.place) for problem in self._register.problems}
        known = self._register.digests
        places = {item: (stream, validity, item) for item in items}
        return frozenset(item for item, place in places.items() if place not in known and place not in problems)

    def held(self, stream: str, validity: str) -> frozenset[str]:
        """See KnownMessages."""
        return frozenset(item for name, number, item in self._register.digests if (name, number) == (stream, validity))

    def listing_due(self, stream: str) -> bool:
        """See KnownMessages."""
        return stream in self._register.due_listings

    def spent(self, day: date) -> int:
        """See KnownMessages."""
        return self._register.received_bytes


def _at(place: Place) -> tuple[str, str, str]:
    return place.stream, place.validity, place.item
