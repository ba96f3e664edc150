"""Tell people that a mail has withdrawn their consent: once for each consent that ended so, at their own address (HW-T1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, and_, col, or_, select

from models.register import ledger, suppression
from models.register.addresses import ChosenAddress, choose
from models.register.audit import DAEMON, By
from models.register.clusters import Cluster
from models.register.database import Database
from models.register.keys import keyed_hash
from models.register.letters_due import ON_THE_WAY, LetterDue, NotNow, language_of, sent_at, shown_name
from models.register.outgoing import new_letter, put
from models.register.policy import AskPolicy
from models.rules.consent import ALL_PURPOSES, EMAIL_CHANNEL, ConsentEvent, ConsentEventType, ConsentQuery
from models.rules.feedback import BY_CAP, QUEUED_AT_MOST, FeedbackReason
from models.rules.sending_hours import cap_reached
from models.rules.withdrawals import OK, ONE_A_DAY, TOLD_ROUTES, TOLD_TODAY, WithdrawalRoute, ended_grant, judge_notice
from models.tables import ConsentEntry, MailKind, OutgoingMail, RegisterState, row_id
from models.vocabulary import DetailField, MailState, Purpose


@dataclass(frozen=True, slots=True)
class NoticeDue(LetterDue):
    """A claimed notice: when the withdrawal reached us, and whether a mail provider told it as a complaint."""

    withdrawn_at: datetime
    complaint: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What there is to tell: the withdrawal, the consent it ended, and of whom."""

    entry: ConsentEntry
    withdrawal: ConsentEvent
    grant: ConsentEvent
    cluster: Cluster


def queue_notices(database: Database, policy: AskPolicy, now: datetime) -> int:
    """Put a notice into the outbox for each withdrawal that came by mail and ended a consent; give how many.

    Nothing while sending is off, nor about what came before it began. Queued from the ledger, not while reading: the same
    mail read twice, or a process that dies in between, makes no second one.
    """
    with database.read() as session:
        if not any(_untold(session, policy, now)):
            return 0
    with database.write() as session:
        queued = 0
        by = By(DAEMON, now)
        for told in _untold(session, policy, now):
            mail = new_letter(MailKind.WITHDRAWAL_NOTICE, told.entry.person_id, policy.mail_domain, now)
            mail.source_id = told.entry.source_id
            put(session, mail, by, "withdrawal.tell", "HW-T1")
            queued += 1
        return queued


def notice_due(
    session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime
) -> LetterDue | NotNow:
    """Judge one queued notice at `now`. Nothing is changed here."""
    if now - mail.created_at > QUEUED_AT_MOST:
        return NotNow(FeedbackReason.QUEUED_TOO_LONG.value)
    told = _told_by(session, mail, policy)
    if told is None or mail.person_id is None:
        return NotNow(FeedbackReason.NO_CONSENT.value)
    reason, address = _judged(session, told, mail.person_id, policy, key, now)
    if reason == FeedbackReason.PAUSED.value:
        # A person reads the unclear message first; what they enter decides.
        return NotNow(reason, now + ONE_A_DAY)
    if reason != OK:
        return NotNow(reason)
    address_key = keyed_hash(key, DetailField.EMAIL, address.value_key)
    if (told_at := _told_at(session, address_key, now)) is not None:
        return NotNow(TOLD_TODAY, told_at + ONE_A_DAY)
    if (
        reached := cap_reached(sent_at(session, now), now, policy.feedback.caps, policy.feedback.hours.zone)
    ) is not None:
        return NotNow(BY_CAP[reached[0]].value, reached[1])
    return NoticeDue(
        mail_id=row_id(mail),
        kind=mail.kind,
        person_id=mail.person_id,
        token=mail.token,
        message_id=mail.message_id,
        address=address.value,
        name=shown_name(session, mail.person_id),
        language=language_of(session, mail.person_id, policy),
        claimed_at=now,
        address_key=address_key,
        withdrawn_at=told.withdrawal.at,
        complaint=told.withdrawal.channel == WithdrawalRoute.COMPLAINT,
    )


def notice_still_due(session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime) -> bool:
    """Whether a claimed notice may still go to the address it was written to: asked just before its content goes out."""
    told = _told_by(session, mail, policy)
    if told is None or mail.person_id is None:
        return False
    reason, address = _judged(session, told, mail.person_id, policy, key, now)
    return reason == OK and mail.address_key == keyed_hash(key, DetailField.EMAIL, address.value_key)


