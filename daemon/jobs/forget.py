"""Daily housekeeping: candidates, problems and alarms whose 30 days are over, series to expand further, audit rows to seal."""

from datetime import datetime

import structlog

from models.register import audit, candidates, standing_alarms, streams
from models.register.audit import By
from models.register.database import Database
from models.register.intake_calendar import want_further
from models.register.upgrade import forget_copies

log = structlog.get_logger()


def forget(database: Database, now: datetime) -> int:
    """Delete the candidates, problems and alarms that are over their term; give how many candidates. Safe to run at any time."""
    with database.write() as session:
        gone = candidates.forget_old(session, By("daemon", now))
        streams.forget_old_problems(session, now)
        standing_alarms.forget_old_alarms(session, now)
    forget_copies(database.engine, now)
    if gone:
        log.info("forgotten", candidates=gone)
    return gone


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
