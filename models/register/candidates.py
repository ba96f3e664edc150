"""Candidates: senders who may become clients. Name, address and pointers only; promoted by a fact, or gone after 30 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from models.register import lookups, waiting
from models.register.audit import Act, By, record
from models.register.streams import want
from models.rules.months import local_date
from models.rules.normalise import one_line, redact_hetu
from models.tables import Candidate, CandidateMessage, WrittenTo, row_id
from models.values import Mailbox, Place
from models.vocabulary import DetailField

WRITTEN_TO_KEPT = timedelta(days=30)
MAX_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of ours: where it lies, and whether it answers one."""

    stream_id: int
    place: Place
    is_answer: bool


def note(session: Session, sender: Mailbox, address_key: str, at: datetime, kept: timedelta, by: By) -> Candidate:
    """Note a sender who is not a client yet; gone `kept` after the last sign of them."""
    candidate = find(session, address_key)
    # A first pull reads mail older than the term: the term runs from when it was taken, as the retention table says.
    until = local_date(by.now + kept)
    name = redact_hetu(one_line(sender.name)).text[:MAX_NAME_CHARS]
    if candidate is None:
        candidate = waiting.new(
            Candidate,
            address=one_line(sender.address),
            address_key=address_key,
            name=name,
            first_seen_at=at,
            last_seen_at=at,
            delete_from=until,
        )
        waiting.put(session, candidate)
        if known := lookups.of(session):
            known.candidates[address_key] = candidate
    waiting.change(
        candidate,
        first_seen_at=min(candidate.first_seen_at, at),
        last_seen_at=max(candidate.last_seen_at, at),
        delete_from=max(candidate.delete_from, until),
        name=candidate.name or name,
    )
    return candidate


def point_to(session: Session, candidate: Candidate, stream_id: int, place: Place, at: datetime) -> None:
    """Remember where a message of the candidate lies."""
    known = lookups.of(session)
    # What was never seen at a place cannot have been pointed to there.
    is_new = known is not None and known.covers(place) and (place.validity, place.item) not in known.seen
    if is_new or not _is_pointed_to(session, stream_id, place):
        values: waiting.Row = {
            "candidate_id": row_id(candidate),
            "stream_id": stream_id,
            "validity": place.validity,
            "item": place.item,
            "received_at": at,
        }
        waiting.note(session, CandidateMessage, values)


def _is_pointed_to(session: Session, stream_id: int, place: Place) -> bool:
    pointed = select(CandidateMessage.id).where(
        CandidateMessage.stream_id == stream_id,
        CandidateMessage.validity == place.validity,
        CandidateMessage.item == place.item,
    )
    return session.exec(pointed).first() is not None


def find(session: Session, address_key: str) -> Candidate | None:
    """Give the candidate with that normalised address, or None."""
    known = lookups.of(session)
    if known is not None and address_key in known.candidates:
        return known.candidates[address_key]
    return session.exec(select(Candidate).where(Candidate.address_key == address_key)).first()


def _dissolve(session: Session, candidate: Candidate, by: By) -> None:
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
    if known := lookups.of(session):
        known.candidates.pop(candidate.address_key, None)


def forget(session: Session, key: bytes, address_key: str) -> None:
    """Forget a candidate, and where their messages lie: nothing of them is read again."""
    candidate = find(session, address_key)
    mark = lookups.mark(session, key, DetailField.EMAIL, address_key)
    session.exec(delete(WrittenTo).where(col(WrittenTo.keyed_hash) == mark))
    if candidate is None:
        return
    session.exec(delete(CandidateMessage).where(col(CandidateMessage.candidate_id) == candidate.id))
    session.delete(candidate)
    session.flush()
    if known := lookups.of(session):
        known.candidates.pop(address_key, None)


def forget_old(session: Session, by: By) -> int:
    """Delete the candidates whose term is over, and what was noted of strangers we wrote to; give how many candidates."""
    today = local_date(by.now)
    over = col(Candidate.delete_from) <= today
    session.exec(
        delete(CandidateMessage).where(col(CandidateMessage.candidate_id).in_(select(Candidate.id).where(over)))
    )
    gone = session.exec(delete(Candidate).where(over)).rowcount
    if gone:
        record(session, by, Act("candidate.forget", "candidate", None, "T4", str(gone)))
    session.exec(delete(WrittenTo).where(col(WrittenTo.noted_at) < by.now - WRITTEN_TO_KEPT))
    return gone


def note_written_to(session: Session, key: bytes, address_key: str, letter: Letter, by: By) -> None:
    """Note by hash that we wrote to a stranger."""
    mark = lookups.mark(session, key, DetailField.EMAIL, address_key)
    noted = select(WrittenTo.id).where(
        WrittenTo.keyed_hash == mark,
        WrittenTo.stream_id == letter.stream_id,
        WrittenTo.validity == letter.place.validity,
        WrittenTo.item == letter.place.item,
    )
    if not _may_be_written_to(session, mark) or session.exec(noted).first() is None:
        values: waiting.Row = {
            "keyed_hash": mark,
            "stream_id": letter.stream_id,
            "validity": letter.place.validity,
            "item": letter.place.item,
            "is_answer": letter.is_answer,
            "noted_at": by.now,
        }
        waiting.note(session, WrittenTo, values)
        if known := lookups.of(session):
            known.written_to[mark] = True


def was_answered(session: Session, key: bytes, address_key: str) -> bool:
    """Whether staff answered this address lately."""
    mark = lookups.mark(session, key, DetailField.EMAIL, address_key)
    if not _may_be_written_to(session, mark):
        return False
    answers = select(WrittenTo.id).where(WrittenTo.keyed_hash == mark, col(WrittenTo.is_answer).is_(True))
    return session.exec(answers.limit(1)).first() is not None


def welcome(session: Session, key: bytes, address_key: str, by: By) -> None:
    """A client was made at this address: wish what came from it and went to it to be read again; forget the candidate."""
    candidate = find(session, address_key)
    if candidate is not None:
        _dissolve(session, candidate, by)
    mark = lookups.mark(session, key, DetailField.EMAIL, address_key)
    if not _may_be_written_to(session, mark):
        return
    for letter in session.exec(select(WrittenTo).where(WrittenTo.keyed_hash == mark)).all():
        want(session, letter.stream_id, letter.validity, letter.item, by.now)
        session.delete(letter)


def _may_be_written_to(session: Session, mark: str) -> bool:
    known = lookups.of(session)
    return known is None or known.written_to.get(mark, True)


def count(session: Session) -> int:
    """Count the candidates."""
    return session.exec(select(sa.func.count()).select_from(Candidate)).one()
