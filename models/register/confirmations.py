"""The one neutral mail by which a consent is confirmed (C6, C9.11): once for each.

Queued from the ledger for what the person gave on a page or by mail; for what staff entered or imported when they ask for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.register import ledger, suppression
from models.register.addresses import ChosenAddress, choose
from models.register.audit import DAEMON, By
from models.register.database import Database
from models.register.keys import keyed_hash
from models.register.letters_due import LetterDue, NotNow, language_of, shown_name
from models.register.outgoing import new_letter, put
from models.register.page_consent import PAGE
from models.register.policy import AskPolicy
from models.register.wordings import text_of
from models.rules.consent import (
    EMAIL_CHANNEL,
    ConsentEvent,
    ConsentEventType,
    ConsentMethod,
    ConsentPolicy,
    ConsentQuery,
    ConsentReason,
    ConsentState,
    MessagePurpose,
    pending_grants,
    state_of,
)
from models.rules.feedback import BY_ADDRESS, AddressStanding, FeedbackReason
from models.tables import ConsentEntry, MailKind, OutgoingMail, row_id
from models.values import Verdict
from models.vocabulary import UNDER_WAY, DetailField, MailState, Purpose

READ_AGAIN = timedelta(hours=6)
ONE_A_DAY = timedelta(hours=24)
"""Between two such mails to one person about one purpose: what is withdrawn and given again and again asks no faster.

