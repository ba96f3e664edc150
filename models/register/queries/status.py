"""How the register and its accounts fare: what `rekisterid status` and the digest say. Counts and codes, no values of people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register.accounts import job_states
from models.register.audit import unsealed
from models.register.inquiries import InquiryShown, list_inquiries
from models.register.queries.duties import Duty, open_duties
from models.register.queries.frozen import FrozenStream, list_frozen
from models.register.queries.pauses import paused_people
from models.register.queries.waiting import (
    CaseShown,
    LetterShown,
    list_cases,
    list_letters,
)
from models.register.returned import stopped_since
from models.register.standing_alarms import AlarmShown, standing
from models.register.streams import problem_count
from models.register.suppression import blocking
from models.rules.months import local_date
from models.tables import (
    AccountState,
    Booking,
    Candidate,
    ClientRelationship,
    Judgement,
    JudgementKind,
    Lease,
    MailKind,
    OutgoingMail,
    Person,
    RegisterState,
    Stream,
    Suppression,
    Table,
    Wanted,
)
from models.vocabulary import BookingStatus, MailState

OPEN_STATES = (BookingStatus.PLANNED, BookingStatus.TENTATIVE)


LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StreamFare:
    """How far a folder or calendar is read; `read_at` None = never."""

    name: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountFare:
    """How an account fares. `failing_since` None = well, or never tried. `message` holds the mend, no data of people.

    `remark` is what is worth knowing though the account works.
    """

    account: str
    last_try_at: datetime | None
    last_success_at: datetime | None
    failing_since: datetime | None
    error: str
    message: str
    failures: int
    next_try_at: datetime | None
    streams: tuple[StreamFare, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class JobFare:
    """How a job of the service fares. `next_run_at` is what was planned at its last note; `error` "" = it went well."""

    job: str
    last_run_at: datetime
    next_run_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """How much the register holds and how much of it waits."""

    people: int
    clients: int
    candidates: int
    bookings_ahead: int
    waiting_approval: int
    queued: int
    sent: int
    refused: int
    returning: int
    problems: int
    to_read_again: int
    open_judgements: int
    suppressed: int
    unsealed: int


@dataclass(frozen=True, slots=True)
class RegisterFare:
    """The state of the register. `owner` is the daemon that runs now, an empty text when none does."""

    made_at: datetime
    asking_since: datetime
    sending_since: datetime | None
    owner: str
    owner_until: datetime | None
    accounts: tuple[AccountFare, ...]
    jobs: tuple[JobFare, ...]
    counts: RegisterCounts
    unknown_letters: tuple[LetterShown, ...]
    paused: tuple[int, ...]
    cases: tuple[CaseShown, ...]
    inquiries: tuple[InquiryShown, ...]
    duties: tuple[Duty, ...]
    frozen: tuple[FrozenStream, ...]
    alarms: tuple[AlarmShown, ...]


def register_fare(session: Session, now: datetime) -> RegisterFare:
    """Give the state of the register at `now` (aware)."""
    state = session.exec(select(RegisterState)).one()
    lease = session.exec(select(Lease).where(col(Lease.expires_at) > now).order_by(col(Lease.name)).limit(1)).first()
    return RegisterFare(
        made_at=state.created_at,
        asking_since=state.asking_since,
        sending_since=state.sending_since,
        owner=lease.owner if lease else "",
        owner_until=lease.expires_at if lease else None,
        accounts=_accounts(session),
        jobs=tuple(JobFare(row.job, row.last_run_at, row.next_run_at, row.error) for row in job_states(session)),
        counts=_counts(session, now),
        paused=tuple(paused_people(session)),
        unknown_letters=list_letters(session, MailState.UNKNOWN),
        cases=list_cases(session),
        inquiries=list_inquiries(session, local_date(now)),
        duties=open_duties(session, local_date(now)),
        frozen=list_frozen(session),
        alarms=standing(session),
    )


def _accounts(session: Session) -> tuple[AccountFare, ...]:
    states = {row.account: row for row in session.exec(select(AccountState))}
    streams: dict[str, list[StreamFare]] = {name: [] for name in states}
    for row in session.exec(select(Stream).order_by(col(Stream.id))):
        streams.setdefault(row.account, []).append(StreamFare(row.name, row.cursor_at))
    return tuple(_account(name, states.get(name), tuple(streams[name])) for name in sorted(streams))


def _account(name: str, state: AccountState | None, streams: tuple[StreamFare, ...]) -> AccountFare:
    fare = state or AccountState(account=name)
    return AccountFare(
        account=name,
        last_try_at=fare.last_try_at,
        last_success_at=fare.last_success_at,
        failing_since=fare.failing_since,
        error=fare.error,
        message=fare.message,
        failures=fare.failures,
        next_try_at=fare.next_try_at,
        streams=streams,
        remark=fare.remark,
    )


def _counts(session: Session, now: datetime) -> RegisterCounts:
    ahead = (col(Booking.starts_at) > now, col(Booking.status).in_(OPEN_STATES))
    open_judgement = (Judgement.kind == JudgementKind.OPEN, col(Judgement.withdrawn_at).is_(None))
    request = OutgoingMail.kind == MailKind.FEEDBACK_REQUEST
    return RegisterCounts(
        people=_count(session, Person),
        clients=_count(session, ClientRelationship),
        candidates=_count(session, Candidate),
        bookings_ahead=_count(session, Booking, *ahead),
        waiting_approval=_count(session, OutgoingMail, OutgoingMail.state == MailState.WAITING),
        queued=_count(session, OutgoingMail, OutgoingMail.state == MailState.QUEUED),
        sent=_count(session, OutgoingMail, OutgoingMail.state == MailState.SENT, request),
        refused=_count(
            session, OutgoingMail, OutgoingMail.state == MailState.REFUSED, col(OutgoingMail.settled_at) > now - LATELY
        ),
        returning=stopped_since(session, now - LATELY),
        problems=problem_count(session),
        to_read_again=_count(session, Wanted),
        open_judgements=_count(session, Judgement, *open_judgement),
        suppressed=_count(session, Suppression, blocking()),
        unsealed=unsealed(session),
    )


def _count(session: Session, table: type[Table], *conditions: sa.ColumnElement[bool] | bool) -> int:
    return session.exec(select(sa.func.count()).select_from(table).where(*conditions)).one()
