"""Who got a person's data and is told what became of them: corrected, erased, restricted; each recipient once (G20, Art. 19).

Every telling, or why there is none, is noted by staff. After an erasure the recipient and the day of the disclosure stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.rules.disclosures import holds_field
from models.rules.free_text import note_of_staff
from models.rules.months import local_date
from models.tables import Disclosure, NoticeWay, RecipientNotice, row_id
from models.vocabulary import DetailField, LawfulBasis, Purpose, RecipientRole, RequestKind

MAX_NOTE = 200


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A recipient's notice. `way` None: the recipient is still to be told. `person_id` None: the person is erased."""

    id: int
    disclosure_id: int
    person_id: int | None
    recipient: str
    disclosed_on: date
    act: RequestKind
    field: DetailField | None
    since: datetime
    way: NoticeWay | None
    settled_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class DisclosureShown:
    """What was given to whom, when and why, and what the recipient was told or is still to be told."""

    id: int
    person_id: int | None
    recipient: str
    role: RecipientRole
    fields: tuple[str, ...]
    disclosed_on: date
    purpose: Purpose
    basis: LawfulBasis
    country: str
    safeguard: str
    notices: tuple[NoticeShown, ...]


def note_due(
    session: Session, members: Sequence[int], act: RequestKind, by: By, field: DetailField | None = None
) -> tuple[NoticeShown, ...]:
    """Note that each recipient of these records' data is to be told of the act; give those to be told of it now.

    `field`: only who got it is told. Nobody is noted twice while the first is open, or of an erasure told since they got data.
    """
    theirs = _disclosures(session, members)
    latest = {row.recipient.casefold(): row for row in theirs if holds_field(row.fields.split(","), field)}
    names = {row_id(row): row.recipient.casefold() for row in theirs}
    noted = [notice for notice in _notices(session, theirs) if notice.act is act and notice.field is field]
    for name, row in latest.items():
        if not any(names[notice.disclosure_id] == name and _covers(notice, row) for notice in noted):
            notice = RecipientNotice(disclosure_id=row_id(row), act=act, field=field, since=by.now)
            session.add(notice)
            session.flush()
            record(session, by, Act("recipient.due", "recipient_notice", notice.id, "G20", act.value))
    return tuple(one for one in to_tell(session, members) if one.act is act and one.field is field)


def count_told(session: Session, members: Sequence[int], by: By) -> int:
    """Note who is to be told of an erasure that is carried out now; give how many recipients there are, each once (T12)."""
    note_due(session, members, RequestKind.ERASURE, by)
    for superseded in (RequestKind.RECTIFICATION, RequestKind.RESTRICTION):
        call_off(session, members, superseded)
    return len({row.recipient.casefold() for row in _disclosures(session, members)})


def call_off(session: Session, members: Sequence[int], act: RequestKind) -> None:
    """Nobody needs to be told any more of an act that was taken back; what was told stays noted."""
    numbers = [row_id(row) for row in _disclosures(session, members)]
    session.exec(
        delete(RecipientNotice).where(
            col(RecipientNotice.disclosure_id).in_(numbers),
            col(RecipientNotice.act) == act,
            col(RecipientNotice.way).is_(None),
        )
    )


def settle(session: Session, notice_id: int, way: NoticeWay, by: By, *, on: date, because: str = "") -> NoticeShown:
    """Note that a recipient was told on the local day `on`, or why that is impossible or a disproportionate effort.

    Raises Declined for a number that is none, one that is settled, a day before the correction, erasure or restriction that is
    told of, a day to come, and a missing reason (Art. 19).
    """
    row = session.get(RecipientNotice, notice_id)
    if row is None or row.way is not None:
        raise Declined(
            f"there is no notice {notice_id} that is open", mend="`rekisterid disclosures to-tell` lists them"
        )
    if on > local_date(by.now):
        raise Declined("that day lies in the future", mend="give the day on which the recipient was told")
    since = local_date(row.since)
    if on < since:
        raise Declined(
            f"the {row.act.value} to tell of is of {since}, later than that day",
            mend="give the day on which the recipient was told of it",
        )
    note = note_of_staff(because, MAX_NOTE)
    if way is not NoticeWay.TOLD and not note:
        raise Declined("a reason is missing", mend="say why the recipient cannot be told: --because")
    row.way, row.settled_on, row.settled_by, row.note = way, on, by.actor, note
    session.add(row)
    record(session, by, Act("recipient.settle", "recipient_notice", row.id, "G20", way.value))
    return notice_shown(row, session.get_one(Disclosure, row.disclosure_id))


def to_tell(session: Session, members: Sequence[int] | None = None) -> tuple[NoticeShown, ...]:
    """Give the notices that are open, of these records or of all, the oldest first; those of erased people among all."""
    query = (
        select(RecipientNotice, Disclosure)
        .join(Disclosure, col(Disclosure.id) == col(RecipientNotice.disclosure_id))
        .where(col(RecipientNotice.way).is_(None))
        .order_by(col(RecipientNotice.since), col(RecipientNotice.id))
    )
    if members is not None:
        query = query.where(col(Disclosure.person_id).in_(members))
    return tuple(notice_shown(notice, row) for notice, row in session.exec(query))


def disclosures_of(session: Session, members: Sequence[int] | None = None) -> tuple[DisclosureShown, ...]:
    """Give what was given to whom, of these records or of all, the first disclosure at the head."""
    rows = _disclosures(session, members)
    notices = _notices(session, rows)
    return tuple(
        DisclosureShown(
            row_id(row),
            row.person_id,
            row.recipient,
            row.role,
            tuple(row.fields.split(",")),
            row.disclosed_on,
            row.purpose,
            row.basis,
            row.country,
            row.safeguard,
            tuple(notice_shown(notice, row) for notice in notices if notice.disclosure_id == row.id),
        )
        for row in rows
    )


def notice_shown(row: RecipientNotice, of: Disclosure) -> NoticeShown:
    """Give a notice as a value."""
    return NoticeShown(
        row_id(row),
        row_id(of),
        of.person_id,
        of.recipient,
        of.disclosed_on,
        row.act,
        row.field,
        row.since,
        row.way,
        row.settled_on,
        row.note,
    )


def _disclosures(session: Session, members: Sequence[int] | None) -> list[Disclosure]:
    query = select(Disclosure).order_by(col(Disclosure.disclosed_on), col(Disclosure.id))
    if members is not None:
        query = query.where(col(Disclosure.person_id).in_(members))
    return list(session.exec(query))


def _notices(session: Session, rows: Sequence[Disclosure]) -> list[RecipientNotice]:
    query = select(RecipientNotice).where(col(RecipientNotice.disclosure_id).in_([row_id(row) for row in rows]))
    return list(session.exec(query.order_by(col(RecipientNotice.id))))


def _covers(notice: RecipientNotice, given: Disclosure) -> bool:
    """Whether a notice of the same act is enough: it is open, or settled of an erasure since the data were given."""
    if notice.settled_on is None:
        return True
    return notice.act is RequestKind.ERASURE and notice.settled_on >= given.disclosed_on
