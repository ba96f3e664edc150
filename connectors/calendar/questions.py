"""The bodies of what a CalDAV server is asked (RFC 4918, RFC 4791, RFC 6578): text for three reports. Pure."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

_NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'


def propfind(names: Sequence[str]) -> str:
    """Ask for properties by their names with prefix: D of DAV, C of CalDAV, S of calendarserver.org."""
    wanted = "".join(f"<{name}/>" for name in names)
    return f"<D:propfind {_NAMESPACES}><D:prop>{wanted}</D:prop></D:propfind>"


def sync_collection(token: str, *, with_data: bool = False) -> str:
    """Ask what changed since the token; "" asks for everything. `with_data`: for the objects themselves too."""
    data = "<C:calendar-data/>" if with_data else ""
    return (
        f"<D:sync-collection {_NAMESPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        f"<D:sync-level>1</D:sync-level><D:prop><D:getetag/>{data}</D:prop></D:sync-collection>"
    )


def calendar_multiget(hrefs: Iterable[str]) -> str:
    """Ask for the objects at these addresses."""
    asked = "".join(f"<D:href>{escape(href)}</D:href>" for href in hrefs)
    return f"<C:calendar-multiget {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>{asked}</C:calendar-multiget>"
