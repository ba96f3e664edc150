"""The register in figures, for monitoring: counts, sizes and times; no value, id or address of anybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register import migrate
from models.tables import AccountState, JobState, OutgoingMail
from models.vocabulary import MailState

WAITING = (MailState.WAITING, MailState.QUEUED)


@dataclass(frozen=True, slots=True)
class AccountGauge:
    """How an account fares. `next_try_at`: when it is tried again after a failure, None while it is well."""

    account: str
    error: str
    last_success_at: datetime | None
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class JobGauge:
    """When a job ran last, and whether that went well."""

    job: str
    last_run_at: datetime
    failed: bool


@dataclass(frozen=True, slots=True)
class RegisterGauges:
    """Figures at one moment. `oldest_waiting`: when the oldest letter that still waits was made. `wal_bytes`: SQLite's only."""

    revision: str
    accounts: tuple[AccountGauge, ...]
    jobs: tuple[JobGauge, ...]
    letters: Mapping[MailState, int]
    oldest_waiting: datetime | None
    database_bytes: int
    wal_bytes: int | None


def register_gauges(session: Session) -> RegisterGauges:
    """Give the figures."""
    states = session.exec(select(AccountState).order_by(col(AccountState.account)))
    jobs = session.exec(select(JobState).order_by(col(JobState.job)))
    counted = session.exec(select(OutgoingMail.state, sa.func.count()).group_by(col(OutgoingMail.state)))
    oldest = select(sa.func.min(col(OutgoingMail.created_at))).where(col(OutgoingMail.state).in_(WAITING))
    letters = dict.fromkeys(MailState, 0)
    for state, number in counted:
        letters[MailState(state)] = number
    size, wal = _sizes(session)
    return RegisterGauges(
        revision=migrate.revision_of(session.connection()) or "",
        accounts=tuple(AccountGauge(row.account, row.error, row.last_success_at, row.next_try_at) for row in states),
        jobs=tuple(JobGauge(row.job, row.last_run_at, bool(row.error)) for row in jobs),
        letters=letters,
        oldest_waiting=session.exec(oldest).one(),
        database_bytes=size,
        wal_bytes=wal,
    )


def _sizes(session: Session) -> tuple[int, int | None]:
    """Give the bytes of the database and of SQLite's write-ahead log."""
    url = session.get_bind().engine.url
    if url.get_backend_name() == "postgresql":
        return int(session.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one()), None
    # The file alone may be small: what was written last stands in the write-ahead log.
    pages, page_bytes = (
        session.execute(sa.text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size")
    )
    log = Path(f"{url.database}-wal")
    return int(pages) * int(page_bytes), _bytes_of(log)


def _bytes_of(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
