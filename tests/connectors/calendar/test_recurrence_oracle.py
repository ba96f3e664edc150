"""Our expansion against dateutil's, on random rules that both read alike."""

from datetime import datetime

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.calendar.recurrence import Budget, starts
from connectors.calendar.rules import read_rule
from connectors.calendar.times import Moment
from connectors.calendar.zones import Zones

_ZONES = Zones([], "Europe/Helsinki")
# Wall clock times: rules know no zone.
_WINDOW = (datetime.fromisoformat("2025-06-01"), datetime.fromisoformat("2027-06-01"))
_FIRST, _LAST = datetime.fromisoformat("2015-01-01"), datetime.fromisoformat("2026-12-28")
_WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def _numbers(low: int, high: int) -> st.SearchStrategy[str]:
    return st.sets(st.integers(low, high), min_size=1, max_size=4).map(lambda found: ",".join(map(str, sorted(found))))


@st.composite
def _rules(draw: st.DrawFn) -> str:
    """Rules without what dateutil reads otherwise than RFC 5545 (places mixed with plain weekdays, BYWEEKNO without BYDAY)
    or cannot end (dates that never come)."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.booleans()):
        days = sorted(draw(st.sets(st.sampled_from(_WEEKDAYS), min_size=1, max_size=4)))
        places = frequency in ("MONTHLY", "YEARLY") and draw(st.booleans())
        parts.append(
            "BYDAY=" + ",".join((draw(st.sampled_from(["1", "2", "4", "-1"])) if places else "") + d for d in days)
        )
        if frequency == "YEARLY" and not places and draw(st.booleans()):
            parts.append("BYWEEKNO=" + draw(_numbers(1, 52)))
    elif frequency != "WEEKLY" and draw(st.booleans()):
        parts.append("BYMONTHDAY=" + draw(_numbers(1, 28)))
    if draw(st.booleans()) and "BYWEEKNO" not in parts[-1]:
        parts.append("BYMONTH=" + draw(_numbers(1, 12)))
    if draw(st.booleans()):
        parts.append("BYHOUR=" + draw(_numbers(0, 23)))
    if frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append("BYSETPOS=" + draw(st.sampled_from(["1", "-1", "1,2", "2,-1"])))
    if draw(st.booleans()):
        parts.append("WKST=" + draw(st.sampled_from(["MO", "SU", "WE"])))
    parts.append(
        draw(st.sampled_from(["COUNT=30", "UNTIL=20270301T100000", "WKST=MO"]))
        if "WKST" not in parts[-1]
        else "COUNT=9"
    )
    return ";".join(parts)


@pytest.mark.timeout(120)
@settings(max_examples=400, deadline=None)
@given(_rules(), st.datetimes(_FIRST, _LAST))
def test_rule_expands_as_dateutil_expands_it(text: str, first: datetime) -> None:
    first = first.replace(microsecond=0)
    rule = read_rule(text, Moment(first, _ZONES.configured), _ZONES)
    expected = [start for start in rrulestr(text, dtstart=first).between(*_WINDOW, inc=True) if start < _WINDOW[1]]
    assert list(starts(rule, first, _WINDOW, Budget())) == expected
