"""The items that wait for one reading child, in order: whose turn it is, whose time runs, who is to blame for its death."""

import threading
import time
from collections import deque
from collections.abc import Callable

from connectors.child import BROKEN, Child, ChildDied, Limits
from connectors.frames import Header
from models.errors import BadItem, Unreachable

_TRIES = 2
_START_SECONDS = 60.0
# Whoever was away while the child worked first sees what it has to say.
_GRACE_SECONDS = 1.0

# Answers are looked for when so many more items have gone out.
_LOOKED_AFTER = 8

Start = Callable[[str, str, Limits], Child]
"""Starts a child: its module, the task of its first item, and what an item may cost."""


class Question:
    """An item on its way: its frame, how often it was tried, and in the end the answer or what went wrong."""

    __slots__ = ("answer", "error", "frame", "task", "tries", "unwanted")

    def __init__(self, task: str, data: bytes) -> None:
        self.task = task
        self.frame = data
        self.tries = 0
        self.answer: tuple[Header, bytes] | None = None
        self.error: Exception | None = None
        self.unwanted = False

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be done with it."""
        return self.answer is not None or self.error is not None


class Line:
    """One child and the items that wait for it, in order. Whoever waits for an answer keeps the pipes going for all."""

    def __init__(self, module: str, limits: Limits, died: Callable[[], None], start: Start = Child) -> None:
        self._module = module
        self._new_child = start
        self._limits = limits
        self._died = died
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._is_ready = False
        self._waiting: deque[Question] = deque()
        self._sent = 0
        self._since = 0.0
        self._closing = False

    @property
    def waiting(self) -> int:
        """How many items wait."""
        return len(self._waiting)

    @property
    def waiting_bytes(self) -> int:
        """How many bytes of items wait."""
        return sum(len(question.frame) for question in tuple(self._waiting))

    def warm(self, task: str) -> bool:
        """Start the child, unless it runs; whether it is still loading what it reads with.

        That it cannot be started, or has died meanwhile, is told with the first result.
        """
        if self._is_ready or not self._lock.acquire(blocking=False):
            return False
        try:
            if self._child is None:
                self._start(task)
            self._step(until=0.0)
            return not self._is_ready
        except ChildDied as exc:
            if self._is_ready:
                self._bury(exc.code)
            else:
                self._drop()
            return False
        except (OSError, Unreachable):
            self._drop()
            return False
        except BaseException:
            # What was read and not taken is missing: every answer after it would be taken for that of another item.
            self._drop()
            raise
        finally:
            self._lock.release()

    def put(self, question: Question) -> None:
        """Take an item, and let the child have what it takes at once."""
        self._waiting.append(question)
        if not self._lock.acquire(blocking=False):
            return  # whoever waits there looks after it
        # Whoever waits for the answer finds again, and tells, what is wrong with a child that does not even start.
        try:
            if self._child is None:
                self._start(question.task)
            self._hand_in()
        except ChildDied as exc:
            if self._is_ready:
                self._bury(exc.code)
        except (OSError, Unreachable):
            self._drop()
        except BaseException:
            question.unwanted = True
            self._drop()
            raise
        finally:
            self._lock.release()

    def answer(self, question: Question) -> tuple[Header, bytes]:
        """Wait for the answer to an item. Raises BadItem and Unreachable."""
        with self._lock:
            self._since = max(self._since, time.monotonic() - self._limits.wall_seconds + _GRACE_SECONDS)
            try:
                while not question.is_settled:
                    self._advance(question)
            except BaseException:
                # Its answer would be taken for that of the next item: one person's values for another's.
                self._drop()
                self._forget(question)
                raise
        if question.error is not None:
            raise question.error
        assert question.answer is not None
        return question.answer

    def close(self) -> None:
        """End the child; whatever waits is given up."""
        self._closing = True
        if (child := self._child) is not None:
            child.kill()
        with self._lock:
            self._drop()
            while self._waiting:
                self._settle(Unreachable("the reading was stopped"))
            self._closing = False

    def _advance(self, question: Question) -> None:
        """Go on until something has happened."""
        if self._child is None:
            self._start(question.task)
        try:
            seconds = self._limits.wall_seconds if self._is_ready else _START_SECONDS
            if not self._step(until=self._since + seconds) and time.monotonic() >= self._since + seconds:
                raise ChildDied("wall_limit")
        except ChildDied as exc:
            if not self._is_ready:
                raise self._not_started() from None
            self._bury(exc.code)

    def _hand_in(self) -> None:
        """Let the child have what it takes at once. Now and then take what it has said: to look costs as much as an item."""
        child = self._child
        assert child is not None
        while child.unsent or self._sent < len(self._waiting):
            if not child.unsent:
                self._say_next(child)
            if not child.send() or self._sent % _LOOKED_AFTER == 0:
                while self._step(until=0.0):
                    pass
                return
            if self._sent == 1:
                # Its time begins when it has gone out.
                self._since = time.monotonic()

    def _step(self, *, until: float) -> bool:
        """Send and receive once; whether anything moved."""
        child = self._child
        assert child is not None
        if not child.unsent:
            self._say_next(child)
        unsent = child.unsent
        answers = child.exchange(until)
        has_gone_out = child.unsent < unsent
        if has_gone_out and self._sent == 1:
            # The time of the first in the line begins when it has gone out.
            self._since = time.monotonic()
        for answer in answers:
            self._take(answer)
        return has_gone_out or bool(answers)

    def _say_next(self, child: Child) -> None:
        while self._sent < len(self._waiting) and self._waiting[self._sent].unwanted:
            del self._waiting[self._sent]
        if self._sent < len(self._waiting):
            child.say(self._waiting[self._sent].frame)
            self._sent += 1

    def _take(self, answer: tuple[Header, bytes]) -> None:
        self._since = time.monotonic()
        if not self._is_ready:
            self._is_ready = True
            return
        if not self._sent:
            # An answer to nothing: whoever says that is out of step.
            raise ChildDied("reader_died")
        question = self._waiting.popleft()
        self._sent -= 1
        question.answer, question.frame = answer, b""

    def _start(self, task: str) -> None:
        """Raises Unreachable where the system has no room for another process."""
        self._is_ready, self._sent = False, 0
        try:
            self._child = self._new_child(self._module, task, self._limits)
        except OSError as exc:
            raise Unreachable(f"the reading process does not start: {exc.strerror}") from None
        self._since = time.monotonic()

    def _bury(self, code: str) -> None:
        """The child has died. The item that it was reading is tried again; those behind it were not begun."""
        culprit = self._waiting[0] if self._waiting else None
        self._drop()
        if self._closing:
            while self._waiting:
                self._settle(Unreachable("the reading was stopped"))
            return
        self._died()
        if culprit is None or culprit.unwanted:
            return
        culprit.tries += 1
        if code == BROKEN:
            self._settle(Unreachable("the reading process cannot load its parsers", mend="install rekisterid again"))
        elif culprit.tries >= _TRIES:
            self._settle(BadItem(code))

    def _settle(self, error: Exception) -> None:
        question = self._waiting.popleft()
        question.error, question.frame = error, b""

    def _not_started(self) -> Unreachable:
        assert self._child is not None
        mend = f"run '{' '.join(self._child.command)}' by hand and read what it says"
        return Unreachable("the reading process does not start", mend=mend)

    def _forget(self, question: Question) -> None:
        if question in self._waiting:
            self._waiting.remove(question)

    def _drop(self) -> None:
        child, self._child = self._child, None
        self._is_ready, self._sent = False, 0
        for question in [question for question in self._waiting if question.unwanted]:
            self._waiting.remove(question)
        if child is not None:
            child.end()
