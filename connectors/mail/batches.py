"""Read the messages of one open folder into batches that can be stored one by one."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors.accounts import MailAccount, MailFolder
from connectors.mail.download import Brought, Downloader, Failed, Familiar, Familiarity, Fetched, Vanished
from connectors.mail.folders import FolderMark
from connectors.mail.options import ReadingOptions
from connectors.mail.session import AnswerUnusable
from connectors.sandbox import Begun, Reader, begin_message, warm
from models.errors import BadItem, RekisteridError
from models.values import Batch, Cursor, Gone, Listed, MessageReading, MessageSeen, MetAgain, Place, Problem
from models.vocabulary import ProblemStage

_MAX_MESSAGES = 200
# A batch that takes longer is given as it is: what has been read is stored soon, and a stop finds little undone.
_MAX_SECONDS = 2.0
# So much is fetched before it is told: the child reads it while we fetch on and while the batch before is stored.
_MAX_AHEAD = 128
_MAX_AHEAD_BYTES = 8 * 1024 * 1024
# So many take longer to read than one more child takes to start.
_MANY = 200


class FolderReader:
    """Turns messages of a folder into observations and problems. A message that cannot be read never stops the others."""

    def __init__(
        self,
        account: MailAccount,
        folder: MailFolder,
        bring: Downloader,
        reader: Reader,
        clock: Callable[[], datetime],
        mark: FolderMark,
    ) -> None:
        self._account = account
        self._folder = folder
        self._bring = bring
        self._reader = reader
        self._clock = clock
        self._options = ReadingOptions(own=account.own, authserv_id=account.authserv_id)
        self.mark = mark
        self.in_hand = 0
        """How many messages have been received and are not told yet, nor in the batch that comes next."""

    def new(self, uids: Sequence[int], familiar: Familiarity) -> Iterator[Batch]:
        """Give batches of messages above the mark; each batch's cursor is the last UID in it. Familiar ones are met again.

        Numbers left out between messages read one after the other are kept as gaps, but not of the first reading.
        """
        self._warm(uids)
        return self._in_batches(self._going_up(uids, familiar), total=len(uids))

    def _warm(self, uids: Sequence[int]) -> None:
        if uids:
            warm(self._reader, "message", many=len(uids) >= _MANY)

    def _going_up(self, uids: Sequence[int], familiar: Familiarity) -> Iterator[Brought]:
        is_first = self.mark.uid == 0
        for brought in self._bring.bring(uids, familiar):
            missing = isinstance(brought, Vanished)
            self.mark = self.mark.past(brought.uid, self._clock(), missing=missing, counts_gaps=not is_first)
            yield brought

    def late(self, uids: Sequence[int], familiar: Familiarity) -> Iterator[Batch]:
        """Give batches of messages below the mark that were not there when it passed them. Their gaps are closed."""
        self._warm(uids)
        return self._in_batches(self._filling_up(uids, familiar))

    def _filling_up(self, uids: Sequence[int], familiar: Familiarity) -> Iterator[Brought]:
        for brought in self._bring.bring(uids, familiar):
            if not isinstance(brought, Vanished):
                self.mark = self.mark.filled(brought.uid)
            yield brought

    def again(self, wanted: Sequence[tuple[str, str]]) -> Iterator[Batch]:
        """Give batches of messages that the register wants read again, or the word that they are gone; the mark stays."""
        here = str(self.mark.uidvalidity)
        current = sorted({int(uid) for validity, uid in wanted if validity == here and uid.isdecimal()})
        # A UID of another numbering has lost its meaning, and the message was not met again.
        gone = [Gone(self._place(validity, uid), named=False) for validity, uid in wanted if validity != here]
        self._warm(current)
        return self._in_batches(self._bring.bring(current), again=True, gone=gone)

    def _in_batches(
        self, arriving: Iterable[Brought], *, again: bool = False, gone: Sequence[Gone] = (), total: int | None = None
    ) -> Iterator[Batch]:
        """Give what arrives in batches, each with the mark as it stands then. `total`: how many are to come, for progress."""
        collected, mark, failure = _Collected(gone=list(gone)), self.mark, None
        try:
            for coming in self._read_ahead(arriving, again=again):
                self._add(collected, coming, again=again)
                mark = coming.mark
                if collected.full():
                    yield self._batch(collected, mark, None if total is None else total - coming.number)
                    collected = _Collected()
        except (RekisteridError, AnswerUnusable) as exc:
            failure = exc
        if not collected.empty:
            yield self._batch(collected, mark, None if total is None or failure else 0)
        if failure is not None:
            raise failure

    def _read_ahead(self, arriving: Iterable[Brought], *, again: bool) -> "Iterator[_Coming]":
        """Give what arrives in order, each when enough has come behind it: meanwhile it is being read.

        Whatever ends the arriving, what has come is given before it is raised.
        """
        ahead: deque[_Coming] = deque()
        size, failure = 0, None
        try:
            try:
                for number, brought in enumerate(arriving, start=1):
                    ahead.append(self._begun(brought, number, again=again))
                    size += ahead[-1].size
                    while len(ahead) > _MAX_AHEAD or size > _MAX_AHEAD_BYTES:
                        size -= ahead[0].size
                        yield self._next(ahead)
            except (RekisteridError, AnswerUnusable) as exc:
                failure = exc
            while ahead:
                yield self._next(ahead)
        finally:
            self.in_hand = 0
            for coming in ahead:
                coming.give_up()
        if failure is not None:
            raise failure

    def _next(self, ahead: "deque[_Coming]") -> "_Coming":
        coming = ahead.popleft()
        self.in_hand = len(ahead)
        return coming

    def _begun(self, brought: Brought, number: int, *, again: bool) -> "_Coming":
        reading = None
        if isinstance(brought, Fetched) and (again or not self._too_old(brought)):
            reading = begin_message(self._reader, brought.raw, self._options)
        size = len(brought.raw) if isinstance(brought, Fetched) else 0
        return _Coming(brought, number, size, self.mark, reading)

    def at(self, mark: FolderMark, listed: Listed | None = None) -> Batch:
        """Give the batch that only moves the cursor, and tells of a listing."""
        self.mark = mark
        return replace(self._batch(_Collected(), mark, remaining=0), listed=listed)

    def _add(self, collected: "_Collected", coming: "_Coming", *, again: bool) -> None:
        brought = coming.brought
        place = self._place(str(self.mark.uidvalidity), str(brought.uid))
        collected.messages += 1
        if isinstance(brought, Failed):
            collected.problems.append(Problem(place, ProblemStage.FETCH, brought.code, brought.digest))
        elif isinstance(brought, Familiar):
            collected.met.append(MetAgain(place, brought.digest, brought.server_id))
        elif isinstance(brought, Vanished):
            if again:
                collected.gone.append(Gone(place, named=True))
        elif coming.reading is not None:
            observed = self._read(place, brought, coming.reading, again=again)
            if isinstance(observed, Problem):
                collected.problems.append(observed)
            else:
                collected.seen.append(observed)

    def _read(
        self, place: Place, message: Fetched, begun: Begun[MessageReading], *, again: bool
    ) -> MessageSeen | Problem:
        head = message.head
        try:
            reading = begun.result()
        except BadItem as exc:
            return Problem(place, ProblemStage.READ, exc.code, head.digest)
        received_at = head.received_at or self._clock()
        return MessageSeen(
            place, head.digest, received_at, self._folder.role, reading, head.size, again, head.server_id
        )

    def _too_old(self, message: Fetched) -> bool:
        """Whether the server has ignored SINCE, which looks at its own calendar day."""
        received_at = message.head.received_at
        return received_at is not None and received_at.date() < self._account.since - timedelta(days=1)

    def _place(self, validity: str, uid: str) -> Place:
        return Place(self._account.name, self._folder.name, validity, uid)

    def _batch(self, collected: "_Collected", mark: FolderMark, remaining: int | None) -> Batch:
        return Batch(
            account=self._account.name,
            stream=self._folder.name,
            cursor=Cursor(self._account.name, self._folder.name, mark.text()),
            observations=tuple(collected.seen),
            problems=tuple(collected.problems),
            gone=tuple(collected.gone),
            remaining=remaining,
            met=tuple(collected.met),
        )


@dataclass(frozen=True, slots=True)
class _Coming:
    """What was fetched and is not told yet: the how manieth, its size, the mark behind it, and its reading where it is read."""

    brought: Brought
    number: int
    size: int
    mark: FolderMark
    reading: Begun[MessageReading] | None

    def give_up(self) -> None:
        """Say that nobody will ask for the reading."""
        if self.reading is not None:
            self.reading.give_up()


@dataclass(slots=True)
class _Collected:
    """What the next batch will hold."""

    messages: int = 0
    seen: list[MessageSeen] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    met: list[MetAgain] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    @property
    def empty(self) -> bool:
        """Whether nothing has come since the last batch."""
        return self.messages == 0 and not self.gone

    def full(self) -> bool:
        """Whether it is time to store this much."""
        return self.messages >= _MAX_MESSAGES or time.monotonic() - self.begun > _MAX_SECONDS
