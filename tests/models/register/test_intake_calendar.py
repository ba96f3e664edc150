"""Calendars into the register: moved, cancelled, removed are states; emptiness is an alarm (HW-F12)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from models.register.keys import item_mark
from models.tables import (
    Booking,
    BookingMove,
    Person,
    ProblemRow,
    Source,
    Stream,
)
from models.values import BookingSeen, Place, Problem
from models.vocabulary import BookingStatus, ProblemStage
from tests.models.register.office import Office
from tests.models.register.samples import (
    CALENDAR,
    KEY,
    Step,
    at,
    batch,
    booking,
    calendar_object,
    gone_object,
)

NAMES = {item_mark(KEY, name): name for name in ("visit-1", "other", "visit-2")}


def states(office: Office) -> list[tuple[str, str]]:
    return [(NAMES.get(row.uid, "?"), row.status.value) for row in office.all(Booking)]


def visits(count: int, **changes: Any) -> list[BookingSeen]:
    """Give that many visits of the coming days, each its own event."""
    return [booking(f"visit-{n}", at(days=n), **changes) for n in range(1, count + 1)]


def filled(office: Office, count: int) -> list[str]:
    """Put visits into the calendar and give their hrefs."""
    objects = [calendar_object(visit) for visit in visits(count)]
    office.store(Step(tuple(objects)))
    return [item.place.item for item in objects]


def vanish(office: Office, hrefs: Sequence[str], *, named: bool) -> bool:
    """Let objects be gone; give whether that is held back."""
    return office.store(Step(gone=tuple(gone_object(href, named=named) for href in hrefs))).frozen


# States of a booking.


def test_moved_booking_keeps_what_it_was_before(office: Office) -> None:
    office.read(calendar_object(booking()))
    office.read(calendar_object(booking(start=at(days=3)), version="v2"))
    (row,) = office.all(Booking)
    (move,) = office.all(BookingMove)
    assert (row.starts_at, row.judge_from) == (at(days=3), at(days=3, hours=1))
    assert (move.starts_at, move.status) == (at(days=1), BookingStatus.PLANNED)


def test_same_object_twice_changes_nothing(office: Office) -> None:
    item = calendar_object(booking(), booking(recurrence_id="2026-11-27T10:00:00Z", start=at(days=7)))
    office.store(Step((item,)))
    before = (office.facts(), office.all(Booking), office.all(BookingMove))
    office.pass_time(hours=1)
    office.store(Step((item,)))
    assert (office.facts(), office.all(Booking), office.all(BookingMove)) == before


def test_cancelled_booking_is_a_state(office: Office) -> None:
    office.read(calendar_object(booking()), calendar_object(booking(status=BookingStatus.CANCELLED), version="v2"))
    assert states(office) == [("visit-1", "cancelled")]


def test_removed_occurrence_is_a_state(office: Office) -> None:
    weeks = [booking(start=at(days=7 * n), recurrence_id=f"week {n}") for n in (1, 2, 3)]
    office.read(calendar_object(*weeks, recurring=True), calendar_object(weeks[0], weeks[2], recurring=True))
    assert [row.status.value for row in office.all(Booking)] == ["planned", "removed", "planned"]


def test_occurrence_that_could_not_be_read_is_not_removed(office: Office) -> None:
    weeks = [booking(start=at(days=7 * n), recurrence_id=f"week {n}") for n in (1, 2)]
    office.read(calendar_object(*weeks, href="/sari/series.ics"))
    office.read(calendar_object(weeks[0], href="/sari/series.ics", problems=("bad_rule",)))
    office.read(calendar_object(href="/sari/series.ics", problems=("bad_rule",)))
    assert [row.status.value for row in office.all(Booking)] == ["planned", "planned"]


def test_occurrence_outside_the_window_read_is_left_alone(office: Office) -> None:
    office.read(calendar_object(booking(start=at(days=-800)), href="/sari/a.ics"))
    office.read(calendar_object(booking("other"), href="/sari/a.ics"))
    assert states(office)[0] == ("visit-1", "planned")


def test_event_that_is_no_booking_any_more_is_removed(office: Office) -> None:
    office.read(calendar_object(booking()), calendar_object(booking(is_booking=False, why="private")))
    assert states(office) == [("visit-1", "removed")]


def test_event_that_is_no_booking_stores_nobody(office: Office) -> None:
    stored = office.store(Step((calendar_object(booking(is_booking=False, why="unaccepted")),)))
    assert (stored.used, stored.skipped) == (0, 1)
    assert office.count(Person) == office.count(Booking) == 0


def test_occurrence_listed_twice_is_one_booking(office: Office) -> None:
    office.read(calendar_object(booking(), booking(start=at(days=2))))
    assert [row.starts_at for row in office.all(Booking)] == [at(days=2)]
    assert office.count(ProblemRow) == 0


def test_very_long_uid_is_known_again(office: Office) -> None:
    item = calendar_object(booking("u" * 2000), href="/sari/long.ics")
    office.read(item, item)
    assert office.count(Booking) == 1
    assert office.count(ProblemRow) == 0


def test_deleted_event_removes_what_lies_ahead_and_keeps_what_has_been(office: Office) -> None:
    weeks = [booking(start=at(days=7 * n), recurrence_id=f"week {n}") for n in (-1, 1)]
    office.read(calendar_object(*weeks, href="/sari/series.ics"))
    assert not vanish(office, ["/sari/series.ics"], named=True)
    assert [row.status.value for row in office.all(Booking)] == ["planned", "removed"]
    (source,) = office.all(Source)
    assert (source.gone_at, source.version) == (office.now, None)
    office.pass_time(hours=2)
    vanish(office, ["/sari/series.ics"], named=True)
    assert office.all(Source)[0].gone_at == source.gone_at


def test_event_that_returns_is_planned_again(office: Office) -> None:
    item = calendar_object(booking())
    office.read(item)
    vanish(office, [item.place.item], named=True)
    office.read(item)
    assert states(office) == [("visit-1", "planned")]
    assert office.all(Source)[0].gone_at is None


# The guard against a calendar that empties.


def test_few_deletions_are_believed(office: Office) -> None:
    hrefs = filled(office, 8)
    assert not vanish(office, hrefs[:2], named=False)
    assert [state for _, state in states(office)].count("removed") == 2


@pytest.mark.parametrize("named", [True, False])
def test_emptied_calendar_is_held_back_until_a_person_confirms(office: Office, named: bool) -> None:
    hrefs = filled(office, 6)
    cursor = office.cursor(CALENDAR)
    assert vanish(office, hrefs, named=named)
    assert office.cursor(CALENDAR) == cursor
    office.pass_time(hours=2)
    assert vanish(office, hrefs, named=named), "no later pass will do when all is gone"
    assert {state for _, state in states(office)} == {"planned"}
    confirm(office)
    assert not vanish(office, hrefs, named=named)
    assert {state for _, state in states(office)} == {"removed"}
    assert office.all(Stream)[0].frozen_at is None


def confirm(office: Office) -> None:
    """Let a person say that what is missing is really gone."""

    def deed(session: Any) -> None:
        stream = session.get_one(Stream, 1)
        stream.confirmed_at = office.now
        session.add(stream)

    office.do(deed)


def test_half_emptied_listing_is_believed_in_a_second_pass_an_hour_later(office: Office) -> None:
    hrefs = filled(office, 8)
    assert vanish(office, hrefs[:4], named=False)
    office.pass_time(minutes=59)
    assert vanish(office, hrefs[:4], named=False)
    office.pass_time(minutes=2)
    assert not vanish(office, hrefs[:4], named=False)


def test_other_events_missing_start_the_hour_anew(office: Office) -> None:
    hrefs = filled(office, 8)
    vanish(office, hrefs[:4], named=False)
    office.pass_time(hours=2)
    assert vanish(office, hrefs[:5], named=False)


def test_word_about_some_events_is_no_word_about_all(office: Office) -> None:
    hrefs = filled(office, 8)
    vanish(office, hrefs[:4], named=False)
    confirm(office)
    assert vanish(office, hrefs, named=False)


def test_more_than_twenty_named_deletions_at_once_are_held_back(office: Office) -> None:
    hrefs = filled(office, 30)
    assert vanish(office, hrefs[:21], named=True)
    assert not vanish(office, hrefs[:20], named=True)
    assert [state for _, state in states(office)].count("removed") == 20


def test_calendar_thaws_when_the_events_return(office: Office) -> None:
    hrefs = filled(office, 6)
    vanish(office, hrefs, named=False)
    filled(office, 6)
    assert office.all(Stream)[0].frozen_at is None
    assert {state for _, state in states(office)} == {"planned"}


def test_calendar_of_empty_events_is_held_back_as_an_emptied_one(office: Office) -> None:
    hrefs = filled(office, 6)
    empty = Step(tuple(calendar_object(href=href, version="v2") for href in hrefs))
    assert office.store(empty).frozen
    assert {state for _, state in states(office)} == {"planned"}
    assert {row.version for row in office.all(Source)} == {"v1"}
    confirm(office)
    assert not office.store(empty).frozen
    assert {state for _, state in states(office)} == {"removed"}
    assert {(row.version, row.gone_at) for row in office.all(Source)} == {("v2", None)}


def test_list_that_is_not_believed_neither_thaws_nor_takes_back_a_word(office: Office) -> None:
    hrefs = filled(office, 6)
    vanish(office, hrefs, named=False)
    confirm(office)
    cursor = office.cursor(CALENDAR)
    doubted = replace(batch(Step(), CALENDAR, "doubted"), doubted=True)
    assert office.intake.store(doubted).frozen
    assert office.cursor(CALENDAR) == cursor
    assert not vanish(office, hrefs, named=False), "the word still stands"
    assert {state for _, state in states(office)} == {"removed"}


def test_one_event_that_came_empty_is_removed(office: Office) -> None:
    hrefs = filled(office, 6)
    assert not office.store(Step((calendar_object(href=hrefs[0], version="v2"),))).frozen
    assert states(office)[0] == ("visit-1", "removed")


# What no database takes.


def test_an_object_with_an_endless_name_costs_only_itself(office: Office) -> None:
    place = Place("kalenteri", CALENDAR, "", "/x" * 900)
    office.intake.store(
        replace(batch(Step(()), CALENDAR, "1"), problems=(Problem(place, ProblemStage.READ, "not_a_calendar"),))
    )
    (row,) = office.all(ProblemRow)
    assert row.item.startswith("sha256:")


def test_held_object_with_a_value_no_database_takes_costs_only_itself(office: Office) -> None:
    office.store(Step((calendar_object(booking()), calendar_object(booking("other")))))
    worse = calendar_object(booking(), version="e" * 301)
    moved = calendar_object(booking("other", start=at(days=3)), version="v2")
    stored = office.store(Step((moved, worse)))
    refused = office.database.engine.dialect.name == "postgresql"
    assert (stored.used, stored.problems) == ((1, 1) if refused else (2, 0))
    assert {row.uid: row.starts_at for row in office.all(Booking)}[item_mark(KEY, "other")] == at(days=3)