What was given meanwhile is asked about after it, as long as its own 14 days run (C6).
"""

PER_HOUR = 60
"""To all people together: a flood of wishes must not become a flood of mail (HW-T15)."""

COULD_NOT_GO = (MailState.DROPPED, MailState.REFUSED)


@dataclass(frozen=True, slots=True)
class ConfirmationDue(LetterDue):
    """A claimed confirmation mail: for which purpose, by which wording, when it was given and until when it can be confirmed."""

    purpose: Purpose
    wording: str
    given_at: datetime
    confirm_until: datetime


def queue_confirmations(database: Database, policy: AskPolicy, now: datetime) -> int:
    """Put a confirmation mail into the outbox for each consent given on a page or by mail that waits for one; give how many."""
    with database.read() as session:
        if not any(_unasked(session, policy, now)) or _left_this_hour(session, now) <= 0:
            return 0
    with database.write() as session:
        queued = 0
        by = By(DAEMON, now)
        left = max(0, _left_this_hour(session, now))
        for person_id, purpose in list(islice(_unasked(session, policy, now), left)):
            _put(session, person_id, purpose, policy, by)
            queued += 1
        return queued


def ask_confirmation(
    session: Session, person_id: int, purpose: Purpose, policy: AskPolicy, by: By
) -> Verdict[ConsentReason]:
    """Ask the person to confirm a consent that staff entered or imported (C6); at most one such mail for each.

    Give whether it goes into the outbox, and why not: nothing waits, or it was asked already. The address is judged as it goes.
    """
    verdict = ledger.decide(session, person_id, _question(purpose, by.now), policy.consent)
    if verdict.allowed and _is_under_way(session, person_id, purpose):
        return Verdict(False, ConsentReason.ALREADY_SENT)
    if verdict.allowed:
        _put(session, person_id, purpose, policy, by)
    return verdict


def _put(session: Session, person_id: int, purpose: Purpose, policy: AskPolicy, by: By) -> None:
    mail = new_letter(MailKind.CONSENT_CONFIRMATION, person_id, policy.mail_domain, by.now)
    mail.purpose = purpose
    put(session, mail, by, "consent.ask_confirmation", "C6")


def _is_under_way(session: Session, person_id: int, purpose: Purpose) -> bool:
    query = select(OutgoingMail.id).where(
        OutgoingMail.kind == MailKind.CONSENT_CONFIRMATION,
        OutgoingMail.person_id == person_id,
        OutgoingMail.purpose == purpose,
        col(OutgoingMail.state).in_(UNDER_WAY),
    )
    return session.exec(query.limit(1)).first() is not None


def confirmation_due(
    session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime
) -> LetterDue | NotNow:
    """Judge one queued confirmation at `now`. Nothing is changed here."""
    grant, _ = grant_to_confirm(session, mail, now, policy.consent)
    if grant is None or mail.person_id is None or mail.purpose is None:
        return NotNow("no_pending")
    reason, address = _judged(session, mail.person_id, mail.purpose, policy, key, now)
    if reason == ConsentReason.PAUSED.value:
        # A person reads the unclear message first; what they enter decides.
        return NotNow(reason, now + READ_AGAIN)
    if reason:
        return NotNow(reason)
    language = language_of(session, mail.person_id, policy)
    return ConfirmationDue(
        mail_id=row_id(mail),
        kind=mail.kind,
        person_id=mail.person_id,
        token=mail.token,
        message_id=mail.message_id,
        address=address.value,
        name=shown_name(session, mail.person_id),
        language=language,
        claimed_at=now,
        address_key=keyed_hash(key, DetailField.EMAIL, address.value_key),
        purpose=mail.purpose,
        wording=text_of(session, grant.wording or "", language),
        given_at=grant.at,
        confirm_until=grant.at + policy.consent.confirm_window,
    )


def confirmation_still_due(session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime) -> bool:
    """Whether a claimed confirmation may still go to the address it was written to: asked just before its content goes out."""
    if mail.person_id is None or mail.purpose is None:
        return False
    reason, address = _judged(session, mail.person_id, mail.purpose, policy, key, now)
    return not reason and mail.address_key == keyed_hash(key, DetailField.EMAIL, address.value_key)


def note_sent(session: Session, mail: OutgoingMail, by: By) -> None:
    """Write into the ledger that the one mail went out, or may have: no second one follows (C9.11)."""
    if mail.kind is MailKind.CONSENT_CONFIRMATION and mail.person_id is not None and mail.purpose is not None:
        event = ConsentEvent(
            type=ConsentEventType.CONFIRMATION_SENT,
            at=by.now,
            purpose=mail.purpose.value,
            evidence=f"mail:{row_id(mail)}",
        )
        ledger.append(session, mail.person_id, event, by)


def grant_to_confirm(
    session: Session, mail: OutgoingMail, now: datetime, policy: ConsentPolicy
) -> tuple[ConsentEvent | None, bool]:
    """Give the grant that waits for its confirmation, and whether consent stands already."""
    if mail.person_id is None or mail.purpose is None:
        return None, False
    (events,) = ledger.histories(session, [mail.person_id])
    pending = pending_grants(ledger.counting_at(events, now), mail.purpose.value, now, policy)
    stands = state_of(events, mail.purpose.value, now, policy).state is ConsentState.VALID
    return max(pending, key=lambda grant: grant.at, default=None), stands


def _unasked(session: Session, policy: AskPolicy, now: datetime) -> Iterator[tuple[int, Purpose]]:
    # C16: nothing that was imported or entered sends by itself; only what the person has just done, on a page or by mail.
    given = (
        select(ConsentEntry.person_id, ConsentEntry.purpose)
        .where(
            ConsentEntry.type == ConsentEventType.CONSENT_GIVEN,
            sa.or_(
                sa.and_(col(ConsentEntry.method) == ConsentMethod.WEB_FORM, col(ConsentEntry.recorded_by) == PAGE),
                sa.and_(col(ConsentEntry.method) == ConsentMethod.EMAIL_REPLY, col(ConsentEntry.recorded_by) == DAEMON),
            ),
            ConsentEntry.at >= now - policy.consent.confirm_window,
        )
        .distinct()
    )
    for person_id, purpose in session.exec(given.order_by(col(ConsentEntry.person_id), col(ConsentEntry.purpose))):
        if person_id is None or purpose is None or _was_tried(session, person_id, Purpose(purpose), policy, now):
            continue
        if ledger.decide(session, person_id, _question(Purpose(purpose), now), policy.consent).allowed:
            yield person_id, Purpose(purpose)


def _left_this_hour(session: Session, now: datetime) -> int:
    """Give how many such mails may still be queued."""
    lately = select(sa.func.count()).where(
        OutgoingMail.kind == MailKind.CONSENT_CONFIRMATION, OutgoingMail.created_at > now - timedelta(hours=1)
    )
    return PER_HOUR - session.exec(lately).one()


def _was_tried(session: Session, person_id: int, purpose: Purpose, policy: AskPolicy, now: datetime) -> bool:
    """Whether such a mail is under way, was made within a day, or could not go lately: it is not tried over and over."""
    state, created_at = col(OutgoingMail.state), col(OutgoingMail.created_at)
    query = select(OutgoingMail.id).where(
        OutgoingMail.kind == MailKind.CONSENT_CONFIRMATION,
        OutgoingMail.person_id == person_id,
        OutgoingMail.purpose == purpose,
        sa.or_(
            state.in_(UNDER_WAY),
            created_at > now - ONE_A_DAY,
            sa.and_(state.in_(COULD_NOT_GO), created_at >= now - policy.consent.confirm_window),
        ),
    )
    return session.exec(query.limit(1)).first() is not None


def _question(purpose: Purpose, now: datetime) -> ConsentQuery:
    return ConsentQuery(MessagePurpose.CONSENT_CONFIRMATION.value, EMAIL_CHANNEL, now, for_purpose=purpose.value)


def _judged(
    session: Session, person_id: int, purpose: Purpose, policy: AskPolicy, key: bytes, now: datetime
) -> tuple[str, ChosenAddress]:
    """Give the reason why it may not go ("" when it may) and the address."""
    standing = ledger.standing_of(session, person_id)
    verdict = standing.decide(_question(purpose, now), policy.consent)
    address = choose(session, key, standing.cluster, None)
    if not verdict.allowed:
        return verdict.reason.value, address
    if address.standing is not AddressStanding.OWN:
        return BY_ADDRESS[address.standing].value, address
    if suppression.suppressed(session, key, [(DetailField.EMAIL, address.value_key)]):
        return FeedbackReason.SUPPRESSED.value, address
    return "", address
