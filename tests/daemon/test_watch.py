"""What the service sees of its machine: a clock that goes back, reading processes that die, threads that are stuck."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daemon.clocks import Clocks
from daemon.pulse import Pulse
from daemon.watch import BEHIND_AT_MOST, ClockWatch, MachineWatch

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Hand:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.now, self.steady = START, 1000.0
        self.clocks = Clocks(lambda: self.now, lambda: self.steady)

    def passes(self, time: timedelta) -> None:
        """Let time go by."""
        self.now += time
        self.steady += time.total_seconds()


@pytest.fixture
def hand() -> Hand:
    return Hand()


class Dying:
    deaths = 0


def test_clock_that_goes_as_it_should_is_never_behind(hand: Hand) -> None:
    watch = ClockWatch(hand.clocks)
    assert not watch.is_behind
    hand.passes(timedelta(seconds=30))
    assert not watch.is_behind
    hand.now -= timedelta(seconds=40)
    assert not watch.is_behind, "a small correction is the work of time synchronisation"


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1), timedelta(days=3650)])
def test_clock_that_was_set_back_is_behind_until_it_is_there_again(hand: Hand, back: timedelta) -> None:
    watch = ClockWatch(hand.clocks)
    hand.now -= back
    assert watch.is_behind
    hand.passes(timedelta(minutes=1))
    assert watch.is_behind
    hand.now = START + timedelta(seconds=1)
    assert not watch.is_behind


def test_clock_that_was_set_forward_is_not_behind_and_its_correction_ends_within_an_hour(hand: Hand) -> None:
    watch = ClockWatch(hand.clocks)
    hand.now += timedelta(days=3650)
    assert not watch.is_behind
    hand.now -= timedelta(days=3650)
    assert watch.is_behind
    hand.passes(BEHIND_AT_MOST + timedelta(minutes=1))
    assert not watch.is_behind


def test_clock_that_went_back_while_the_service_was_off_is_seen_by_what_the_register_remembers(hand: Hand) -> None:
    watch = ClockWatch(hand.clocks)
    watch.remember(None)
    watch.remember(START - timedelta(hours=1))
    assert not watch.is_behind
    watch.remember(START + timedelta(days=2))
    assert watch.is_behind


def test_deaths_are_counted_within_their_time_only(hand: Hand, tmp_path: Path) -> None:
    reader = Dying()
    reader.deaths = 50
    watch = MachineWatch(tmp_path, [reader], Pulse(), hand.clocks)
    assert watch.look().reader_deaths == 0, "what died before is not counted"
    reader.deaths += 7
    assert watch.look().reader_deaths == 7
    for _ in range(50):
        hand.passes(timedelta(seconds=15))
        watch.look()
    assert watch.look().reader_deaths == 0


def test_thread_that_gives_no_sign_is_stuck_and_named_by_its_account(hand: Hand, tmp_path: Path) -> None:
    pulse = Pulse(hand.clocks.steady)
    pulse.beat("account:info")
    pulse.beat("account:sari", timedelta(hours=1))
    watch = MachineWatch(tmp_path, [], pulse, hand.clocks)
    hand.passes(timedelta(minutes=21))
    assert watch.look().stuck == ("info",)


def test_space_is_that_of_the_folder_and_unknown_where_there_is_none(hand: Hand, tmp_path: Path) -> None:
    assert (MachineWatch(tmp_path, [], Pulse(), hand.clocks).look().free_bytes or 0) > 0
    assert MachineWatch(tmp_path / "gone", [], Pulse(), hand.clocks).look().free_bytes is None


def test_logins_that_expire_are_passed_on(hand: Hand, tmp_path: Path) -> None:
    watch = MachineWatch(tmp_path, [], Pulse(), hand.clocks, logins_expiring=lambda: ("google",))
    assert watch.look().logins_expiring == ("google",)
