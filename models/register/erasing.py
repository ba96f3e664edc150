"""Take a person's rows out of the register, table by table, as the column table says (T8, T9).

Which rows are theirs follows from the links between the tables. What the law holds stays behind, restricted; of consents and
request files the keyed reference, dates and purposes stay. What is somebody else's too loses this person alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, or_, select, update

from models.column_table import COLUMNS, Column, ColumnErasure, Entry, Personal
from models.register.export_reach import Reach, reach_of
from models.register.queries.groups import portions
from models.register.subjects import Subject
from models.rules.identity import MatchReason
from models.rules.months import local_date
from models.tables import (
    Booking,
    BookingPerson,
    ConsentEntry,
    ConsentTrace,
    Detail,
    DetailStanding,
    Disclosure,
    FeedbackAnswer,
    FeedbackDecision,
    FeedbackTally,
    Person,
    RecipientNotice,
    RightsRequest,
    Source,
    WrittenTo,
)
from models.vocabulary import DetailField, RequestKind

INVOICE_FIELDS = frozenset(
    {
        DetailField.PERSON_NAME,
        DetailField.COMPANY,
        DetailField.BUSINESS_ID,
        DetailField.STREET,
        DetailField.POSTCODE,
        DetailField.CITY,
        DetailField.EINVOICE_ADDRESS,
        DetailField.EINVOICE_OPERATOR,
    }
)
"""What an invoice needs of a person, besides the client number (T6)."""

OF_INVOICES = frozenset({"voucher", "client_relationship"})
POINTED_FROM = frozenset({"rights_request", "booking"})
"""What stays behind and names where it came from, but not what was said there."""

STAYS = frozenset({"audit_entry", "suppression", "erasure", "consent_trace", "source", "person"})
"""Tables with a way of their own: proofs and hashes that stay, and the roots, which go last."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a person's data end: until which local day evidence is kept, and whether an invoice still needs some.

    `reply_to`: the address that open request files keep until the reply is handed over.
    """

    evidence_until: date
    for_invoices: bool = False
    reply_to: str | None = None


@dataclass(slots=True)
class Taken:
    """How many rows were deleted, made nobody's, kept restricted, and cut down to hash and dates."""

    deleted: int = 0
    pseudonymised: int = 0
    restricted: int = 0
    minimised: int = 0


@dataclass(slots=True)
class _Work:
    session: Session
    subject: Subject
    ending: Ending
    reach: Reach
    taken: Taken = field(default_factory=Taken)


def take_out(session: Session, subject: Subject, ending: Ending) -> Taken:
    """Take the person out, in the session's transaction. Suppression, ledger, proof and audit are the caller's."""
    session.flush()
    work = _Work(session, subject, ending, reach_of(session, subject.members, subject.hashes, subject.addresses))
    sources = _sources_touched(session, work.reach)
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name in work.reach and table.name not in STAYS:
            OWN_WAYS.get(table.name, _delete)(work, table)
    _forget_letters(work)
    _take_roots(work)
    session.flush()
    drop_sources(session, sources)
    # What was read of them in this session is not there any more.
    session.expire_all()
    return work.taken


def unhandled(entries: Mapping[Column, Entry] = COLUMNS) -> list[str]:
    """Give the tables with personal columns for which nothing here says what becomes of them: there must be none."""
    actions = actions_of(entries)
    return sorted(
        table
        for table, kinds in actions.items()
        if table not in OWN_WAYS and table not in STAYS and table != WRITTEN and ColumnErasure.DELETE not in kinds
    )


def actions_of(entries: Mapping[Column, Entry] = COLUMNS) -> dict[str, set[ColumnErasure]]:
    """Give what the column table says of each table with personal columns, staff's acts left out."""
    actions: dict[str, set[ColumnErasure]] = {}
    for (table, _), entry in entries.items():
        if isinstance(entry, Personal) and entry.erasure is not ColumnErasure.KEEP:
            actions.setdefault(table, set()).add(entry.erasure)
    return actions


