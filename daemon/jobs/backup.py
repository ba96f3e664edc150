"""Make the backup of the night, when its hour has come and there is none since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import structlog

from daemon.backup.configured import backup_to
from daemon.backup.make import BackupTo, make_backup, sweep
from daemon.config.build import database_url
from daemon.config.schema import Config
from daemon.service import Job
from models.register.database import Database

log = structlog.get_logger()


def backup_jobs(config: Config, database: Database, clock: Callable[[], datetime], every: timedelta) -> list[Job]:
    """Give the job that makes backups; none where no folder is configured."""
    to = backup_to(config)
    if to is None:
        return []
    zone, hour, url = ZoneInfo(config.register.zone), config.backup.hour, database_url(config)

    def run(_stop: Event) -> bool:
        now = clock()
        return nightly(database, url, to, now, hour_of(now, zone, hour))

    return [Job("backup", every, run)]


def nightly(database: Database, url: str, to: BackupTo, now: datetime, due_since: datetime) -> bool:
    """Make a backup unless there is one since that moment; give whether one was made. Raises BackupFailed."""
    newest = to.shelf.newest()
    if newest is not None and due_since <= newest.made_at <= now:
        to.shelf.forget_old(now)
        sweep(to.working_folder)
        return False
    kept = make_backup(database, url, to, now)
    log.info("backup", bytes=kept.size, kept=len(to.shelf.backups()))
    return True


def hour_of(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """Give the last time that it was that hour of the local day; in the night of a change of clocks once all the same."""
    local = now.astimezone(zone)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)
