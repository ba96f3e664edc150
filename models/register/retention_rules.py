"""The rules of retention, one a kind of row: which are over their term, and what becomes of them (table of section 5)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, or_, select, update

from models.register import audit_periods
from models.register.audit import By
from models.register.erasing import drop_sources, links_to_sources, tally
from models.register.queries.groups import portions
from models.register.retention import Rule, Terms
from models.register.retention_consents import consents_over, unconfirmed_over
from models.register.retention_people import end_people, people_over
from models.rules.retention import RetentionClass as Kept
from models.tables import (
    Booking,
    BookingPerson,
    ConsentEntry,
    ConsentTrace,
    ContactEvent,
    Disclosure,
    Erasure,
    ErasureState,
    FeedbackAnswer,
    FeedbackDecision,
    Hold,
    Inquiry,
    OutgoingMail,
    Person,
    RightsRequest,
    Source,
    Voucher,
)
from models.vocabulary import UNDER_WAY

ELSEWHERE = frozenset({"candidate", "candidate_message", "written_to", "suppression"})
"""Ended by their own term of 30 days each night, and reviewed, not ended: a suppression has its `review_on` (G3)."""


def _count(table: type[SQLModel]) -> Callable[[Session], int]:
    return lambda session: session.exec(select(sa.func.count()).select_from(table)).one()


def _free(rows: Iterable[tuple[int | None, int | None]], terms: Terms) -> list[int]:
    """Of (row, person) pairs give the rows of people of whom something may be deleted."""
    return [number for number, person in rows if number is not None and person not in terms.held]


def _contacts_over(session: Session, terms: Terms) -> list[int]:
    old = select(ContactEvent.id, ContactEvent.person_id).where(
        col(ContactEvent.at) < terms.before(Kept.CONTACT_HISTORY)
    )
    return _free(session.exec(old), terms)


def _end_contacts(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    sources = set(session.exec(select(ContactEvent.source_id).where(col(ContactEvent.id).in_(ids))))
    done = session.exec(delete(ContactEvent).where(col(ContactEvent.id).in_(ids))).rowcount
    drop_sources(session, sources)
    return done


def _bookings_over(session: Session, terms: Terms) -> list[int]:
    """Give bookings of somebody, long past; one of several people waits for all of them."""
    old = col(Booking.ends_at) < terms.before(Kept.BOOKING)
    tied = select(BookingPerson.booking_id, BookingPerson.person_id).join(Booking).where(old)
    held: set[int] = set()
    found: set[int] = set()
    for booking_id, person_id in session.exec(tied):
        (held if person_id in terms.held else found).add(booking_id)
    placed = select(Booking.id).where(old, or_(col(Booking.place) != "", col(Booking.service_code) != ""))
    found |= {number for number in session.exec(placed) if number is not None}
    return sorted(found - held)


def _end_bookings(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    session.exec(delete(BookingPerson).where(col(BookingPerson.booking_id).in_(ids)))
    session.exec(delete(FeedbackDecision).where(col(FeedbackDecision.booking_id).in_(ids)))
    nobodys = update(Booking).where(col(Booking.id).in_(ids))
    session.exec(nobodys.values(place="", service_code="", judge_from=None))
    return len(ids)


def _letters_over(session: Session, terms: Terms) -> list[int]:
    at = sa.func.coalesce(OutgoingMail.handed_at, OutgoingMail.settled_at, OutgoingMail.created_at)
    old = select(OutgoingMail.id, OutgoingMail.person_id).where(
        at < terms.before(Kept.FEEDBACK_REQUEST), col(OutgoingMail.state).not_in(UNDER_WAY)
    )
    return _free(session.exec(old), terms)


def _end_letters(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    answers = session.exec(select(FeedbackAnswer.id).where(col(FeedbackAnswer.mail_id).in_(ids))).all()
    tally(session, [number for number in answers if number is not None])
    return session.exec(delete(OutgoingMail).where(col(OutgoingMail.id).in_(ids))).rowcount


def _answers_over(session: Session, terms: Terms) -> list[int]:
    old = (
        select(FeedbackAnswer.id, OutgoingMail.person_id)
        .join(OutgoingMail, col(OutgoingMail.id) == col(FeedbackAnswer.mail_id))
        .where(col(FeedbackAnswer.answered_at) < terms.before(Kept.FEEDBACK))
    )
    return _free(session.exec(old), terms)


def _end_answers(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    tally(session, ids)
    return session.exec(delete(FeedbackAnswer).where(col(FeedbackAnswer.id).in_(ids))).rowcount


def _requests_over(session: Session, terms: Terms) -> list[int]:
    old = select(RightsRequest.id, RightsRequest.person_id).where(
        col(RightsRequest.closed_at) < terms.before(Kept.RIGHTS_REQUEST)
    )
    return _free(session.exec(old), terms)


def _end_requests(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    sources = set(session.exec(select(RightsRequest.source_id).where(col(RightsRequest.id).in_(ids))))
    done = session.exec(delete(RightsRequest).where(col(RightsRequest.id).in_(ids))).rowcount
    drop_sources(session, {number for number in sources if number is not None})
    return done


def _inquiries_over(session: Session, terms: Terms) -> list[int]:
    """Contact history too, from its answer on; one that nobody answered from the day it came."""
    at = sa.func.coalesce(Inquiry.answered_at, Inquiry.asked_at)
    old = select(Inquiry.id, Inquiry.person_id).where(at < terms.before(Kept.CONTACT_HISTORY))
    return _free(session.exec(old), terms)


def _end_inquiries(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
    sources = set(session.exec(select(Inquiry.source_id).where(col(Inquiry.id).in_(ids))))
    done = session.exec(delete(Inquiry).where(col(Inquiry.id).in_(ids))).rowcount
    drop_sources(session, {number for number in sources if number is not None})
    return done


def _proofs_over(session: Session, terms: Terms) -> list[int]:
    over = or_(
        col(Erasure.delete_from) <= terms.today,
        sa.and_(col(Erasure.state) == ErasureState.UNDONE, col(Erasure.undone_at) < terms.before(Kept.RIGHTS_REQUEST)),
    )
    return _free(session.exec(select(Erasure.id, Erasure.person_id).where(over)), terms)


def _traces_over(session: Session, terms: Terms) -> list[int]:
    return [
        number
        for number in session.exec(select(ConsentTrace.id).where(ConsentTrace.delete_from <= terms.today))
        if number
    ]


def _disclosures_over(session: Session, terms: Terms) -> list[int]:
    """Those of people who are gone; a person's own go with the person, while they are held whom they were given to is asked."""
    over = select(Disclosure.id).where(col(Disclosure.delete_from) <= terms.today)
    return [number for number in session.exec(over) if number is not None]


