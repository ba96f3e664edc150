"""The mail with a link to one's own consents: only to a known person's own address, at most once a day (HW-T17)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.register import ledger, suppression
from models.register.audit import DAEMON, By
from models.register.clusters import cluster_of
from models.register.database import Database
from models.register.keys import keyed_hash
from models.register.letters_due import LetterDue, NotNow, language_of, shown_name
from models.register.outgoing import new_letter, put
from models.register.policy import AskPolicy
from models.rules.consent import EMAIL_CHANNEL, ConsentQuery, MessagePurpose
from models.tables import Detail, DetailStanding, MailKind, OutgoingMail, row_id
from models.vocabulary import DetailField, MailState

ONE_A_DAY = timedelta(hours=24)
PER_HOUR = 60
"""To all addresses together: a flood of wishes must not become a flood of mail (HW-T15)."""


def queue_links(database: Database, addresses: Iterable[str], policy: AskPolicy, now: datetime) -> int:
    """Put a letter into the outbox for each normalised address that is a known person's own; give how many.

    Of the others nothing is stored, nor of those that were sent one within a day.
    """
    queued = 0
    for address_key in addresses:
        with database.read() as session:
            person_id = _whose(session, database.key, address_key, policy, now)
        if person_id is None:
            continue
        with database.write() as session:
            queued += _queue(session, database.key, address_key, policy, now)
    return queued


def link_due(session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime) -> LetterDue | NotNow:
    """Judge one queued letter at `now`: it goes at once, or never."""
    if mail.person_id is None or now - mail.created_at > ONE_A_DAY:
        return NotNow("queued_too_long")
    address = _address(session, key, mail)
    if address is None or not _may_write(session, mail.person_id, policy, now):
        return NotNow("no_address" if address is None else "restricted")
    return LetterDue(
        mail_id=row_id(mail),
        kind=mail.kind,
        person_id=mail.person_id,
        token=mail.token,
        message_id=mail.message_id,
        address=address,
        name=shown_name(session, mail.person_id),
        language=language_of(session, mail.person_id, policy),
        claimed_at=now,
        address_key=mail.address_key or "",
    )


def link_still_due(session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime) -> bool:
    """Whether a claimed letter may still go: asked just before its content goes out."""
    if mail.person_id is None or _address(session, key, mail) is None:
        return False
    return _may_write(session, mail.person_id, policy, now)


def _queue(session: Session, key: bytes, address_key: str, policy: AskPolicy, now: datetime) -> int:
    person_id = _whose(session, key, address_key, policy, now)
    if person_id is None:
        return 0
    mail = new_letter(MailKind.CONSENT_LINK, person_id, policy.mail_domain, now)
    mail.address_key = keyed_hash(key, DetailField.EMAIL, address_key)
    put(session, mail, By(DAEMON, now), "consent.send_link", "HW-T17")
    return 1


def _whose(session: Session, key: bytes, address_key: str, policy: AskPolicy, now: datetime) -> int | None:
    """Give the one person whose own address it is, None when there is none to write to now."""
    held = session.exec(
        select(Detail.person_id, Detail.is_role_address)
        .where(
            Detail.field == DetailField.EMAIL,
            Detail.value_key == address_key,
            Detail.standing == DetailStanding.VALUE,
        )
        .order_by(col(Detail.person_id))
    ).all()
    people = {person_id for person_id, _ in held}
    if not people or any(is_role for _, is_role in held) or policy.intake.is_own(address_key):
        return None
    first = min(people)
    # Several people behind one address: whose consents it may change nobody can tell.
    if not people <= set(cluster_of(session, first).members):
        return None
    if suppression.suppressed(session, key, [(DetailField.EMAIL, address_key)]):
        return None
    mark = keyed_hash(key, DetailField.EMAIL, address_key)
    if _sent_lately(session, mark, now) or not _may_write(session, first, policy, now):
        return None
    return first


def _sent_lately(session: Session, mark: str, now: datetime) -> bool:
    lately = select(OutgoingMail.created_at, OutgoingMail.address_key).where(
        OutgoingMail.kind == MailKind.CONSENT_LINK,
        OutgoingMail.created_at > now - ONE_A_DAY,
        OutgoingMail.state != MailState.DROPPED,
    )
    rows = session.exec(lately).all()
    within_the_hour = sum(created > now - timedelta(hours=1) for created, _ in rows)
    return within_the_hour >= PER_HOUR or any(held == mark for _, held in rows)


def _may_write(session: Session, person_id: int, policy: AskPolicy, now: datetime) -> bool:
    """Whether a message about the service may go: not to whom processing is restricted, or who was erased (C9.3–5)."""
    query = ConsentQuery(MessagePurpose.SERVICE_MESSAGE.value, EMAIL_CHANNEL, now)
    return ledger.decide(session, person_id, query, policy.consent).allowed


def _address(session: Session, key: bytes, mail: OutgoingMail) -> str | None:
    """Give the address that was asked for, as the register has it; None when it is no longer this person's."""
    held = session.exec(
        select(Detail.value, Detail.value_key).where(
            col(Detail.person_id).in_(cluster_of(session, mail.person_id or 0).members),
            Detail.field == DetailField.EMAIL,
            Detail.standing == DetailStanding.VALUE,
        )
    )
    fitting = (value for value, value_key in held if keyed_hash(key, DetailField.EMAIL, value_key) == mail.address_key)
    return next(fitting, None)
