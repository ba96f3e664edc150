"""Fetch the objects of one calendar in chunks and have them read, one batch a chunk."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from types import MappingProxyType

from connectors.accounts import CalendarAccount
from connectors.calendar.client import CalDavClient, CalendarMissing, Fetched, Outage, ReportUnsupported, TooLarge
from connectors.calendar.doubt import Probed
from connectors.calendar.options import EventOptions
from connectors.calendar.readings import BegunObject, Brought, Readings
from connectors.sandbox import Reader, warm
from models.errors import RekisteridError
from models.vocabulary import ProblemStage

CHUNK = 100
# What need not be asked for is handed on in larger and larger ones: the first is to be stored soon, and each has a price.
_MOST_AT_HAND = 500
_PROBED = 40
_GONE = 404
_FAILURE = 500
_LEFT_OUT = 0
_BEGINS = (b"BEGIN:VEVENT", b"BEGIN:VTODO", b"BEGIN:VJOURNAL", b"BEGIN:VFREEBUSY")


class ObjectReader:
    """Fetches and reads objects of one calendar in one pull."""

    def __init__(self, client: CalDavClient, reader: Reader, account: CalendarAccount, stream: str) -> None:
        self._client = client
        self._reader = reader
        self._readings = Readings(reader, account.name, stream)
        self._account = account
        self._stream = stream

    def bring(
        self,
        wanted: Mapping[str, str],
        options: EventOptions,
        again: frozenset[str],
        at_hand: Mapping[str, Fetched] = MappingProxyType({}),
    ) -> Iterator[Brought]:
        """Objects by item → address, in chunks, in order. Raises Unreachable: then nothing of the chunk is told.

        What is `at_hand` is not asked for.
        Three chunks are under way: one is with whoever asks, one is being read, the next one is being fetched.
        """
        items = list(wanted)
        if not items:
            return
        warm(self._reader, "events")
        chunks = [{item: wanted[item] for item in some} for some in _chunks(items, at_hand)]
        before: _Begun | None = None
        with closing(self._fetched_ahead(chunks, at_hand)) as coming:
            for chunk in chunks:
                try:
                    begun = self._begin(next(coming), chunk, options, again)
                except (RekisteridError, CalendarMissing):
                    if before is not None:
                        yield self._brought(before)
                    raise
                if before is not None:
                    yield self._brought(before)
                before = begun
        if before is not None:
            yield self._brought(before)

    def _fetched_ahead(
        self, chunks: Sequence[Mapping[str, str]], at_hand: Mapping[str, Fetched]
    ) -> Generator[list[Fetched], None, None]:
        """The objects of each chunk, in order. While we read and store one, the next is asked for.

        One request at a time, in a thread of its own; after one that fails, none. Whoever ends before the last waits for
        the request that is under way.
        """
        if len(chunks) == 1:
            yield self._gathered(chunks[0], at_hand)
            return
        with ThreadPoolExecutor(1, thread_name_prefix="fetching") as thread:
            asked = thread.submit(self._gathered, chunks[0], at_hand)
            for following in chunks[1:]:
                fetched = asked.result()
                asked = thread.submit(self._gathered, following, at_hand)
                yield fetched
            yield asked.result()

    def probe(self, gone: Sequence[str]) -> Probed:
        """Ask for these objects, of which a list says that they are gone. Raises Unreachable.

        A broken list may leave out or name any of them (HW-F12); some of very many stand for all, unless one of these does
        not tell: then the others may not either, and each speaks for itself.
        """
        some = gone[:: max(1, len(gone) // _PROBED)]
        probed = self._probed(some)
        if not (probed.hidden or probed.failing) or len(some) == len(gone):
            return probed
        rest = [item for item in gone if item not in set(some)]
        for begin in range(0, len(rest), CHUNK):
            probed = probed.with_more(self._probed(rest[begin : begin + CHUNK]))
        return probed

    def _probed(self, items: Sequence[str]) -> Probed:
        if not items:
            return Probed()
        asked = {item: item for item in items}
        try:
            fetched = {one.item: one for one in self._client.multiget(self._stream, asked)}
        except (ReportUnsupported, TooLarge):
            fetched = {}
        answers = []
        for item, href in asked.items():
            one = fetched.get(item)
            # An error in a report may be the report's: only the object's own answer is a fact.
            answers.append(one if one is not None and (one.raw or one.status == _GONE) else self._alone(item, href))
        return Probed(
            there=frozenset(one.item for one in answers if one.raw is not None),
            failing=frozenset(one.item for one in answers if one.raw is None and one.status >= _FAILURE),
            hidden=frozenset(
                one.item for one in answers if one.raw is None and one.status < _FAILURE and one.status != _GONE
            ),
        )

    def _gathered(self, chunk: Mapping[str, str], at_hand: Mapping[str, Fetched]) -> list[Fetched]:
        """What is at hand, and the rest as the server gives it, in the order of the chunk."""
        got = {item: at_hand[item] for item in chunk if item in at_hand and _is_whole(at_hand[item].raw)}
        missing = [item for item in chunk if item not in got]
        for begin in range(0, len(missing), CHUNK):
            asked = {item: chunk[item] for item in missing[begin : begin + CHUNK]}
            got |= {one.item: one for one in self._fetched(asked)}
        return [got[item] for item in chunk]

    def _fetched(self, chunk: Mapping[str, str]) -> list[Fetched]:
        try:
            fetched = {one.item: one for one in self._client.multiget(self._stream, chunk)}
        except TooLarge:
            return self._halves(chunk)
        except ReportUnsupported:
            fetched = {}
        return [
            one if one is not None and _is_whole(one.raw) else self._alone(item, href)
            for item, href in chunk.items()
            for one in [fetched.get(item)]
        ]

    def _halves(self, chunk: Mapping[str, str]) -> list[Fetched]:
        items = list(chunk)
        if len(items) == 1:
            return [self._alone(items[0], chunk[items[0]])]
        middle = len(items) // 2
        return [
            one
            for part in (items[:middle], items[middle:])
            for one in self._fetched({item: chunk[item] for item in part})
        ]

    def _alone(self, item: str, href: str) -> Fetched:
        """What is missing, failing or left out in a chunk, asked for by itself: only its own answer is a fact."""
        try:
            return self._client.get(item, href)
        except TooLarge:
            return Fetched(item, "", None, _LEFT_OUT)

    def _begin(
        self, fetched: Sequence[Fetched], chunk: Mapping[str, str], options: EventOptions, again: frozenset[str]
    ) -> "_Begun":
        failing = [one for one in fetched if one.raw is None and one.status not in (_GONE, _LEFT_OUT)]
        if len(failing) > max(3, len(chunk) // 5):
            raise Outage(f"{self._account.name}: the server fails on {len(failing)} of {len(chunk)} objects")
        return _Begun(
            fetched,
            {
                one.item: self._readings.begin(one.item, one.etag, one.raw, options, again=one.item in again)
                for one in fetched
                if one.raw is not None
            },
        )

    def _brought(self, begun: "_Begun") -> Brought:
        brought = Brought(asked=len(begun.fetched))
        for one in begun.fetched:
            if one.raw is not None:
                self._readings.take(brought, begun.readings[one.item])
                if not _is_ended(one.raw):
                    # Read as far as it goes; the rest may come with another answer.
                    brought.came.discard(one.item)
                    brought.failed.add(one.item)
            elif one.status == _GONE:
                brought.came.add(one.item)
                brought.gone.add(one.item)
            else:
                self._readings.fail(
                    brought, one.item, ProblemStage.FETCH, f"status_{one.status}" if one.status else "too_large"
                )
        return brought


@dataclass(frozen=True, slots=True)
class _Begun:
    """A chunk that was fetched, and the objects of it that are being read."""

    fetched: Sequence[Fetched]
    readings: Mapping[str, BegunObject]


def _chunks(items: Sequence[str], at_hand: Mapping[str, Fetched]) -> Iterator[Sequence[str]]:
    begin, size = 0, CHUNK
    while begin < len(items):
        end = begin + (size if items[begin] in at_hand else CHUNK)
        yield items[begin:end]
        begin, size = end, min(2 * size, _MOST_AT_HAND)


def _is_whole(raw: bytes | None) -> bool:
    """Whether an object came with its end, and not as the empty shell that some servers give in a report."""
    if raw is None or not _is_ended(raw):
        return False
    if any(begin in raw for begin in _BEGINS):
        return True
    text = raw.upper()
    return any(begin in text for begin in _BEGINS)


def _is_ended(raw: bytes) -> bool:
    return raw[-64:].rstrip().upper().endswith(b"END:VCALENDAR")
