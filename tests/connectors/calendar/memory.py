"""A register in memory for tests of the calendar connector: holds what batches say, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.contract import Connector, KnownMessages
from models.values import Batch, BookingSeen, CalendarObjectSeen, Cursor


@dataclass
class MemoryRegister:
    """The `Known` of connectors.contract, with the guard against mass deletion left out."""

    account: str
    cursors: dict[str, Cursor] = field(default_factory=dict)
    held: dict[str, dict[str, CalendarObjectSeen]] = field(default_factory=dict)
    wishes: dict[str, set[str]] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    doubted: set[str] = field(default_factory=set)

    def cursor(self, stream: str) -> Cursor | None:
        """See Known."""
        return self.cursors.get(stream)

    def versions(self, stream: str) -> Mapping[str, str]:
        """See Known."""
        return {item: seen.version for item, seen in self.held.get(stream, {}).items()}

    def streams(self) -> tuple[str, ...]:
        """See Known."""
        return tuple(self.cursors)

    def held_back(self, stream: str) -> bool:
        """See Known."""
        return stream in self.doubted

    def wanted(self, stream: str) -> tuple[tuple[str, str], ...]:
        """See Known."""
        return tuple(("", item) for item in sorted(self.wishes.get(stream, ())))

    def messages(self) -> KnownMessages:
        """See Known. A calendar never asks."""
        raise NotImplementedError

    def store(self, batch: Batch) -> None:
        """Take a batch in."""
        objects = self.held.setdefault(batch.stream, {})
        wishes = self.wishes.setdefault(batch.stream, set())
        for seen in batch.observations:
            assert isinstance(seen, CalendarObjectSeen)
            objects[seen.place.item] = seen
            wishes.discard(seen.place.item)
        for gone in batch.gone:
            objects.pop(gone.place.item, None)
            wishes.discard(gone.place.item)
        self.cursors[batch.stream] = batch.cursor
        self.batches.append(batch)

    def pull(self, connector: Connector) -> list[Batch]:
        """One whole pull; the batches it brought."""
        before = len(self.batches)
        for batch in connector.pull(self):
            self.store(batch)
        return self.batches[before:]

    def bookings(self) -> list[BookingSeen]:
        """Every occurrence held, of all streams, in order of time."""
        found = [one for objects in self.held.values() for seen in objects.values() for one in seen.reading.occurrences]
        return sorted(found, key=lambda one: (one.starts_at, one.uid))
