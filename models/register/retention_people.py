"""When a relationship is long over, a person goes; a prohibition stays as a hash, what an invoice needs stays restricted (T6)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, or_, select

from models.register import ledger, suppression
from models.register.audit import Act, By, record
from models.register.erasing import Ending, take_out
from models.register.holds import vouchers_held
from models.register.queries.groups import Groups, groups_of
from models.register.retention import Terms
from models.register.subjects import Subject, subject_of
from models.register.suppression import Ground
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType, prohibited_scopes
from models.rules.months import local_date
from models.rules.retention import RetentionClass, policy_retention
from models.tables import (
    Booking,
    BookingPerson,
    ClientRelationship,
    ConsentEntry,
    ContactEvent,
    Person,
    PersonKind,
    SuppressionAct,
    SuppressionStanding,
    Voucher,
)

FOR_INVOICES = "invoices"
"""Evidence of the restriction of what stays for invoices alone; it goes with the last of them."""


def people_over(session: Session, terms: Terms) -> list[int]:
    """Give the lowest record of each person whose data are over their term; records that are one person wait for each other."""
    return sorted(_over(session, terms, groups_of(session)))


def _over(session: Session, terms: Terms, groups: Groups, among: set[int] | None = None) -> set[int]:
    """`among`: only these records are looked at; all of each person must be."""
    over = _quiet(session, terms, among) | _prospects(session, terms, among)
    freed = _freed(session, terms.today, among)
    return _heads(groups, over, over, terms.held) | _heads(groups, freed, over | freed, terms.legally)


def _heads(groups: Groups, people: set[int], whole: set[int], held: frozenset[int]) -> set[int]:
    members = {groups.head(person): set(groups.members(person)) for person in people}
    return {head for head, records in members.items() if records <= whole and not held & records}


def _still_over(session: Session, terms: Terms, ids: Sequence[int]) -> list[int]:
    """Leave out whom something happened to since they were listed: activity, a consent, a record joined to theirs."""
    groups = groups_of(session)
    still = _over(session, terms, groups, {member for person in ids for member in groups.members(person)})
    return [person for person in ids if person in still]


def end_people(session: Session, terms: Terms, ids: Sequence[int], by: By) -> int:
    """Take these people out. Their addresses are not kept out: who books again is a new client."""
    going = _still_over(session, terms, ids)
    for person_id in going:
        subject = subject_of(session, terms.key, person_id)
        _keep_prohibitions(session, subject, by)
        suppression.settle_shared(session, [contact.mark for contact in subject.own])
        needed = bool(vouchers_held(session, subject.members, terms.today))
        take_out(session, subject, Ending(_evidence_until(session, subject, terms), needed))
        if needed:
            _restrict(session, subject, by)
        record(session, by, Act("retention.person", "person", person_id, "T6" if needed else "T4"))
    return len(going)


def _quiet(session: Session, terms: Terms, among: set[int] | None) -> set[int]:
    """Give the records without booking, contact or other activity since the term began."""
    latest, before = terms.latest(RetentionClass.CONTACT), terms.before(RetentionClass.CONTACT)
    query = (
        select(Person.id)
        .join(ClientRelationship, col(ClientRelationship.person_id) == col(Person.id), isouter=True)
        .where(
            or_(
                col(ClientRelationship.last_activity_on) <= latest,
                sa.and_(col(ClientRelationship.id).is_(None), col(Person.created_at) < before),
            )
        )
        .where(~sa.exists().where(col(ContactEvent.person_id) == Person.id, col(ContactEvent.at) >= before))
        .where(
            ~sa.exists().where(
                col(BookingPerson.person_id) == Person.id,
                col(Booking.id) == col(BookingPerson.booking_id),
                col(Booking.ends_at) >= before,
            )
        )
        .where(~_consented_since(before), _is_among(col(Person.id), among))
    )
    return {number for number in session.exec(query) if number is not None}


def _consented_since(before: object) -> sa.ColumnElement[bool]:
    """Someone may have given a consent or forbidden contact only lately: it keeps what it needs of them (T6)."""
    return sa.exists().where(col(ConsentEntry.person_id) == Person.id, col(ConsentEntry.recorded_at) >= before)


def _is_among(column: Mapped[int | None], among: set[int] | None) -> sa.ColumnElement[bool]:
    return column.in_(among) if among is not None else sa.true()


def _prospects(session: Session, terms: Terms, among: set[int] | None) -> set[int]:
    """Contact persons of organisations with whom nothing came about (S12)."""
    before = terms.before(RetentionClass.PROSPECT)
    query = select(Person.id).where(
        Person.kind == PersonKind.ORGANISATION_CONTACT,
        col(Person.created_at) < before,
        ~_consented_since(before),
        _is_among(col(Person.id), among),
        ~sa.exists().where(col(ContactEvent.person_id) == Person.id),
        ~sa.exists().where(col(ClientRelationship.person_id) == Person.id),
    )
    return {number for number in session.exec(query) if number is not None}


def _freed(session: Session, today: date, among: set[int] | None) -> set[int]:
    """Give those of whom only what an invoice needs is left, when no invoice needs it any more."""
    left = select(ConsentEntry.person_id).where(
        or_(
            col(ConsentEntry.type) == ConsentEventType.ERASURE_DONE,
            sa.and_(
                col(ConsentEntry.type) == ConsentEventType.RESTRICTION_SET, col(ConsentEntry.evidence) == FOR_INVOICES
            ),
        ),
        ~sa.exists().where(col(Voucher.person_id) == col(ConsentEntry.person_id), col(Voucher.hold_until) >= today),
        _is_among(col(ConsentEntry.person_id), among),
    )
    return {person for person in session.exec(left) if person is not None}


def _keep_prohibitions(session: Session, subject: Subject, by: By) -> None:
    """A prohibition outlives the data as hash, scope and date. Who was never a client is kept out by one of any use (T10)."""
    events = [event for history in ledger.histories(session, subject.members) for event in history]
    scopes = prohibited_scopes(events)
    if not scopes:
        return
    clients = select(ClientRelationship.id).where(col(ClientRelationship.person_id).in_(subject.members))
    blocks = DATA_USE in scopes and session.exec(clients).first() is None
    for contact in subject.own:
        if blocks:
            why = suppression.ANY_USE
            suppression.keep_out(session, contact.marked, sorted(scopes), by.now, why=why)
        for one in sorted(scopes) if not blocks else ():
            forbade, kept = Ground(SuppressionAct.PROHIBITION, one), SuppressionStanding.KEPT
            suppression.suppress_mark(session, contact.marked, forbade, by.now, kept)


def _evidence_until(session: Session, subject: Subject, terms: Terms) -> date:
    """Evidence of consent is kept from the last event on, and at least until tomorrow's run."""
    latest = session.exec(
        select(sa.func.max(ConsentEntry.at)).where(col(ConsentEntry.person_id).in_(subject.members))
    ).one()
    start = local_date(latest, terms.zone) if latest is not None else terms.today
    return policy_retention(start, terms.periods[RetentionClass.CONSENT_RECORD]).hold_until


def _restrict(session: Session, subject: Subject, by: By) -> None:
    for member in subject.members:
        event = ConsentEvent(type=ConsentEventType.RESTRICTION_SET, at=by.now, evidence=FOR_INVOICES)
        ledger.append(session, member, event, by)
        person = session.get_one(Person, member)
        person.restricted_since = by.now
        session.add(person)
