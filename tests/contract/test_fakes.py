"""The fakes keep the contracts that the real ones keep."""

from datetime import UTC, datetime

import pytest

from connectors.mail.send import Sender
from models.values import MessageReading, MessageSeen, Place, Problem
from models.vocabulary import FolderRole, Language, MessageKind, ProblemStage
from tests.contract.fakes import FakeConnector, FakeSender
from tests.contract.pulling import ConnectorContract, ConnectorHarness
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


class FakeConnectorHarness(ConnectorHarness):
    stream = "INBOX"
    several_batches = 120

    def __init__(self) -> None:
        self._fake = FakeConnector("info")
        self._items = 0

    def connector(self, *, password_is_right: bool = True) -> FakeConnector:
        self._fake.refusing = not password_is_right
        return self._fake

    def add(self, number: int = 1) -> list[str]:
        places = [self._place() for _ in range(number)]
        reading = MessageReading(MessageKind.PERSONAL, "test", Language.FI, None, None)
        moment = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
        self._fake.deliver(*(MessageSeen(place, place.item, moment, FolderRole.INBOX, reading) for place in places))
        return [place.item for place in places]

    def add_bad(self) -> str:
        place = self._place()
        self._fake.deliver(Problem(place, ProblemStage.READ, "too_many_parts"))
        return place.item

    def remove(self, item: str) -> None:
        self._fake.remove(Place("info", self.stream, "1", item))

    def stop(self) -> None:
        self._fake.down = True

    def start(self) -> None:
        self._fake.down = False

    def _place(self) -> Place:
        self._items += 1
        return Place("info", self.stream, "1", str(self._items))


class TestFakeConnector(ConnectorContract):
    """The contract of a connector."""

    @pytest.fixture
    def harness(self) -> FakeConnectorHarness:
        return FakeConnectorHarness()
