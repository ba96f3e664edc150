"""What an account's calendars are like: which collections hold events, and how they can be read. Pure."""

from dataclasses import dataclass

from connectors.calendar.answers import CALDAV, DAV, Entry

CALENDAR_PROPERTIES = [
    "D:resourcetype",
    "D:displayname",
    "C:supported-calendar-component-set",
    "D:supported-report-set",
]
"""What is asked of a collection to tell."""


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """A calendar of the account. `path` names its stream; `syncs` is false when the server says it cannot sync it."""

    path: str
    name: str
    syncs: bool = True


def calendar_of(entry: Entry) -> FoundCalendar | None:
    """The calendar that an entry describes; None when it is none, or one for tasks only."""
    if entry.status != 200 or not entry.has(DAV + "resourcetype", CALDAV + "calendar"):
        return None
    kinds = entry.properties.get(CALDAV + "supported-calendar-component-set")
    names = {one.get("name", "").upper() for one in kinds} if kinds is not None else set()
    if names and "VEVENT" not in names:
        return None
    reports = entry.properties.get(DAV + "supported-report-set")
    told = [] if reports is None else [str(one.tag) for one in reports.iterfind(f"{DAV}supported-report/{DAV}report/*")]
    return FoundCalendar(entry.item, entry.text(DAV + "displayname"), not told or DAV + "sync-collection" in told)
