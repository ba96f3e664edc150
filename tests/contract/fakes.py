"""In-memory stand-ins for a relay and an account, for tests of what uses them. They pass the same suites as the real ones."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Condition, Event

from connectors.contract import Known
from connectors.mail.letter import wire_form
from connectors.mail.send import SendOutcome, SendResult
from models.errors import Refused, Unreachable
from models.values import Batch, Cursor, Finding, Gone, Observation, OutgoingLetter, Place, Problem
from tests.live.smtp_sink import Stage

_HUNG_UP = 0


@dataclass
class FakeSender:
    """A relay in memory. `letters` are those it took; `answers` say what it does otherwise than take them.

    An answer is the SMTP code at that stage; 0 hangs up. `down` answers nothing; `refusing` refuses the login.
    """

    letters: list[OutgoingLetter] = field(default_factory=list)
    answers: dict[Stage, int] = field(default_factory=dict)
    down: bool = False
    refusing: bool = False

    def send(self, letter: OutgoingLetter, *, on_data: Callable[[], None]) -> SendResult:
        """See connectors.mail.send.Sender."""
        wire_form(letter)
        if self.down or any(stage in self.answers for stage in (Stage.CONNECT, Stage.EHLO)):
            return SendResult(SendOutcome.TEMPORARY)
        if self.refusing or self.answers.get(Stage.MAIL, 0) >= 500:
            raise Refused("fake: the relay refuses the account", mend="set it up otherwise")
        for stage in (Stage.MAIL, Stage.RCPT, Stage.DATA):
            if stage in self.answers:
                code = self.answers[stage]
                return SendResult(SendOutcome.PERMANENT if code >= 500 else SendOutcome.TEMPORARY, code)
        on_data()
        return self._final(letter)

    def check(self) -> list[Finding]:
        """See connectors.mail.send.Sender."""
        if self.down or self.refusing:
            return [
                Finding("fake relay", ok=False, message="no mail", mend="set it up otherwise", refused=self.refusing)
            ]
        return [Finding("fake relay", ok=True, message="takes mail")]

    def _final(self, letter: OutgoingLetter) -> SendResult:
        code = self.answers.get(Stage.FINAL_DOT, 250)
        if code == _HUNG_UP:
            # The worst case of an unknown fate: the letter is there.
            self.letters.append(letter)
        if code in (_HUNG_UP, 421):
            return SendResult(SendOutcome.UNKNOWN, code)
        if code >= 400:
            return SendResult(SendOutcome.PERMANENT if code >= 500 else SendOutcome.TEMPORARY, code)
        self.letters.append(letter)
        return SendResult(SendOutcome.SENT, code)


class FakeConnector:
    """An account in memory: what is delivered comes with the next pull, in order, in batches of `batch_size`.

    `down` and `refusing` make every pull raise Unreachable or Refused. A cursor is the number of the last delivery.
    """

    def __init__(self, account: str = "fake", *, batch_size: int = 50) -> None:
        self._account = account
        self._batch_size = batch_size
        self._deliveries: dict[str, list[Observation | Problem | Gone]] = {}
        self._there: dict[Place, Observation] = {}
        self._changed = Condition()
        self._pulled = 0
        self.down = False
        self.refusing = False
        self.closed = 0

    @property
    def account(self) -> str:
        """See Connector."""
        return self._account

    def deliver(self, *things: Observation | Problem | Gone) -> None:
        """Put things into the streams that their places name. Gone takes the item away and tells of it, as a calendar does."""
        with self._changed:
            for thing in things:
                self._deliveries.setdefault(thing.place.stream, []).append(thing)
                if isinstance(thing, Gone):
                    self._there.pop(thing.place, None)
                elif not isinstance(thing, Problem):
                    self._there[thing.place] = thing
            self._changed.notify_all()

    def remove(self, place: Place) -> None:
        """Take an item away without a word, as from a mailbox."""
        del self._there[place]

    def check(self) -> list[Finding]:
        """See Connector."""
        ok = not (self.down or self.refusing)
        return [Finding(self._account, ok, "fake account", mend="" if ok else "make it good again")]

    def pull(self, known: Known) -> Iterator[Batch]:
        """See Connector."""
        self._answer()
        self._pulled = self._delivered()
        for stream, things in list(self._deliveries.items()):
            cursor = known.cursor(stream)
            first = int(cursor.value) if cursor else 0
            for start in range(first, len(things), self._batch_size):
                some = things[start : start + self._batch_size]
                remaining = len(things) - start - len(some)
                yield self._batch(stream, start + len(some), some, remaining)
                self._answer()
            again = [self._again(Place(self._account, stream, *wish)) for wish in known.wanted(stream)]
            if again:
                yield self._batch(stream, len(things), again, None)

    def wait(self, stop: Event, timeout: timedelta) -> bool:
        """See Connector. `stop` is looked at every 50 ms."""
        left = timedelta(seconds=0.05)
        with self._changed:
            while not stop.is_set() and timeout > timedelta(0):
                self._answer()
                if self._delivered() > self._pulled:
                    return True
                self._changed.wait(min(left, timeout).total_seconds())
                timeout -= left
        return False

    def close(self) -> None:
        """See Connector; counts how often."""
        self.closed += 1

    def _delivered(self) -> int:
        return sum(len(things) for things in self._deliveries.values())

    def _answer(self) -> None:
        if self.down:
            raise Unreachable(f"{self._account}: the fake is down", mend="the service tries again by itself")
        if self.refusing:
            raise Refused(f"{self._account}: the fake refuses", mend="make it good again")

    def _again(self, place: Place) -> Observation | Gone:
        there = self._there.get(place)
        return replace(there, again=True) if there else Gone(place, named=True)

    def _batch(
        self, stream: str, number: int, things: Sequence[Observation | Problem | Gone], remaining: int | None
    ) -> Batch:
        return Batch(
            account=self._account,
            stream=stream,
            cursor=Cursor(self._account, stream, str(number)),
            observations=tuple(thing for thing in things if not isinstance(thing, Problem | Gone)),
            problems=tuple(thing for thing in things if isinstance(thing, Problem)),
            gone=tuple(thing for thing in things if isinstance(thing, Gone)),
            remaining=remaining,
        )
