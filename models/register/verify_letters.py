"""What must hold of letters that went out (I3, I4), judged by what the register knew at that moment."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.register import ledger
from models.register.clusters import Cluster
from models.register.queries.groups import Groups
from models.rules.consent import EMAIL_CHANNEL, ConsentEvent, ConsentQuery, Subject, may_send_cluster
from models.tables import ConsentEntry, Judgement, JudgementKind, MailKind, OutgoingMail, row_id
from models.vocabulary import GONE_OUT, Purpose


def requests_sent_twice(session: Session) -> Iterator[int]:
    """Requests about a booking after the first that went to the same person; records joined later are two people here."""
    joined = _joined(session)
    by_booking: dict[int, list[OutgoingMail]] = defaultdict(list)
    for mail in _requests(session):
        if mail.booking_id is not None:
            by_booking[mail.booking_id].append(mail)
    for mails in by_booking.values():
        for place, mail in enumerate(mails):
            if len(mails) > 1 and _same_person(joined, mails[:place], mail):
                yield row_id(mail)


def _same_person(joined: Sequence[Judgement], before: Sequence[OutgoingMail], mail: OutgoingMail) -> bool:
    if mail.handed_at is None or mail.person_id is None:
        return False
    members = _clusters(joined, mail.person_id, mail.handed_at)[0].members
    return any(earlier.person_id in members for earlier in before)


def letters_without_consent(session: Session) -> Iterator[int]:
    """Requests that the ledger did not allow when their content went out (C1): only what was recorded by then counts."""
    joined = _joined(session)
    for mail in _requests(session):
        if mail.person_id is None or mail.handed_at is None:
            continue
        clusters = _clusters(joined, mail.person_id, mail.handed_at)
        if not any(_was_allowed(session, cluster, mail.handed_at) for cluster in clusters):
            yield row_id(mail)


def _requests(session: Session) -> list[OutgoingMail]:
    query = select(OutgoingMail).where(
        OutgoingMail.kind == MailKind.FEEDBACK_REQUEST,
        col(OutgoingMail.state).in_(GONE_OUT),
        col(OutgoingMail.handed_at).is_not(None),
    )
    return list(session.exec(query.order_by(col(OutgoingMail.handed_at), col(OutgoingMail.id))))


def _joined(session: Session) -> list[Judgement]:
    """Give what was ever judged of two records."""
    return list(session.exec(select(Judgement).where(col(Judgement.person_b).is_not(None))))


def _clusters(joined: Sequence[Judgement], person_id: int, at: datetime) -> list[Cluster]:
    """Give the records that were read as this person at that moment; the record alone, too, where that can not be known.

    A judgement is one row: answered anew, it no longer tells what was held before.
    """
    standing, doubtful = [], False
    for row in joined:
        is_same = row.kind is JudgementKind.SAME and (row.withdrawn_at is None or row.withdrawn_at > at)
        if is_same and row.made_at <= at:
            standing.append(row)
        elif person_id in (row.person_a, row.person_b):
            doubtful = True
    members = Groups((row.person_a, row.person_b) for row in standing if row.person_b is not None).members(person_id)
    since = max((row.made_at for row in standing if row.person_a in members), default=None)
    alone = Cluster((person_id,))
    if len(members) == 1:
        return [alone]
    return [Cluster(members, since), alone] if doubtful else [Cluster(members, since)]


def _was_allowed(session: Session, cluster: Cluster, at: datetime) -> bool:
    query = ConsentQuery(Purpose.FEEDBACK_REQUEST.value, EMAIL_CHANNEL, at)
    records = [_known_by(session, member, at) for member in cluster.members]
    # A mark set afterwards says nothing of that day: the age is asked when a letter goes, not here.
    return may_send_cluster(records, query, Subject(), together_since=cluster.together_since).allowed


def _known_by(session: Session, person_id: int, at: datetime) -> list[ConsentEvent]:
    query = select(ConsentEntry).where(
        or_(ConsentEntry.person_id == person_id, col(ConsentEntry.person_id).is_(None)),
        ConsentEntry.recorded_at <= at,
    )
    return [ledger.as_event(row) for row in session.exec(query.order_by(col(ConsentEntry.id)))]
