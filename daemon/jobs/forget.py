"""Housekeeping: what is over its term goes once a day, erasures whose week is over, series to expand, audit rows to seal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from daemon.backup.make import sweep
from models.errors import Declined
from models.register import audit, candidates, erasure, retention, standing_alarms, streams
from models.register.audit import By
from models.register.database import Database
from models.register.intake_calendar import want_further
from models.register.retention import Run, Terms
from models.register.retention_rules import RULES
from models.register.upgrade import forget_copies
from models.rules.months import HELSINKI, local_date
from models.rules.retention import DEFAULT_PERIODS, Period, RetentionClass
from models.tables import Erasure

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Keeping:
    """The firm's periods, and the zone in which days are counted."""

    periods: Mapping[RetentionClass, Period] = field(default_factory=lambda: DEFAULT_PERIODS)
    zone: ZoneInfo = HELSINKI


def forget(database: Database, now: datetime, keeping: Keeping | None = None) -> int:
    """Delete what is over its term; give how many candidates. Safe to run at any time; the great run is once a local day."""
    keeping = keeping or Keeping()
    with database.write() as session:
        gone = candidates.forget_old(session, By("daemon", now))
        streams.forget_old_problems(session, now)
        standing_alarms.forget_old_alarms(session, now)
    file = database.engine.url.database
    if database.is_sqlite and file and file != ":memory:":
        sweep(Path(file).parent)
    erased = carry_out_due(database, now)
    with database.read() as session:
        erased_at = erasure.latest(session)
        is_due = retention.ran_on(session) != local_date(now, keeping.zone)
    forget_copies(database.engine, now, erased_at)
    if is_due:
        run = retain(database, now, keeping)
        if run.ended or run.waiting:
            log.info(
                "retention", waiting=len(run.waiting), **{f"ended_{kind}": count for kind, count in run.ended.items()}
            )
    if (erased or is_due or database.log_waits) and not database.wipe_log():
        log.info("the log still holds what was deleted: emptied in an hour")
    if gone:
        log.info("forgotten", candidates=gone)
    return gone


def retain(database: Database, now: datetime, keeping: Keeping) -> Run:
    """End what is over its term, kind by kind (T5)."""
    terms = Terms(now, database.key, keeping.zone, keeping.periods)
    return retention.run(database, RULES, terms, By("daemon", now))


def carry_out_due(database: Database, now: datetime) -> int:
    """Carry out the erasures whose week is over, each in a transaction of its own; give how many."""
    with database.read() as session:
        due = erasure.due(session, now)
    done = 0
    for erasure_id in due:
        try:
            with database.write() as session:
                erasure.carry_out(session, database.key, session.get_one(Erasure, erasure_id), By("daemon", now))
            done += 1
        except Declined:
            # A letter is going out just now, or a hold was placed: in an hour again.
            log.info("erasure put off", erasure=erasure_id)
    if done:
        log.info("erased", count=done)
    return done


def extend(database: Database, now: datetime) -> int:
    """Wish recurring events to be read again whose window has come near its end; give how many."""
    with database.write() as session:
        return want_further(session, now)


def seal(database: Database, now: datetime) -> int:
    """Chain the audit rows that have no seal yet; give how many."""
    sealed = 0
    while True:
        with database.write() as session:
            done = audit.seal(session, now)
        sealed += done
        if done < audit.SEAL_BATCH:
            return sealed
