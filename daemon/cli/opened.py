"""Open the configured register for a command: who acts, when, and in which local time moments are shown."""

import logging
import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daemon.cli import circles
from daemon.cli.shell import Shell
from models.errors import Declined

if TYPE_CHECKING:
    from daemon.config import Config
    from models.register.audit import By
    from models.register.database import Database
    from models.rules.consent import ConsentPolicy

DAY_FORMS = ("%Y-%m-%d", "%d.%m.%Y")
MOMENT_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


@dataclass(frozen=True, slots=True)
class Local:
    """Moments and days as the firm's people read them: in the zone of the register."""

    zone: ZoneInfo

    def moment(self, at: datetime | None) -> str:
        """Give date and time; an empty text for None."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" if at else ""

    def day(self, at: datetime | date | None) -> str:
        """Give the date; an empty text for None."""
        if isinstance(at, datetime):
            return f"{at.astimezone(self.zone):%Y-%m-%d}"
        return f"{at:%Y-%m-%d}" if at else ""

    def date_of(self, at: datetime) -> date:
        """Give the local day of a moment."""
        from models.rules.months import local_date

        return local_date(at, self.zone)

    def read(self, text: str, *, option: str, late: bool = False) -> datetime:
        """Read a day or a moment of local time. A day is its first moment, or with `late` its last.

        Raises Declined for anything else.
        """
        for form in DAY_FORMS:
            with suppress(ValueError):
                day = datetime.strptime(text.strip(), form).replace(tzinfo=self.zone)
                return datetime.combine(day, time.max, self.zone) if late else day
        for form in MOMENT_FORMS:
            with suppress(ValueError):
                return datetime.strptime(text.strip(), form).replace(tzinfo=self.zone)
        raise Declined(f"{option} is no day", mend="write 2026-01-31, 31.1.2026 or 2026-01-31 10:30")

    def read_day(self, text: str, *, option: str) -> date:
        """Read a local day; of a moment, its day. Raises Declined for anything else."""
        return self.date_of(self.read(text, option=option))


@dataclass(frozen=True, slots=True)
class Opened:
    """An open register and what a command needs beside it."""

    config: "Config"
    database: "Database"
    by: "By"
    local: Local
    consent: "ConsentPolicy"

    @property
    def now(self) -> datetime:
        """The moment at which the command began."""
        return self.by.now

    @property
    def today(self) -> date:
        """The local day on which the command began."""
        return self.local.date_of(self.now)


@contextmanager
def opened(shell: Shell, *, make: bool = False) -> Iterator[Opened]:
    """Open the register of the shell's configuration. `make`: create or migrate it; without, an older one is refused."""
    from daemon.config.build import database_url, hash_key, ledger_file
    from models.register.audit import By
    from models.register.database import open_database
    from models.rules.consent import ConsentPolicy

    # What libraries log may quote values: here it goes nowhere. Commands that ask servers set up the log instead.
    logging.getLogger().addHandler(logging.NullHandler())
    config, now = shell.config, shell.clock()
    zone = ZoneInfo(config.register.zone)
    key = hash_key(config)
    database = open_database(database_url(config), key=key, now=now, upgrade=make, ledger=ledger_file(config))
    circles.loaded()
    try:
        by = By(f"cli:{os_user()}", now, config.register.notice_version)
        yield Opened(config, database, by, Local(zone), ConsentPolicy(zone=zone))
    finally:
        database.close()


def os_user() -> str:
    """Give the name of the account that runs the command, by the system and not by the environment."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name[:90]
    except KeyError:
        return str(os.getuid())
