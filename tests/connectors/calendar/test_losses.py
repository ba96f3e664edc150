"""What a list says to be gone is asked for once more; what is held back is listed whole; calendars that are not there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import DirectReader
from models.errors import Refused
from tests.connectors.calendar.lying import CALENDAR, Answer, LyingCalDav, Request
from tests.connectors.calendar.memory import MemoryRegister
from tests.connectors.calendar.test_faults import NOW, event, settings

OBJECTS = 12


@pytest.fixture
def server() -> Iterator[LyingCalDav]:
    with LyingCalDav() as lying:
        for number in range(OBJECTS):
            lying.put(f"{number}.ics", event(f"uid-{number}"))
        yield lying


class Reading:
    """A connector with a clock of its own, and its register."""

    def __init__(self, server: LyingCalDav, *names: str) -> None:
        self.now = NOW
        self.server = server
        self.register = MemoryRegister("varaukset")
        self.connector = CalendarConnector(
            replace(settings(server.url), calendars=names), DirectReader(), lambda: self.now
        )

    def pull(self) -> None:
        """One pull; the requests before it are forgotten."""
        self.server.requests.clear()
        self.register.pull(self.connector)

    def reports(self) -> list[str]:
        """What the pull asked for, without discovery."""
        return [one.report for one in self.server.requests if one.report != "discovery" and one.authorization]

    def uids(self) -> set[str]:
        """What is booked."""
        return {one.uid for one in self.register.bookings()}


@pytest.fixture
def reading(server: LyingCalDav) -> Iterator[Reading]:
    made = Reading(server)
    made.pull()
    yield made
    made.connector.close()


def on_sync(change: Callable[[str], str]) -> Callable[[Request, Answer], Answer | None]:
    return lambda request, honest: (
        Answer(honest.status, change(honest.body)) if request.report == "sync" and honest.status == 207 else None
    )


def test_object_that_is_named_as_gone_and_given_all_the_same_stays(reading: Reading, server: LyingCalDav) -> None:
    gone = f"<D:response><D:href>{CALENDAR}3.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"
    server.put("new.ics", event("new"))
    server.lie = on_sync(lambda body: body.replace("<D:sync-token>", gone + "<D:sync-token>", 1))
    reading.pull()
    assert reading.register.batches[-1].gone == ()
    assert reading.uids() == {f"uid-{number}" for number in range(OBJECTS)} | {"new"}
    server.lie = lambda request, honest: None
    reading.pull()
    assert reading.reports()[0] == "sync"
    assert "<D:sync-token></D:sync-token>" in server.requests[-1].body, "a list that lied is asked for anew, as a whole"


def test_object_that_really_went_is_gone_at_the_same_pull(reading: Reading, server: LyingCalDav) -> None:
    server.delete("3.ics")
    reading.pull()
    assert [(gone.place.item, gone.named) for gone in reading.register.batches[-1].gone] == [(CALENDAR + "3.ics", True)]
    assert reading.reports() == ["sync", "multiget"]


def test_list_that_leaves_an_object_out_is_not_believed_of_any(reading: Reading, server: LyingCalDav) -> None:
    server.delete("5.ics")
    left_out = re.compile(rf"<D:response><D:href>{CALENDAR}(?:3|4)\.ics</D:href>.*?</D:response>")
    server.lie = on_sync(lambda body: left_out.sub("", body))
    reading.now += timedelta(days=2)
    reading.pull()
    assert reading.register.batches[-1].gone == ()
    server.lie = lambda request, honest: None
    reading.pull()
    assert reading.uids() == {f"uid-{number}" for number in range(OBJECTS) if number != 5}


def test_change_that_the_server_forgot_to_tell_is_found_within_a_day(reading: Reading, server: LyingCalDav) -> None:
    server.put("1.ics", event("uid-1", day=11))
    server.delete("2.ics")
    server.lie = on_sync(lambda body: re.sub("<D:response>.*</D:response>", "", body))
    reading.pull()
    server.lie = lambda request, honest: None
    reading.now += timedelta(hours=23)
    reading.pull()
    assert "uid-2" in reading.uids(), "neither token nor etag tells"
    reading.now += timedelta(hours=2)
    reading.pull()
    assert {one.uid: one.starts_at.day for one in reading.register.bookings()}["uid-1"] == 11
    assert "uid-2" not in reading.uids()
    reading.pull()
    assert reading.reports() == ["sync"]


@pytest.mark.parametrize("way", ["token", "ctag"])
def test_calendar_whose_losses_are_held_back_is_listed_whole_at_each_pull(way: str, server: LyingCalDav) -> None:
    server.syncs = way == "token"
    reading = Reading(server)
    reading.pull()
    reading.register.doubted = {CALENDAR}
    before = len(reading.register.batches)
    reading.pull()
    reading.pull()
    batches = reading.register.batches[before:]
    assert [(batch.final, batch.gone, batch.observations) for batch in batches] == [(True, (), ())] * 2
    assert reading.reports()[-1] == ("sync" if way == "token" else "listing")
    reading.register.doubted = set()
    before = len(reading.register.batches)
    reading.pull()
    assert reading.register.batches[before:] == []
    reading.connector.close()


def test_calendar_that_vanished_beside_others_is_told_and_loses_no_booking(
    reading: Reading, server: LyingCalDav
) -> None:
    server.lie = lambda request, honest: (
        Answer(207, honest.body.replace(CALENDAR, "/cal/other/"))
        if request.report == "discovery" and honest.status == 207
        else None
    )
    reading.now += timedelta(hours=2)
    with pytest.raises(Refused, match="calendar 2 of the 2 that were read is not there any more") as told:
        reading.pull()
    assert CALENDAR not in f"{told.value} {told.value.mend}", "a path may be somebody's address"
    assert "calendars" in told.value.mend
    assert reading.uids() >= {f"uid-{number}" for number in range(OBJECTS)}
    assert all(not batch.gone for batch in reading.register.batches)


def test_renamed_calendar_is_told_with_its_new_name_and_loses_no_booking(server: LyingCalDav) -> None:
    reading = Reading(server, "Käynnit")
    reading.pull()
    server.lie = lambda request, honest: (
        Answer(207, honest.body.replace("Käynnit", "Ajanvaraus")) if "Käynnit" in honest.body else None
    )
    reading.now += timedelta(hours=2)
    with pytest.raises(Refused, match="there is no calendar Käynnit") as told:
        reading.pull()
    assert "renamed: Ajanvaraus" in told.value.mend
    assert len(reading.uids()) == OBJECTS
    reading.connector.close()


def test_addresses_of_calendars_are_not_told_where_it_is_kept(server: LyingCalDav) -> None:
    gone = "/cal/aino@salonki.example/"
    reading = Reading(server, gone)
    server.lie = lambda request, honest: (
        Answer(404, "") if gone in request.path else Answer(honest.status, honest.body.replace("Käynnit", ""))
        if request.report == "discovery" and honest.status == 207 else None
    )  # fmt: skip
    with pytest.raises(Refused, match="there is no calendar at an address that is configured") as told:
        reading.pull()
    assert told.value.mend.endswith("or its address: one that `rekisterid check` shows")
    assert "@" not in f"{told.value} {told.value.mend}"
    reading.connector.close()


def test_calendar_taken_out_of_the_configuration_is_no_alarm(reading: Reading, server: LyingCalDav) -> None:
    reading.register.cursors["/cal/old/"] = reading.register.cursors[CALENDAR]
    reading.register.held["/cal/old/"] = reading.register.held[CALENDAR]
    named = CalendarConnector(replace(settings(server.url), calendars=("Käynnit",)), DirectReader(), lambda: NOW)
    batches = reading.register.pull(named)
    named.close()
    assert {batch.stream for batch in batches} <= {CALENDAR}
    assert all(not batch.gone for batch in batches)
    assert reading.uids() == {f"uid-{number}" for number in range(OBJECTS)}


def test_page_at_the_top_of_the_server_leads_to_the_well_known_address(server: LyingCalDav) -> None:
    page = Answer(200, "<html>Welcome</html>", (("Content-Type", "text/html"),))
    server.lie = lambda request, honest: page if request.path == "/" and honest.status != 401 else None
    reading = Reading(server)
    reading.pull()
    assert len(reading.uids()) == OBJECTS
    assert "/.well-known/caldav" in {request.path for request in server.requests}
    reading.connector.close()


def test_more_objects_than_the_server_gives_at_once_are_asked_for_in_parts(server: LyingCalDav) -> None:
    def lie(request: Request, honest: Answer) -> Answer | None:
        if request.report != "multiget" or request.body.count("<D:href>") <= 3:
            return None
        return Answer(507, "<D:error xmlns:D='DAV:'><D:number-of-matches-within-limits/></D:error>")

    server.lie = lie
    reading = Reading(server)
    reading.pull()
    assert len(reading.uids()) == OBJECTS
    reading.connector.close()
