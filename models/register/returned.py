"""Letters of ours that come back, and complaints about them. Only who knows a letter's own random id is believed (HW-T16).

Two letters that came back for good stop sending to that address until somebody writes from it; consent stays as it is: that
a box is full or gone says nothing of what its owner wants. A complaint (RFC 5965) does: it withdraws (C8).
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register import ledger
from models.register.audit import Act, By, record
from models.register.outgoing import letters_named, settle_as_sent
from models.rules.consent import ALL_PURPOSES, ConsentEvent, ConsentEventType
from models.rules.feedback import RETURNS_TO_STOP
from models.rules.withdrawals import WithdrawalRoute
from models.tables import OutgoingMail, ReturnedLetter, Source, row_id
from models.values import MessageReading

_RETURNING = "returning_addresses"


def letter_returned(session: Session, reading: MessageReading) -> OutgoingMail | None:
    """Give the letter of ours that a delivery report or complaint is about, None for any other message."""
    report = reading.bounce
    if report is None:
        return None
    ids = {report.original_message_id, *reading.in_reply_to, *reading.references} - {""}
    return next(iter(letters_named(session, ids, reading.tokens)), None)


def note(session: Session, letter: OutgoingMail, reading: MessageReading, source: Source, by: By) -> None:
    """Note that a letter came back. Noting the same report again changes nothing."""
    report = reading.bounce
    if report is None or _is_noted(session, letter, source):
        return
    row = ReturnedLetter(
        mail_id=row_id(letter),
        source_id=row_id(source),
        permanent=report.permanent,
        complaint=report.complaint,
        returned_at=source.occurred_at,
    )
    session.add(row)
    session.info.pop(_RETURNING, None)
    settle_as_sent(session, letter, "returned", by)
    result = "complaint" if report.complaint else "permanent" if report.permanent else "temporary"
    record(session, by, Act("mail.return", "outgoing_mail", letter.id, "HW-T16", result))
    if report.complaint and letter.person_id is not None:
        _withdraw(session, letter.person_id, source, by)


def is_dead(session: Session, address_key: str, heard_at: datetime | None) -> bool:
    """Whether letters to an address (its keyed hash) came back for good often enough since somebody last wrote from it."""
    query = (
        select(sa.func.count(sa.distinct(col(ReturnedLetter.mail_id))))
        .join(OutgoingMail, col(OutgoingMail.id) == col(ReturnedLetter.mail_id))
        .where(OutgoingMail.address_key == address_key, col(ReturnedLetter.permanent).is_(True))
    )
    if heard_at is not None:
        query = query.where(col(ReturnedLetter.returned_at) > heard_at)
    return session.exec(query).one() >= RETURNS_TO_STOP


def returning_addresses(session: Session) -> frozenset[str]:
    """Give the keyed hashes of all addresses that a letter came back from for good, looked up once a transaction."""
    if _RETURNING not in session.info:
        query = (
            select(OutgoingMail.address_key)
            .join(ReturnedLetter, col(ReturnedLetter.mail_id) == col(OutgoingMail.id))
            .where(col(ReturnedLetter.permanent).is_(True))
            .distinct()
        )
        session.info[_RETURNING] = frozenset(key for key in session.exec(query) if key is not None)
    known: frozenset[str] = session.info[_RETURNING]
    return known


def stopped_since(session: Session, since: datetime) -> int:
    """Count the addresses that letters came back from for good, often enough to stop, the last time since then."""
    query = (
        select(OutgoingMail.address_key)
        .join(ReturnedLetter, col(ReturnedLetter.mail_id) == col(OutgoingMail.id))
        .where(col(ReturnedLetter.permanent).is_(True), col(OutgoingMail.address_key).is_not(None))
        .group_by(col(OutgoingMail.address_key))
        .having(
            sa.func.count(sa.distinct(col(ReturnedLetter.mail_id))) >= RETURNS_TO_STOP,
            sa.func.max(ReturnedLetter.returned_at) >= since,
        )
    )
    return len(session.exec(query).all())


def _is_noted(session: Session, letter: OutgoingMail, source: Source) -> bool:
    known = select(ReturnedLetter.id).where(ReturnedLetter.mail_id == letter.id, ReturnedLetter.source_id == source.id)
    return session.exec(known).first() is not None


def _withdraw(session: Session, person_id: int, source: Source, by: By) -> None:
    source_id = row_id(source)
    event = ConsentEvent(
        type=ConsentEventType.CONSENT_WITHDRAWN,
        at=min(source.occurred_at, by.now),
        purpose=ALL_PURPOSES,
        channel=WithdrawalRoute.COMPLAINT,
        evidence=f"source:{source_id}",
    )
    ledger.append_once(session, person_id, event, by, source_id)
