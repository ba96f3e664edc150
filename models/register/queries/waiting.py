"""What waits for a person: items that could not be read, candidates, judgements, frozen calendars, cases, unknown letters."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models.register.queries.groups import groups_of
from models.register.queries.shown import names_shown
from models.register.queries.sources import SourceShown, sources_of
from models.register.requests import OVER, due_of
from models.register.streams import stream_names
from models.tables import (
    Candidate,
    CandidateMessage,
    Judgement,
    JudgementKind,
    MailKind,
    OutgoingMail,
    ProblemRow,
    RequestState,
    RightsRequest,
    Wanted,
    row_id,
)
from models.vocabulary import MailState, ProblemStage, RequestKind, Trust


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """An item that could not be read or stored. `again`: it is going to be read again at the next pull."""

    id: int
    account: str
    stream: str
    validity: str
    item: str
    stage: ProblemStage
    error: str
    first_at: datetime
    last_at: datetime
    tries: int
    again: bool


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """A sender who may become a client; gone on `delete_from` when nothing more happens."""

    id: int
    name: str
    address: str
    messages: int
    first_seen_at: datetime
    last_seen_at: datetime
    delete_from: date


@dataclass(frozen=True, slots=True)
class JudgementShown:
    """Two records about whom someone should look; the second is None when only the name on an address is in doubt."""

    id: int
    people: tuple[tuple[int, str], ...]
    reason: str
    made_at: datetime
    source: SourceShown | None


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A rights request that is not closed, with its due date (D2, D3)."""

    id: int
    kind: RequestKind
    state: RequestState
    trust: Trust
    person_id: int | None
    received_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class LetterShown:
    """An outgoing letter. `unknown` ones may or may not have arrived and are never sent again by themselves."""

    id: int
    kind: MailKind
    person_id: int | None
    booking_id: int | None
    state: MailState
    reason: str
    created_at: datetime
    handed_at: datetime | None
    settled_at: datetime | None
    tries: int
    smtp_code: int | None


def list_problems(session: Session) -> tuple[ProblemShown, ...]:
    """Give the items that could not be read, the latest last."""
    streams = stream_names(session)
    wanted = {(row.stream_id, row.validity, row.item) for row in session.exec(select(Wanted))}
    return tuple(
        ProblemShown(
            id=row_id(row),
            account=streams[row.stream_id][0],
            stream=streams[row.stream_id][1],
            validity=row.validity,
            item=row.item,
            stage=row.stage,
            error=row.error,
            first_at=row.first_at,
            last_at=row.last_at,
            tries=row.tries,
            again=(row.stream_id, row.validity, row.item) in wanted,
        )
        for row in session.exec(select(ProblemRow).order_by(col(ProblemRow.last_at), col(ProblemRow.id)))
    )


def list_candidates(session: Session) -> tuple[CandidateShown, ...]:
    """Give the candidates, the latest seen first."""
    messages: dict[int, int] = {}
    for candidate_id in session.exec(select(CandidateMessage.candidate_id)):
        messages[candidate_id] = messages.get(candidate_id, 0) + 1
    return tuple(
        CandidateShown(
            id=row_id(row),
            name=row.name,
            address=row.address,
            messages=messages.get(row_id(row), 0),
            first_seen_at=row.first_seen_at,
            last_seen_at=row.last_seen_at,
            delete_from=row.delete_from,
        )
        for row in session.exec(select(Candidate).order_by(col(Candidate.last_seen_at).desc(), col(Candidate.id)))
    )


def list_judgements(session: Session, of: tuple[int, ...] | None = None) -> tuple[JudgementShown, ...]:
    """Give the judgements that wait for a person, oldest first; `of`: only those that name one of these records."""
    query = select(Judgement).where(Judgement.kind == JudgementKind.OPEN, col(Judgement.withdrawn_at).is_(None))
    if of is not None:
        query = query.where(or_(col(Judgement.person_a).in_(of), col(Judgement.person_b).in_(of)))
    rows = session.exec(query.order_by(col(Judgement.id))).all()
    named = {person for row in rows for person in (row.person_a, row.person_b) if person is not None}
    names = names_shown(session, groups_of(session), named)
    sources = sources_of(session, {row.source_id for row in rows if row.source_id is not None})
    return tuple(
        JudgementShown(
            id=row_id(row),
            people=tuple((person, names[person]) for person in (row.person_a, row.person_b) if person is not None),
            reason=row.reason,
            made_at=row.made_at,
            source=sources.get(row.source_id or 0),
        )
        for row in rows
    )


def list_cases(session: Session) -> tuple[CaseShown, ...]:
    """Give the rights requests that are not closed, the one due first at the head."""
    rows = session.exec(select(RightsRequest).where(col(RightsRequest.state).not_in(OVER)))
    return tuple(sorted(map(case_shown, rows), key=lambda case: (case.due_on, case.id)))


def case_shown(row: RightsRequest) -> CaseShown:
    """Give a request as a value."""
    return CaseShown(row_id(row), row.kind, row.state, row.trust, row.person_id, row.received_on, due_of(row))


def list_letters(session: Session, state: MailState) -> tuple[LetterShown, ...]:
    """Give the outgoing letters in that state, oldest first."""
    rows = session.exec(select(OutgoingMail).where(OutgoingMail.state == state).order_by(col(OutgoingMail.id)))
    return tuple(letter_shown(row) for row in rows)


def letter_shown(row: OutgoingMail) -> LetterShown:
    """Give a letter as a value."""
    return LetterShown(
        id=row_id(row),
        kind=row.kind,
        person_id=row.person_id,
        booking_id=row.booking_id,
        state=row.state,
        reason=row.reason,
        created_at=row.created_at,
        handed_at=row.handed_at,
        settled_at=row.settled_at,
        tries=row.tries,
        smtp_code=row.smtp_code,
    )
