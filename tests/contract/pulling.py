"""What every connector does: the real ones at real servers, and the fake that other tests use."""

import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from datetime import timedelta
from itertools import islice

import pytest

from connectors.contract import Connector
from models.errors import Refused, Unreachable
from tests.contract.known import Remembered

MARKER = "Salainen lause jota kukaan ei saa lukea"
"""Stands in the text of every item; it may appear in no problem and no error."""


class ConnectorHarness(ABC):
    """An account with its server, which a test can fill and spoil."""

    stream: str
    """The stream into which items are put."""
    several_batches: int
    """So many items make more than one batch."""
    notices = True
    """Whether `wait` is told of new items; otherwise it just waits."""
    asks_password = True
    """Whether a wrong password is refused; a server for tests may take any."""
    names_gone = True
    """Whether an item that is asked for and gone is named as such; otherwise it is missing from a full listing."""

    @abstractmethod
    def connector(self, *, password_is_right: bool = True) -> Connector:
        """A new connector for the account; closed by the harness at the end."""

    @abstractmethod
    def add(self, number: int = 1) -> list[str]:
        """Put so many good items into the stream; gives them as places name them, oldest first."""

    @abstractmethod
    def add_bad(self) -> str:
        """Put one item into the stream that the reader cannot read."""

    @abstractmethod
    def remove(self, item: str) -> None:
        """Delete an item at the server."""

    @abstractmethod
    def stop(self) -> None:
        """Let the server answer no more."""

    @abstractmethod
    def start(self) -> None:
        """Let the server answer again, with the same items."""


def pull_all(connector: Connector, known: Remembered) -> None:
    """Pull and store every batch, as the service does."""
    for batch in connector.pull(known):
        assert batch.account == batch.cursor.account == connector.account
        assert batch.stream == batch.cursor.stream
        known.store(batch)


