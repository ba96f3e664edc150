"""What the reader of calendar objects is told beforehand."""

from dataclasses import dataclass
from datetime import datetime

from connectors.accounts import BookingRules
from models.values import OwnIdentity


@dataclass(frozen=True, slots=True)
class EventOptions:
    """How to read: the calendar's booking rules, who the firm is, and the window (UTC) in which occurrences are told."""

    rules: BookingRules
    own: OwnIdentity
    window_from: datetime
    window_until: datetime
