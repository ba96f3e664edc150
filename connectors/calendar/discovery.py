"""Which calendars of an account are read: those named in the configuration, or all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from connectors.accounts import CalendarAccount
from connectors.calendar.client import CalDavClient, CalendarMissing, FoundCalendar
from connectors.calendar.transport import Outage
from models.values import OwnIdentity

_MAX_NAMES = 40


@dataclass(frozen=True, slots=True)
class Chosen:
    """Calendars to read, configured ones that are not there, names of all that are, and the firm with the addresses that
    the server knows the account by."""

    calendars: tuple[FoundCalendar, ...]
    missing: tuple[str, ...]
    names: tuple[str, ...]
    own: OwnIdentity


def choose(client: CalDavClient, account: CalendarAccount) -> Chosen:
    """Ask the server which calendars there are and take the configured ones. Raises Unreachable and Refused.

    Without a configured name an account that has no calendar at all is an outage: nobody sets that up.
    """
    try:
        homes, addresses = client.home()
        found = client.calendars(homes)
    except CalendarMissing:
        found, addresses = [], frozenset()
    chosen: dict[str, FoundCalendar] = {}
    missing: list[str] = []
    for name in account.calendars:
        calendar = _named(client, name, found)
        if calendar is None:
            missing.append(name)
        else:
            chosen[calendar.path] = calendar
    if not account.calendars:
        chosen = {calendar.path: calendar for calendar in found}
        if not chosen:
            raise Outage(
                f"{account.name}: the server shows no calendar", mend="check the url; it is tried again by itself"
            )
    own = replace(account.own, addresses=tuple(sorted({*account.own.addresses, *addresses})))
    return Chosen(tuple(chosen.values()), tuple(missing), tuple(one.name or one.path for one in found), own)


def name_one_of(names: Iterable[str]) -> str:
    """The mend for a calendar that is not there."""
    listed = ", ".join(list(names)[:_MAX_NAMES])
    if not listed:
        return "the account has no calendars: check its url and its rights"
    return f"name one of the calendars of this account, or its address: {listed}"


def _named(client: CalDavClient, name: str, found: Iterable[FoundCalendar]) -> FoundCalendar | None:
    """By display name, exactly or else in any case, or by address."""
    calendars = list(found)
    if "/" in name:
        try:
            return client.calendar(name)
        except CalendarMissing:
            return None
    exact = [one for one in calendars if one.name == name]
    folded = [one for one in calendars if one.name.casefold() == name.casefold()]
    return next(iter(exact or folded), None)
