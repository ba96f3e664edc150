"""What staff's calendar program does on a CalDAV server, by plain HTTP: independent of the client under test."""

import base64
import itertools
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_WAIT_SECONDS = 20
_SERIAL = itertools.count(1)
_MKCALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:set><D:prop><D:displayname>{name}</D:displayname></D:prop></D:set>
</C:mkcalendar>"""


class HttpRefused(Exception):
    """The server answered with an error status."""

    def __init__(self, method: str, status: int) -> None:
        super().__init__(f"{method}: {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """Someone who may log in to a CalDAV server. `url` is the server's address, `home_url` where the calendars are made."""

    url: str
    home_url: str
    username: str
    password: str

    def new_calendar(self, name: str) -> "Calendar":
        """Make an empty calendar with that display name; its address is another each time."""
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "calendar"
        calendar = Calendar(self, f"{self.home_url}{slug}-{next(_SERIAL)}/")
        self.request("MKCALENDAR", calendar.url, _MKCALENDAR.format(name=escape(name)).encode())
        return calendar

    def request(self, method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[bytes, dict[str, str]]:
        """One request as this account; gives body and headers (names in small letters). Raises HttpRefused."""
        token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        every = {"Authorization": f"Basic {token}", "Content-Type": "application/xml; charset=utf-8"}
        every |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data=body, method=method, headers=every)
        # Without a proxy handler: these addresses are never outside.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_WAIT_SECONDS) as answer:
                return answer.read(), {name.lower(): value for name, value in answer.headers.items()}
        except urllib.error.HTTPError as refused:
            with refused:
                raise HttpRefused(method, refused.code) from refused


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar of an account. Objects have the name of their file: "visit-1.ics"."""

    account: CalendarAccount
    url: str

    def object_url(self, name: str) -> str:
        """Address of an object, there or not."""
        return self.url + urllib.parse.quote(name)

    def put(self, name: str, ics: str) -> str:
        """Make or replace an object; gives its etag. Line ends may be LF or CRLF."""
        text = ics.replace("\r\n", "\n").replace("\n", "\r\n").encode()
        self.account.request("PUT", self.object_url(name), text, Content_Type="text/calendar; charset=utf-8")
        return self.etags()[name]

    def get(self, name: str) -> str:
        """Text of an object as stored."""
        return self.account.request("GET", self.object_url(name))[0].decode()

    def delete(self, name: str) -> None:
        """Delete an object. Raises HttpRefused when it is not there."""
        self.account.request("DELETE", self.object_url(name))

    def empty(self) -> None:
        """Delete every object; the calendar stays."""
        for name in self.etags():
            self.delete(name)

    def remove(self) -> None:
        """Delete the calendar itself."""
        self.account.request("DELETE", self.url)

    def etags(self) -> dict[str, str]:
        """Name → etag of every object: equal before and after means untouched."""
        asked = b'<D:propfind xmlns:D="DAV:"><D:prop><D:getetag/></D:prop></D:propfind>'
        body, _ = self.account.request("PROPFIND", self.url, asked, Depth="1")
        found = {}
        for answer in ElementTree.fromstring(body).iter("{DAV:}response"):
            path = urllib.parse.unquote(answer.findtext("{DAV:}href", ""))
            etag = answer.findtext(".//{DAV:}getetag", "")
            if not path.endswith("/") and etag:
                found[path.rsplit("/", 1)[1]] = etag
        return found
