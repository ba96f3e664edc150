"""What changed in one calendar since it was read last: the ladder sync-collection, ctag and etags, listing (HW-F13)."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

import structlog

from connectors.calendar.client import (
    Busy,
    CalDavClient,
    Fetched,
    FoundCalendar,
    Listed,
    ReportUnsupported,
    TokenRefused,
)
from models.errors import Unreachable

# Objects that the server failed on are asked for again in every 1st, 2nd, 4th … pull, for so many objects at most.
_MAX_RETRIES = 500
_LONGEST_PAUSE = 64
LISTED_AGAIN_AFTER = timedelta(days=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a calendar has been read: the server's token or ctag, objects still owed with how often they were tried, when
    everything was listed last ("" = never, else an ISO moment in UTC), and etags of objects that cannot be read."""

    token: str = ""
    ctag: str = ""
    owed: Mapping[str, int] = field(default_factory=dict)
    listed: str = ""
    bad: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """As stored in the cursor."""
        owed, bad = dict(sorted(self.owed.items())), dict(sorted(self.bad.items()))
        return json.dumps({"token": self.token, "ctag": self.ctag, "owed": owed, "listed": self.listed, "bad": bad})

    def is_old(self, now: datetime) -> bool:
        """Whether everything is to be listed again: servers lose changes, and neither token nor ctag shows it."""
        try:
            return abs(now - datetime.fromisoformat(self.listed)) >= LISTED_AGAIN_AFTER
        except (ValueError, TypeError):
            return True

    @classmethod
    def read(cls, text: str | None) -> "Mark":
        """From a cursor; one that cannot be read is none: everything is listed anew and compared."""
        try:
            found = json.loads(text or "{}")
            owed = {str(item): int(tries) for item, tries in found.get("owed", {}).items()}
            bad = {str(item): str(etag) for item, etag in found.get("bad", {}).items()}
            return cls(str(found.get("token", "")), str(found.get("ctag", "")), owed, str(found.get("listed", "")), bad)
        except (ValueError, AttributeError, TypeError):
            return cls()

    @property
    def due(self) -> list[str]:
        """Owed objects whose turn it is: after 1, 2, 4 … pulls, at the latest every 64th."""
        return [item for item, tries in self.owed.items() if tries & (tries - 1) == 0 or tries % _LONGEST_PAUSE == 0]

    def settled(self, came: set[str], failed: set[str], bad: Mapping[str, str]) -> "Mark":
        """The same after objects came, failed or could not be read; the owed ones left have waited one pull more."""
        waiting = {item: tries + 1 for item, tries in self.owed.items() if item not in came}
        waiting |= {item: waiting.get(item, 1) for item in failed}
        known = {item: etag for item, etag in self.bad.items() if item not in came} | dict(bad)
        return replace(
            self, owed=dict(list(waiting.items())[:_MAX_RETRIES]), bad=dict(list(known.items())[:_MAX_RETRIES])
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """Objects to fetch (item → the server's spelling of the address), those gone by name or by absence, and the new mark.

    `doubted`: what is gone was not believed. `at_hand`: objects that came with the list and need not be asked for.
    """

    fetch: dict[str, str]
    named: tuple[str, ...]
    absent: tuple[str, ...]
    mark: Mark
    doubted: bool = False
    at_hand: Mapping[str, Fetched] = field(default_factory=dict)

    @property
    def gone(self) -> tuple[str, ...]:
        """All that is said to be gone, by name or by absence."""
        return (*self.named, *self.absent)

    def without(self, there: Collection[str], unknown: Collection[str] = ()) -> "Changes":
        """The same when these of the gone ones are there after all: then no absence counts, and all is listed again.

        A list that leaves out one object may leave out others, new ones too. What is `unknown` counts as neither.
        """
        left = {*there, *unknown}
        named = tuple(item for item in self.named if item not in left)
        if there:
            fetch = self.fetch | {item: item for item in self.named if item in there}
            return Changes(fetch, named, (), Mark(owed=self.mark.owed), doubted=True)
        absent = tuple(item for item in self.absent if item not in left)
        # Where nobody could tell, nothing is known of the rest: what was held back stays so.
        doubted = bool(unknown) and not (named or absent)
        return replace(self, named=named, absent=absent, doubted=doubted)


def find_changes(
    client: CalDavClient,
    calendar: FoundCalendar,
    mark: Mark,
    versions: Callable[[], Mapping[str, str]],
    whole_at: datetime | None,
) -> Changes:
    """Ask for what changed since the mark; `versions` gives the objects the register has, with their etags.

    It is asked only when there is news: what a poll costs must not grow with the calendar.
    `whole_at`: list everything, whatever token and ctag say, and note that it was done at that moment. A calendar that was
    restored from a copy has the token and the ctag it had before. Raises Unreachable, Refused, CalendarMissing.
    """
    if whole_at is not None:
        # Then also what could not be read is read again: a newer version of ours may know how.
        mark = Mark(owed=mark.owed, listed=whole_at.isoformat())

    @cache
    def held() -> Mapping[str, str]:
        return {**mark.bad, **versions()}

    if calendar.syncs:
        try:
            return _by_sync(client, calendar.path, mark, held)
        except ReportUnsupported:
            log.info("sync_not_possible", stream=calendar.path)
    return _by_listing(client, calendar.path, mark, held)


def _by_sync(client: CalDavClient, path: str, mark: Mark, held: Callable[[], Mapping[str, str]]) -> Changes:
    token = mark.token
    try:
        listed = client.sync(path, token) if token else _everything(client, path, with_data=not held())
    except TokenRefused:
        log.info("sync_token_refused", stream=path)
        token = ""
        listed = _everything(client, path, with_data=not held())
    new = replace(mark, token=listed.token, ctag="")
    if not token:
        # Everything there is: what is held and not in it is gone, though nobody said so. Deletions that some servers name
        # in such an answer are old ones.
        listed.deleted.clear()
        return _changes(listed, held(), new, absent=held().keys() - listed.etags.keys())
    if listed.etags and _restates(listed, held()):
        # An old token answered with everything instead of a refusal tells of no deletions.
        everything = client.listing(path)
        return _changes(everything, held(), new, absent=held().keys() - everything.etags.keys())
    if listed.token != token:
        # Named as changed since the token: so it is, even where the etag has stayed.
        return Changes(dict(listed.hrefs), tuple(sorted(listed.deleted)), (), new)
    return _changes(listed, held() if listed.etags else {}, new, absent=set())


def _everything(client: CalDavClient, path: str, *, with_data: bool) -> Listed:
    """Ask for the list of all there is. `with_data`: for the objects too, since none of them is known yet.

    A server reads every object for the list alone; to have it read them twice is half of a first pull.
    """
    if with_data:
        try:
            return client.sync(path, "", with_data=True)
        except Busy:
            raise
        except (Unreachable, ReportUnsupported, TokenRefused):
            # Too much at once, or nothing that this server does. If it is out of order it says so again.
            log.info("list_with_objects_not_possible", stream=path)
    try:
        return client.sync(path, "")
    except TokenRefused as exc:
        # The token for its own next page: this server's sync is of no use.
        raise ReportUnsupported from exc


def _restates(listed: Listed, held: Mapping[str, str]) -> bool:
    same = sum(1 for item, etag in listed.etags.items() if etag and held.get(item) == etag)
    return same > 0 and 2 * same >= len(held)


def _by_listing(client: CalDavClient, path: str, mark: Mark, held: Callable[[], Mapping[str, str]]) -> Changes:
    # Asked for before the listing: a change between the two is found at the next pull.
    ctag = client.ctag(path)
    new = replace(mark, token="", ctag=ctag)
    if ctag and ctag == mark.ctag:
        return Changes({}, (), (), new)
    listed = client.listing(path)
    return _changes(listed, held(), new, absent=held().keys() - listed.etags.keys())


def _changes(listed: Listed, held: Mapping[str, str], mark: Mark, absent: set[str]) -> Changes:
    fetch = {item: listed.hrefs[item] for item, etag in listed.etags.items() if not etag or held.get(item) != etag}
    named, unnamed = tuple(sorted(listed.deleted)), tuple(sorted(absent - listed.deleted))
    return Changes(fetch, named, unnamed, mark, at_hand=listed.data)
