"""Candidates: senders who may become clients. Name, address and pointers only; promoted by a fact, or gone after 30 days."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models.register.audit import Act, By, record
from models.register.keys import keyed_hash
from models.register.streams import want
from models.rules.months import local_date
from models.tables import Answered, Candidate, CandidateMessage, row_id
from models.values import Mailbox, Place
from models.vocabulary import DetailField

ANSWERED_KEPT = timedelta(days=90)


def note(session: Session, sender: Mailbox, address_key: str, at: datetime, kept: timedelta, by: By) -> Candidate:
    """Note a sender who is not a client yet; gone `kept` after the last sign of them."""
    candidate = find(session, address_key)
    # A first pull reads mail older than the term: the term runs from when it was taken, as the retention table says.
    until = local_date(by.now + kept)
    if candidate is None:
        candidate = Candidate(
            address=sender.address,
            address_key=address_key,
            name=sender.name[:200],
            first_seen_at=at,
            last_seen_at=at,
            delete_from=until,
        )
    candidate.first_seen_at = min(candidate.first_seen_at, at)
    candidate.last_seen_at = max(candidate.last_seen_at, at)
    candidate.delete_from = max(candidate.delete_from, until)
    candidate.name = candidate.name or sender.name[:200]
    session.add(candidate)
    session.flush()
    return candidate


def point_to(session: Session, candidate: Candidate, stream_id: int, place: Place, at: datetime) -> None:
    """Remember where a message of the candidate lies."""
    known = select(CandidateMessage.id).where(
        CandidateMessage.stream_id == stream_id,
        CandidateMessage.validity == place.validity,
        CandidateMessage.item == place.item,
    )
    if session.exec(known).first() is None:
        session.add(
            CandidateMessage(
                candidate_id=row_id(candidate),
                stream_id=stream_id,
                validity=place.validity,
                item=place.item,
                received_at=at,
            )
        )


def find(session: Session, address_key: str) -> Candidate | None:
    """Give the candidate with that normalised address, or None."""
    return session.exec(select(Candidate).where(Candidate.address_key == address_key)).first()


def dissolve(session: Session, candidate: Candidate, by: By) -> int:
    """The candidate has become a client: wish their messages to be read again, and forget the candidate. Gives how many."""
    messages = session.exec(
        select(CandidateMessage)
        .where(CandidateMessage.candidate_id == candidate.id)
        .order_by(col(CandidateMessage.received_at))
    ).all()
    for message in messages:
        want(session, message.stream_id, message.validity, message.item, by.now)
        session.delete(message)
    session.flush()
    record(session, by, Act("candidate.promote", "candidate", candidate.id, "", str(len(messages))))
    session.delete(candidate)
    session.flush()
    return len(messages)


def forget_old(session: Session, by: By) -> int:
    """Delete the candidates whose term is over, and hashes of answered strangers; give how many candidates."""
    today = local_date(by.now)
    gone = session.exec(select(Candidate.id).where(Candidate.delete_from <= today)).all()
    if gone:
        session.exec(delete(CandidateMessage).where(col(CandidateMessage.candidate_id).in_(gone)))
        session.exec(delete(Candidate).where(col(Candidate.id).in_(gone)))
        record(session, by, Act("candidate.forget", "candidate", None, "T4", str(len(gone))))
    session.exec(delete(Answered).where(col(Answered.last_at) < by.now - ANSWERED_KEPT))
    return len(gone)


def mark_answered(session: Session, key: bytes, address_key: str, at: datetime) -> None:
    """Note by hash that staff answered this address."""
    mark = keyed_hash(key, DetailField.EMAIL, address_key)
    row = session.exec(select(Answered).where(Answered.keyed_hash == mark)).first() or Answered(
        keyed_hash=mark, last_at=at
    )
    row.last_at = max(row.last_at, at)
    session.add(row)


def was_answered(session: Session, key: bytes, address_key: str) -> bool:
    """Whether staff answered this address lately."""
    mark = keyed_hash(key, DetailField.EMAIL, address_key)
    return session.exec(select(Answered.id).where(Answered.keyed_hash == mark)).first() is not None


def count(session: Session) -> int:
    """Count the candidates."""
    return session.exec(select(sa.func.count()).select_from(Candidate)).one()
