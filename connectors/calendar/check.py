"""Test a CalDAV account as `rekisterid check` does: connection, login, each calendar."""

from urllib.parse import urlsplit

from connectors.accounts import CalendarAccount
from connectors.calendar.client import CalDavClient, CalendarMissing, FoundCalendar
from connectors.calendar.discovery import choose, name_one_of
from models.errors import RekisteridError
from models.values import Finding


def check_account(account: CalendarAccount) -> list[Finding]:
    """Give a finding for each thing the account needs, with the mend of what fails. Raises nothing."""
    subject = f"{account.name}: {urlsplit(account.url).hostname or account.url}"
    try:
        client = CalDavClient(account)
    except RekisteridError as exc:
        return [Finding.failed(subject, exc)]
    try:
        chosen = choose(client, account)
        secured = "the connection is not verified, as configured" if account.insecure else "verified TLS"
        findings = [Finding(subject, ok=True, message=f"connection ({secured}) and login")]
        findings += [_calendar(client, account, calendar) for calendar in chosen.calendars]
    except RekisteridError as exc:
        return [Finding.failed(subject, exc)]
    finally:
        client.close()
    for name in chosen.missing:
        wrong = "there is no such calendar"
        findings.append(
            Finding(f"{account.name}: calendar {name}", ok=False, message=wrong, mend=name_one_of(chosen.names))
        )
    return findings


def _calendar(client: CalDavClient, account: CalendarAccount, calendar: FoundCalendar) -> Finding:
    subject = f"{account.name}: calendar {calendar.name or calendar.path}"
    try:
        listed = client.listing(calendar.path)
    except CalendarMissing:
        mend = "see whether the login may read this calendar; the service tries again by itself"
        return Finding(subject, ok=False, message="the server does not open it", mend=mend)
    except RekisteridError as exc:
        return Finding.failed(subject, exc)
    way = "changes are asked for by sync token" if calendar.syncs else "changes are found by comparing lists"
    return Finding(subject, ok=True, message=f"{len(listed.etags)} objects; {way}")
