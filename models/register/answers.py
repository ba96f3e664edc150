"""Answers to letters that a person takes back with all their consents (T9)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.register.audit import Act, By, record
from models.register.queries.groups import portions
from models.rules.consent import ALL_PURPOSES, ConsentEventType
from models.tables import ConsentEntry, FeedbackAnswer, OutgoingMail


def forget_answers(session: Session, members: Sequence[int], by: By) -> int:
    """Delete what these records of a person answered, comments too, and count the scores; give how many went."""
    theirs = select(FeedbackAnswer.id).join(OutgoingMail).where(col(OutgoingMail.person_id).in_(members))
    answers = [number for number in session.exec(theirs) if number is not None]
    if not answers:
        return 0
    # Loaded when something is forgotten: what erases knows every column, and a pull forgets nothing.
    from models.register.erasing import tally

    tally(session, answers)
    for portion in portions(answers):
        session.exec(delete(FeedbackAnswer).where(col(FeedbackAnswer.id).in_(portion)))
    record(session, by, Act("feedback.take_back", "person", members[0], "T9", str(len(answers))))
    return len(answers)


def were_taken_back(session: Session, members: Sequence[int], answered_at: datetime) -> bool:
    """Whether all consents were withdrawn after that answer: its mail is read again, and it does not return."""
    withdrawn = select(ConsentEntry.id).where(
        col(ConsentEntry.person_id).in_(members),
        ConsentEntry.type == ConsentEventType.CONSENT_WITHDRAWN,
        ConsentEntry.purpose == ALL_PURPOSES,
        ConsentEntry.at >= answered_at,
    )
    return session.exec(withdrawn).first() is not None
