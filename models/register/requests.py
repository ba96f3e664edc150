"""Rights requests as people work on them: entered, acknowledged, extended, answered or refused (D1–D6, W1–W10)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.register.sources import entered
from models.rules.deadlines import (
    RequestDeadlines,
    Urgency,
    acknowledge_by,
    due_in_force,
    reminders,
    request_deadlines,
    rules_of,
    urgency,
)
from models.rules.free_text import note_of_staff
from models.rules.months import local_date
from models.tables import RequestState, RightsRequest, row_id
from models.vocabulary import RequestKind, SourceKind, Trust

OVER = (RequestState.ANSWERED, RequestState.REFUSED, RequestState.CLOSED)
NEEDS_CODE = frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY, RequestKind.ERASURE})
"""Kinds for which a code sent to an address on record is asked back before anything is told or done (W3)."""

MAX_NOTE = 200


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A request with all its days. `due_on`: the one in force, made by the rules `due_by`.

    `late`: it has passed and nothing was answered.
    """

    id: int
    kind: RequestKind
    state: RequestState
    trust: Trust
    person_id: int | None
    received_on: date
    acknowledge_by: date
    acknowledged_on: date | None
    due_on: date
    due_by: tuple[str, ...]
    first_due_on: date
    extended_due_on: date
    extended_on: date | None
    reminders: tuple[date, ...]
    needs_code: bool
    late: bool
    urgency: Urgency
    note: str
    reply_to: str | None


def shown(row: RightsRequest, today: date) -> RequestShown:
    """Give a request as people see it on the local date `today`."""
    due_on = due_of(row)
    return RequestShown(
        id=row_id(row),
        kind=row.kind,
        state=row.state,
        trust=row.trust,
        person_id=row.person_id,
        received_on=row.received_on,
        acknowledge_by=acknowledge_by(row.received_on),
        acknowledged_on=row.acknowledged_on,
        due_on=due_on,
        due_by=rules_of(_deadlines(row), due_on),
        first_due_on=row.due_on,
        extended_due_on=row.extended_due_on,
        extended_on=row.extended_on,
        reminders=reminders(row.received_on, due_on),
        needs_code=row.kind in NEEDS_CODE,
        late=row.state not in OVER and today > due_on,
        urgency=Urgency.OPEN if row.state in OVER else urgency(row.received_on, due_on, today),
        note=row.note,
        reply_to=row.reply_to,
    )


def list_requests(session: Session, today: date, *, everything: bool = False) -> tuple[RequestShown, ...]:
    """Give the requests that are open, or all of them; the one due first at the head."""
    query = select(RightsRequest) if everything else select(RightsRequest).where(col(RightsRequest.state).not_in(OVER))
    return tuple(sorted((shown(row, today) for row in session.exec(query)), key=lambda row: (row.due_on, row.id)))


def due_of(row: RightsRequest) -> date:
    """Give the day by which a request is answered: the extended one only if its notice went out in time (D5)."""
    return due_in_force(_deadlines(row), row.extended_on)


def _deadlines(row: RightsRequest) -> RequestDeadlines:
    return RequestDeadlines(row.received_on, row.due_on, row.extended_due_on)


def request_of(session: Session, request_id: int) -> RightsRequest:
    """Give a request. Raises Declined when there is none of that number."""
    row = session.get(RightsRequest, request_id)
    if row is None:
        raise Declined(f"there is no request {request_id}", mend="`rekisterid requests` lists them")
    return row


def enter(session: Session, kind: RequestKind, person_id: int | None, received_on: date, by: By) -> RightsRequest:
    """Enter a request that was spoken, written on paper, or overlooked in mail, with the day on which it arrived (S17, W1)."""
    if received_on > local_date(by.now):
        raise Declined("the day of arrival lies in the future", mend="give the day on which it was said or came in")
    dates = request_deadlines(received_on)
    row = RightsRequest(
        person_id=person_id,
        source_id=entered(session, SourceKind.OTHER_FROM_CLIENT, "request", by.now, by),
        kind=kind,
        received_on=received_on,
        due_on=dates.due,
        extended_due_on=dates.extended_due,
        noticed_at=by.now,
    )
    session.add(row)
    session.flush()
    record(session, by, Act("request.open", "rights_request", row.id, "W1", kind.value))
    return row


def acknowledge(session: Session, request_id: int, by: By) -> RightsRequest:
    """Note that its receipt was acknowledged (W2)."""
    row = _open(session, request_id)
    row.acknowledged_on = row.acknowledged_on or local_date(by.now)
    if row.state is RequestState.RECEIVED:
        row.state = RequestState.ACKNOWLEDGED
    return _done(session, row, by, "request.acknowledge", "W2")


def extend(session: Session, request_id: int, reasons: str, by: By) -> RightsRequest:
    """Note that the person was told, with reasons, that the answer takes longer (D4, D5).

    Raises Declined without reasons, a second time, and after the first due date: then nothing is extended.
    """
    row, today = _open(session, request_id), local_date(by.now)
    note = _reasons(reasons)
    if row.extended_on is not None:
        raise Declined("this request was extended already", mend="three months from arrival are the end (Art. 12(3))")
    if today > row.due_on:
        raise Declined(
            f"the first due date, {row.due_on}, has passed: nothing is extended any more (D5)", mend="answer it at once"
        )
    row.extended_on, row.state, row.note = today, RequestState.EXTENDED, note
    return _done(session, row, by, "request.extend", "D5")


def answer(session: Session, request_id: int, by: By) -> RightsRequest:
    """Note that the answer was handed over; an address kept for it after an erasure is forgotten (T8)."""
    row = _open(session, request_id)
    row.state, row.closed_at, row.reply_to = RequestState.ANSWERED, by.now, None
    return _done(session, row, by, "request.answer", "D2")


def refuse(session: Session, request_id: int, reasons: str, by: By) -> RightsRequest:
    """Note a refusal, which a person decides and writes with reasons, complaint and court remedy (G11, G12, D6)."""
    row = _open(session, request_id)
    row.note = _reasons(reasons)
    row.state, row.closed_at, row.reply_to = RequestState.REFUSED, by.now, None
    return _done(session, row, by, "request.refuse", "D6")


def _open(session: Session, request_id: int) -> RightsRequest:
    row = request_of(session, request_id)
    if row.state in OVER:
        raise Declined(
            f"request {request_id} is {row.state.value} already", mend="a new one is entered by `requests add`"
        )
    return row


def _reasons(text: str) -> str:
    note = note_of_staff(text, MAX_NOTE)
    if not note:
        raise Declined("reasons are missing", mend="say why: --because")
    return note


def _done(session: Session, row: RightsRequest, by: By, action: str, rule: str) -> RightsRequest:
    session.add(row)
    result = "late" if local_date(by.now) > due_of(row) else row.state.value
    record(session, by, Act(action, "rights_request", row.id, rule, result))
    return row
