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
_SLICE_SECONDS = 0.5


class Ears:
    """Whether a server's IDLE is heard: some accept it and never say a word, for weeks.

    Twice in a row a look found what IDLE had kept quiet about: then it is not relied on for some hours.
    """

    def __init__(self) -> None:
        self._missed = 0
        self._deaf_until = 0.0

    @property
    def deaf(self) -> bool:
        """Whether IDLE is not to be relied on now."""
        return time.monotonic() < self._deaf_until

    def heard(self) -> None:
        """IDLE has told of something new."""
        self._missed = 0

    def missed(self) -> None:
        """A look found something new in the folder on which IDLE had kept quiet."""
        self._missed += 1
        if self._missed >= _MISSES:
            self._missed = 0
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
                if self._idle(stop, seconds):
                    self._ears.heard()
                    return True
                kept_quiet = True
            else:
                stop.wait(min(seconds, DEAF_POLL.total_seconds()) if self._ears.deaf else seconds)
        return False

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
