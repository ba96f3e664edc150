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
_SLICE_SECONDS = 0.5


class Watch:
    """Compares the folders with how they stood when they were last read."""

    def __init__(
        self,
        account: MailAccount,
        session: MailSession,
        seen: Mapping[str, FolderState],
        told: MutableMapping[str, FolderState],
    ) -> None:
        """`seen`: each folder that was read to its end, as it stood before; `told`: what was called new the last time."""
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
        idling = self._account.idle and self._session.can_idle
        while not stop.is_set():
            if self._moved():
                return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            seconds = min(left, self._account.poll_every.total_seconds(), MAX_IDLE.total_seconds())
            if not idling or not self._watched or self._session.examined != self._watched[0]:
                stop.wait(seconds)
            elif self._idle(stop, seconds):
                return True
        return False

    def _moved(self) -> bool:
        """Look at every folder; the watched one last, so that it is the open one."""
        return self._any_new(self._others, self._session.status) or self._any_new(self._watched, self._session.examine)

    def _any_new(self, names: Sequence[str], look: Callable[[str], FolderState]) -> bool:
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
                return True
        return False

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
