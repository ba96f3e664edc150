"""What a register would know after storing batches, kept in memory."""

from collections.abc import Mapping

from models.values import Batch, CalendarObjectSeen, Cursor, Gone, Observation, Problem


class Remembered:
    """A stand-in for connectors.contract.Known that stores batches as the register does: all of one or nothing."""

    def __init__(self) -> None:
        self.cursors: dict[str, Cursor] = {}
        self.seen: list[Observation] = []
        self.problems: list[Problem] = []
        self.gone: list[Gone] = []
        self.wishes: dict[str, tuple[tuple[str, str], ...]] = {}
        self._versions: dict[str, dict[str, str]] = {}

    def cursor(self, stream: str) -> Cursor | None:
        """See Known."""
        return self.cursors.get(stream)

    def versions(self, stream: str) -> Mapping[str, str]:
        """See Known."""
        return dict(self._versions.get(stream, {}))

    def wanted(self, stream: str) -> tuple[tuple[str, str], ...]:
        """See Known."""
        return self.wishes.get(stream, ())

    def store(self, batch: Batch) -> None:
        """Keep what a batch brings; a wish that it fulfils is forgotten."""
        self.cursors[batch.stream] = batch.cursor
        self.seen += batch.observations
        self.problems += batch.problems
        self.gone += batch.gone
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
