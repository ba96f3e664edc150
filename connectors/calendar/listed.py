"""What a CalDAV server says of a calendar's objects: which there are, in which version, and the objects themselves."""

from dataclasses import dataclass, field

from connectors.calendar.answers import CALDAV, DAV, Entry, version_of

_OK = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """One object asked for: its bytes, or None with the status that stands for it (404: not there any more)."""

    item: str
    etag: str
    raw: bytes | None
    status: int = 200


@dataclass(slots=True)
class Listed:
    """Objects of a calendar: `etags` and the server's spelling of the address by item, `deleted` items, and the token.

    `data`: the objects themselves, those that came with the list, in the version that it names.
    """

    etags: dict[str, str] = field(default_factory=dict)
    hrefs: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    data: dict[str, Fetched] = field(default_factory=dict)
    token: str = ""

    def add(self, entry: Entry) -> None:
        """Take in one object that is there. A later page may name it again, in another version and without the object."""
        etag = version_of(entry.text(DAV + "getetag"))
        self.etags[entry.item] = etag
        self.hrefs[entry.item] = entry.href
        self.deleted.discard(entry.item)
        if raw := data_of(entry):
            self.data[entry.item] = Fetched(entry.item, etag, raw)
        else:
            self.data.pop(entry.item, None)

    def lose(self, item: str) -> None:
        """Take in that an object is gone."""
        self.etags.pop(item, None)
        self.data.pop(item, None)
        self.deleted.add(item)


def data_of(entry: Entry) -> bytes | None:
    """The object itself, None where it did not come."""
    data = entry.properties.get(CALDAV + "calendar-data")
    return data.text.encode() if data is not None and data.text and entry.status == _OK else None
