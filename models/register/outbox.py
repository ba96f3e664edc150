"""The outbox: mail is claimed first, sent after, and at most once. What became of it is always one of a few states.

    waiting → queued → claimed → handing → sent | refused | unknown
                 ↖ released ↙        (before the content was handed over a claim can be given back)

A claim reads consent again and judges the booking again in its own transaction (C1, C9). `handing` is committed just before
the content goes out: a process that dies in `claimed` has sent nothing, one that dies in `handing` may have: `unknown`, shown
and never resent by itself.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from models.register.audit import DAEMON, Act, By, record
from models.register.confirmations import confirmation_due, confirmation_still_due, note_sent
from models.register.consent_links import link_due, link_still_due
from models.register.database import Database
from models.register.letters_due import LetterDue, NotNow, request_due, request_still_due
from models.register.outgoing import new_letter
from models.register.ownership import Owner, require_owner
from models.register.policy import AskPolicy
from models.register.reminders import reminder_due, reminder_still_due
from models.register.withdrawal_notices import notice_due, notice_still_due
from models.tables import ASKING, TO_CLIENTS, BookingPerson, DecisionOutcome, FeedbackDecision, MailKind, OutgoingMail
from models.vocabulary import MailState

CLAIM_TERM = timedelta(seconds=30)
"""SMTP starts within this time of the claim's commit, or the claim is given back (promise 2)."""

BACK_OFF = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8))


JUDGES = {
    MailKind.FEEDBACK_REQUEST: (request_due, request_still_due),
    MailKind.FEEDBACK_REMINDER: (reminder_due, reminder_still_due),
    MailKind.WITHDRAWAL_NOTICE: (notice_due, notice_still_due),
    MailKind.CONSENT_CONFIRMATION: (confirmation_due, confirmation_still_due),
    MailKind.CONSENT_LINK: (link_due, link_still_due),
}
"""For each kind of letter to clients: may it be claimed now, and may it still go just before its content goes out."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the handing over ended: the state to store, the SMTP code (0 = none) and a reason code.

    `counts` False, with QUEUED: the letter was not to blame; it is due again at once and has used up no try.
    """

    state: MailState
    code: int = 0
    reason: str = ""
    counts: bool = True


