"""How each account fares: kept in the register so that `status` tells it, whoever asks."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.tables import AccountState, JobState


def note_success(session: Session, account: str, now: datetime) -> bool:
    """Note that an account was read to its end; gives whether it had been failing."""
    state = _state(session, account)
    recovered = state.failing_since is not None
    state.last_try_at = state.last_success_at = now
    state.failing_since = state.next_try_at = None
    state.error, state.message, state.failures = "", "", 0
    session.add(state)
    return recovered


def note_failure(
    session: Session, account: str, error: Exception, next_try_at: datetime, now: datetime
) -> AccountState:
    """Note that an account failed: the kind of error, its message and mend (which name accounts, never people)."""
    state = _state(session, account)
    state.last_try_at, state.next_try_at = now, next_try_at
    state.failing_since = state.failing_since or now
    state.failures += 1
    state.error = type(error).__name__[:64]
    mend = getattr(error, "mend", "")
    state.message = (f"{error}: {mend}" if mend else str(error))[:500] if hasattr(error, "mend") else ""
    session.add(state)
    return state


def states(session: Session) -> list[AccountState]:
    """Give the accounts that have been tried, by name."""
    return list(session.exec(select(AccountState).order_by(col(AccountState.account))))


def failing(session: Session, names: Sequence[str]) -> bool:
    """Whether one of these accounts cannot be read at present."""
    rows = select(AccountState.account).where(
        col(AccountState.account).in_(names), col(AccountState.failing_since).is_not(None)
    )
    return session.exec(rows.limit(1)).first() is not None


def note_job(session: Session, job: str, error: str, now: datetime, next_run_at: datetime) -> None:
    """Note that a job of the service ran, and when it runs again. `error`: "" when it went well."""
    state = session.get(JobState, job) or JobState(job=job, last_run_at=now, next_run_at=next_run_at)
    state.last_run_at, state.next_run_at, state.error = now, next_run_at, error[:64]
    session.add(state)


def job_states(session: Session) -> list[JobState]:
    """Give the jobs that have run, by the time of their next run."""
    return list(session.exec(select(JobState).order_by(col(JobState.next_run_at), col(JobState.job))))


def _state(session: Session, account: str) -> AccountState:
    return session.get(AccountState, account) or AccountState(account=account)
