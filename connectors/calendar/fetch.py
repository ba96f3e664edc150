"""The calendar connector: what is new in the calendars of one CalDAV account, in batches. Reads only."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from threading import Event
from zoneinfo import ZoneInfo

import structlog

from connectors.accounts import CalendarAccount
from connectors.calendar.changes import Changes, Mark, find_changes
from connectors.calendar.check import check_account
from connectors.calendar.client import Busy, CalDavClient, CalendarMissing, FoundCalendar, Outage
from connectors.calendar.discovery import Chosen, absences, choose, not_there
from connectors.calendar.doubt import Doubt
from connectors.calendar.limits import WINDOW_AHEAD
from connectors.calendar.objects import ObjectReader
from connectors.calendar.options import EventOptions
from connectors.calendar.readings import Brought
from connectors.contract import Known
from connectors.sandbox import Reader, warm
from models.errors import Refused, Unreachable
from models.values import Batch, Cursor, Finding, Gone, OwnIdentity, Place

# How long the list of calendars is believed: a renamed or a new one is found within this time.
_REDISCOVER_AFTER = timedelta(hours=1)

log = structlog.get_logger(__name__)


class CalendarConnector:
    """One CalDAV account of the configuration (see connectors.contract.Connector). The reader belongs to the caller."""

    def __init__(self, account: CalendarAccount, reader: Reader, clock: Callable[[], datetime]) -> None:
        """`clock` gives the aware moment of now, from which the window of occurrences is counted."""
        self._account = account
        self._reader = reader
        self._clock = clock
        self._client: CalDavClient | None = None
        self._chosen: Chosen | None = None
        self._chosen_at: datetime | None = None
        self._doubt = Doubt()

    @property
    def account(self) -> str:
        """The account's name in the configuration."""
        return self._account.name

    def check(self) -> list[Finding]:
        """See Connector."""
        return check_account(self._account)

    def pull(self, known: Known) -> Iterator[Batch]:
        """See Connector. One stream a calendar, named by its path. A calendar that is missing or out of order is told
        at the end, after the other calendars; a server that does not answer at all ends the pull at once."""
        client = self._connected()
        chosen = self._discovered(client)
        failures: list[Refused | Unreachable] = []
        for calendar in chosen.calendars:
            try:
                yield from self._pull_calendar(client, calendar, chosen.own, known)
            except CalendarMissing:
                failures.append(not_there(self.account, calendar.name or calendar.path, chosen, known))
            except Busy:
                raise
            except (Outage, Refused) as exc:
                failures.append(exc)
        failures += absences(self._account, chosen, known)
        if failures:
            # Asked for anew at the next pull: it may have been a bad moment of the server.
            self._chosen = None
            raise next((failure for failure in failures if isinstance(failure, Refused)), failures[0])

    def wait(self, stop: Event, timeout: timedelta) -> bool:
        """See Connector. CalDAV has no notification: always False, after `timeout` or when `stop` is set."""
        stop.wait(timeout.total_seconds())
        return False

    def close(self) -> None:
        """Hang up. The reader stays as it is."""
        client, self._client = self._client, None
        self._chosen = None
        if client is not None:
            client.close()

    def _pull_calendar(
        self, client: CalDavClient, calendar: FoundCalendar, own: OwnIdentity, known: Known
    ) -> Iterator[Batch]:
        stream = calendar.path
        cursor = known.cursor(stream)
        mark = Mark.read(cursor.value if cursor else None)
        if cursor is None:
            warm(self._reader, "events")
        reader = ObjectReader(client, self._reader, self._account, stream)
        whole = known.held_back(stream)
        changes = self._changes(client, calendar, reader, mark, known, whole=whole)
        again = frozenset(item for _, item in known.wanted(stream))
        wanted = {item: item for item in (*mark.due, *sorted(again))} | changes.fetch
        for item in changes.gone:
            wanted.pop(item, None)
        before = cursor.value if cursor else Mark().text()
        told, last = Brought(), Brought()
        left = len(wanted)
        doubted = changes.doubted
        for brought in reader.bring(wanted, self._options(own), again, changes.at_hand):
            left -= brought.asked
            # What the register asked for by name and is not there has gone. Of others the next list will tell.
            told = told.plus(brought.told(again))
            if left:
                # Judged with its own batch: what the last one brings takes nothing of that back.
                doubted = doubted or brought.emptied
                yield replace(self._batch(stream, before, brought, left), doubted=changes.doubted)
            else:
                last = brought
        after = changes.mark.settled(told.came | set(changes.gone), told.failed, told.bad)
        gone = told.gone | set(changes.named)
        lost = self._gone(stream, gone, named=True) + self._gone(stream, changes.absent, named=False)
        # While something is held back, a whole list that has it all again is news, even if nothing else changed.
        if whole or wanted or lost or cursor is None or cursor.value != after.text():
            # Only now the new mark: after a crash the server is asked the same again, and taking it twice changes nothing.
            final = self._batch(stream, after.text(), last, 0)
            yield replace(final, gone=lost, final=True, doubted=doubted)

    def _changes(
        self,
        client: CalDavClient,
        calendar: FoundCalendar,
        reader: ObjectReader,
        mark: Mark,
        known: Known,
        *,
        whole: bool,
    ) -> Changes:
        """Ask what changed, and for what is said to be gone once more. `whole`: everything is listed, whatever the mark says."""
        stream = calendar.path
        now = self._clock().astimezone(UTC).replace(microsecond=0)
        whole_at = now if whole or mark.is_old(now) else None
        found = find_changes(client, calendar, mark, partial(known.versions, stream), whole_at)
        changes, untold = self._doubt.weigh(stream, found, reader.probe(found.gone), now)
        if untold:
            log.warning("objects_neither_gone_nor_there", account=self.account, count=untold)
        return changes

    def _batch(self, stream: str, cursor: str, brought: Brought, left: int) -> Batch:
        name = self._account.name
        return Batch(
            account=name,
            stream=stream,
            cursor=Cursor(name, stream, cursor),
            observations=tuple(brought.observations),
            problems=tuple(brought.problems),
            remaining=left,
            final=False,
        )

    def _gone(self, stream: str, items: Iterable[str], *, named: bool) -> tuple[Gone, ...]:
        return tuple(Gone(Place(self._account.name, stream, "", item), named) for item in sorted(items))

    def _options(self, own: OwnIdentity) -> EventOptions:
        zone = ZoneInfo(self._account.rules.zone)
        begin = datetime.combine(self._account.since, time(0), tzinfo=zone).astimezone(UTC)
        until = self._clock().astimezone(UTC).replace(microsecond=0) + WINDOW_AHEAD
        return EventOptions(self._account.rules, own, begin, until)

    def _connected(self) -> CalDavClient:
        if self._client is None:
            self._client = CalDavClient(self._account)
        return self._client

    def _discovered(self, client: CalDavClient) -> Chosen:
        now = self._clock()
        if self._chosen is None or self._chosen_at is None or abs(now - self._chosen_at) > _REDISCOVER_AFTER:
            self._chosen, self._chosen_at = choose(client, self._account), now
        return self._chosen