def _untold(session: Session, policy: AskPolicy, now: datetime) -> Iterator[_Told]:
    state = session.get_one(RegisterState, 1)
    since = state.sending_since
    if since is None:
        return
    # What came before a restore may have been told after the backup was made (HW-F15).
    told_until = max(now - QUEUED_AT_MOST, state.restored_at or now - QUEUED_AT_MOST)
    told_of = and_(
        col(OutgoingMail.source_id) == col(ConsentEntry.source_id),
        col(OutgoingMail.person_id) == col(ConsentEntry.person_id),
    )
    query = (
        select(ConsentEntry)
        .outerjoin(OutgoingMail, told_of)
        .where(
            _is_told_of(),
            # An old mail read for the first time tells nobody anything new (HW-F19).
            ConsentEntry.at > told_until,
            ConsentEntry.recorded_at >= since,
            col(OutgoingMail.id).is_(None),
        )
        .order_by(col(ConsentEntry.id))
    )
    for entry in session.exec(query).all():
        told = _told(session, entry, policy)
        if told is not None and not _was_told_of(session, told):
            yield told


def _told_by(session: Session, mail: OutgoingMail, policy: AskPolicy) -> _Told | None:
    if mail.source_id is None:
        return None
    query = select(ConsentEntry).where(
        _is_told_of(), ConsentEntry.source_id == mail.source_id, ConsentEntry.person_id == mail.person_id
    )
    entry = session.exec(query.order_by(col(ConsentEntry.id)).limit(1)).first()
    return None if entry is None else _told(session, entry, policy)


def _is_told_of() -> sa.ColumnElement[bool]:
    return and_(
        col(ConsentEntry.type) == ConsentEventType.CONSENT_WITHDRAWN,
        col(ConsentEntry.channel).in_([route.value for route in TOLD_ROUTES]),
        col(ConsentEntry.source_id).is_not(None),
        or_(col(ConsentEntry.purpose) == ALL_PURPOSES, col(ConsentEntry.purpose) == Purpose.FEEDBACK_REQUEST.value),
    )


def _told(session: Session, entry: ConsentEntry, policy: AskPolicy) -> _Told | None:
    if entry.person_id is None:
        return None
    standing = ledger.standing_of(session, entry.person_id)
    withdrawal = ledger.as_event(entry)
    grant = ended_grant(standing.records, withdrawal, policy.consent)
    return None if grant is None else _Told(entry, withdrawal, grant, standing.cluster)


def _was_told_of(session: Session, told: _Told) -> bool:
    """Whether the end of this consent was told already, by another withdrawal that was read before this earlier one."""
    known = select(OutgoingMail.id).where(
        OutgoingMail.kind == MailKind.WITHDRAWAL_NOTICE,
        col(OutgoingMail.person_id).in_(told.cluster.members),
        OutgoingMail.created_at >= told.grant.at,
        OutgoingMail.state != MailState.DROPPED,
    )
    return session.exec(known.limit(1)).first() is not None


def _judged(
    session: Session, told: _Told, person_id: int, policy: AskPolicy, key: bytes, now: datetime
) -> tuple[str, ChosenAddress]:
    """Give the reason (OK: it may go) and the address: one that the ended consent reached, whoever wrote since (C13)."""
    query = ConsentQuery(Purpose.FEEDBACK_REQUEST.value, EMAIL_CHANNEL, now)
    consent = ledger.decide(session, person_id, query, policy.consent)
    address = choose(session, key, told.cluster, told.grant)
    reason = judge_notice(
        consent.reason,
        address.standing,
        own_staff=bool(address.value_key) and policy.intake.is_own(address.value_key),
        suppressed=bool(suppression.suppressed(session, key, [(DetailField.EMAIL, address.value_key)])),
    )
    return reason, address


def _told_at(session: Session, address_key: str, now: datetime) -> datetime | None:
    """When the last notice went to an address within a day, None when none did (HW-T15)."""
    rows = session.exec(
        select(OutgoingMail).where(
            OutgoingMail.kind == MailKind.WITHDRAWAL_NOTICE,
            OutgoingMail.address_key == address_key,
            col(OutgoingMail.state).in_(ON_THE_WAY),
        )
    )
    moments = [at for row in rows if (at := row.handed_at or row.claimed_at) is not None and at > now - ONE_A_DAY]
    return max(moments, default=None)
