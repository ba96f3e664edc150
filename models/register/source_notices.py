"""People whose data came from whoever booked for them: they are told of it, once, by a letter of ours or by staff (G15, D8).

Every letter to a client carries the privacy notice. That staff told somebody, or why not (Art. 14(5)(b)), stands in the log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.register.queries.groups import Groups, groups_of, portions
from models.rules.months import local_date
from models.rules.source_notices import SourceFacts, due, looked_back_to, open_since
from models.tables import (
    TO_CLIENTS,
    AuditEntry,
    Booking,
    BookingPerson,
    BookingRole,
    ContactEvent,
    Detail,
    DetailSource,
    Disclosure,
    NoticeWay,
    OutgoingMail,
)
from models.vocabulary import Direction, MailState

TELL = "notice.tell"
"""The act of the log: staff told a person, or cannot."""


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """Somebody who is still to be told: since when we have data of them from another, and by which local day they are told."""

    person_id: int
    obtained_on: date
    due_on: date


def to_tell(session: Session, today: date) -> tuple[SourceNotice, ...]:
    """Give who is still to be told on the local date `today`, the one due first at the head."""
    return tuple(sorted(_open(session, groups_of(session), today), key=lambda one: (one.due_on, one.person_id)))


def tell(session: Session, person_id: int, way: NoticeWay, by: By) -> SourceNotice:
    """Note that the person was told, or why that is impossible or a disproportionate effort.

    Raises Declined for somebody who is not to be told of anything.
    """
    groups = groups_of(session)
    head = groups.head(person_id)
    found = next((one for one in _open(session, groups, local_date(by.now)) if one.person_id == head), None)
    if found is None:
        raise Declined(f"person {person_id} is not to be told of anything", mend="`rekisterid notices` lists who is")
    record(session, by, Act(TELL, "person", head, "D8", way.value))
    return found


def _open(session: Session, groups: Groups, today: date) -> Iterator[SourceNotice]:
    obtained = _obtained(session, groups, looked_back_to(today))
    members = [member for head in obtained for member in groups.members(head)]
    own = _days(session, groups, members, _OWN_WORD)
    contacts = _days(session, groups, members, _CONTACTS)
    given = _days(session, groups, members, _GIVEN)
    told = _days(session, groups, members, _LETTERS, _TOLD)
    for head, days in obtained.items():
        facts = SourceFacts(
            obtained=tuple(days),
            own_word=min(own.get(head, ()), default=None),
            contacts=tuple(contacts.get(head, ())),
            disclosures=tuple(given.get(head, ())),
            told=max(told.get(head, ()), default=None),
        )
        if (since := open_since(facts, today)) is not None:
            yield SourceNotice(head, since, due(facts, since))


def _obtained(session: Session, groups: Groups, since: date) -> dict[int, set[date]]:
    """Give by person the days, from about `since` on, on which values of them came from another's event, who booked for them.

    Every day, not the first of each event: of what comes after a person was told, they are told too.
    """
    # A day more: the rule itself compares local days.
    first = datetime.combine(since, time(), UTC) - timedelta(days=1)
    theirs, other = sa.orm.aliased(BookingPerson), sa.orm.aliased(BookingPerson)
    query = (
        select(Detail.person_id, other.person_id, DetailSource.taken_at)
        .join(theirs, col(theirs.person_id) == col(Detail.person_id))
        .join(other, col(other.booking_id) == col(theirs.booking_id))
        .join(Booking, col(Booking.id) == col(theirs.booking_id))
        .join(
            DetailSource,
            sa.and_(
                col(DetailSource.detail_id) == col(Detail.id), col(DetailSource.source_id) == col(Booking.source_id)
            ),
        )
        .where(
            theirs.role == BookingRole.BOOKED_FOR,
            other.role == BookingRole.BOOKED_BY,
            col(DetailSource.from_subject).is_(False),
            col(DetailSource.taken_at) >= first,
        )
        .distinct()
    )
    found: dict[int, set[date]] = {}
    for person_id, booker_id, at in session.exec(query):
        if groups.head(person_id) != groups.head(booker_id):
            found.setdefault(groups.head(person_id), set()).add(local_date(at))
    return found


_Query = sa.Select[*tuple[Any, ...]]
_OWN_WORD: _Query = (
    sa.select(col(Detail.person_id), col(DetailSource.taken_at))
    .join(DetailSource, col(DetailSource.detail_id) == col(Detail.id))
    .where(col(DetailSource.from_subject))
)
_CONTACTS: _Query = sa.select(col(ContactEvent.person_id), col(ContactEvent.at)).where(
    col(ContactEvent.direction) == Direction.OUTGOING
)
_GIVEN: _Query = sa.select(col(Disclosure.person_id), col(Disclosure.disclosed_on))
_LETTERS: _Query = sa.select(col(OutgoingMail.person_id), col(OutgoingMail.handed_at)).where(
    col(OutgoingMail.kind).in_(TO_CLIENTS),
    col(OutgoingMail.state) == MailState.SENT,
    col(OutgoingMail.handed_at).is_not(None),
)
_TOLD: _Query = sa.select(col(AuditEntry.object_id), col(AuditEntry.at)).where(
    col(AuditEntry.object_type) == "person", col(AuditEntry.action) == TELL
)


def _days(session: Session, groups: Groups, members: Iterable[int], *queries: _Query) -> dict[int, list[date]]:
    """Give by person the local days that the queries give for these records: each gives a record and a moment or a day."""
    found: dict[int, list[date]] = {}
    for portion in portions(members):
        for query in queries:
            of = query.selected_columns[0]
            for person_id, at in session.execute(query.where(of.in_(portion))):
                day = local_date(at) if isinstance(at, datetime) else at
                found.setdefault(groups.head(person_id), []).append(day)
    return found
