"""What time a calendar server thinks it is: to notice a machine whose own clock is wrong."""

import http.client
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from connectors.accounts import CalendarAccount, Server
from connectors.tls import client_context
from models.errors import Refused

_SECONDS = 10.0


def server_clock(account: CalendarAccount) -> datetime | None:
    """Give the server's Date (UTC, to the second); None when it cannot be had.

    One OPTIONS request without name and password, to the configured server alone; no redirect is followed.
    """
    url = urlsplit(account.url)
    try:
        connection = _connection(account)
        try:
            connection.request("OPTIONS", url.path or "/")
            date = connection.getresponse().getheader("Date")
        finally:
            connection.close()
        found = parsedate_to_datetime(date or "")
    except (OSError, http.client.HTTPException, ValueError, Refused):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _connection(account: CalendarAccount) -> http.client.HTTPConnection:
    url = urlsplit(account.url)
    host = url.hostname or ""
    if url.scheme == "http":
        return http.client.HTTPConnection(host, url.port, timeout=_SECONDS)
    context = client_context(Server(host, url.port or 443, insecure=account.insecure, ca_file=account.ca_file))
    return http.client.HTTPSConnection(host, url.port, timeout=_SECONDS, context=context)
