"""Wait until a mailbox has something new: IDLE on one folder, a look at the others every few minutes."""

import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from datetime import timedelta
from threading import Event

from connectors.accounts import MailAccount
from connectors.mail.session import AnswerUnusable, FolderState, MailSession
from models.vocabulary import FolderRole

# Servers drop an IDLE after 30 minutes at most (RFC 2177), some after 10; a dead line shows only when spoken to.
MAX_IDLE = timedelta(minutes=5)
DEAF_FOR = timedelta(hours=6)
DEAF_POLL = timedelta(minutes=1)
_MISSES = 2
_FALSE_CALLS = 3
# Some servers repeat the number of messages every few minutes to keep the line alive: that does no harm.
_AT_ONCE_SECONDS = 10.0
_SLICE_SECONDS = 0.5


class Ears:
    """Whether a server's IDLE is heard: some accept it and never say a word, for weeks; some speak at once, every time.

    Twice in a row a look found what IDLE had kept quiet about, or three calls in a row came at once and for nothing: then
    it is not relied on for some hours.
    """

    def __init__(self) -> None:
        self._missed = 0
        self._misled = 0
        self._called_at: FolderState | None = None
        self._deaf_until = 0.0
        self._was_silent = False

    @property
    def deaf(self) -> bool:
        """Whether IDLE is not to be relied on now."""
        return time.monotonic() < self._deaf_until

    @property
    def remark(self) -> str:
        """What a person should know of it; "" = nothing."""
        if not self.deaf:
            return ""
        what = "is silent on new mail" if self._was_silent else "always speaks of new mail"
        return f"its server {what} (IDLE); it is asked every minute instead"

    def heard(self, before: FolderState | None, seconds: float) -> None:
        """IDLE has told of something new after so long. `before`: how the folder stood when it was last read."""
        self._missed = 0
        self._called_at = before if seconds < _AT_ONCE_SECONDS else None
        if self._called_at is None:
            self._misled = 0

    def weigh(self, now: FolderState | None) -> None:
        """Judge the last call by how the folder stood when it was read after it."""
        before, self._called_at = self._called_at, None
        if before is None:
            return
        self._misled = self._misled + 1 if now == before else 0
        if self._misled >= _FALSE_CALLS:
            self._turn_deaf(was_silent=False)

    def kept_quiet(self) -> None:
        """An IDLE has ended without a word."""
        self._misled = 0

    def missed(self) -> None:
        """A look found something new in the folder on which IDLE had kept quiet."""
        self._missed += 1
        if self._missed >= _MISSES:
            self._turn_deaf(was_silent=True)

    def _turn_deaf(self, *, was_silent: bool) -> None:
        self._missed = self._misled = 0
        self._was_silent = was_silent
        self._deaf_until = time.monotonic() + DEAF_FOR.total_seconds()


class Watch:
    """Compares the folders with how they stood when they were last read."""

    def __init__(
        self,
        account: MailAccount,
        session: MailSession,
        seen: Mapping[str, FolderState],
        told: MutableMapping[str, FolderState],
        ears: Ears,
    ) -> None:
        """`seen`: each folder that was read to its end, as it stood before; `told`: what was called new the last time."""
        self._ears = ears
        self._account = account
        self._session = session
        self._seen = seen
        self._told = told
        names = [folder.name for folder in account.folders]
        inboxes = [folder.name for folder in account.folders if folder.role is FolderRole.INBOX]
        self._watched = (inboxes or names)[:1]
        self._others = [name for name in names if name not in self._watched]

    def news(self, stop: Event, timeout: timedelta) -> bool:
        """Wait. True: something is new; False: `stop` is set, or `timeout` is over. Raises Unreachable."""
        end = time.monotonic() + timeout.total_seconds()
        self._ears.weigh(self._read())
        can_idle = self._account.idle and self._session.can_idle
        kept_quiet = False
        while not stop.is_set():
            if moved := self._moved():
                if kept_quiet and moved in self._watched:
                    self._ears.missed()
                return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            seconds = min(left, self._account.poll_every.total_seconds(), MAX_IDLE.total_seconds())
            is_open = self._watched and self._session.examined == self._watched[0]
            if can_idle and is_open and not self._ears.deaf:
                begun = time.monotonic()
                if self._idle(stop, seconds):
                    self._ears.heard(self._read(), time.monotonic() - begun)
                    return True
                self._ears.kept_quiet()
                kept_quiet = True
            else:
                stop.wait(min(seconds, DEAF_POLL.total_seconds()) if self._ears.deaf else seconds)
        return False

    def _read(self) -> FolderState | None:
        """Give how the watched folder stood when it was last read."""
        return self._seen.get(self._watched[0]) if self._watched else None

    def _moved(self) -> str | None:
        """Give the first folder that has something new; the watched one is looked at last, so that it is the open one."""
        return self._any_new(self._others, self._session.status) or self._any_new(self._watched, self._session.examine)

    def _any_new(self, names: Sequence[str], look: Callable[[str], FolderState]) -> str | None:
        for name in names:
            try:
                now = look(name)
            except AnswerUnusable:
                # Not there: `pull` says so.
                continue
            before = self._seen.get(name)
            # Some servers' STATUS never agrees with their EXAMINE: what was told once is no news again.
            if (before is None or _has_new(before, now)) and self._told.get(name) != now:
                self._told[name] = now
                return name
        return None

    def _idle(self, stop: Event, seconds: float) -> bool:
        end = time.monotonic() + seconds
        self._session.idle()
        told = False
        while not told and (left := end - time.monotonic()) > 0:
            if stop.is_set():
                # The end of the service does not wait for a server.
                self._session.abandon()
                return False
            told = self._session.told_of_new(min(left, _SLICE_SECONDS))
        self._session.idle_done()
        return told


def _has_new(before: FolderState, now: FolderState) -> bool:
    if now.uidvalidity != before.uidvalidity:
        return True
    if now.uidnext is not None and before.uidnext is not None:
        return now.uidnext != before.uidnext
    return now.messages > before.messages