class Outbox:
    """Claims and settles outgoing mail for one owner of the register. One thread uses it. `kinds`: what may go at all."""

    def __init__(
        self,
        database: Database,
        policy: AskPolicy,
        clock: Callable[[], datetime],
        owner: Owner | None = None,
        kinds: Collection[MailKind] = TO_CLIENTS,
    ) -> None:
        self._kinds = kinds
        self._database = database
        self._policy = policy
        self._clock = clock
        self._owner = owner

    def recover(self, kinds: Collection[MailKind] = frozenset(MailKind)) -> int:
        """Give back claims that nobody works on; what was being handed over is unknown. Gives how many are unknown.

        Call it when no letter (of those kinds) is on its way: at start, and after a fault. Mail to staff is not tried again. What
        nobody has approved waits for a person from now on, where the firm has come to wish that (C16). Raises AlreadyRunning
        when the register is not ours any more.
        """
        with self._database.write() as session:
            self._require_ownership(session)
            by = By(DAEMON, self._clock())
            for mail in _in_state(session, MailState.CLAIMED, kinds):
                if mail.kind not in TO_CLIENTS:
                    _settle(session, mail, Settlement(MailState.DROPPED, reason="restarted"), by)
                    continue
                _release(session, mail, by, by.now, "restarted")
                mail.tries -= 1
            if self._policy.needs_approval:
                _hold_back(session)
            handing = _in_state(session, MailState.HANDING, kinds)
            for mail in handing:
                _settle(session, mail, Settlement(MailState.UNKNOWN, reason="stopped_while_handing"), by)
            return len(handing)

    def claim(self) -> LetterDue | None:
        """Claim the next mail that may go now, or None. Mail that may not go any more is dropped with its reason."""
        while True:
            if self._database.is_held:
                return None
            with self._database.write() as session:
                by = By(DAEMON, self._clock())
                self._require_ownership(session)
                mail = _next_due(session, by.now, self._kinds)
                if mail is None:
                    return None
                verdict = self._judge(session, mail, by.now)
                if isinstance(verdict, LetterDue):
                    if _claim(session, mail, by, verdict):
                        return verdict
                elif verdict.wait_until is not None:
                    _put_off(session, mail, verdict.wait_until, verdict.reason)
                else:
                    _drop(session, mail, by, verdict.reason)

    def mark_handing(self, mail_id: int) -> None:
        """Note, and commit, that the content is going out now. Raises ClaimLost when the claim was given back,

        when the letter may not go any more (a relay may take minutes to ask for the content, and whoever withdraws meanwhile
        gets nothing: C1), and AlreadyRunning when another daemon has taken the register (HW-F9). Nothing may go out then.
        """
        with self._database.write() as session:
            now = self._clock()
            self._require_ownership(session)
            mail = session.get(OutgoingMail, mail_id)
            if self._database.is_held or (mail is not None and not self._may_go(session, mail, now)):
                raise ClaimLost("the letter may not go any more")
            done = session.exec(
                update(OutgoingMail)
                .where(col(OutgoingMail.id) == mail_id, col(OutgoingMail.state) == MailState.CLAIMED)
                .values(state=MailState.HANDING, handed_at=now)
            )
            if done.rowcount != 1:
                raise ClaimLost("the claim was given back")

    def still_fresh(self, due: LetterDue) -> bool:
        """Whether the claim is young enough to start the dialogue; not when the clock was set back since."""
        return timedelta(0) <= self._clock() - due.claimed_at < CLAIM_TERM

    def settle(self, mail_id: int, settlement: Settlement) -> None:
        """Store how it ended. A failure before the content went out gives the mail back, backing off.

        Raises AlreadyRunning when another daemon has taken the register: the letter may be on its way there by now.
        """
        with self._database.write() as session:
            self._require_ownership(session)
            by = By(DAEMON, self._clock())
            mail = session.get(OutgoingMail, mail_id)
            if mail is None or mail.state not in (MailState.CLAIMED, MailState.HANDING):
                return
            if settlement.state is not MailState.QUEUED:
                _settle(session, mail, settlement, by)
            elif not settlement.counts:
                _release(session, mail, by, by.now, settlement.reason)
                mail.tries -= 1
            else:
                pause = BACK_OFF[min(mail.tries, len(BACK_OFF)) - 1]
                mail.smtp_code = settlement.code or None
                _release(session, mail, by, by.now + pause, settlement.reason or "temporary")

    def set_aside(self, pause: timedelta) -> None:
        """Push the next due mail into the future: it failed by a fault of ours, and the others must go on (HW-F18)."""
        with self._database.write() as session:
            now = self._clock()
            mail = _next_due(session, now, self._kinds)
            if mail is not None:
                _put_off(session, mail, now + pause, "error")

    def _judge(self, session: Session, mail: OutgoingMail, now: datetime) -> LetterDue | NotNow:
        judge, _ = JUDGES[mail.kind]
        return judge(session, mail, self._policy, self._database.key, now)

    def _may_go(self, session: Session, mail: OutgoingMail, now: datetime) -> bool:
        if mail.kind not in TO_CLIENTS:
            return True
        _, is_due = JUDGES[mail.kind]
        return is_due(session, mail, self._policy, self._database.key, now)

    def _require_ownership(self, session: Session) -> None:
        if self._owner is not None:
            require_owner(session, self._owner)


class ClaimLost(Exception):
    """The claim was given back or taken by another owner: nothing may be sent."""


