"""How each account fares: kept in the register so that `status` tells it, whoever asks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.rules.months import local_date
from models.tables import AccountState, JobState

PARKED = frozenset({"Refused", "LoginNeeded"})
"""The errors, by their class, after which an account waits for a person."""

LOGINS = 5
HOUR = timedelta(hours=1)
"""After a refused login, so many more tries in an hour at most, restarts included: providers lock accounts out (HW-F14)."""


def note_success(session: Session, account: str, now: datetime) -> bool:
    """Note that an account was read to its end; gives whether it had been failing."""
    state = _state(session, account)
    recovered = state.failing_since is not None
    state.last_try_at = state.last_success_at = now
    state.failing_since = state.next_try_at = None
    state.error, state.message, state.failures = "", "", 0
    state.refusals, state.refused_from = 0, None
    session.add(state)
    return recovered


def note_remark(session: Session, account: str, remark: str) -> None:
    """Keep what is worth knowing of an account that works; "" = nothing. Writes only what is new."""
    state = _state(session, account)
    if state.remark != remark[:200]:
        state.remark = remark[:200]
        session.add(state)


def note_refusal(session: Session, account: str, now: datetime) -> None:
    """Count a login that the server refused."""
    state = _state(session, account)
    if state.refused_from is None or not timedelta(0) <= now - state.refused_from < HOUR:
        state.refusals, state.refused_from = 0, now
    state.refusals += 1
    session.add(state)


def login_pause(session: Session, account: str, now: datetime) -> timedelta:
    """Give how long no login may be tried: nothing, or until an hour after the first of too many refusals."""
    state = _state(session, account)
    if state.refused_from is None or state.refusals < LOGINS:
        return timedelta(0)
    passed = now - state.refused_from
    return HOUR - passed if timedelta(0) <= passed < HOUR else timedelta(0)


def note_bytes(session: Session, account: str, received: int, now: datetime) -> None:
    """Add to what was read of an account today."""
    state = _state(session, account)
    today = local_date(now)
    if state.read_on != today:
        state.read_on, state.read_bytes = today, 0
    state.read_bytes += received
    session.add(state)


def bytes_on(session: Session, account: str, day: date) -> int:
    """Give how many bytes were read of an account on that local day."""
    state = session.get(AccountState, account)
    return state.read_bytes if state is not None and state.read_on == day else 0


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


def trouble(session: Session, name: str) -> str:
    """Give the class of the error with which an account or the relay fails at present; "" when it is well."""
    state = session.get(AccountState, name)
    return state.error if state is not None and state.failing_since is not None else ""


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
