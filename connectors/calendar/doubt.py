"""What of a list's losses is believed, when the objects themselves were asked for once more (HW-F12). Pure: no network."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.calendar.changes import Changes

PATIENCE = timedelta(hours=1)
"""So long an object that a list leaves out, and that the server fails on, keeps the others that are gone from being believed."""


@dataclass(frozen=True, slots=True)
class Probed:
    """Objects that are said to be gone: given all the same, failed on by the server, or refused, which tells neither way."""

    there: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def with_more(self, other: "Probed") -> "Probed":
        """Both together."""
        return Probed(self.there | other.there, self.failing | other.failing, self.hidden | other.hidden)


class Doubt:
    """Remembers since when a server fails on objects of its calendars. In memory: after a restart the hour begins anew."""

    def __init__(self) -> None:
        self._failing: dict[str, dict[str, datetime]] = {}

    def weigh(self, stream: str, changes: Changes, probed: Probed, now: datetime) -> tuple[Changes, int]:
        """Give the changes as far as they are believed, and how many objects are neither gone nor there."""
        before = self._failing.get(stream, {})
        self._failing[stream] = since = {item: before.get(item, now) for item in probed.failing}
        waited_for = frozenset(item for item, at in since.items() if now - at < PATIENCE)
        untold = probed.hidden | (probed.failing - waited_for)
        return changes.without(probed.there | waited_for, untold), len(untold)