class ConnectorContract:
    """Subclass it, name the subclass Test…, and give it a fixture `harness`."""

    @pytest.fixture
    def known(self) -> Remembered:
        return Remembered()

    def test_first_pull_brings_every_item_once(self, harness: ConnectorHarness, known: Remembered) -> None:
        items = harness.add(5)
        pull_all(harness.connector(), known)
        assert Counter(known.items()) == Counter(items)
        assert not known.problems
        assert not known.gone
        assert {observation.place.stream for observation in known.seen} == {harness.stream}

    def test_account_without_items_brings_none(self, harness: ConnectorHarness, known: Remembered) -> None:
        pull_all(harness.connector(), known)
        assert known.items() == []

    def test_second_pull_brings_nothing(self, harness: ConnectorHarness, known: Remembered) -> None:
        harness.add(3)
        connector = harness.connector()
        pull_all(connector, known)
        pull_all(connector, known)
        assert len(known.items()) == 3

    def test_later_pull_brings_what_is_new(self, harness: ConnectorHarness, known: Remembered) -> None:
        connector = harness.connector()
        first = harness.add(2)
        pull_all(connector, known)
        second = harness.add(3)
        pull_all(connector, known)
        assert Counter(known.items()) == Counter(first + second)

    def test_stored_cursor_serves_another_run(self, harness: ConnectorHarness, known: Remembered) -> None:
        harness.add(2)
        pull_all(harness.connector(), known)
        new = harness.add(1)
        before = len(known.seen)
        pull_all(harness.connector(), known)
        assert known.items()[before:] == new

    def test_nothing_is_lost_when_the_consumer_stops_in_the_middle(
        self, harness: ConnectorHarness, known: Remembered
    ) -> None:
        items = harness.add(harness.several_batches)
        connector = harness.connector()
        for batch in islice(connector.pull(known), 1):
            known.store(batch)
        assert 0 < len(known.items()) < len(items)
        list(islice(connector.pull(known), 1))
        pull_all(connector, known)
        assert Counter(known.items()) == Counter(items)

    def test_batch_that_was_not_stored_comes_again(self, harness: ConnectorHarness, known: Remembered) -> None:
        items = harness.add(3)
        connector = harness.connector()
        list(connector.pull(known))
        pull_all(connector, known)
        assert Counter(known.items()) == Counter(items)

    def test_bad_item_is_a_problem_and_the_next_is_read(self, harness: ConnectorHarness, known: Remembered) -> None:
        before = harness.add(1)
        bad = harness.add_bad()
        after = harness.add(1)
        connector = harness.connector()
        pull_all(connector, known)
        assert Counter(known.items()) == Counter(before + after)
        assert [problem.place.item for problem in known.problems] == [bad]
        assert known.problems[0].error
        assert MARKER not in repr(known.problems)
        pull_all(connector, known)
        assert len(known.problems) == 1, "the cursor has passed it"

    def test_wanted_item_is_read_again(self, harness: ConnectorHarness, known: Remembered) -> None:
        items = harness.add(3)
        connector = harness.connector()
        pull_all(connector, known)
        wanted = next(observation.place for observation in known.seen if observation.place.item == items[1])
        known.wishes[harness.stream] = ((wanted.validity, wanted.item),)
        before = len(known.seen)
        pull_all(connector, known)
        assert [(seen.place, seen.again) for seen in known.seen[before:]] == [(wanted, True)]
        assert known.wanted(harness.stream) == ()

    def test_wanted_item_that_is_no_longer_there_is_gone(self, harness: ConnectorHarness, known: Remembered) -> None:
        items = harness.add(3)
        connector = harness.connector()
        pull_all(connector, known)
        wanted = next(observation.place for observation in known.seen if observation.place.item == items[1])
        harness.remove(items[1])
        known.wishes[harness.stream] = ((wanted.validity, wanted.item),)
        pull_all(connector, known)
        assert [(gone.place, gone.named) for gone in known.gone] == [(wanted, harness.names_gone)]

    def test_waiting_ends_when_something_is_new(self, harness: ConnectorHarness, known: Remembered) -> None:
        if not harness.notices:
            pytest.skip("without notification: just waits")
        harness.add(1)
        connector = harness.connector()
        pull_all(connector, known)
        adding = threading.Timer(0.7, harness.add)
        adding.start()
        started = time.monotonic()
        assert connector.wait(threading.Event(), timedelta(seconds=20))
        assert 0.5 < time.monotonic() - started < 15
        adding.join()
        pull_all(connector, known)
        assert len(known.items()) == 2

    def test_item_that_came_before_the_waiting_began_is_noticed(
        self, harness: ConnectorHarness, known: Remembered
    ) -> None:
        if not harness.notices:
            pytest.skip("without notification: just waits")
        connector = harness.connector()
        pull_all(connector, known)
        harness.add(1)
        assert connector.wait(threading.Event(), timedelta(seconds=10))

    def test_waiting_without_news_ends_in_time(self, harness: ConnectorHarness, known: Remembered) -> None:
        harness.add(1)
        connector = harness.connector()
        pull_all(connector, known)
        started = time.monotonic()
        assert not connector.wait(threading.Event(), timedelta(seconds=1))
        assert 0.9 < time.monotonic() - started < 8

    def test_waiting_ends_when_the_service_stops(self, harness: ConnectorHarness, known: Remembered) -> None:
        connector = harness.connector()
        pull_all(connector, known)
        stop = threading.Event()
        stopping = threading.Timer(0.5, stop.set)
        stopping.start()
        started = time.monotonic()
        assert not connector.wait(stop, timedelta(seconds=60))
        connector.close()
        assert time.monotonic() - started < 3
        stopping.join()

    def test_wrong_password_is_refused_with_a_mend(self, harness: ConnectorHarness, known: Remembered) -> None:
        if not harness.asks_password:
            pytest.skip("the server takes any password")
        harness.add(1)
        connector = harness.connector(password_is_right=False)
        with pytest.raises(Refused) as caught:
            pull_all(connector, known)
        assert caught.value.mend
        assert connector.account in str(caught.value)
        assert known.cursors == {}
        assert not all(finding.ok for finding in connector.check())

    def test_server_that_is_down_is_unreachable(self, harness: ConnectorHarness, known: Remembered) -> None:
        connector = harness.connector()
        harness.stop()
        with pytest.raises(Unreachable) as caught:
            pull_all(connector, known)
        assert connector.account in str(caught.value)
        findings = connector.check()
        assert [finding.ok for finding in findings] == [False]
        assert findings[0].mend

    def test_server_that_comes_back_is_read_on(self, harness: ConnectorHarness, known: Remembered) -> None:
        items = harness.add(2)
        connector = harness.connector()
        pull_all(connector, known)
        harness.stop()
        with pytest.raises(Unreachable):
            pull_all(connector, known)
        harness.start()
        items += harness.add(1)
        pull_all(connector, known)
        assert Counter(known.items()) == Counter(items)

    def test_check_of_a_good_account_finds_nothing_wrong(self, harness: ConnectorHarness) -> None:
        harness.add(1)
        findings = harness.connector().check()
        assert findings
        assert all(finding.ok for finding in findings)
        assert MARKER not in repr(findings)

    def test_closing_twice_is_allowed(self, harness: ConnectorHarness, known: Remembered) -> None:
        connector = harness.connector()
        pull_all(connector, known)
        connector.close()
        connector.close()
        harness.connector().close()