def require_claim(session: Session, due: LetterDue) -> None:
    """Raise ClaimLost unless the letter is still claimed by the very claim of `due`."""
    mail = session.get(OutgoingMail, due.mail_id)
    if mail is None or mail.state is not MailState.CLAIMED or mail.claimed_at != due.claimed_at:
        raise ClaimLost("the claim was given back")


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A feedback request to put into the outbox. `mail_domain`: of its Message-ID. Not approved: a person lets it go first."""

    booking_id: int
    person_id: int
    mail_domain: str
    approved: bool


def queue(session: Session, request: NewRequest, now: datetime) -> OutgoingMail:
    """Put a request into the outbox: one row for a booking and person. One dropped before anything went out lives again."""
    mail = session.exec(
        select(OutgoingMail).where(
            OutgoingMail.kind == MailKind.FEEDBACK_REQUEST,
            OutgoingMail.booking_id == request.booking_id,
            OutgoingMail.person_id == request.person_id,
        )
    ).first()
    if mail is not None and mail.state is not MailState.DROPPED:
        return mail
    state = MailState.QUEUED if request.approved else MailState.WAITING
    if mail is None:
        mail = new_letter(MailKind.FEEDBACK_REQUEST, request.person_id, request.mail_domain, now)
        mail.booking_id = request.booking_id
    mail.state, mail.reason, mail.settled_at = state, "", None
    mail.created_at = mail.next_try_at = now
    mail.approved_by, mail.approved_at, mail.tries = None, None, 0
    session.add(mail)
    session.flush()
    return mail


def waiting(session: Session) -> list[OutgoingMail]:
    """Give the mail that waits for a person's approval, oldest first."""
    return _in_state(session, MailState.WAITING)


def approve(session: Session, mail_ids: Sequence[int], by: By) -> int:
    """Let waiting mail go, in the name of a person (C16); give how many. Consent is read again when each is claimed."""
    approved = 0
    for mail in waiting(session):
        if mail.id in mail_ids:
            mail.state, mail.approved_by, mail.approved_at, mail.next_try_at = (
                MailState.QUEUED,
                by.actor,
                by.now,
                by.now,
            )
            session.add(mail)
            record(session, by, Act("mail.approve", "outgoing_mail", mail.id, "C16"))
            approved += 1
    return approved


def skip(session: Session, booking_id: int, person_id: int | None, by: By) -> int:
    """Never ask about a booking (one person, or all): the manual "not this one". Gives how many waiting mails it stopped.

    A booking that nobody has judged yet can be skipped too: the decision waits for it.
    """
    stopped = 0
    for mail in session.exec(select(OutgoingMail).where(OutgoingMail.booking_id == booking_id)):
        if person_id in (None, mail.person_id) and mail.state in (MailState.WAITING, MailState.QUEUED):
            _drop(session, mail, by, "staff_skip")
            stopped += 1
    session.flush()
    decided = {row.person_id: row for row in _decisions(session, booking_id)}
    for wanted in {person_id} if person_id is not None else {*_people_of(session, booking_id), *decided}:
        _write_skip(session, decided.get(wanted), booking_id, wanted, by)
    record(session, by, Act("feedback.skip", "booking", booking_id, "C16", str(stopped)))
    return stopped


def _people_of(session: Session, booking_id: int) -> set[int]:
    return set(session.exec(select(BookingPerson.person_id).where(BookingPerson.booking_id == booking_id)))


def _decisions(session: Session, booking_id: int) -> list[FeedbackDecision]:
    return list(session.exec(select(FeedbackDecision).where(FeedbackDecision.booking_id == booking_id)))


def _write_skip(
    session: Session, decision: FeedbackDecision | None, booking_id: int, person_id: int | None, by: By
) -> None:
    decision = decision or FeedbackDecision(
        booking_id=booking_id, person_id=person_id, outcome=DecisionOutcome.NEVER, reason="", decided_at=by.now
    )
    decision.outcome, decision.reason, decision.wait_until = DecisionOutcome.NEVER, "staff_skip", None
    decision.skipped_by, decision.decided_at = by.actor, by.now
    session.add(decision)