def _delete(work: _Work, table: sa.Table) -> None:
    if work.ending.for_invoices and table.name in OF_INVOICES:
        work.taken.restricted += len(work.reach[table.name])
        return
    _delete_rows(work, table, work.reach[table.name])


def _delete_rows(work: _Work, table: sa.Table, numbers: Iterable[int]) -> None:
    for portion in portions(numbers):
        done = work.session.connection().execute(sa.delete(table).where(table.c.id.in_(portion)))
        work.taken.deleted += done.rowcount


def _delete_details(work: _Work, table: sa.Table) -> None:
    kept: set[int] = set()
    if work.ending.for_invoices:
        held = select(Detail.id).where(
            col(Detail.person_id).in_(work.subject.members),
            col(Detail.field).in_(INVOICE_FIELDS),
            col(Detail.standing) != DetailStanding.PROPOSAL,
        )
        kept = {number for number in work.session.exec(held) if number is not None}
        work.taken.restricted += len(kept)
    _delete_rows(work, table, set(work.reach[table.name]) - kept)


def _with_details(_work: _Work, _table: sa.Table) -> None:
    """Ties go with the values they are of, by the database's own rule."""


def _minimise_consents(work: _Work, table: sa.Table) -> None:
    references = work.subject.references
    rows = work.session.exec(select(ConsentEntry).where(col(ConsentEntry.person_id).in_(references))).all()
    for row in rows:
        trace = ConsentTrace(
            subject=references[row.person_id or 0],
            type=row.type,
            at=row.at,
            purpose=row.purpose,
            scope=row.scope,
            wording=row.wording,
            delete_from=work.ending.evidence_until + timedelta(days=1),
        )
        work.session.add(trace)
    work.taken.minimised += len(rows)
    work.session.flush()
    work.session.exec(delete(ConsentEntry).where(col(ConsentEntry.person_id).in_(references)))


def _minimise_requests(work: _Work, table: sa.Table) -> None:
    references = work.subject.references
    for row in work.session.exec(select(RightsRequest).where(col(RightsRequest.person_id).in_(references))):
        row.subject, row.person_id, row.note = references[row.person_id or 0], None, ""
        row.reply_to = work.ending.reply_to if row.closed_at is None else None
        work.session.add(row)
        work.taken.minimised += 1


def _minimise_disclosures(work: _Work, table: sa.Table) -> None:
    """Recipient and day stay where the recipient is told of the erasure, or is still to be told of something (G20, T12)."""
    references = work.subject.references
    told = select(RecipientNotice.disclosure_id).where(
        or_(col(RecipientNotice.act) == RequestKind.ERASURE, col(RecipientNotice.way).is_(None))
    )
    theirs = col(Disclosure.person_id).in_(references)
    for row in work.session.exec(select(Disclosure).where(theirs, col(Disclosure.id).in_(told))):
        row.subject, row.person_id, row.safeguard = references[row.person_id or 0], None, ""
        row.delete_from = work.ending.evidence_until + timedelta(days=1)
        work.session.add(row)
        work.taken.minimised += 1
    work.session.flush()
    work.taken.deleted += work.session.exec(delete(Disclosure).where(theirs)).rowcount


def _minimise_notices(work: _Work, table: sa.Table) -> None:
    """The reasons of staff may name the person."""
    for portion in portions(work.reach[table.name]):
        work.session.exec(update(RecipientNotice).where(col(RecipientNotice.id).in_(portion)).values(note=""))


def _pseudonymise_bookings(work: _Work, table: sa.Table) -> None:
    """A booking stays as an appointment of nobody; one that others take part in stays theirs."""
    members = work.subject.members
    for portion in portions(work.reach[table.name]):
        others = set(
            work.session.exec(
                select(BookingPerson.booking_id).where(
                    col(BookingPerson.booking_id).in_(portion), col(BookingPerson.person_id).not_in(members)
                )
            )
        )
        alone = [number for number in portion if number not in others]
        nobodys = update(Booking).where(col(Booking.id).in_(alone))
        work.session.exec(nobodys.values(place="", service_code="", match_reason=MatchReason.SUPPRESSED.value))
        work.session.exec(delete(FeedbackDecision).where(col(FeedbackDecision.booking_id).in_(alone)))
        work.taken.pseudonymised += len(alone)


