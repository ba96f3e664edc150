"""Addresses for which somebody has asked a link, until a job has looked at them: in memory only, and never many.

Nothing of it is stored: most addresses that strangers type belong to nobody here. A restart forgets them; who waits asks again.
"""

from threading import Lock

MAX_WISHES = 500


class Wishes:
    """A small box between the pages and the job. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._addresses: dict[str, None] = {}

    def add(self, address_key: str) -> None:
        """Note a normalised address. When the box is full it is let go: the page reads the same (HW-T17)."""
        with self._lock:
            if len(self._addresses) < MAX_WISHES:
                self._addresses[address_key] = None

    def take(self) -> tuple[str, ...]:
        """Give and forget what was noted."""
        with self._lock:
            taken, self._addresses = tuple(self._addresses), {}
        return taken
