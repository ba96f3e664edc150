"""Send what the outbox holds, one letter at a time: claim and commit, then hand over, then settle."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

import structlog

from connectors.mail.send import Sender, SendOutcome, SendResult
from daemon.jobs.relay import RelayHealth
from models.errors import BadItem, Refused, RegisterUnusable, RekisteridError, Unreachable
from models.register.letters_due import LetterDue
from models.register.outbox import ClaimLost, Outbox, Settlement
from models.tables import TO_CLIENTS, MailKind
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

    def plus(self, outcome: SendOutcome) -> "Sent":
        """Count one more letter."""
        if outcome is SendOutcome.SENT:
            return Sent(self.sent + 1, self.failed)
        return Sent(self.sent, self.failed + 1)


class SendJob:
    """Empties the outbox as far as it may go now. One thread runs it; another one may ask `is_handing` and `finish` it."""

    def __init__(
        self, outbox: Outbox, sender: Sender, compose: Callable[[LetterDue], OutgoingLetter], relay: RelayHealth
    ) -> None:
        self._outbox = outbox
        self._sender = sender
        self._compose = compose
        self._relay = relay
        self._handing = Event()
        self._uncertain = True
        self._owed: tuple[int, Settlement] | None = None

    @property
    def is_handing(self) -> bool:
        """Whether a letter's content is going out at this moment: cut off now, its fate would be unknown."""
        return self._handing.is_set()

    def run(self, stop: Event) -> Sent:
        """Send until nothing is due, the relay fails or `stop` is set. Letters that a failing relay did not take stay queued.

        Raises RegisterUnusable and AlreadyRunning; what was on its way then is settled first the next time.
        """
        done = Sent()
        if not self._relay.may_be_asked:
            return done
        self._recover()
        while not stop.is_set():
            # Also a claim is uncertain when it fails: the server may have stored it and its word of that been lost.
            self._uncertain = True
            due = self._claim()
            if due is None:
                self._uncertain = False
                break
            result = self._hand_over(due, stop)
            self._uncertain = False
            if result is None:
                continue
            log.info("letter", mail=due.mail_id, outcome=result.outcome.value, code=result.code)
            done = done.plus(result.outcome)
            if not self._relay.may_be_asked:
                break
        return done

    def finish(self) -> int:
        """At the end of the service: give back what was claimed; what is still being handed over is unknown. Gives how many."""
        self._uncertain = True
        return self._recover(frozenset(MailKind))

    def _recover(self, kinds: Collection[MailKind] = TO_CLIENTS) -> int:
        """Settle what an earlier run could not: its own result if it is known, else by the state that was reached."""
        if not self._uncertain:
            return 0
        if self._owed is not None:
            self._outbox.settle(*self._owed)
            self._owed = None
        unknown = self._outbox.recover(kinds)
        self._uncertain = False
        if unknown:
            log.warning("fate unknown", letters=unknown)
        return unknown

    def _claim(self) -> LetterDue | None:
        try:
            return self._outbox.claim()
        except (ArithmeticError, LookupError, ValueError, TypeError, AttributeError):
            # A fault of ours in judging one letter must not hold up the others (HW-F18).
            self._outbox.set_aside(SET_ASIDE)
            raise

    def _hand_over(self, due: LetterDue, stop: Event) -> SendResult | None:
        """Hand one letter over and settle it; None when it was given back before any content went out."""
        try:
            letter = self._compose(due)
            if not self._outbox.still_fresh(due):
                self._give_back(due, "late", counts=True)
                return None
            result = self._sender.send(letter, on_data=lambda: self._mark(due, stop))
        except (ClaimLost, Stopping) as exc:
            self._give_back(due, type(exc).__name__.lower())
            return None
        except Refused as exc:
            self._give_back(due, "relay_refused")
            self._relay.failed(exc)
            return SendResult(SendOutcome.TEMPORARY)
        except BadItem as exc:
            result = SendResult(SendOutcome.PERMANENT)
            self._settle(due, Settlement(MailState.REFUSED, reason=exc.code))
            return result
        except RekisteridError:
            raise
        except Exception:
            # A fault of ours in writing or sending one letter: it waits, the others go on (HW-F18).
            state = MailState.UNKNOWN if self.is_handing else MailState.QUEUED
            self._settle(due, Settlement(state, reason="error"))
            raise
        finally:
            self._handing.clear()
        self._settle(due, Settlement(STATE_OF[result.outcome], result.code, result.outcome.value))
        self._note(result)
        return result

    def _mark(self, due: LetterDue, stop: Event) -> None:
        if stop.is_set():
            raise Stopping
        self._handing.set()
        self._outbox.mark_handing(due.mail_id)

    def _give_back(self, due: LetterDue, reason: str, *, counts: bool = False) -> None:
        self._settle(due, Settlement(MailState.QUEUED, reason=reason, counts=counts))

    def _settle(self, due: LetterDue, settlement: Settlement) -> None:
        """Store how it ended. When the register cannot take that now, it is stored before the next letter (HW-F17)."""
        self._owed = (due.mail_id, settlement)
        try:
            self._outbox.settle(due.mail_id, settlement)
        except RegisterUnusable:
            log.warning("not stored yet", mail=due.mail_id, state=settlement.state.value)
            raise
        self._owed = None

    def _note(self, result: SendResult) -> None:
        if result.outcome is SendOutcome.TEMPORARY and not result.code:
            mend = "the service tries again by itself; `rekisterid check` tells more"
            self._relay.failed(Unreachable(f"{self._relay.name}: the relay does not answer", mend=mend))
        elif result.code:
            self._relay.worked()
