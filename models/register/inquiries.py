"""Inquiries and complaints of clients as cases: opened from mail, answer page or by staff, answered by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.register.queries.sources import SourceShown, sources_of
from models.register.sources import entered
from models.rules.deadlines import received_on
from models.rules.free_text import note_of_staff
from models.rules.inquiries import OLD_NEWS, answer_by
from models.rules.months import local_date
from models.tables import FeedbackAnswer, Inquiry, Source, row_id
from models.vocabulary import InquiryChannel, InquiryKind, InquiryState, SourceKind

MAX_NOTE = 200
SOURCE_OF = {
    InquiryChannel.EMAIL: SourceKind.EMAIL,
    InquiryChannel.PAGE: SourceKind.WEB_FORM,
    InquiryChannel.PHONE: SourceKind.PHONE,
    InquiryChannel.MEETING: SourceKind.MEETING,
}


@dataclass(frozen=True, slots=True)
class InquiryShown:
    """An inquiry with its days. `place`: the message that holds its words; None: the answer by page does, or staff's source."""

    id: int
    kind: InquiryKind
    channel: InquiryChannel
    state: InquiryState
    person_id: int
    received_on: date
    due_on: date
    late: bool
    answered_at: datetime | None
    note: str
    place: SourceShown | None
    words: str | None


def open_from_mail(
    session: Session, person_id: int, kind: InquiryKind, source: Source, by: By, *, answers_us: bool = False
) -> Inquiry | None:
    """Open a case for what a message asks, once; None: it stands already, or is old news and answers no letter of ours."""
    at = source.occurred_at
    if at < by.now - OLD_NEWS and not answers_us:
        return None
    known = select(Inquiry.id).where(
        Inquiry.person_id == person_id, Inquiry.source_id == source.id, Inquiry.kind == kind
    )
    if session.exec(known).first() is not None:
        return None
    row = _row(person_id, kind, InquiryChannel.EMAIL, min(at, by.now), by)
    row.source_id = row_id(source)
    return _opened(session, row, by)


def open_from_page(session: Session, person_id: int, kind: InquiryKind, answer_id: int, by: By) -> Inquiry | None:
    """Open a case for what an answer by page asks, once for a person and letter; None: one is open already."""
    answer = session.get(FeedbackAnswer, answer_id)
    mail_id = answer.mail_id if answer is not None else 0
    known = select(Inquiry).join(FeedbackAnswer, col(FeedbackAnswer.id) == col(Inquiry.answer_id))
    open_one = session.exec(
        known.where(FeedbackAnswer.mail_id == mail_id, Inquiry.kind == kind, Inquiry.state == InquiryState.OPEN)
    ).first()
    if open_one is not None:
        # The answer was changed: the newest words are those that are asked.
        open_one.answer_id = answer_id
        session.add(open_one)
        return None
    row = _row(person_id, kind, InquiryChannel.PAGE, by.now, by)
    row.answer_id = answer_id
    return _opened(session, row, by)


def enter(
    session: Session, person_id: int, kind: InquiryKind, channel: InquiryChannel, came: datetime, by: By
) -> Inquiry:
    """Enter one that was spoken or overlooked, with the moment at which it came. Raises Declined for one to come."""
    if came > by.now:
        raise Declined("the day of arrival lies in the future", mend="give the day on which it was said or came in")
    row = _row(person_id, kind, channel, came, by)
    row.source_id = entered(session, SOURCE_OF[channel], "inquiry", came, by)
    return _opened(session, row, by)


def answer(session: Session, inquiry_id: int, note: str, by: By) -> Inquiry:
    """Note that a person answered it; `note` says where the answer lies and may be empty."""
    return _close(session, inquiry_id, InquiryState.ANSWERED, note, by)


def dismiss(session: Session, inquiry_id: int, note: str, by: By) -> Inquiry:
    """Note that there was nothing to answer. Raises Declined without a reason."""
    if not note.strip():
        raise Declined("a reason is missing", mend="say why: --because")
    return _close(session, inquiry_id, InquiryState.NOTHING_TO_ANSWER, note, by)


def list_inquiries(session: Session, today: date, *, everything: bool = False) -> tuple[InquiryShown, ...]:
    """Give the inquiries that are open, or all; the one due first at the head."""
    query = select(Inquiry) if everything else select(Inquiry).where(Inquiry.state == InquiryState.OPEN)
    return shown(session, session.exec(query.order_by(col(Inquiry.due_on), col(Inquiry.id))).all(), today)


def inquiries_of(session: Session, members: tuple[int, ...], today: date) -> tuple[InquiryShown, ...]:
    """Give all inquiries of the records of one person."""
    query = select(Inquiry).where(col(Inquiry.person_id).in_(members))
    return shown(session, session.exec(query.order_by(col(Inquiry.asked_at), col(Inquiry.id))).all(), today)


def inquiry_of(session: Session, inquiry_id: int) -> Inquiry:
    """Give an inquiry. Raises Declined when there is none of that number."""
    row = session.get(Inquiry, inquiry_id)
    if row is None:
        raise Declined(f"there is no inquiry {inquiry_id}", mend="`rekisterid inquiries` lists them")
    return row


def shown(session: Session, rows: Sequence[Inquiry], today: date) -> tuple[InquiryShown, ...]:
    """Give inquiries as people see them on the local date `today`."""
    places = sources_of(session, {row.source_id for row in rows if row.source_id is not None})
    answers = {row.answer_id for row in rows if row.answer_id is not None}
    query = select(FeedbackAnswer.id, FeedbackAnswer.comment).where(col(FeedbackAnswer.id).in_(answers))
    words: dict[int | None, str | None] = dict(session.exec(query).all())
    return tuple(
        InquiryShown(
            id=row_id(row),
            kind=row.kind,
            channel=row.channel,
            state=row.state,
            person_id=row.person_id,
            received_on=row.received_on,
            due_on=row.due_on,
            late=row.state is InquiryState.OPEN and today > row.due_on,
            answered_at=row.answered_at,
            note=row.note,
            place=places.get(row.source_id or 0),
            words=words.get(row.answer_id) if row.answer_id is not None else None,
        )
        for row in rows
    )


def _row(person_id: int, kind: InquiryKind, channel: InquiryChannel, at: datetime, by: By) -> Inquiry:
    came_on = received_on(at)
    return Inquiry(
        person_id=person_id,
        kind=kind,
        channel=channel,
        asked_at=at,
        received_on=came_on,
        due_on=answer_by(came_on),
        noticed_at=by.now,
    )


def _opened(session: Session, row: Inquiry, by: By) -> Inquiry:
    session.add(row)
    session.flush()
    record(session, by, Act("inquiry.open", "inquiry", row.id, "", row.kind.value))
    return row


def _close(session: Session, inquiry_id: int, state: InquiryState, note: str, by: By) -> Inquiry:
    row = inquiry_of(session, inquiry_id)
    if row.state is not InquiryState.OPEN:
        raise Declined(f"inquiry {inquiry_id} is {row.state.value.replace('_', ' ')} already")
    row.state, row.answered_at, row.answered_by = state, by.now, by.actor
    row.note = note_of_staff(note, MAX_NOTE)
    session.add(row)
    late = local_date(by.now) > row.due_on
    action = "inquiry.answer" if state is InquiryState.ANSWERED else "inquiry.dismiss"
    record(session, by, Act(action, "inquiry", row.id, "", "late" if late else state.value))
    return row
