"""Bookings as staff see them: when, with whom, what moved, and for each person the feedback verdict with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register.queries.groups import groups_of, portions
from models.register.queries.shown import names_shown
from models.register.streams import stream_names
from models.tables import (
    Booking,
    BookingMove,
    BookingPerson,
    BookingRole,
    DecisionOutcome,
    FeedbackDecision,
    MailKind,
    OutgoingMail,
    Source,
    row_id,
)
from models.vocabulary import BookingStatus, MailState


@dataclass(frozen=True, slots=True)
class MoveShown:
    """What a booking was before a change, and when the change was noticed."""

    starts_at: datetime
    ends_at: datetime
    status: BookingStatus
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class BookingPersonShown:
    """Someone of a booking. `id` is the lowest record of the person; `name` may be empty."""

    id: int
    name: str
    roles: tuple[BookingRole, ...]


@dataclass(frozen=True, slots=True)
class VerdictShown:
    """Whether a person is asked about a booking, and why. `person_id` None: nobody to ask was found.

    `mail_state` is set once there is a letter, `reminder_state` once there is its reminder; `skipped_by`: staff decided so.
    """

    person_id: int | None
    name: str
    outcome: DecisionOutcome
    reason: str
    wait_until: datetime | None
    decided_at: datetime
    skipped_by: str | None
    mail_id: int | None
    mail_state: MailState | None
    mail_reason: str
    reminder_state: MailState | None = None
    reminder_reason: str = ""


@dataclass(frozen=True, slots=True)
class BookingShown:
    """One booking with everything that is known of it. No `verdicts`: it is still to be judged."""

    id: int
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    zone_assumed: bool
    status: BookingStatus
    place: str
    practitioner: str
    service_code: str
    no_feedback: bool
    match_reason: str
    account: str
    calendar: str
    recurring: bool
    people: tuple[BookingPersonShown, ...]
    moves: tuple[MoveShown, ...]
    verdicts: tuple[VerdictShown, ...]


def list_bookings(
    session: Session, since: datetime | None = None, until: datetime | None = None
) -> tuple[BookingShown, ...]:
    """Give the bookings that start in [since, until), oldest first. None = no bound. Both aware."""
    query = select(Booking).order_by(col(Booking.starts_at), col(Booking.id))
    if since is not None:
        query = query.where(col(Booking.starts_at) >= since)
    if until is not None:
        query = query.where(col(Booking.starts_at) < until)
    return _shown(session, session.exec(query).all())


def bookings_of(session: Session, person_ids: Iterable[int]) -> tuple[BookingShown, ...]:
    """Give the bookings that these records take part in, the newest first."""
    rows: list[Booking] = []
    for portion in portions(person_ids):
        tied = select(BookingPerson.booking_id).where(col(BookingPerson.person_id).in_(portion))
        rows.extend(session.exec(select(Booking).where(col(Booking.id).in_(tied))))
    unique = {row_id(row): row for row in rows}
    return _shown(session, sorted(unique.values(), key=lambda row: (row.starts_at, row_id(row)), reverse=True))


@dataclass(frozen=True, slots=True)
class _Around:
    """What lies around some bookings, by booking id or source id."""

    people: Mapping[int, Sequence[BookingPersonShown]]
    moves: Mapping[int, Sequence[MoveShown]]
    verdicts: Mapping[int, Sequence[VerdictShown]]
    sources: Mapping[int, Source]
    streams: Mapping[int, tuple[str, str]]


def _shown(session: Session, rows: Sequence[Booking]) -> tuple[BookingShown, ...]:
    ids = [row_id(row) for row in rows]
    people, verdicts = _people_and_verdicts(session, ids)
    sources = {}
    for portion in portions(row.source_id for row in rows):
        sources.update({row_id(row): row for row in session.exec(select(Source).where(col(Source.id).in_(portion)))})
    around = _Around(people, _moves(session, ids), verdicts, sources, stream_names(session))
    return tuple(_one(row, around) for row in rows)


def _one(row: Booking, around: _Around) -> BookingShown:
    booking_id, source = row_id(row), around.sources[row.source_id]
    account, calendar = around.streams.get(source.stream_id or 0, ("", ""))
    return BookingShown(
        id=booking_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        all_day=row.all_day,
        zone_assumed=row.zone_assumed,
        status=row.status,
        place=row.place,
        practitioner=row.practitioner,
        service_code=row.service_code,
        no_feedback=row.no_feedback,
        match_reason=row.match_reason,
        account=account,
        calendar=calendar,
        recurring=source.recurring,
        people=tuple(around.people.get(booking_id, ())),
        moves=tuple(around.moves.get(booking_id, ())),
        verdicts=tuple(around.verdicts.get(booking_id, ())),
    )


def _people_and_verdicts(
    session: Session, booking_ids: Sequence[int]
) -> tuple[dict[int, list[BookingPersonShown]], dict[int, list[VerdictShown]]]:
    ties: list[BookingPerson] = []
    decisions: list[FeedbackDecision] = []
    letters: dict[tuple[int, int], OutgoingMail] = {}
    reminders: dict[tuple[int, int], OutgoingMail] = {}
    for portion in portions(booking_ids):
        ties.extend(session.exec(select(BookingPerson).where(col(BookingPerson.booking_id).in_(portion))))
        decisions.extend(session.exec(select(FeedbackDecision).where(col(FeedbackDecision.booking_id).in_(portion))))
        for letter in session.exec(select(OutgoingMail).where(col(OutgoingMail.booking_id).in_(portion))):
            here = reminders if letter.kind is MailKind.FEEDBACK_REMINDER else letters
            here[letter.booking_id or 0, letter.person_id or 0] = letter
    groups = groups_of(session)
    named = {tie.person_id for tie in ties} | {row.person_id for row in decisions if row.person_id is not None}
    names = names_shown(session, groups, named)
    roles: dict[int, dict[int, set[BookingRole]]] = defaultdict(lambda: defaultdict(set))
    for tie in ties:
        roles[tie.booking_id][groups.head(tie.person_id)].add(tie.role)
        names.setdefault(groups.head(tie.person_id), names[tie.person_id])
    people = {booking: _people(by_person, names) for booking, by_person in roles.items()}
    verdicts: dict[int, list[VerdictShown]] = defaultdict(list)
    for row in sorted(decisions, key=row_id):
        about = row.booking_id, row.person_id or 0
        shown = _verdict(row, names.get(row.person_id or 0, ""), letters.get(about), reminders.get(about))
        verdicts[row.booking_id].append(shown)
    return people, verdicts


def _people(by_person: Mapping[int, set[BookingRole]], names: Mapping[int, str]) -> list[BookingPersonShown]:
    order = tuple(BookingRole)
    return [
        BookingPersonShown(person, names[person], tuple(sorted(roles, key=order.index)))
        for person, roles in sorted(by_person.items())
    ]


def _verdict(
    row: FeedbackDecision, name: str, letter: OutgoingMail | None, reminder: OutgoingMail | None
) -> VerdictShown:
    return VerdictShown(
        person_id=row.person_id,
        name=name,
        outcome=row.outcome,
        reason=row.reason,
        wait_until=row.wait_until,
        decided_at=row.decided_at,
        skipped_by=row.skipped_by,
        mail_id=letter.id if letter else None,
        mail_state=letter.state if letter else None,
        mail_reason=letter.reason if letter else "",
        reminder_state=reminder.state if reminder else None,
        reminder_reason=reminder.reason if reminder else "",
    )


def _moves(session: Session, booking_ids: Sequence[int]) -> dict[int, list[MoveShown]]:
    moves: dict[int, list[MoveShown]] = defaultdict(list)
    for portion in portions(booking_ids):
        query = select(BookingMove).where(col(BookingMove.booking_id).in_(portion)).order_by(col(BookingMove.id))
        for row in session.exec(query):
            moves[row.booking_id].append(MoveShown(row.starts_at, row.ends_at, row.status, row.noticed_at))
    return moves