def _hold_back(session: Session) -> None:
    session.exec(
        update(OutgoingMail)
        .where(
            col(OutgoingMail.kind).in_(ASKING),
            col(OutgoingMail.state) == MailState.QUEUED,
            col(OutgoingMail.approved_at).is_(None),
        )
        .values(state=MailState.WAITING)
        .execution_options(synchronize_session="fetch")
    )


def _in_state(
    session: Session, state: MailState, kinds: Collection[MailKind] = frozenset(MailKind)
) -> list[OutgoingMail]:
    query = select(OutgoingMail).where(OutgoingMail.state == state, col(OutgoingMail.kind).in_(kinds))
    return list(session.exec(query.order_by(col(OutgoingMail.id))))


def _next_due(session: Session, now: datetime, kinds: Collection[MailKind]) -> OutgoingMail | None:
    return session.exec(
        select(OutgoingMail)
        .where(
            OutgoingMail.state == MailState.QUEUED,
            OutgoingMail.next_try_at <= now,
            col(OutgoingMail.kind).in_(kinds),
        )
        .order_by(col(OutgoingMail.next_try_at), col(OutgoingMail.id))
        .limit(1)
    ).first()


def _claim(session: Session, mail: OutgoingMail, by: By, due: LetterDue) -> bool:
    """Take the row if it is still queued: the conditional UPDATE says who may, whatever else was read before."""
    done = session.exec(
        update(OutgoingMail)
        .where(col(OutgoingMail.id) == mail.id, col(OutgoingMail.state) == MailState.QUEUED)
        .values(
            state=MailState.CLAIMED,
            claimed_at=by.now,
            claimed_by=by.actor,
            tries=OutgoingMail.tries + 1,
            reason="",
            language=due.language,
            address_key=due.address_key,
        )
    )
    record(session, by, Act("mail.claim", "outgoing_mail", mail.id, "C9", "ok"))
    return bool(done.rowcount == 1)


def _settle(session: Session, mail: OutgoingMail, settlement: Settlement, by: By) -> None:
    mail.state, mail.reason, mail.settled_at = settlement.state, settlement.reason[:64], by.now
    mail.smtp_code = settlement.code or None
    session.add(mail)
    if settlement.state in (MailState.SENT, MailState.UNKNOWN):
        note_sent(session, mail, by)
    record(session, by, Act("mail.settle", "outgoing_mail", mail.id, "", settlement.state.value))


def _release(session: Session, mail: OutgoingMail, by: By, next_try_at: datetime, reason: str) -> None:
    mail.state, mail.reason, mail.next_try_at = MailState.QUEUED, reason[:64], next_try_at
    mail.claimed_at = mail.claimed_by = None
    session.add(mail)
    record(session, by, Act("mail.release", "outgoing_mail", mail.id, "", reason))


def _put_off(session: Session, mail: OutgoingMail, until: datetime, reason: str) -> None:
    mail.next_try_at, mail.reason = until, reason[:64]
    session.add(mail)


def _drop(session: Session, mail: OutgoingMail, by: By, reason: str) -> None:
    mail.state, mail.reason, mail.settled_at = MailState.DROPPED, reason[:64], by.now
    session.add(mail)
    record(session, by, Act("mail.drop", "outgoing_mail", mail.id, "C9", reason))
    if mail.kind is not MailKind.FEEDBACK_REQUEST:
        # That nobody is reminded does not change that somebody was asked.
        return
    decision = session.exec(
        select(FeedbackDecision).where(
            FeedbackDecision.booking_id == mail.booking_id, FeedbackDecision.person_id == mail.person_id
        )
    ).first()
    if decision is not None:
        decision.outcome, decision.reason, decision.wait_until = DecisionOutcome.NEVER, reason[:64], None
        decision.decided_at = by.now
        session.add(decision)
