"""The facts about one person and one booking that the feedback rule asks for, and its verdict. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.register import ledger, suppression
from models.register.addresses import ChosenAddress, choose
from models.register.clusters import Cluster
from models.register.policy import AskPolicy
from models.rules.consent import EMAIL_CHANNEL, ConsentEvent, ConsentQuery
from models.rules.feedback import (
    EndedBooking,
    FeedbackVerdict,
    Part,
    Participant,
    PersonFacts,
    judge,
    whom_to_ask,
)
from models.tables import Booking, BookingPerson, FeedbackDecision, MailKind, OutgoingMail
from models.vocabulary import DetailField, MailState, Purpose

NOT_ASKED = (MailState.DROPPED, MailState.REFUSED)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a person, the address that a request would go to, and the consent it rests on (None without one)."""

    verdict: FeedbackVerdict
    address: ChosenAddress
    grant: ConsentEvent | None


class Audience:
    """Judges people of bookings in one open session."""

    def __init__(self, session: Session, policy: AskPolicy, key: bytes) -> None:
        self._session = session
        self._policy = policy
        self._key = key

    def participants(self, booking: Booking) -> list[Participant]:
        """Give the people of a booking with their parts."""
        rows = self._session.exec(select(BookingPerson).where(BookingPerson.booking_id == booking.id))
        return [Participant(row.person_id, Part(row.role.value)) for row in rows]

    def judge(self, booking: Booking, person_id: int, now: datetime, mail_id: int | None = None) -> Judged:
        """Judge one person. `mail_id` is the request about this very booking that is being claimed: it does not count itself."""
        standing = ledger.standing_of(self._session, person_id)
        query = ConsentQuery(Purpose.FEEDBACK_REQUEST.value, EMAIL_CHANNEL, now)
        consent = standing.decide(query, self._policy.consent)
        grant = standing.serving_grant(query, self._policy.consent) if consent.allowed else None
        address = choose(self._session, self._key, standing.cluster, grant)
        facts = self._facts(booking, person_id, standing.cluster, address, mail_id)
        ended = EndedBooking(booking.starts_at, booking.ends_at, booking.status, staff_skip=booking.no_feedback)
        return Judged(judge(ended, facts, consent, self._policy.feedback, now), address, grant)

    def _facts(
        self, booking: Booking, person_id: int, cluster: Cluster, address: ChosenAddress, mail_id: int | None
    ) -> PersonFacts:
        asked = self._asked(cluster, mail_id)
        others = [mail.handed_at or mail.created_at for mail in asked if mail.booking_id != booking.id]
        return PersonFacts(
            address=address.standing,
            to_be_asked=bool(whom_to_ask(self.participants(booking)) & set(cluster.members)),
            own_staff=bool(address.value_key) and self._policy.intake.is_own(address.value_key),
            suppressed=self._is_suppressed(address),
            staff_skip=self._is_skipped(booking, cluster),
            asked_about_this=any(mail.booking_id == booking.id for mail in asked),
            last_asked_at=max(others, default=None),
        )

    def _asked(self, cluster: Cluster, mail_id: int | None) -> list[OutgoingMail]:
        rows = self._session.exec(
            select(OutgoingMail).where(
                OutgoingMail.kind == MailKind.FEEDBACK_REQUEST,
                col(OutgoingMail.person_id).in_(cluster.members),
                col(OutgoingMail.state).not_in(NOT_ASKED),
            )
        )
        return [row for row in rows if row.id != mail_id]

    def _is_suppressed(self, address: ChosenAddress) -> bool:
        if not address.value_key:
            return False
        return bool(suppression.suppressed(self._session, self._key, [(DetailField.EMAIL, address.value_key)]))

    def _is_skipped(self, booking: Booking, cluster: Cluster) -> bool:
        skipped = select(FeedbackDecision.id).where(
            FeedbackDecision.booking_id == booking.id,
            col(FeedbackDecision.person_id).in_(cluster.members),
            col(FeedbackDecision.skipped_by).is_not(None),
        )
        return self._session.exec(skipped).first() is not None
