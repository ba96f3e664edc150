"""The alarms that stand: raised and cleared as their facts come and go, told to the contact person once each way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, or_, select, update

from models.errors import BudgetSpent, RegisterUnusable
from models.register import erasure, retention
from models.register.accounts import PARKED, job_states
from models.register.audit import By
from models.register.digest import claim_notice
from models.rules.alarms import SERIOUS, TOLD_WHEN_OVER, UNKNOWN_WITHIN, AccountFacts, Alarm, RegisterFacts
from models.tables import (
    ASKING,
    TO_CLIENTS,
    AccountState,
    AlarmRow,
    JobState,
    MailKind,
    OutgoingMail,
    RegisterState,
    Stream,
    row_id,
)
from models.vocabulary import MailState

OUT_OF_BUDGET, NOT_STORED = BudgetSpent.__name__, RegisterUnusable.__name__
KEPT = timedelta(days=30)
WORTH_TELLING = timedelta(hours=1)
"""An alarm that was over before anybody could be told is told of afterwards when it stood for so long."""

DAY = timedelta(days=1)
IN_HAND = timedelta(minutes=10)
"""For so long a letter that is due counts as one that is being handed over."""


@dataclass(frozen=True, slots=True)
class AlarmShown:
    """An alarm as it is shown. `cleared_at` None = it stands."""

    id: int
    alarm: Alarm
    raised_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlarmChanges:
    """What one pass brought."""

    raised: tuple[Alarm, ...]
    cleared: tuple[AlarmShown, ...]


@dataclass(frozen=True, slots=True)
class AlarmNews:
    """What the contact person has not been told yet: alarms that stand, and alarms that are over."""

    raised: tuple[AlarmShown, ...]
    cleared: tuple[AlarmShown, ...]


def register_facts(session: Session, silent_after: Mapping[str, timedelta], relay: str, now: datetime) -> RegisterFacts:
    """Give what the register knows at `now` of the accounts of the configuration (`silent_after` by name) and of the relay."""
    states = {row.account: row for row in session.exec(select(AccountState))}
    frozen = session.exec(select(Stream).where(col(Stream.frozen_at).is_not(None)).order_by(col(Stream.id)))
    unknown = (
        col(OutgoingMail.kind).in_(ASKING),
        OutgoingMail.state == MailState.UNKNOWN,
        col(OutgoingMail.settled_at) > now - UNKNOWN_WITHIN,
    )
    relay_state = states.get(relay)
    return RegisterFacts(
        accounts=tuple(_account(name, states.get(name), limit) for name, limit in sorted(silent_after.items())),
        relay=relay if relay_state is not None and relay_state.failing_since is not None else "",
        frozen=tuple(f"{row.account}/{row_id(row)}" for row in frozen if row.account in silent_after),
        failing_jobs=tuple(row.job for row in job_states(session) if row.error and row.next_run_at > now - DAY),
        unknown_letters=session.exec(select(sa.func.count()).select_from(OutgoingMail).where(*unknown)).one(),
        retention_waiting=(*retention.stops(session), *_waiting_erasures(session, now)),
        out_of_budget=_failing_by(states, silent_after, OUT_OF_BUDGET),
        storing_fails=bool(_failing_by(states, silent_after, NOT_STORED)),
    )


def _waiting_erasures(session: Session, now: datetime) -> tuple[str, ...]:
    return tuple(f"erasure {number}" for number, _ in erasure.in_doubt(session, now))


def _failing_by(states: Mapping[str, AccountState], names: Collection[str], error: str) -> tuple[str, ...]:
    found = (states[name] for name in sorted(names) if name in states)
    return tuple(row.account for row in found if row.failing_since is not None and row.error == error)


def _account(name: str, state: AccountState | None, silent_after: timedelta) -> AccountFacts:
    failing = state is not None and state.failing_since is not None
    refused = failing and state is not None and state.error in PARKED
    return AccountFacts(name, failing, refused, state.last_success_at if state else None, silent_after)


def database_clock(session: Session) -> datetime | None:
    """Give the database server's own time (aware); None where it has none of its own (SQLite)."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    told: datetime = session.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    return told


def latest_run(session: Session) -> datetime | None:
    """Give the latest moment at which a job of the service ran, by the clock of then."""
    return session.exec(select(sa.func.max(col(JobState.last_run_at)))).one()


def write_something(session: Session, now: datetime) -> None:
    """Write, so that the commit shows whether the register takes a write."""
    session.exec(update(RegisterState).values(changed_at=now))


