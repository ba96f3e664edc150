"""Compare a whole folder with what was read of it: what came late, what is no longer there. Asked for once a night.

A UID that one answer leaves out is no deletion: what is missing is asked for by its number, and the whole listing must agree
with the number of messages that the server tells. Bounded: of a larger folder a part each night.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from connectors.contract import KnownMessages
from connectors.mail.download import HEADER, digest_told
from connectors.mail.folders import FolderMark, searched
from connectors.mail.session import AnswerUnusable, FolderState, MailSession
from models.values import Listed

MOST = 250_000
"""Messages listed in one night, about 2 MB of numbers."""

_ASKED_AT_ONCE = 500
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """What a listing showed. `late`: messages below the mark that were never read. `until`: 0 = to the end of the folder.

    `renumbered`: numbers mean other messages than they did; then nothing else is said.
    """

    listed: Listed
    late: tuple[int, ...] = ()
    until: int = 0
    renumbered: bool = False


class Listing:
    """Compares the open folder of a session."""

    def __init__(
        self, session: MailSession, folder: str, messages: KnownMessages, since: date, *, most: int = MOST
    ) -> None:
        self._session = session
        self._folder = folder
        self._messages = messages
        self._since = since
        self._most = most

    def compare(self, mark: FolderMark, state: FolderState, highest: int) -> Compared:
        """Compare the folder from where the last listing stopped. Raises AnswerUnusable."""
        validity = str(mark.uidvalidity)
        held = sorted(int(item) for item in self._messages.held(self._folder, validity))
        missing: set[int] = set()
        late: list[int] = []
        count, last = 0, mark.listed
        for first, last, found in searched(self._session, mark.listed + 1, max([highest, *held[-1:]]), None):
            count += len(found)
            missing |= set(held[bisect_left(held, first) : bisect_right(held, last)]).difference(found)
            late += self._late(validity, first, last, [uid for uid in found if uid <= mark.uid])
            if count >= self._most:
                break
        stopped = last < highest
        there = [uid for uid in held if uid not in missing]
        if not same_numbers(self._session, self._messages, (self._folder, validity), _sample(there)):
            return Compared(Listed(validity, clean=False), renumbered=True)
        clean = (mark.listed > 0 or stopped) or count >= min(state.messages, self._now(state).messages)
        missing -= self._there_after_all(missing)
        listed = Listed(validity, tuple(str(uid) for uid in sorted(missing)), clean, mark.listed + 1, last)
        return Compared(listed, tuple(late), last if stopped else 0)

    def _late(self, validity: str, first: int, last: int, found: Sequence[int]) -> list[int]:
        unread = self._messages.unread(self._folder, validity, [str(uid) for uid in found])
        if not unread:
            return []
        # Those from before the start are not read: they are among the unread every night.
        return [uid for uid in self._session.search(first, last, self._since) if str(uid) in unread]

    def _there_after_all(self, missing: Collection[int]) -> set[int]:
        wanted = sorted(missing)
        there: set[int] = set()
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            there |= self._session.exists(wanted[start : start + _ASKED_AT_ONCE])
        return there

    def _now(self, state: FolderState) -> FolderState:
        now = self._session.examine(self._folder)
        if now.uidvalidity != state.uidvalidity:
            raise AnswerUnusable("numbered anew")
        return now


def same_numbers(
    session: MailSession, messages: KnownMessages, where: tuple[str, str], uids: Sequence[int], *, strict: bool = False
) -> bool:
    """Whether the numbers still mean the messages that were read by them: a restored server gives its numbers twice.

    `where`: folder and validity. What is not there tells nothing; `strict`: then the answer is no.
    """
    read = {uid: messages.digest_at(*where, str(uid)) for uid in uids}
    asked = [uid for uid, digest in read.items() if digest is not None]
    if not asked:
        return not strict
    try:
        answers = session.fetch(asked, [HEADER])
    except AnswerUnusable:
        return not strict
    for uid in asked:
        digest = digest_told(answers.get(uid, {}))
        if digest is None:
            if strict:
                return False
        elif digest != read[uid]:
            return False
    return True


def _sample(uids: Sequence[int]) -> list[int]:
    """Give a few of the numbers, the last among them."""
    step = max(len(uids) // _SAMPLES, 1)
    return [*uids[::-1][::step]][:_SAMPLES]
