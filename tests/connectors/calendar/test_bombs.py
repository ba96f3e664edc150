"""Calendar bombs (HW-T6): each costs at most 2 s and 256 MB, and the visit that stands beside it is read all the same."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from connectors.accounts import BookingRules
from connectors.calendar.options import EventOptions
from connectors.sandbox import Limits, SandboxReader
from models.errors import BadItem
from models.values import OwnIdentity

_OPTIONS = EventOptions(
    BookingRules(no_show_pattern="ei saapunut", no_feedback_pattern="ei palautetta"),
    OwnIdentity(domains=("firma.example",)),
    datetime(2021, 1, 1, tzinfo=UTC),
    datetime(2027, 4, 6, tzinfo=UTC),
)
_GOOD = "BEGIN:VEVENT\nUID:good\nDTSTART:20260310T080000Z\nDTEND:20260310T090000Z\nSUMMARY:Maija\nEND:VEVENT\n"


def _event(*lines: str, start: str = "DTSTART:20260301T080000Z", uid: str = "bomb") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, *lines, "END:VEVENT", ""])


def _rule(rule: str, start: str = "DTSTART:20260301T080000Z") -> str:
    return _event(f"RRULE:{rule}", start=start)


_1970 = "DTSTART:19700101T000000Z"
_ALL = ",".join(map(str, range(1, 367)))

# The five that no library tried got through in 40 s come first.
BOMBS = {
    "interval_of_zero": _rule("FREQ=DAILY;INTERVAL=0"),
    "secondly_since_1970": _rule("FREQ=SECONDLY", _1970),
    "secondly_a_billion_times": _rule("FREQ=SECONDLY;COUNT=1000000000"),
    "minutely_with_an_equal_exrule": _event("RRULE:FREQ=MINUTELY", "EXRULE:FREQ=MINUTELY"),
    "hourly_since_the_year_1": _rule("FREQ=HOURLY", "DTSTART:00010101T000000Z"),
    "daily_since_1970_a_billion_times": _rule("FREQ=DAILY;COUNT=1000000000", _1970),
    "daily_on_30_february": _rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "yearly_on_30_february_counted": _rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", _1970),
    "counted_rule_that_never_comes": _rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=999999999", _1970),
    "every_day_of_the_year_by_number": _rule(f"FREQ=YEARLY;BYYEARDAY={_ALL};COUNT=100000000", _1970),
    "every_minute_by_parts": _rule(
        f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}"
    ),
    "positions_of_everything": _rule(f"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS={_ALL};COUNT=99999999", _1970),
    "part_with_100000_values": _rule("FREQ=YEARLY;BYYEARDAY=" + "1," * 100_000 + "1"),
    "weeks_and_days_and_months": _rule(
        f"FREQ=YEARLY;BYWEEKNO={','.join(map(str, range(1, 54)))};BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=99999999", _1970
    ),
    "huge_interval": _rule("FREQ=YEARLY;INTERVAL=999999999"),
    "huge_number": _rule("FREQ=DAILY;INTERVAL=" + "9" * 10_000),
    "until_the_year_9999": _rule("FREQ=DAILY;UNTIL=99991231T235959Z"),
    "336_added_dates": _event(
        "RDATE:" + ",".join(f"2026{m:02}{d:02}T100000Z" for m in range(1, 13) for d in range(1, 29))
    ),
    "100000_added_dates_over_the_cap": _event(*["RDATE:" + ",".join(["20260301T100000Z"] * 2_000)] * 50),
    "100000_excluded_dates": _event("RRULE:FREQ=DAILY", *["EXDATE:" + ",".join(["20260301T100000Z"] * 2_000)] * 50),
    "4000_events_that_run_daily_since_1970": "".join(
        _event("RRULE:FREQ=DAILY;COUNT=1000000000", start=_1970, uid=f"bomb-{number}") for number in range(4_000)
    ),
    "3000_changed_instances_for_ever_after": _event("RRULE:FREQ=DAILY")
    + "".join(
        _event(
            f"RECURRENCE-ID;RANGE=THISANDFUTURE:2026{1 + n % 12:02}{1 + n % 28:02}T{n % 24:02}{n % 60:02}00Z",
            start=f"DTSTART:2026{1 + n % 12:02}{1 + n % 28:02}T{n % 24:02}{n % 60:02}00Z",
        )
        for n in range(3_000)
    ),
    "moved_by_a_thousand_years": _event("RRULE:FREQ=DAILY;COUNT=9")
    + _event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260303T080000Z", start="DTSTART:21990303T080000Z"),
    "20000_components_in_each_other": "BEGIN:X-A\n" * 20_000,
    "20000_components_beside_each_other": "BEGIN:VALARM\nEND:VALARM\n" * 20_000,
    "line_of_3_megabytes": _event("ATTACH;ENCODING=BASE64:" + "A" * 3_000_000),
    "description_of_3_megabytes": _event("DESCRIPTION:" + "<" * 3_000_000),
    "description_full_of_addresses": _event("DESCRIPTION:" + "a@" * 15_000 + "b.example"),
    "description_full_of_digits": _event("DESCRIPTION:" + "+358 40 " * 6_000),
    "description_full_of_tags": _event("DESCRIPTION:" + "<p " * 20_000),
    "description_full_of_labels": _event("DESCRIPTION:" + "Nimi :" * 10_000),
    "line_full_of_quotes": _event("ATTENDEE;CN=" + '"' * 30_000 + ":mailto:a@example.com"),
    "line_full_of_parameters": _event("ATTENDEE" + ";A=b" * 15_000 + ":mailto:a@example.com"),
    "4000_attendees": _event(*[f"ATTENDEE;CN=N{n}:mailto:n{n}@example.com" for n in range(4_000)]),
    "title_full_of_blanks": _event("SUMMARY:" + " " * 60_000 + "x"),
    "4000_zones": "".join(
        f"BEGIN:VTIMEZONE\nTZID:Z{n}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY\nTZOFFSETTO:+0200\n"
        "END:STANDARD\nEND:VTIMEZONE\n"
        for n in range(4_000)
    ),
    "zone_that_changes_every_second": "BEGIN:VTIMEZONE\nTZID:Z\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    "RRULE:FREQ=SECONDLY\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\n"
    + _event(start="DTSTART;TZID=Z:20260301T080000"),
    "zone_name_that_climbs_out": _event(start="DTSTART;TZID=../../../../etc/passwd:20260301T080000"),
    "duration_of_a_thousand_years": _event("DURATION:P9999W"),
    "folded_into_single_letters": _event("SUMMARY:" + "\n a" * 200_000),
}
# Above the caps: not looked into at all.
REFUSED = {
    "object_of_20_megabytes": ("SUMMARY:" + "A" * 20_000_000, "too_large"),
    "20000_events": (_event() * 20_000, "too_many_components"),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxReader]:
    sandbox = SandboxReader(Limits(cpu_seconds=2, wall_seconds=20.0, memory_bytes=256 * 1024 * 1024))
    sandbox.read_events(_object(""), _OPTIONS)
    yield sandbox
    sandbox.close()


def _object(bomb: str) -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{_GOOD}{bomb}END:VCALENDAR\n".encode()


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_costs_at_most_itself(name: str, reader: SandboxReader) -> None:
    # The reader's own limits are the measure: 2 s of CPU and 256 MB an item.
    reading = reader.read_events(_object(BOMBS[name]), _OPTIONS)
    assert "good" in {one.uid for one in reading.occurrences}


@pytest.mark.parametrize("name", REFUSED)
def test_object_above_the_caps_is_not_looked_into(name: str, reader: SandboxReader) -> None:
    bomb, code = REFUSED[name]
    with pytest.raises(BadItem, match=code):
        reader.read_events(_object(bomb), _OPTIONS)
    assert len(reader.read_events(_object(""), _OPTIONS).occurrences) == 1
