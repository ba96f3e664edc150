"""Objects that a list leaves out and the server neither gives nor calls gone keep no other deletion from being believed."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.connectors.calendar.lying import CALENDAR, Answer, LyingCalDav, Request
from tests.connectors.calendar.test_faults import event
from tests.connectors.calendar.test_losses import OBJECTS, Reading


@pytest.fixture
def server() -> Iterator[LyingCalDav]:
    with LyingCalDav() as lying:
        for number in range(OBJECTS):
            lying.put(f"{number}.ics", event(f"uid-{number}"))
        yield lying


@pytest.fixture
def reading(server: LyingCalDav) -> Iterator[Reading]:
    made = Reading(server)
    made.pull()
    yield made
    made.connector.close()


def hiding(server: LyingCalDav, name: str, status: int) -> None:
    """Let the server list an object no more and answer with a status when it is asked for."""

    def lie(request: Request, honest: Answer) -> Answer | None:
        if request.method == "GET" and request.path == CALENDAR + name:
            return Answer(status, "")
        whole = re.compile(rf"(?s)<D:response><D:href>{CALENDAR}{re.escape(name)}</D:href>.*?</D:response>")
        return Answer(honest.status, whole.sub("", honest.body)) if name in honest.body else None

    server.lie = lie


def gone_items(reading: Reading) -> set[str]:
    return {gone.place.item for batch in reading.register.batches for gone in batch.gone}


@pytest.mark.parametrize("status", [401, 403])
def test_hidden_object_keeps_no_other_from_being_gone(reading: Reading, server: LyingCalDav, status: int) -> None:
    hiding(server, "3.ics", status)
    server.delete("5.ics")
    reading.now += timedelta(days=2)
    reading.pull()
    assert gone_items(reading) == {CALENDAR + "5.ics"}
    assert "uid-3" in reading.uids(), "hidden is not gone"


def test_failing_object_keeps_others_from_being_gone_for_an_hour(reading: Reading, server: LyingCalDav) -> None:
    hiding(server, "3.ics", 500)
    server.delete("5.ics")
    reading.now += timedelta(days=2)
    reading.pull()
    assert reading.register.batches[-1].doubted
    reading.now += timedelta(minutes=30)
    reading.pull()
    assert gone_items(reading) == set()
    reading.now += timedelta(minutes=31)
    reading.pull()
    assert gone_items(reading) == {CALENDAR + "5.ics"}
    assert "uid-3" in reading.uids()


def test_list_of_which_every_object_is_refused_says_nothing(reading: Reading, server: LyingCalDav) -> None:
    reading.register.doubted = {CALENDAR}
    hiding(server, "3.ics", 403)
    reading.now += timedelta(days=2)
    reading.pull()
    assert reading.register.batches[-1].doubted
    assert gone_items(reading) == set()


def test_objects_that_came_empty_in_an_earlier_batch_have_not_returned_in_the_last(
    reading: Reading, server: LyingCalDav
) -> None:
    for number in range(150):
        server.put(f"more-{number}.ics", event(f"more-{number}"))
    reading.pull()
    for number in range(150):
        empty = number < 5
        shell = "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\nUID:x\nEND:VTODO\nEND:VCALENDAR\n"
        server.put(f"more-{number}.ics", shell if empty else event(f"more-{number}", day=11))
    before = len(reading.register.batches)
    reading.pull()
    assert [(batch.final, batch.doubted) for batch in reading.register.batches[before:]] == [
        (False, False),
        (True, True),
    ]
