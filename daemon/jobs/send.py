"""Send what the outbox holds, one letter at a time: claim and commit, then hand over, then settle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

import structlog

from connectors.mail.send import Sender, SendOutcome, SendResult
from models.errors import BadItem, Refused
from models.register.letters_due import LetterDue
from models.register.outbox import ClaimLost, Outbox, Settlement
from models.values import OutgoingLetter
from models.vocabulary import MailState

log = structlog.get_logger()

STATE_OF = {
    SendOutcome.SENT: MailState.SENT,
    SendOutcome.TEMPORARY: MailState.QUEUED,
    SendOutcome.PERMANENT: MailState.REFUSED,
    SendOutcome.UNKNOWN: MailState.UNKNOWN,
}
SET_ASIDE = timedelta(hours=1)


class Stopping(Exception):
    """The service ends: no new content goes out."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many letters one run sent, and how many it could not."""

    sent: int = 0
    failed: int = 0


class SendJob:
    """Empties the outbox as far as it may go now."""

    def __init__(self, outbox: Outbox, sender: Sender, compose: Callable[[LetterDue], OutgoingLetter]) -> None:
        self._outbox = outbox
        self._sender = sender
        self._compose = compose

    def run(self, stop: Event) -> Sent:
        """Send until nothing is due or `stop` is set. Raises Refused when the relay refuses the account: letters stay queued."""
        sent = failed = 0
        while not stop.is_set():
            due = self._claim()
            if due is None:
                break
            result = self._hand_over(due, stop)
            log.info("letter", mail=due.mail_id, outcome=result.outcome.value, code=result.code)
            if result.outcome is SendOutcome.SENT:
                sent += 1
            else:
                failed += 1
        return Sent(sent, failed)

    def _claim(self) -> LetterDue | None:
        try:
            return self._outbox.claim()
        except (LookupError, ValueError, TypeError, AttributeError):
            # A fault of ours in judging one letter must not hold up the others (HW-F18).
            self._outbox.set_aside(SET_ASIDE)
            raise

    def _hand_over(self, due: LetterDue, stop: Event) -> SendResult:
        def on_data() -> None:
            if stop.is_set():
                raise Stopping
            self._outbox.mark_handing(due.mail_id)

        try:
            letter = self._compose(due)
            if not self._outbox.still_fresh(due):
                return self._give_back(due, "late")
            result = self._sender.send(letter, on_data=on_data)
        except (ClaimLost, Stopping) as exc:
            return self._give_back(due, type(exc).__name__.lower())
        except Refused:
            self._give_back(due, "relay_refused")
            raise
        except BadItem as exc:
            self._outbox.settle(due.mail_id, Settlement(MailState.REFUSED, reason=exc.code))
            return SendResult(SendOutcome.PERMANENT)
        self._outbox.settle(due.mail_id, Settlement(STATE_OF[result.outcome], result.code, result.outcome.value))
        return result

    def _give_back(self, due: LetterDue, reason: str) -> SendResult:
        self._outbox.settle(due.mail_id, Settlement(MailState.QUEUED, reason=reason))
        return SendResult(SendOutcome.TEMPORARY)
