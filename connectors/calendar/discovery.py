"""Which calendars of an account are read: those named in the configuration, or all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from connectors.accounts import CalendarAccount
from connectors.calendar.client import CalDavClient, CalendarMissing, FoundCalendar
from connectors.calendar.transport import Outage
from connectors.contract import Known
from models.errors import Refused
from models.values import OwnIdentity

_MAX_NAMES = 40


@dataclass(frozen=True, slots=True)
class Chosen:
    """Calendars to read, configured ones that are not there, all that are, and the firm with the addresses that the server
    knows the account by."""

    calendars: tuple[FoundCalendar, ...]
    missing: tuple[str, ...]
    found: tuple[FoundCalendar, ...]
    own: OwnIdentity

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all calendars that there are."""
        return tuple(one.name or one.path for one in self.found)

    @property
    def kept_names(self) -> tuple[str, ...]:
        """The same for a message that is kept or mailed: addresses of people, which paths often hold, are left out."""
        return tuple(_kept(one.name) for one in self.found)


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
                f"{account.name}: the server shows no calendar", mend="check the url; the service tries again by itself"
            )
    own = replace(account.own, addresses=tuple(sorted({*account.own.addresses, *addresses})))
    return Chosen(tuple(chosen.values()), tuple(missing), tuple(found), own)


def absences(account: CalendarAccount, chosen: Chosen, known: Known) -> list[Refused]:
    """What to tell of calendars that were configured or read before and are not there. Their bookings stay as they are."""
    told = [not_there(account.name, name, chosen, known) for name in chosen.missing]
    if account.calendars:
        # What was read before and is not named any more was taken out by a person.
        return told
    read = {calendar.path for calendar in chosen.calendars}
    streams = sorted(known.streams())
    for number, stream in enumerate(streams, 1):
        if stream not in read and known.versions(stream):
            mend = (
                "`rekisterid check` shows those that are there: bring it back; if it was removed or moved on purpose, "
                "name the calendars to be read in `calendars`"
            )
            # Not its path, which often is somebody's address: the message is kept, and mailed with an alarm.
            which = f"calendar {number} of the {len(streams)} that were read"
            told.append(Refused(f"{account.name}: {which} is not there any more; its bookings are kept", mend=mend))
    return told


def not_there(account: str, name: str, chosen: Chosen, known: Known) -> Refused:
    """The error for a configured calendar that is not there; it names one that was read before and is called otherwise now."""
    read, before = {calendar.path for calendar in chosen.calendars}, set(known.streams())
    renamed = [
        name
        for name, one in zip(chosen.kept_names, chosen.found, strict=True)
        if one.path in before and one.path not in read
    ]
    mend = f"it seems to have been renamed: {renamed[0]}; or " if len(renamed) == 1 else ""
    which = "at an address that is configured" if _may_name_a_person(name) else name
    listed = name_one_of(dict.fromkeys(chosen.kept_names))
    return Refused(f"{account}: there is no calendar {which}", mend=mend + listed)


def name_one_of(names: Iterable[str]) -> str:
    """The mend for a calendar that is not there."""
    listed = ", ".join(list(names)[:_MAX_NAMES])
    if not listed:
        return "the account has no calendars: check its url and its rights"
    return f"name one of the calendars of this account, or its address: {listed}"


def _kept(name: str) -> str:
    return name if name and not _may_name_a_person(name) else "one that `rekisterid check` shows"


def _may_name_a_person(name: str) -> bool:
    """Whether it is an address or a path; those of calendars often hold the mail address of their owner."""
    return "@" in name or "/" in name


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
