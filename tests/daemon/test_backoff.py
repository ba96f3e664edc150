"""Back-off: doubling with jitter, never a burst, never more than five logins an hour after a refusal."""

import random
from collections import Counter
from datetime import timedelta

from daemon.backoff import LONGEST, BackOff
from models.errors import Refused, Unreachable


def test_pauses_double_and_end_at_the_longest() -> None:
    back_off, pauses = BackOff(), []
    for _ in range(12):
        back_off = back_off.failed()
        pauses.append(back_off.pause(Unreachable("down"), chance=1.0))
    assert pauses[0] == timedelta(seconds=10)
    assert pauses[:5] == sorted(set(pauses[:5]))
    assert pauses[-1] == LONGEST


def test_jitter_spreads_over_half_of_the_pause() -> None:
    failed = BackOff(3)
    assert failed.pause(Unreachable("down"), chance=0.0) * 2 == failed.pause(Unreachable("down"), chance=1.0)


def test_a_refused_account_is_tried_at_most_five_times_an_hour() -> None:
    pause = BackOff().failed().pause(Refused("wrong password"))
    assert timedelta(hours=1) / pause <= 5


def test_accounts_that_failed_together_come_back_spread_over_half_of_the_pause() -> None:
    dice = random.Random(20261123)
    pauses = sorted(BackOff(5).pause(Unreachable("down"), chance=dice.random()) for _ in range(1000))
    longest = timedelta(seconds=160)
    assert longest / 2 <= pauses[0]
    assert pauses[-1] <= longest
    tenths = Counter(int((pause - longest / 2) / (longest / 2) * 10) for pause in pauses)
    assert len(tenths) == 10
    assert max(tenths.values()) < 150, "no second in which all of them knock"


def test_the_dice_are_thrown_anew_at_each_failure() -> None:
    assert len({BackOff(5).pause(Unreachable("down")) for _ in range(20)}) > 10
