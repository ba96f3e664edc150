"""How much one visitor may ask: by address, in memory, so that who guesses or floods slows nobody but themselves (HW-T9)."""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

MAX_VISITORS = 20_000
"""So many are remembered; then the one that was silent longest is forgotten."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many in so many seconds."""

    count: int
    seconds: float


REQUESTS = Allowance(120, 60.0)
"""A family or an office behind one address never comes near it."""

MISSES = Allowance(20, 600.0)
"""Links that opened nothing: after these the next ones are refused; a link that opens something never is."""

WISHES = Allowance(10, 3600.0)
"""Links asked for by mail (HW-T17)."""


class Limit:
    """Counts per visitor within a window that begins with the first. One thread uses it: that of the pages."""

    def __init__(self, allowance: Allowance, steady: Callable[[], float] = time.monotonic) -> None:
        self._allowance = allowance
        self._steady = steady
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def is_spent(self, visitor: str) -> bool:
        """Whether the visitor has used up what is allowed."""
        began, count = self._windows.get(visitor, (0.0, 0))
        return count >= self._allowance.count and self._steady() - began < self._allowance.seconds

    def count(self, visitor: str) -> None:
        """Count one."""
        now = self._steady()
        began, count = self._windows.get(visitor, (now, 0))
        if now - began >= self._allowance.seconds:
            began, count = now, 0
        self._windows[visitor] = (began, count + 1)
        self._windows.move_to_end(visitor)
        if len(self._windows) > MAX_VISITORS:
            self._windows.popitem(last=False)


def visitor_of(peer: str, forwarded: Sequence[str], trusted: Collection[str]) -> str:
    """Give by what a visitor is counted: the address, of IPv6 the network of 64 bits that one customer has.

    `forwarded`: the values of X-Forwarded-For as they came. Only what a trusted proxy has added counts, from the right.
    """
    found = peer
    if peer in trusted:
        chain = [part.strip() for value in forwarded for part in value.split(",")]
        found = next((part for part in reversed(chain) if part not in trusted), peer)
    try:
        address = ip_address(found)
    except ValueError:
        # Told by a trusted proxy, and yet no address: all of these are counted as one.
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
