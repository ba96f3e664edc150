"""Judge ended bookings: store each person's verdict with its reason, and queue the requests that are due (promise 7)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models.register.audience import Audience
from models.register.audit import DAEMON, Act, By, record
from models.register.database import Database
from models.register.outbox import NewRequest, queue
from models.register.policy import AskPolicy
from models.rules.feedback import FeedbackOutcome, FeedbackReason, FeedbackVerdict, whom_to_ask
from models.tables import (
    Booking,
    DecisionOutcome,
    FeedbackDecision,
    RegisterState,
    row_id,
)

JUDGED_AT_ONCE = 100
JUDGE_AGAIN_AFTER_FAULT = timedelta(days=1)


class Asker:
    """Judges what is due, a few bookings in a transaction."""

    def __init__(self, database: Database, policy: AskPolicy, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._policy = policy
        self._clock = clock

    def judge_due(self) -> int:
        """Judge up to JUDGED_AT_ONCE bookings that are due; give how many. Verdict and outbox row are one transaction."""
        with self._database.write() as session:
            by = By(DAEMON, self._clock())
            due = session.exec(
                select(Booking)
                .where(col(Booking.judge_from) <= by.now)
                .order_by(col(Booking.judge_from), col(Booking.id))
                .limit(JUDGED_AT_ONCE)
            ).all()
            for booking in due:
                self._judge_alone(session, booking, by)
            return len(due)

    def _judge_alone(self, session: Session, booking: Booking, by: By) -> None:
        """Judge one booking. A fault of ours in judging it puts it off and costs the others nothing (HW-F18)."""
        try:
            with session.begin_nested():
                self._judge(session, booking, by)
        except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError) as exc:
            booking.judge_from = by.now + JUDGE_AGAIN_AFTER_FAULT
            session.add(booking)
            record(session, by, Act("feedback.fault", "booking", booking.id, "", type(exc).__name__))

    def _judge(self, session: Session, booking: Booking, by: By) -> None:
        audience = Audience(session, self._policy, self._database.key)
        people = audience.participants(booking)
        if not people:
            nobody = FeedbackVerdict(FeedbackOutcome.NEVER, FeedbackReason.NOBODY_TO_ASK)
            self._store(session, booking, None, nobody, by)
        asked = whom_to_ask(people)
        waits = []
        for person_id in sorted({person.person_id for person in people}):
            if person_id in asked:
                verdict = audience.judge(booking, person_id, by.now).verdict
            else:
                verdict = FeedbackVerdict(FeedbackOutcome.NEVER, FeedbackReason.NOT_BOOKED_FOR)
            if self._store(session, booking, person_id, verdict, by) and verdict.until is not None:
                waits.append(verdict.until)
        booking.judge_from = min(waits, default=None)
        session.add(booking)

    def _store(
        self, session: Session, booking: Booking, person_id: int | None, verdict: FeedbackVerdict, by: By
    ) -> bool:
        """Store a verdict; False when an earlier decision to ask stands: its outgoing row says what becomes of it."""
        row = _decision(session, booking, person_id)
        if row is not None and row.outcome is DecisionOutcome.ASK:
            return False
        row = row or FeedbackDecision(
            booking_id=row_id(booking),
            person_id=person_id,
            outcome=DecisionOutcome.NEVER,
            reason="",
            decided_at=by.now,
        )
        row.outcome, row.reason = DecisionOutcome(verdict.outcome.value), verdict.reason.value
        row.wait_until, row.decided_at = verdict.until, by.now
        session.add(row)
        if verdict.outcome is FeedbackOutcome.ASK and person_id is not None:
            request = NewRequest(row_id(booking), person_id, self._policy.mail_domain, not self._policy.needs_approval)
            mail = queue(session, request, by.now)
            record(session, by, Act("feedback.ask", "outgoing_mail", mail.id, "C15", mail.state.value))
        session.flush()
        return True


def _decision(session: Session, booking: Booking, person_id: int | None) -> FeedbackDecision | None:
    here = select(FeedbackDecision).where(FeedbackDecision.booking_id == booking.id)
    if person_id is None:
        return session.exec(here.where(col(FeedbackDecision.person_id).is_(None))).first()
    return session.exec(here.where(FeedbackDecision.person_id == person_id)).first()


def begin_sending(session: Session, *, sending: bool, now: datetime) -> RegisterState:
    """Note whether requests may go out. Bookings before the day on which sending began are not asked about (C16)."""
    state = session.get_one(RegisterState, 1)
    if sending and state.sending_since is None:
        state.sending_since = now
        state.asking_since = max(state.asking_since, now)
        state.changed_at = now
    elif not sending and state.sending_since is not None:
        state.sending_since = None
        state.changed_at = now
    session.add(state)
    return state
