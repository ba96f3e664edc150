"""When a busy server wants to be asked again: the Retry-After header (RFC 9110, 10.2.3). Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(hours=1)
"""A longer wait is cut to this one: a slip of the server must not silence a calendar for a year."""

BUSY = frozenset({429, 503})
"""Statuses that the header goes with: too many requests, and not available now."""


def retry_after(value: str, sent: str, now: datetime) -> timedelta | None:
    """How long to wait, from the header and the answer's own Date, or from `now` (aware) where that is missing.

    Between 0 and LONGEST; None when the header says nothing that can be read.
    """
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=min(int(text[:9]), 10**6)) if len(text) < 10 else LONGEST, LONGEST)
    at = _moment(text)
    if at is None:
        return None
    # By the server's clock where it tells it: one of the two may be wrong by hours.
    return max(timedelta(0), min(at - (_moment(sent) or now), LONGEST))


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
