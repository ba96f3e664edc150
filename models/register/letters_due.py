"""Whether a queued letter may go now: consent, booking, address and caps read again in the claiming transaction (C1, C9)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from models.register.addresses import claims_of
from models.register.audience import Audience
from models.register.clusters import cluster_of
from models.register.keys import keyed_hash
from models.register.policy import AskPolicy
from models.rules.feedback import QUEUED_AT_MOST, EndedBooking, FeedbackOutcome, FeedbackReason, hold_to_caps
from models.rules.provenance import order
from models.tables import BY_PAGE, TO_CLIENTS, Booking, Detail, DetailStanding, MailKind, OutgoingMail, Person, row_id
from models.vocabulary import DetailField, Language, MailState

ON_THE_WAY = (MailState.CLAIMED, MailState.HANDING, MailState.SENT, MailState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A claimed letter, with what each kind needs to be written. `name` may be empty."""

    mail_id: int
    kind: MailKind
    person_id: int
    token: str
    message_id: str
    address: str = field(repr=False)
    name: str = field(repr=False)
    language: Language
    claimed_at: datetime
    address_key: str


@dataclass(frozen=True, slots=True)
class RequestDue(LetterDue):
    """A claimed feedback request; `consented_at` is the date of the grant."""

    booking_id: int
    starts_at: datetime
    all_day: bool
    consented_at: datetime


@dataclass(frozen=True, slots=True)
class NotNow:
    """Why a letter does not go: later (`wait_until`), or not at all (None)."""

    reason: str
    wait_until: datetime | None = None


def request_due(
    session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime, *, judged_as: int | None = None
) -> RequestDue | NotNow:
    """Judge one queued request at `now`. Nothing is changed here. `judged_as`: of a reminder, its request."""
    booking = session.get(Booking, mail.booking_id) if mail.booking_id is not None else None
    if booking is None or mail.person_id is None:
        return NotNow(FeedbackReason.NOBODY_TO_ASK.value)
    if now - (mail.approved_at or mail.created_at) > QUEUED_AT_MOST:
        return NotNow(FeedbackReason.QUEUED_TOO_LONG.value)
    judged = Audience(session, policy, key).judge(booking, mail.person_id, now, mail_id=judged_as or mail.id)
    ended = EndedBooking(booking.starts_at, booking.ends_at, booking.status)
    verdict = hold_to_caps(judged.verdict, ended, sent_at(session, now), policy.feedback, now)
    if verdict.outcome is not FeedbackOutcome.ASK:
        return NotNow(verdict.reason.value, verdict.until)
    if judged.grant is None:
        return NotNow(FeedbackReason.NO_CONSENT.value)
    return RequestDue(
        mail_id=row_id(mail),
        kind=mail.kind,
        person_id=mail.person_id,
        booking_id=row_id(booking),
        token=mail.token,
        message_id=mail.message_id,
        address=judged.address.value,
        name=shown_name(session, mail.person_id),
        language=language_of(session, mail.person_id, policy),
        starts_at=booking.starts_at,
        all_day=booking.all_day,
        consented_at=judged.grant.at,
        claimed_at=now,
        address_key=keyed_hash(key, DetailField.EMAIL, judged.address.value_key),
    )


def request_still_due(
    session: Session, mail: OutgoingMail, policy: AskPolicy, key: bytes, now: datetime, *, judged_as: int | None = None
) -> bool:
    """Whether a claimed letter may still go to the address it was written to: asked just before its content goes out (C1).

    Caps are left out: the letter itself is counted in them.
    """
    booking = session.get(Booking, mail.booking_id) if mail.booking_id is not None else None
    if booking is None or mail.person_id is None:
        return False
    judged = Audience(session, policy, key).judge(booking, mail.person_id, now, mail_id=judged_as or mail.id)
    if judged.verdict.outcome is not FeedbackOutcome.ASK or judged.grant is None:
        return False
    return mail.address_key == keyed_hash(key, DetailField.EMAIL, judged.address.value_key)


def shown_name(session: Session, person_id: int) -> str:
    """Give the name of a person that is shown first, or "". A name that is only proposed waits for a person."""
    members = cluster_of(session, person_id).members
    names = {
        row_id(row): row.value
        for row in session.exec(
            select(Detail).where(
                col(Detail.person_id).in_(members),
                Detail.field == DetailField.PERSON_NAME,
                Detail.standing == DetailStanding.VALUE,
            )
        )
    }
    ordered = order(claims_of(session, list(names)))
    return names[ordered[0]] if ordered else ""


def language_of(session: Session, person_id: int, policy: AskPolicy) -> Language:
    """Give the language to write to a person in."""
    person = session.get(Person, person_id)
    return (person.language if person else None) or policy.language


def sent_at(session: Session, now: datetime) -> list[datetime]:
    """Give when letters to clients left or were claimed lately: what the caps of an hour and of a day count (HW-T15).

    What somebody asked for on a page has limits of its own: it must not use up those of requests.
    """
    since = now - timedelta(hours=25)
    rows = session.exec(
        select(OutgoingMail).where(
            col(OutgoingMail.kind).in_(TO_CLIENTS - BY_PAGE),
            col(OutgoingMail.state).in_(ON_THE_WAY),
            or_(col(OutgoingMail.handed_at) >= since, col(OutgoingMail.claimed_at) >= since),
        )
    )
    return [at for row in rows if (at := row.handed_at or row.claimed_at) is not None]
