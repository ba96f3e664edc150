"""Time zones as calendar programs name them: IANA, Windows, path-like and home-made names. Pure; reads no network."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from connectors.calendar.content import Component

_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})(?::?\d{2})?")
_NAMED_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)")
_UTC_NAMES = frozenset({"utc", "z", "gmt", "etc/utc", "etc/gmt", "zulu", "coordinated universal time"})
_REGIONS = ("Europe", "America", "Asia", "Africa", "Australia", "Atlantic", "Pacific", "Indian")

# Zones tried for a home-made definition with summer time, after the configured one: one of each rule and offset in wide use.
_CANDIDATES = (
    "Europe/Helsinki",
    "Europe/Stockholm",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Halifax",
    "America/St_Johns",
    "Atlantic/Azores",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Pacific/Auckland",
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone; `assumed` when nothing usable was named and the configured one stands in."""

    rules: tzinfo
    assumed: bool = False


class Zones:
    """Zones of one calendar: `configured` is the IANA name used where it names none, `calendar_zone` its X-WR-TIMEZONE,
    by which exports say what their floating times mean."""

    def __init__(self, definitions: Iterable[Component], configured: str, calendar_zone: str = "") -> None:
        self.configured = ZoneInfo(configured)
        self._definitions = {one.value("TZID").lower(): one for one in definitions if one.value("TZID")}
        self._found: dict[str, Zone] = {}
        own = _known(calendar_zone.strip()) if calendar_zone.strip() else None
        if own is not None:
            self._found[""] = Zone(own)

    def named(self, name: str) -> Zone:
        """The zone of a TZID parameter, "" for a floating time. Never fails: an unknown name gives the configured zone."""
        key = name.strip().strip('"').strip()
        if key not in self._found:
            rules = self._by_name(key) or self._by_definition(key) if key else None
            self._found[key] = Zone(rules) if rules else Zone(self.configured, assumed=True)
        return self._found[key]

    def _by_name(self, key: str) -> tzinfo | None:
        return _known(key) or _last_segments(key) or _city(key) or _fixed_offset(key)

    def _by_definition(self, key: str) -> tzinfo | None:
        """From the VTIMEZONE of that name: its location, or the zone whose winter and summer offsets are the same."""
        definition = self._definitions.get(key.lower())
        if definition is None:
            return None
        located = _known(definition.value("X-LIC-LOCATION"))
        if located is not None:
            return located
        winter, summer = _latest_offset(definition, "STANDARD"), _latest_offset(definition, "DAYLIGHT")
        if winter is None:
            winter, summer = summer, None
        if winter is None:
            return None
        if summer is None or summer == winter:
            return timezone(winter)
        return next((zone for zone in self._candidates() if _offsets(zone) == {winter, summer}), None)

    def _candidates(self) -> Iterable[ZoneInfo]:
        yield self.configured
        for name in _CANDIDATES:
            yield ZoneInfo(name)


def _known(key: str) -> tzinfo | None:
    """An IANA or Windows name, in any case."""
    folded = key.casefold()
    if folded in _UTC_NAMES:
        return UTC
    name = _iana_names().get(folded) or _windows_names().get(folded)
    return ZoneInfo(name) if name else None


def _last_segments(key: str) -> tzinfo | None:
    """`/mozilla.org/20070129_1/Europe/Helsinki`, `/Europe/Stockholm`: what follows is an IANA name of three or two parts."""
    parts = key.strip("/").split("/")
    for count in (3, 2):
        name = _iana_names().get("/".join(parts[-count:]).casefold()) if len(parts) >= count else None
        if name:
            return ZoneInfo(name)
    return None


def _city(key: str) -> tzinfo | None:
    """`(UTC+02:00) Helsinki, Kyiv, Riga` and the like: the first city that an IANA zone is named after."""
    cities = _BRACKETS.sub(" ", key).split(",")
    found = (_city_names().get(city.strip().replace(" ", "_").casefold()) for city in cities)
    name = next((name for name in found if name), None)
    return ZoneInfo(name) if name else None


def _fixed_offset(key: str) -> tzinfo | None:
    found = _NAMED_OFFSET.fullmatch(key)
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(size if found[1] == "+" else -size) if size < timedelta(hours=15) else None


def _latest_offset(definition: Component, season: str) -> timedelta | None:
    """Offset of the observance that began last: older ones describe the past."""
    parts = [part for part in definition.parts if part.name == season]
    newest = max(parts, key=lambda part: part.value("DTSTART"), default=None)
    found = _OFFSET.fullmatch(newest.value("TZOFFSETTO")) if newest else None
    if found is None:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return (size if found[1] == "+" else -size) if size < timedelta(hours=15) else None


def _offsets(zone: ZoneInfo) -> set[timedelta | None]:
    return {datetime(2025, month, 15, tzinfo=zone).utcoffset() for month in (1, 7)}


@cache
def _iana_names() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _city_names() -> dict[str, str]:
    names = (name for name in _iana_names().values() if name.split("/")[0] in _REGIONS)
    return {name.rsplit("/", 1)[1].casefold(): name for name in names}


@cache
def _windows_names() -> dict[str, str]:
    # Imported where it is needed: most objects name IANA zones, and the package takes a tenth of a second.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return {windows.casefold(): iana for windows, iana in WINDOWS_TO_OLSON.items()}