def _vouchers_over(session: Session, terms: Terms) -> list[int]:
    """Give vouchers whose term is over; not of those under a hold or an open request: what they name goes with them (T7)."""
    old = session.exec(select(Voucher.id, Voucher.person_id).where(Voucher.hold_until < terms.today))
    return [number for number, person in old if number is not None and person not in terms.legally]


def _holds_over(session: Session, terms: Terms) -> list[int]:
    """Holds that are released, or whose own last day is past, as long as a request file is kept."""
    since = terms.latest(Kept.RIGHTS_REQUEST)
    over = or_(col(Hold.released_on) <= since, col(Hold.until) <= since)
    return [number for number in session.exec(select(Hold.id).where(over)) if number is not None]


def _ends(table: Any) -> Callable[[Session, Terms, Sequence[int], By], int]:
    """Rows that go whole."""

    def end(session: Session, _terms: Terms, ids: Sequence[int], _by: By) -> int:
        done = 0
        for portion in portions(ids):
            done += session.exec(delete(table).where(col(table.id).in_(portion))).rowcount
        return done

    return end


def _sources_over(session: Session, terms: Terms) -> list[int]:
    """Items that nothing is left of; an event that is still in the calendar keeps its version, or it would be read again."""
    unused = select(Source.id).where(
        col(Source.read_at) < terms.before(Kept.UNMATCHED),
        or_(col(Source.version).is_(None), col(Source.gone_at).is_not(None)),
    )
    for _table, column in links_to_sources():
        # By a list made once: asking for each source would walk through tables that have no index of it.
        unused = unused.where(col(Source.id).not_in(sa.select(column).where(column.is_not(None))))
    return [number for number in session.exec(unused) if number is not None]


def _tables(*names: str) -> frozenset[str]:
    return frozenset(names)


PEOPLE = _tables("person", "client_relationship", "judgement", "detail", "detail_source", "rejected_value")

RULES: tuple[Rule, ...] = (
    Rule("voucher", Kept.VOUCHER, _tables("voucher"), _count(Voucher), _vouchers_over, _ends(Voucher)),
    Rule("contact", Kept.CONTACT, PEOPLE, _count(Person), people_over, end_people, portion=10),
    Rule(
        "booking",
        Kept.BOOKING,
        _tables("booking", "booking_move", "booking_person"),
        _count(Booking),
        _bookings_over,
        _end_bookings,
    ),
    Rule(
        "contact_history",
        Kept.CONTACT_HISTORY,
        _tables("contact_event"),
        _count(ContactEvent),
        _contacts_over,
        _end_contacts,
    ),
    Rule("inquiry", Kept.CONTACT_HISTORY, _tables("inquiry"), _count(Inquiry), _inquiries_over, _end_inquiries),
    Rule(
        "feedback_answer",
        Kept.FEEDBACK,
        _tables("feedback_answer"),
        _count(FeedbackAnswer),
        _answers_over,
        _end_answers,
    ),
    Rule(
        "letter",
        Kept.FEEDBACK_REQUEST,
        _tables("outgoing_mail", "returned_letter", "page_link", "feedback_decision"),
        _count(OutgoingMail),
        _letters_over,
        _end_letters,
    ),
    Rule(
        "unconfirmed_grant",
        Kept.UNCONFIRMED_GRANT,
        frozenset(),
        _count(ConsentEntry),
        unconfirmed_over,
        _ends(ConsentEntry),
    ),
    Rule(
        "consent",
        Kept.CONSENT_RECORD,
        _tables("consent_event"),
        _count(ConsentEntry),
        consents_over,
        _ends(ConsentEntry),
    ),
    Rule(
        "consent_trace",
        Kept.CONSENT_RECORD,
        _tables("consent_trace"),
        _count(ConsentTrace),
        _traces_over,
        _ends(ConsentTrace),
    ),
    Rule(
        "request", Kept.RIGHTS_REQUEST, _tables("rights_request"), _count(RightsRequest), _requests_over, _end_requests
    ),
    Rule("proof", Kept.RIGHTS_REQUEST, _tables("erasure"), _count(Erasure), _proofs_over, _ends(Erasure)),
    Rule(
        "disclosure",
        Kept.RIGHTS_REQUEST,
        _tables("disclosure", "recipient_notice"),
        _count(Disclosure),
        _disclosures_over,
        _ends(Disclosure),
    ),
    Rule("hold", Kept.RIGHTS_REQUEST, _tables("hold"), _count(Hold), _holds_over, _ends(Hold)),
    Rule("source", Kept.CONTACT, _tables("source"), _count(Source), _sources_over, _ends(Source)),
    Rule("audit", Kept.AUDIT, frozenset(), audit_periods.total, audit_periods.over, audit_periods.end),
)
