"""Rows of the outbox apart from their sending: a new one, those that a message names or reminds of, one that did go out."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.register.audit import Act, By, record
from models.tables import MailKind, OutgoingMail
from models.vocabulary import MailState

TOKEN_BYTES = 16


def new_letter(kind: MailKind, person_id: int | None, mail_domain: str, now: datetime) -> OutgoingMail:
    """Give a letter that is due at once. `mail_domain`: of its Message-ID."""
    token = f"rk-{secrets.token_urlsafe(TOKEN_BYTES)}"
    return OutgoingMail(
        kind=kind,
        person_id=person_id,
        state=MailState.QUEUED,
        token=token,
        message_id=f"{token}@{mail_domain}",
        created_at=now,
        next_try_at=now,
    )


def put(session: Session, mail: OutgoingMail, by: By, action: str, rule: str = "") -> None:
    """Write a new letter into the outbox and the log. `action`: as the log names it; `rule`: what asks for it, "" = none."""
    session.add(mail)
    session.flush()
    record(session, by, Act(action, "outgoing_mail", mail.id, rule))


def letters_named(session: Session, message_ids: Collection[str], tokens: Collection[str]) -> list[OutgoingMail]:
    """Give the letters of ours that have one of these Message-IDs or tokens, oldest first."""
    if not message_ids and not tokens:
        return []
    query = select(OutgoingMail).where(
        or_(col(OutgoingMail.message_id).in_(message_ids), col(OutgoingMail.token).in_(tokens))
    )
    return list(session.exec(query.order_by(col(OutgoingMail.id))))


def request_reminded_of(session: Session, mail: OutgoingMail) -> OutgoingMail | None:
    """Give the request that a letter is about: of a reminder the one it reminds of, of a request itself, else None."""
    if mail.kind is MailKind.FEEDBACK_REQUEST:
        return mail
    if mail.kind is not MailKind.FEEDBACK_REMINDER:
        return None
    return session.exec(
        select(OutgoingMail).where(
            OutgoingMail.kind == MailKind.FEEDBACK_REQUEST,
            OutgoingMail.booking_id == mail.booking_id,
            OutgoingMail.person_id == mail.person_id,
        )
    ).first()


def settle_as_sent(session: Session, letter: OutgoingMail, reason: str, by: By) -> None:
    """Settle a letter whose fate was unknown: something shows that it went out. Any other stays as it is."""
    if letter.state is not MailState.UNKNOWN:
        return
    letter.state, letter.reason, letter.settled_at = MailState.SENT, reason, by.now
    session.add(letter)
    record(session, by, Act("mail.settle", "outgoing_mail", letter.id, "", reason))
