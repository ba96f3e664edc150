"""What every sender does: the real one at a real server, and the fake that other tests use."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import pytest

from connectors.mail.send import Sender, SendOutcome, SendResult
from models.errors import BadItem, Refused
from models.values import OutgoingLetter
from tests.contract.letters import changed, letter
from tests.live.smtp_sink import Stage

BEFORE_CONTENT = [Stage.CONNECT, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA]


class SenderHarness(ABC):
    """A sender with the relay behind it, of which a test can see and spoil everything."""

    @abstractmethod
    def sender(self, *, password_is_right: bool = True) -> Sender:
        """A sender that is set up for the relay."""

    @abstractmethod
    def delivered(self) -> list[bytes]:
        """Content of the letters that the relay has, oldest first."""

    @abstractmethod
    def refuse(self, stage: Stage, reply: str) -> None:
        """Let the relay answer so at this stage from now on."""

    @abstractmethod
    def cut(self, stage: Stage) -> None:
        """Let the relay hang up in place of an answer at this stage from now on."""

    @abstractmethod
    def stop(self) -> None:
        """Let nobody answer any more."""


class Marked:
    """Counts the calls of `on_data`, and what the relay had by then."""

    def __init__(self, harness: SenderHarness) -> None:
        self._harness = harness
        self.delivered_before: list[int] = []

    def __call__(self) -> None:
        self.delivered_before.append(len(self._harness.delivered()))


class SenderContract:
    """Subclass it, name the subclass Test…, and give it a fixture `harness`."""

    def send(self, harness: SenderHarness, sent: OutgoingLetter | None = None) -> tuple[SendResult, int]:
        """Send; gives the result and how often the row was marked."""
        mark = Marked(harness)
        result = harness.sender().send(sent or letter(), on_data=mark)
        return result, len(mark.delivered_before)

    def test_letter_arrives_once_and_unchanged(self, harness: SenderHarness) -> None:
        dotted = letter(text=".\n..yksi\nkaksi\n")
        assert self.send(harness, dotted) == (SendResult(SendOutcome.SENT, 250), 1)
        assert harness.delivered() == [dotted.content]

    def test_letters_arrive_one_after_the_other(self, harness: SenderHarness) -> None:
        sender = harness.sender()
        letters = [letter(number) for number in range(5)]
        assert [sender.send(one, on_data=lambda: None).outcome for one in letters] == [SendOutcome.SENT] * 5
        assert harness.delivered() == [one.content for one in letters]

    def test_row_is_marked_once_and_before_the_content_goes(self, harness: SenderHarness) -> None:
        mark = Marked(harness)
        harness.sender().send(letter(), on_data=mark)
        assert mark.delivered_before == [0]

    @pytest.mark.parametrize("error", [RuntimeError, OSError, Refused])
    def test_letter_whose_row_cannot_be_marked_does_not_go(
        self, harness: SenderHarness, error: type[Exception]
    ) -> None:
        def fail() -> None:
            raise error("disk full")

        with pytest.raises(error, match="disk full"):
            harness.sender().send(letter(), on_data=fail)
        assert harness.delivered() == []

    @pytest.mark.parametrize("stage", [Stage.RCPT, Stage.DATA])
    def test_refusal_for_good_before_the_content_is_permanent(self, harness: SenderHarness, stage: Stage) -> None:
        harness.refuse(stage, "550 5.1.1 no such user <maija.esimerkki@example.com>")
        assert self.send(harness) == (SendResult(SendOutcome.PERMANENT, 550), 0)
        assert harness.delivered() == []

    @pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA])
    def test_refusal_for_now_before_the_content_is_temporary(self, harness: SenderHarness, stage: Stage) -> None:
        harness.refuse(stage, "451 4.7.1 greylisted")
        assert self.send(harness) == (SendResult(SendOutcome.TEMPORARY, 451), 0)
        assert harness.delivered() == []

    @pytest.mark.parametrize("reply", ["421 4.3.2 closing", "554 5.3.2 no service"])
    @pytest.mark.parametrize("stage", [Stage.CONNECT, Stage.EHLO])
    def test_relay_that_takes_no_mail_at_all_is_temporary(
        self, harness: SenderHarness, stage: Stage, reply: str
    ) -> None:
        harness.refuse(stage, reply)
        result, marked = self.send(harness)
        assert (result.outcome, marked, harness.delivered()) == (SendOutcome.TEMPORARY, 0, [])

    @pytest.mark.parametrize("stage", BEFORE_CONTENT)
    def test_line_cut_before_the_content_is_temporary(self, harness: SenderHarness, stage: Stage) -> None:
        harness.cut(stage)
        assert self.send(harness) == (SendResult(SendOutcome.TEMPORARY), 0)
        assert harness.delivered() == []

    def test_line_cut_after_the_final_dot_is_unknown(self, harness: SenderHarness) -> None:
        harness.cut(Stage.FINAL_DOT)
        assert self.send(harness) == (SendResult(SendOutcome.UNKNOWN), 1)

    @pytest.mark.parametrize(
        ("reply", "outcome"),
        [
            ("550 5.7.1 content refused for maija.esimerkki@example.com", SendOutcome.PERMANENT),
            ("452 4.3.1 queue full", SendOutcome.TEMPORARY),
            ("421 4.3.2 closing", SendOutcome.UNKNOWN),
        ],
    )
    def test_clear_answer_to_the_final_dot_counts(
        self, harness: SenderHarness, reply: str, outcome: SendOutcome
    ) -> None:
        harness.refuse(Stage.FINAL_DOT, reply)
        assert self.send(harness) == (SendResult(outcome, int(reply[:3])), 1)

    def test_relay_that_is_down_is_temporary(self, harness: SenderHarness) -> None:
        harness.stop()
        assert self.send(harness) == (SendResult(SendOutcome.TEMPORARY), 0)
        findings = harness.sender().check()
        assert [finding.ok for finding in findings] == [False]
        assert findings[0].mend

    def test_wrong_password_parks_the_account_and_no_letter(self, harness: SenderHarness) -> None:
        sender = harness.sender(password_is_right=False)
        self.refused(lambda: sender.send(letter(), on_data=lambda: None))
        assert harness.delivered() == []
        assert [finding.ok for finding in sender.check()] == [False]

    def test_refused_sender_parks_the_account_and_no_letter(self, harness: SenderHarness) -> None:
        harness.refuse(Stage.MAIL, "553 5.7.1 <palaute@salonki.example>: not yours")
        self.refused(lambda: harness.sender().send(letter(), on_data=lambda: None))
        assert harness.delivered() == []

    def test_letter_with_a_second_recipient_never_leaves(self, harness: SenderHarness) -> None:
        wrong = changed(letter(), b"Date:", b"Bcc: eve@example.net\r\nDate:")
        with pytest.raises(BadItem):
            self.send(harness, wrong)
        assert harness.delivered() == []

    def test_check_of_a_good_relay_finds_nothing(self, harness: SenderHarness) -> None:
        assert all(finding.ok for finding in harness.sender().check())
        assert harness.delivered() == []

    def refused(self, act: Callable[[], object]) -> None:
        """Expect Refused, with a mend and without any address."""
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.mend
        assert "@" not in str(caught.value) + caught.value.mend
