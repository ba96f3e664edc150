"""The fakes keep the contracts that the real ones keep."""

import pytest

from connectors.mail.send import Sender
from tests.contract.fakes import FakeSender
from tests.contract.sending import SenderContract, SenderHarness
from tests.live.smtp_sink import Stage


class FakeSenderHarness(SenderHarness):
    def __init__(self) -> None:
        self._fake = FakeSender()

    def sender(self, *, password_is_right: bool = True) -> Sender:
        self._fake.refusing = not password_is_right
        return self._fake

    def delivered(self) -> list[bytes]:
        return [letter.content for letter in self._fake.letters]

    def refuse(self, stage: Stage, reply: str) -> None:
        self._fake.answers[stage] = int(reply[:3])

    def cut(self, stage: Stage) -> None:
        self._fake.answers[stage] = 0

    def stop(self) -> None:
        self._fake.down = True


class TestFakeSender(SenderContract):
    """The contract of a sender."""

    @pytest.fixture
    def harness(self) -> FakeSenderHarness:
        return FakeSenderHarness()
