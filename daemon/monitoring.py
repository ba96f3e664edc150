"""Put together what watches the service: alarms, measurements, and the pages that monitoring asks."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from daemon.backup.configured import newest_is_old
from daemon.clocks import Clocks
from daemon.config.build import database_folder, smtp_account
from daemon.config.schema import Config
from daemon.jobs.alarms import AlarmJob
from daemon.logins import expiring
from daemon.pulse import MAIN, SCHEDULER, Pulse
from daemon.readers import Readers
from daemon.service import Instruments, Job
from daemon.watch import STUCK_AFTER, MachineWatch
from daemon.web.health import Page, Pages, report, serving
from daemon.web.metrics import CONTENT_TYPE, Exposition, Meters, ServiceCollector, account_labels
from models.errors import AlreadyRunning, NewerSchema, RegisterUnusable
from models.register import accounts, migrate
from models.register.database import Database
from models.register.ledger_check import LedgerCheck
from models.register.ownership import Ownership, require_owner

MAIN_SILENT = timedelta(seconds=15)
"""The main thread gives a sign of life twice a second."""

SCHEDULER_SILENT = timedelta(seconds=60)
"""The lease is renewed every ten seconds by the scheduler."""

OK = "ok"


@dataclass(frozen=True, slots=True)
class Monitoring:
    """What the service runs with, and the job that keeps alarms."""

    instruments: Instruments
    alarms: Job


def silent_after(config: Config) -> dict[str, timedelta]:
    """Give for each account how long it may go unread: never less than two of its polls."""
    limit = timedelta(hours=config.alarms.silent_hours)
    polled = {box.name: box.poll_minutes for box in config.mailboxes}
    polled.update({calendar.name: calendar.poll_minutes for calendar in config.calendars})
    return {name: max(limit, timedelta(minutes=2 * minutes)) for name, minutes in polled.items()}


def monitoring(
    config: Config,
    database: Database,
    ownership: Ownership,
    readers: Readers,
    clock: Callable[[], datetime],
    every: timedelta,
) -> Monitoring:
    """Give what watches a service; `every`: how often it looks for alarms."""
    pulse = Pulse()
    limits = silent_after(config)
    relay = smtp_account(config)
    machine = MachineWatch(
        database_folder(config),
        (readers.mail, readers.calendar),
        pulse,
        Clocks(clock),
        logins_expiring=lambda: expiring(config, clock()),
        backup_old=lambda since: newest_is_old(config, since, clock()),
    )
    machine.ledger_damaged = ledger_watch(database, Clocks(clock).steady)
    alarms = AlarmJob(database, machine, limits, relay.name if relay is not None else "", Clocks(clock))
    labels = account_labels([*limits, *([relay.name] if relay is not None else [])])
    exposition = Exposition()
    meters = Meters(labels, limits, exposition.registry)
    by_name = {"mail": readers.mail, "calendar": readers.calendar}
    exposition.registry.register(ServiceCollector(database, labels, by_name, lambda: alarms.current, clock))
    pages: Pages = {
        "/healthz": lambda: report(life(pulse)),
        "/readyz": lambda: report(readiness(database, ownership, limits, clock())),
        "/metrics": lambda: Page(exposition.text(), CONTENT_TYPE),
    }

    def beside() -> AbstractContextManager[object]:
        return serving(config.health, pages)

    return Monitoring(
        Instruments(clock, pulse, meters, beside),
        Job("alarms", every, lambda _stop: alarms.run()),
    )


def ledger_watch(database: Database, steady: Callable[[], float]) -> Callable[[], Sequence[int]]:
    """Give what tells the damaged lines of the register's ledger; one that cannot be opened stops every act by itself."""
    check = LedgerCheck(database.ledger.path, steady) if database.ledger is not None else None

    def look() -> Sequence[int]:
        with suppress(OSError):
            return check.damaged() if check is not None else ()
        return ()

    return look


def life(pulse: Pulse) -> dict[str, str]:
    """Say whether the threads of the service give signs of life."""
    told = {}
    for name, longest in ((MAIN, MAIN_SILENT), (SCHEDULER, SCHEDULER_SILENT)):
        silence = pulse.silence_of(name) or timedelta(0)
        told[name] = OK if silence < longest else f"no sign of life for {round(silence.total_seconds())} s"
    stuck = [name for name in pulse.silent(STUCK_AFTER) if name not in (MAIN, SCHEDULER)]
    told["accounts"] = f"{len(stuck)} do not answer" if stuck else OK
    return told


def readiness(database: Database, ownership: Ownership, limits: dict[str, timedelta], now: datetime) -> dict[str, str]:
    """Say whether the service can do its work: database, its schema, that it is ours, accounts that are read."""
    told = {"database": OK, "schema": OK, "ownership": OK, "accounts": OK}
    try:
        with database.read() as session:
            _check_schema(told, lambda: migrate.require_current(session.connection()))
            if ownership.owner is None:
                told["ownership"] = "not ours"
            else:
                require_owner(session, ownership.owner)
            states = {state.account: state.last_success_at for state in accounts.states(session)}
    except AlreadyRunning:
        told["ownership"] = "another daemon has taken the register"
        return told
    except RegisterUnusable as exc:
        told["database"] = str(exc)
        return told
    read = [name for name, limit in limits.items() if (at := states.get(name)) is not None and now - at <= limit]
    told["accounts"] = OK if read else "none was read lately"
    return told


def _check_schema(told: dict[str, str], check: Callable[[], None]) -> None:
    try:
        check()
    except NewerSchema:
        told["schema"] = "made by a newer version"
    except RegisterUnusable:
        told["schema"] = "not that of this version"