def _keep_as_it_is(work: _Work, table: sa.Table) -> None:
    """Facts about nobody, once their booking is nobody's."""
    work.taken.pseudonymised += len(work.reach[table.name])


def _delete_answers(work: _Work, table: sa.Table) -> None:
    tally(work.session, work.reach[table.name])
    _delete(work, table)


def tally(session: Session, answer_ids: Iterable[int]) -> None:
    """Count the scores of answers that are about to go: how often each was given in its month."""
    counted: dict[tuple[date, int], int] = {}
    for portion in portions(answer_ids):
        rows = session.exec(
            select(FeedbackAnswer.answered_at, FeedbackAnswer.score).where(col(FeedbackAnswer.id).in_(portion))
        )
        for answered_at, score in rows:
            if score is not None:
                at = (local_date(answered_at).replace(day=1), score)
                counted[at] = counted.get(at, 0) + 1
    for (month, score), count in counted.items():
        row = session.exec(
            select(FeedbackTally).where(FeedbackTally.month == month, FeedbackTally.score == score)
        ).first()
        row = row or FeedbackTally(month=month, score=score, count=0)
        row.count += count
        session.add(row)


WRITTEN = "written_to"
"""Known by hash alone, so no link leads to it."""

OWN_WAYS: Mapping[str, Callable[[_Work, sa.Table], None]] = {
    "consent_event": _minimise_consents,
    "rights_request": _minimise_requests,
    "disclosure": _minimise_disclosures,
    "recipient_notice": _minimise_notices,
    "booking": _pseudonymise_bookings,
    "booking_move": _keep_as_it_is,
    "detail": _delete_details,
    "detail_source": _with_details,
    "feedback_answer": _delete_answers,
}


def _forget_letters(work: _Work) -> None:
    for portion in portions(work.subject.hashes):
        gone = work.session.exec(delete(WrittenTo).where(col(WrittenTo.keyed_hash).in_(portion)))
        work.taken.deleted += gone.rowcount


def _take_roots(work: _Work) -> None:
    members = list(work.subject.members)
    work.session.flush()
    if work.ending.for_invoices:
        plain = update(Person).where(col(Person.id).in_(members))
        work.session.exec(plain.values(language=None, minor_mark=None, minor_review_on=None))
        work.session.exec(update(Source).where(col(Source.person_id).in_(members)).values(person_id=None))
        work.taken.restricted += len(members)
        return
    work.session.exec(delete(Person).where(col(Person.id).in_(members)))
    work.taken.deleted += len(members)


def _sources_touched(session: Session, reach: Reach) -> set[int]:
    """Give the sources of the rows that go; a booking's object stays known, or it would be read again at each listing."""
    touched = set(reach.get("source", ()))
    for table, column in links_to_sources():
        for portion in portions(reach.get(table.name, ()) if table.name != "booking" else ()):
            found = session.execute(sa.select(column).where(table.c.id.in_(portion), column.is_not(None)))
            touched.update(found.scalars())
    return touched


def drop_sources(session: Session, sources: Iterable[int]) -> None:
    """Delete the sources that nobody else's rows came from. One that a request file or a booking still names is a place alone."""
    for portion in portions(sources):
        orphans, places = set(portion), set(portion)
        for table, column in links_to_sources():
            named = set(session.execute(sa.select(column).where(column.in_(portion))).scalars())
            orphans -= named
            places -= named if table.name not in POINTED_FROM else set()
        session.exec(update(Source).where(col(Source.id).in_(places)).values(reference=None, person_id=None))
        session.exec(delete(Source).where(col(Source.id).in_(orphans)))


@cache
def links_to_sources() -> Sequence[tuple[sa.Table, sa.Column[object]]]:
    """Give every column that names a source."""
    return [
        (table, column)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "source"
    ]
