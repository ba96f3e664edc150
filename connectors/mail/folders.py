"""How far a folder has been read, and which UIDs come next. UIDs are asked for in ranges, never all at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from connectors.mail import gaps
from connectors.mail.gaps import Gaps
from connectors.mail.session import FolderState
from models.values import Cursor

_FIRST_WIDTH = 2_000
_MIN_WIDTH = 500
_MAX_WIDTH = 1 << 31
_FEW, _MANY = 500, 2_000


@dataclass(frozen=True, slots=True)
class FolderMark:
    """All messages of this UIDVALIDITY up to this UID have been read; 0 = none. But for the gaps: numbers not there yet.

    `listed`: how far the listing of a folder has come that is too large for one night; 0 = none is under way.
    """

    uidvalidity: int
    uid: int = 0
    gaps: Gaps = ()
    listed: int = 0

    def past(self, uid: int, now: datetime, *, missing: bool, counts_gaps: bool) -> "FolderMark":
        """Give the mark behind a message above it. `missing`: it was found and then not answered.

        Numbers left out on the way become a gap where gaps count: not in the first reading of a folder.
        """
        left_out = gaps.between(self.gaps, self.uid, uid, now) if counts_gaps else self.gaps
        return replace(self, uid=uid, gaps=gaps.with_missing(left_out, uid, now) if missing else left_out)

    def filled(self, uid: int) -> "FolderMark":
        """Give the mark after a message of a gap has come."""
        return replace(self, gaps=gaps.without(self.gaps, [uid]))

    def text(self) -> str:
        """Give what the register stores."""
        found: dict[str, object] = {"uidvalidity": self.uidvalidity, "uid": self.uid}
        if self.gaps:
            found["gaps"] = self.gaps
        if self.listed:
            found["listed"] = self.listed
        return json.dumps(found)


def mark_in(cursor: Cursor | None, state: FolderState, highest: int) -> FolderMark:
    """Give the mark to go on from in a folder that stands so; `highest` is its highest UID, 0 when there is none.

    A new UIDVALIDITY voids every UID we hold (RFC 9051, 2.3.1.1): the folder is read anew, and the register knows the
    messages by their digests. UIDs that began again below the mark without a new UIDVALIDITY (seen at GMX) move it back.
    """
    stored = stored_mark(cursor)
    if stored is None or stored.uidvalidity != state.uidvalidity:
        return FolderMark(state.uidvalidity)
    if state.uidnext is not None and state.uidnext <= stored.uid and highest < stored.uid:
        return FolderMark(state.uidvalidity, max(state.uidnext - 1, highest))
    return stored


def stored_mark(cursor: Cursor | None) -> FolderMark | None:
    """Give the mark that the register has; None when it has none that can be read."""
    try:
        found = json.loads(cursor.value if cursor else "")
        left_out = gaps.parsed(found.get("gaps", []))
        return FolderMark(int(found["uidvalidity"]), int(found["uid"]), left_out, int(found.get("listed", 0)))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class Searches(Protocol):
    """What is asked of the open folder."""

    def search(self, first: int, last: int | None, since: date | None = None) -> list[int]:
        """Give the UIDs from first to last, received on `since` or later."""
        ...

    def highest(self) -> int:
        """Give the highest UID, 0 when it cannot be told."""
        ...


def highest_uid(folder: Searches, state: FolderState) -> int:
    """Give the highest UID of an open folder. UIDNEXT is a hint only: messages may lie above it."""
    if state.messages == 0:
        return 0
    return folder.highest() or (state.uidnext or 1) - 1


def new_uids(folder: Searches, mark: FolderMark, top: int, since: date) -> Iterator[int]:
    """Give the UIDs above the mark up to `top` of messages received on `since` or later, in order."""
    for _, _, found in searched(folder, mark.uid + 1, top, since):
        yield from found


def searched(folder: Searches, first: int, top: int, since: date | None) -> Iterator[tuple[int, int, list[int]]]:
    """Search from `first` to `top` range by range; give each range (first, last) with the UIDs found in it.

    The ranges widen where UIDs are sparse and narrow where they are dense, so that no answer grows long.
    """
    width = _FIRST_WIDTH
    while first <= top:
        last = min(first + width - 1, top)
        found = folder.search(first, last, since)
        yield first, last, found
        first += width
        if len(found) < _FEW:
            width = min(width * 4, _MAX_WIDTH)
        elif len(found) > _MANY:
            width = max(width // 4, _MIN_WIDTH)
