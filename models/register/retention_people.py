"""When a relationship is long over, a person goes; a prohibition stays as a hash, what an invoice needs stays restricted (T6)."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from models.register import ledger, suppression
from models.register.audit import Act, By, record
from models.register.erasing import Ending, take_out
from models.register.queries.groups import groups_of
from models.register.retention import Terms
from models.register.subjects import Subject, subject_of
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType, prohibited_scopes
from models.rules.retention import RetentionClass, policy_retention
from models.tables import (
    Booking,
    BookingPerson,
    ClientRelationship,
    ConsentEntry,
    ContactEvent,
    Person,
    PersonKind,
    Voucher,
)

FOR_INVOICES = "invoices"
"""Evidence of the restriction of what stays for invoices alone; it goes with the last of them."""


def people_total(session: Session) -> int:
    """Count the people of the register."""
    return session.exec(select(sa.func.count()).select_from(Person)).one()


def people_over(session: Session, terms: Terms) -> list[int]:
    """Give the lowest record of each person whose data are over their term; records that are one person wait for each other."""
    over = _quiet(session, terms) | _prospects(session, terms)
    held = terms.held
    groups = groups_of(session)
    whole = {groups.head(person) for person in over if set(groups.members(person)) <= over}
    whole = {head for head in whole if not held.intersection(groups.members(head))}
    return sorted(whole | _freed(session, terms.today))


def end_people(session: Session, terms: Terms, ids: Sequence[int], by: By) -> int:
    """Take these people out. Their addresses are not kept out: who books again is a new client."""
    for person_id in ids:
        subject = subject_of(session, terms.key, person_id)
        _keep_prohibitions(session, subject, by)
        suppression.settle_shared(session, [contact.mark for contact in subject.own])
        needed = bool(_needed(session, subject.members, terms.today))
        take_out(session, subject, Ending(terms.today, _evidence_until(session, subject, terms), needed))
        if needed:
            _restrict(session, subject, by)
        record(session, by, Act("retention.person", "person", person_id, "T6" if needed else "T4"))
    return len(ids)


def _quiet(session: Session, terms: Terms) -> set[int]:
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
        .where(~_consented_since(before))
    )
    return {number for number in session.exec(query) if number is not None}


def _consented_since(before: object) -> sa.ColumnElement[bool]:
    """Someone without a relationship may have given a consent or forbidden contact only lately."""
    return sa.exists().where(
        col(ConsentEntry.person_id) == Person.id,
        col(ConsentEntry.recorded_at) >= before,
        ~sa.exists().where(col(ClientRelationship.person_id) == Person.id),
    )


def _prospects(session: Session, terms: Terms) -> set[int]:
    """Contact persons of organisations with whom nothing came about (S12)."""
    query = select(Person.id).where(
        Person.kind == PersonKind.ORGANISATION_CONTACT,
        col(Person.created_at) < terms.before(RetentionClass.PROSPECT),
        ~sa.exists().where(col(ContactEvent.person_id) == Person.id),
        ~sa.exists().where(col(ClientRelationship.person_id) == Person.id),
    )
    return {number for number in session.exec(query) if number is not None}


def _freed(session: Session, today: date) -> set[int]:
    """Give those of whom only what an invoice needs is left, when no invoice needs it any more."""
    left = select(ConsentEntry.person_id).where(
        or_(
            col(ConsentEntry.type) == ConsentEventType.ERASURE_DONE,
            sa.and_(
                col(ConsentEntry.type) == ConsentEventType.RESTRICTION_SET, col(ConsentEntry.evidence) == FOR_INVOICES
            ),
        ),
        ~sa.exists().where(col(Voucher.person_id) == col(ConsentEntry.person_id), col(Voucher.hold_until) >= today),
    )
    return {person for person in session.exec(left) if person is not None}


def _needed(session: Session, members: Sequence[int], today: date) -> list[int]:
    held = select(Voucher.id).where(col(Voucher.person_id).in_(members), col(Voucher.hold_until) >= today)
    return [number for number in session.exec(held) if number is not None]


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
            scope = ",".join((DATA_USE, *sorted(scopes)))
            suppression.keep_out(session, contact.field, contact.mark, scope, by.now)
        for one in scopes if not blocks else ():
            suppression.suppress_mark(session, contact.field, contact.mark, f"{suppression.KEPT}{one}", by.now)


def _evidence_until(session: Session, subject: Subject, terms: Terms) -> date:
    """Evidence of consent is kept from the last event on, and at least until tomorrow's run."""
    latest = session.exec(
        select(sa.func.max(ConsentEntry.at)).where(col(ConsentEntry.person_id).in_(subject.members))
    ).one()
    start = latest.astimezone(terms.zone).date() if latest is not None else terms.today
    return policy_retention(start, terms.periods[RetentionClass.CONSENT_RECORD]).hold_until


def _restrict(session: Session, subject: Subject, by: By) -> None:
    for member in subject.members:
        event = ConsentEvent(type=ConsentEventType.RESTRICTION_SET, at=by.now, evidence=FOR_INVOICES)
        ledger.append(session, member, event, by)
        person = session.get_one(Person, member)
        person.restricted_since = by.now
        session.add(person)
