"""An office that asks for feedback: bookings, consents on paper, an outbox and a clock of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.register import ledger
from models.register.audit import By
from models.register.feedback import Asker
from models.register.letters_due import RequestDue
from models.register.outbox import Outbox, Settlement, approve, waiting
from models.register.ownership import Owner
from models.register.policy import AskPolicy, IntakePolicy
from models.register.sending_hold import let_go
from models.rules.consent import ALL_PURPOSES, ConsentEvent, ConsentEventType, ConsentMethod
from models.rules.feedback import FeedbackPolicy
from models.rules.sending_hours import SendingCaps
from models.tables import Booking, ConsentEntry, FeedbackDecision, OutgoingMail, RegisterState
from models.values import Mailbox
from models.vocabulary import BookingStatus, HintRole, Language, MailState, Purpose
from tests.models.register.office import Office
from tests.models.register.samples import MAIJA, OWN, booking, calendar_object, hint

LETTER_SENT = Settlement(MailState.SENT, 250, "sent")
TEMPORARY = Settlement(MailState.QUEUED, 451, "temporary")


class MailRoom(Office):
    """Asks as the daemon does. Its NOW is a Friday at noon in Helsinki."""

    def __init__(self, url: str, *, needs_approval: bool = False, ledger: Path | None = None, **changes: Any) -> None:
        super().__init__(url, ledger=ledger)
        feedback = FeedbackPolicy(date(2026, 1, 1), **{"delay": timedelta(hours=1), **changes})
        self.policy = AskPolicy(IntakePolicy(own=OWN), feedback, "firma.example", needs_approval=needs_approval)
        self.outbox = self.new_outbox()

    def new_outbox(self, owner: Owner | None = None) -> Outbox:
        """Another process's outbox."""
        return Outbox(self.database, self.policy, lambda: self.now, owner)

    def let_go(self) -> int:
        """Say that mail may go out again after a restore; give how many letters were left unsent."""
        hold = self.database.hold
        assert hold is not None
        unsent = self.do(lambda session: let_go(session, hold, self.by))
        hold.lift()
        return unsent

    def know_of_the_restore(self) -> None:
        """Let the policy be the one that the service makes from the register's state."""
        restored_at = self.ask(lambda session: session.get_one(RegisterState, 1).restored_at)
        assert restored_at is not None
        self.policy = replace(self.policy, feedback=replace(self.policy.feedback, restored_at=restored_at))
        self.outbox = self.new_outbox()

    def consents(self, mailbox: Mailbox = MAIJA, at: datetime | None = None) -> None:
        """Let a person consent on paper."""
        event = ConsentEvent(
            type=ConsentEventType.CONSENT_GIVEN,
            at=at or self.now,
            purpose=Purpose.FEEDBACK_REQUEST.value,
            method=ConsentMethod.PAPER,
            channels=("email",),
            wording="feedback@1",
            lang=Language.FI,
            evidence="doc:1",
        )
        self.enter(event, mailbox)

    def withdraws(self, mailbox: Mailbox = MAIJA) -> None:
        """Let a person withdraw."""
        event = ConsentEvent(
            type=ConsentEventType.CONSENT_WITHDRAWN, at=self.now, purpose=ALL_PURPOSES, channel="email"
        )
        self.enter(event, mailbox)

    def enter(self, event: ConsentEvent, mailbox: Mailbox = MAIJA) -> None:
        """Write an event into a person's ledger."""
        person = self.person(mailbox.address)
        self.do(lambda session: ledger.append(session, person, event, By("test", self.now)))

    def visit(self, uid: str = "visit-1", hours_ago: float = 3, mailbox: Mailbox = MAIJA, **changes: Any) -> None:
        """Let a booking of one hour be read that began so many hours ago; with the same uid it is the same booking."""
        fields = {"people": (hint(mailbox, HintRole.ATTENDEE, answered=True),), **changes}
        seen = replace(booking(uid, self.now - timedelta(hours=hours_ago)), **fields)
        self.read(calendar_object(seen, version=f"v{self._steps}"))

    def cancelled(self, uid: str = "visit-1", hours_ago: float = 3) -> None:
        """Let the booking come back cancelled."""
        self.visit(uid, hours_ago, status=BookingStatus.CANCELLED)

    def ask_maija(self) -> None:
        """Let Maija, who has consented, be asked about a visit."""
        self.visit()
        self.consents()
        assert self.send_all() == 1

    def judge(self) -> None:
        """Judge what is due."""
        asker = Asker(self.database, self.policy, lambda: self.now)
        while asker.judge_due():
            pass

    def due(self) -> RequestDue | None:
        """Judge, then claim."""
        self.judge()
        due = self.outbox.claim()
        assert due is None or isinstance(due, RequestDue)
        return due

    def send_all(self) -> int:
        """Send everything that may go; give how many."""
        self.judge()
        sent = 0
        while (due := self.outbox.claim()) is not None:
            self.outbox.mark_handing(due.mail_id)
            self.outbox.settle(due.mail_id, LETTER_SENT)
            sent += 1
        return sent

    def approve_all(self) -> int:
        """Let a person approve everything that waits."""
        by = By("staff:sari", self.now)
        return int(self.do(lambda session: approve(session, [mail.id or 0 for mail in waiting(session)], by)))

    def letters(self) -> Sequence[OutgoingMail]:
        """Give the outbox."""
        return self.all(OutgoingMail)

    def letter(self) -> OutgoingMail:
        """Give the only letter."""
        (found,) = self.letters()
        assert isinstance(found, OutgoingMail)
        return found

    def told(self) -> tuple[MailState, str]:
        """Give state and reason of the only letter."""
        letter = self.letter()
        return letter.state, letter.reason

    def verdicts(self) -> list[tuple[str, str]]:
        """Give outcome and reason of every decision, in order."""
        return [(row.outcome.value, row.reason) for row in self.all(FeedbackDecision)]

    def booking_id(self) -> int:
        """Give the id of the first booking."""
        return int(self.all(Booking)[0].id)

    def ledger_size(self) -> int:
        """Count the ledger's rows."""
        return self.count(ConsentEntry)


CAPS_OF_ONE = SendingCaps(per_hour=1, per_day=200)
