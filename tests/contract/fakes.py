"""In-memory stand-ins for a relay and an account, for tests of what uses them. They pass the same suites as the real ones."""

from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.mail.letter import wire_form
from connectors.mail.send import SendOutcome, SendResult
from models.errors import Refused
from models.values import Finding, OutgoingLetter
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
            return [Finding("fake relay", ok=False, message="does not take mail", mend="set it up otherwise")]
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
