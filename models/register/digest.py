"""The staff digest as outgoing mail: one a working day at most, claimed before it is written, like every other mail."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.register.audit import By
from models.register.outgoing import new_letter, put
from models.rules.months import local_date
from models.rules.sending_hours import SendingHours, next_sending_moment
from models.tables import MailKind, OutgoingMail
from models.vocabulary import MailState

MEMORY = timedelta(days=2)


def digest_due(session: Session, hours: SendingHours, now: datetime) -> bool:
    """Whether the digest of this day may go now: within hours, on a working day, and none was tried today."""
    if next_sending_moment(now, hours) > now:
        return False
    latest = session.exec(
        select(OutgoingMail.created_at)
        .where(OutgoingMail.kind == MailKind.DIGEST, OutgoingMail.created_at > now - MEMORY)
        .order_by(col(OutgoingMail.created_at).desc())
        .limit(1)
    ).first()
    return latest is None or _day(latest, hours.zone) < _day(now, hours.zone)


def claim_digest(session: Session, mail_domain: str, by: By) -> OutgoingMail:
    """Claim today's digest. When this process dies before it went out, today has none: a reminder, nothing more."""
    return claim_notice(session, MailKind.DIGEST, mail_domain, by)


def claim_notice(session: Session, kind: MailKind, mail_domain: str, by: By) -> OutgoingMail:
    """Claim a mail to staff that is written and handed over at once: it is never queued and never tried again."""
    mail = new_letter(kind, None, mail_domain, by.now)
    mail.state, mail.claimed_at, mail.claimed_by, mail.tries = MailState.CLAIMED, by.now, by.actor, 1
    put(session, mail, by, f"{kind.value}.claim")
    return mail


def _day(at: datetime, zone: ZoneInfo) -> date:
    return local_date(at, zone)