def standing(session: Session) -> tuple[AlarmShown, ...]:
    """Give the alarms that stand, the oldest first."""
    rows = session.exec(select(AlarmRow).where(col(AlarmRow.cleared_at).is_(None)).order_by(col(AlarmRow.id)))
    return tuple(_shown(row) for row in rows)


def reconcile(session: Session, found: frozenset[Alarm], now: datetime) -> AlarmChanges:
    """Let exactly these alarms stand: raise what is new, clear what is over."""
    stands = {shown.alarm: shown for shown in standing(session)}
    raised = tuple(sorted(found - stands.keys()))
    session.add_all(AlarmRow(kind=alarm.kind, subject=alarm.subject, raised_at=now) for alarm in raised)
    over = [shown for alarm, shown in stands.items() if alarm not in found]
    _set(session, [shown.id for shown in over], cleared_at=now)
    return AlarmChanges(raised, tuple(over))


def note_over(session: Session, alarm: Alarm, raised_at: datetime, now: datetime) -> None:
    """Write down an alarm that could not be while it stood: that the register itself could not be used."""
    session.add(AlarmRow(kind=alarm.kind, subject=alarm.subject, raised_at=raised_at, cleared_at=now))


def news(session: Session) -> AlarmNews:
    """Give the serious alarms that the contact person is to be told of.

    Of an end only who was told of the beginning is told, or when it stood for long and nobody could be told.
    """
    raised, cleared = [], []
    untold = or_(col(AlarmRow.told_at).is_(None), col(AlarmRow.cleared_at).is_not(None))
    rows = session.exec(
        select(AlarmRow)
        .where(col(AlarmRow.kind).in_(SERIOUS), col(AlarmRow.clear_told_at).is_(None), untold)
        .order_by(col(AlarmRow.id))
    )
    for row in rows:
        if row.cleared_at is None:
            raised += [_shown(row)] if row.kind not in TOLD_WHEN_OVER else []
        elif row.told_at is not None or row.cleared_at - row.raised_at > WORTH_TELLING:
            cleared.append(_shown(row))
    return AlarmNews(tuple(raised), tuple(cleared))


def claim_alarm_mail(session: Session, mail_domain: str, per_day: int, by: By) -> OutgoingMail | None:
    """Claim a mail about alarms; None when so many went out within a day. The next one tells of all that is left."""
    sent = session.exec(
        select(sa.func.count())
        .select_from(OutgoingMail)
        .where(
            OutgoingMail.kind == MailKind.ALARM,
            OutgoingMail.state != MailState.DROPPED,
            col(OutgoingMail.created_at) > by.now - DAY,
        )
    ).one()
    return None if sent >= per_day else claim_notice(session, MailKind.ALARM, mail_domain, by)


def mark_told(session: Session, told: AlarmNews, now: datetime) -> None:
    """Note that the contact person was told of this, or that no mail can be brought to them."""
    _set(session, [shown.id for shown in told.raised], told_at=now)
    _set(session, [shown.id for shown in told.cleared], clear_told_at=now)


def letters_wait(session: Session, now: datetime) -> bool:
    """Whether a letter to a client is about to be handed to the relay: that shows how the relay fares.

    One that came to be due some time ago, or was claimed then, is in nobody's hands: sending may be off, or no answer be heard.
    """
    lately = now - IN_HAND
    due = sa.and_(col(OutgoingMail.next_try_at) <= now, col(OutgoingMail.next_try_at) > lately)
    queued = sa.and_(col(OutgoingMail.state) == MailState.QUEUED, due)
    claimed = col(OutgoingMail.state).in_((MailState.CLAIMED, MailState.HANDING))
    under_way = sa.and_(claimed, col(OutgoingMail.claimed_at) > lately)
    query = select(OutgoingMail.id).where(col(OutgoingMail.kind).in_(TO_CLIENTS), or_(queued, under_way))
    return session.exec(query.limit(1)).first() is not None


def forget_old_alarms(session: Session, now: datetime) -> None:
    """Delete alarms that have been over for 30 days."""
    session.exec(delete(AlarmRow).where(col(AlarmRow.cleared_at) < now - KEPT))


def _set(session: Session, ids: Collection[int], **values: datetime) -> None:
    if ids:
        session.exec(update(AlarmRow).where(col(AlarmRow.id).in_(ids)).values(**values))


def _shown(row: AlarmRow) -> AlarmShown:
    return AlarmShown(row_id(row), Alarm(row.kind, row.subject), row.raised_at, row.cleared_at)
