"""What a list leaves out is believed only as far as the objects themselves, asked once more, do not say otherwise."""

from datetime import UTC, datetime, timedelta

from connectors.calendar.changes import Changes, Mark
from connectors.calendar.doubt import PATIENCE, Doubt, Probed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALENDAR = "/sari/"
LOST = Changes({}, (), ("a.ics", "b.ics"), Mark(token="t"))


def weighed(doubt: Doubt, probed: Probed, after: timedelta = timedelta(0)) -> tuple[tuple[str, ...], int]:
    changes, untold = doubt.weigh(CALENDAR, LOST, probed, NOW + after)
    return changes.gone, untold


def test_what_nobody_contradicts_is_gone() -> None:
    assert weighed(Doubt(), Probed()) == (("a.ics", "b.ics"), 0)


def test_list_that_left_out_one_object_that_is_there_is_not_believed_at_all() -> None:
    assert weighed(Doubt(), Probed(there=frozenset({"a.ics"}))) == ((), 0)


def test_object_that_the_server_hides_is_neither_gone_nor_there() -> None:
    assert weighed(Doubt(), Probed(hidden=frozenset({"a.ics"}))) == (("b.ics",), 1)


def test_server_that_fails_on_an_object_is_given_an_hour() -> None:
    doubt, failing = Doubt(), Probed(failing=frozenset({"a.ics"}))
    assert weighed(doubt, failing) == ((), 0)
    assert weighed(doubt, failing, PATIENCE - timedelta(seconds=1)) == ((), 0)
    assert weighed(doubt, failing, PATIENCE) == (("b.ics",), 1)


def test_hour_begins_anew_when_the_server_has_answered_meanwhile() -> None:
    doubt, failing = Doubt(), Probed(failing=frozenset({"a.ics"}))
    weighed(doubt, failing)
    weighed(doubt, Probed(), timedelta(minutes=30))
    assert weighed(doubt, failing, PATIENCE) == ((), 0)
