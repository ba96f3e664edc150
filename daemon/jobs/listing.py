"""Wish, once a night, that each mail folder be compared with its server: the account's own thread does it at its next pull."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.register.database import Database
from models.register.sightings import want_listings
from models.tables import RegisterState

NIGHT = range(1, 5)
"""Local hours."""

A_NIGHT = timedelta(hours=12)
BY_DAY_AFTER = timedelta(days=3)
"""A machine that is switched off at night lists by day."""


def list_folders(database: Database, accounts: Sequence[str], zone: ZoneInfo, now: datetime) -> int:
    """Wish the folders of these mailboxes that are due to be listed; give how many. Safe to run at any time."""
    is_night = now.astimezone(zone).hour in NIGHT
    with database.write() as session:
        made_at = session.get_one(RegisterState, 1).created_at
        if not is_night and now - made_at < BY_DAY_AFTER:
            return 0
        return want_listings(session, accounts, now - (A_NIGHT if is_night else BY_DAY_AFTER), now)
