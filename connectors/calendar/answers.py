"""Read DAV multistatus answers (RFC 4918, RFC 4791, RFC 6578). What an answer does not say clearly is an outage, not a fact."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from connectors.calendar.transport import Origin, Outage, origin_of

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CALENDARSERVER = "{http://calendarserver.org/ns/}"
VALID_SYNC_TOKEN = DAV + "valid-sync-token"
"""RFC 6578, 3.2: the token is known no more."""
MATCHES_WITHIN_LIMITS = DAV + "number-of-matches-within-limits"
"""RFC 6578, 3.3 and 3.6: there is more than the server gives at once."""
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?\s+(\d{3})|^\s*(\d{3})\b")
_OK = 200
_HREF = DAV + "href"
_OWN_STATUS = DAV + "status"
_PROPSTAT = DAV + "propstat"
_PROP = DAV + "prop"
# An address that is a path and nothing else, as nearly all are; two slashes at the start would name a host.
_PLAIN_PATH = re.compile(r"/(?!/)[A-Za-z0-9@:!$&'()*+,;=~._/%-]*")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9@:!$&'()*+,;=~._-]*")
_MAX_ETAG_CHARS = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource of an answer: `href` as the server spells it, `item` in one spelling, status 200 unless it says otherwise.

    `properties` are those that were found, by tag.
    """

    href: str
    item: str
    status: int
    properties: "dict[str, etree._Element]"

    def text(self, tag: str) -> str:
        """Text of a property, "" when it has none."""
        found = self.properties.get(tag)
        return (found.text or "").strip() if found is not None else ""

    def has(self, tag: str, child: str) -> bool:
        """Whether the property holds an element of that tag."""
        found = self.properties.get(tag)
        return found is not None and found.find(child) is not None

    def hrefs(self, tag: str) -> list[str]:
        """The href elements in a property."""
        found = self.properties.get(tag)
        return [] if found is None else [(one.text or "").strip() for one in found.iter(_HREF)]


def version_of(etag: str) -> str:
    """What an etag is known by: itself, or its hash where the register has no room for it."""
    return etag if len(etag) <= _MAX_ETAG_CHARS else f"sha256:{hashlib.sha256(etag.encode()).hexdigest()}"


def item_of(href: str) -> str:
    """The path of an address in one spelling: servers write the same one with and without percent signs."""
    path = href if _PLAIN_PATH.fullmatch(href) else urlsplit(href).path or "/"
    folder, slash, name = path.rpartition("/")
    return f"{_spelled(folder)}{slash}{_spelled_part(name)}"


@lru_cache(maxsize=16)
def _spelled(folder: str) -> str:
    """The same for a folder: an answer has few."""
    return "/".join(_spelled_part(part) for part in folder.split("/"))


def _spelled_part(part: str) -> str:
    # Most names hold no other sign than the one of an address.
    plain = part.replace("%40", "@")
    if _PLAIN_NAME.fullmatch(plain):
        return plain
    return quote(unquote(part), safe="@:!$&'()*+,;=~")


def entries(root: "etree._Element", origin: Origin) -> Iterator[Entry]:
    """Every response element of a multistatus. Raises Outage when it is none, or names resources of another server."""
    if root.tag != DAV + "multistatus":
        raise Outage("the answer is no multistatus")
    for response in root.iterchildren(DAV + "response"):
        address = _first(response, _HREF)
        href = (address.text or "").strip() if address is not None else ""
        if not href:
            raise Outage("the answer has a response without address")
        if "//" in href[:8] and origin_of(href) not in (origin, None):
            raise Outage("the answer names a resource of another server")
        yield Entry(href, item_of(href), *_properties(response))


def _properties(response: "etree._Element") -> "tuple[int, dict[str, etree._Element]]":
    whole = _first(response, _OWN_STATUS)
    status = _code(whole.text) if whole is not None else _OK
    found: dict[str, etree._Element] = {}
    for group in response.iterchildren(_PROPSTAT):
        told = _first(group, _OWN_STATUS)
        code = _code(told.text) if told is not None else _OK
        if code == _OK:
            for properties in group.iterchildren(_PROP):
                found.update({str(one.tag): one for one in properties.iterchildren("*")})
        elif code >= 500 and status == _OK:
            # A property that the server failed on is not one that the resource does not have.
            status = code
    return status, found


def _first(parent: "etree._Element", tag: str) -> "etree._Element | None":
    """The first child of that tag, as `find` gives it in four times the time."""
    return next(parent.iterchildren(tag), None)


def _code(text: str | None) -> int:
    found = _STATUS.search(text or "")
    if found is None:
        raise Outage("the answer has a status that is none")
    return int(found[1] or found[2])


def sync_token_of(root: "etree._Element") -> str:
    """The token that stands beside the responses, "" when there is none."""
    return (root.findtext(DAV + "sync-token") or "").strip()


def unmet_of(root: "etree._Element | None") -> frozenset[str]:
    """Which of the preconditions that we look for an error body names as not met, whatever the status."""
    if root is None or root.tag == DAV + "multistatus":
        return frozenset()
    return frozenset(str(one.tag) for one in root.iter(VALID_SYNC_TOKEN, MATCHES_WITHIN_LIMITS))
