"""How far a folder has been read, and which UIDs are asked for next."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.folders import FolderMark, highest_uid, mark_in, new_uids
from connectors.mail.session import FolderState
from models.values import Cursor

SINCE = date(2026, 1, 1)


class Folder:
    """A folder of these UIDs that answers searches as a server does, and remembers how long the answers were."""

    def __init__(self, uids: set[int], *, tells_highest: bool = True) -> None:
        self.uids = uids
        self.tells_highest = tells_highest
        self.answers: list[int] = []

    def search(self, first: int, last: int | None, since: date | None = None) -> list[int]:
        assert since == SINCE
        found = sorted(uid for uid in self.uids if first <= uid and (last is None or uid <= last))
        self.answers.append(len(found))
        return found

    def highest(self) -> int:
        return max(self.uids, default=0) if self.tells_highest else 0


def cursor(mark: FolderMark) -> Cursor:
    return Cursor("info", "INBOX", mark.text())


def state(uids: set[int], uidnext: int | None = None, validity: int = 7) -> FolderState:
    return FolderState(validity, uidnext, len(uids))


@given(st.sets(st.integers(1, 20_000), max_size=60), st.integers(0, 20_000))
def test_all_uids_above_the_mark_come_once_and_in_order(uids: set[int], read: int) -> None:
    folder = Folder(uids)
    found = list(new_uids(folder, FolderMark(7, read), max(uids, default=0), SINCE))
    assert found == sorted(uid for uid in uids if uid > read)


def test_dense_folder_is_asked_in_ranges() -> None:
    folder = Folder(set(range(1, 50_001)))
    assert len(list(new_uids(folder, FolderMark(7), 50_000, SINCE))) == 50_000
    assert max(folder.answers) <= 2_000


def test_sparse_folder_is_not_asked_for_ever() -> None:
    folder = Folder({5, 3_000_000_000, 4_294_967_290})
    assert list(new_uids(folder, FolderMark(7), 4_294_967_290, SINCE)) == sorted(folder.uids)
    assert len(folder.answers) < 20


def test_first_reading_begins_at_the_beginning() -> None:
    assert mark_in(None, state({1, 2}), 2) == FolderMark(7, 0)


def test_reading_goes_on_where_it_ended() -> None:
    assert mark_in(cursor(FolderMark(7, 41)), state({41, 42}, 43), 42) == FolderMark(7, 41)


def test_new_uidvalidity_begins_anew() -> None:
    assert mark_in(cursor(FolderMark(6, 41)), state({1}, 2), 1) == FolderMark(7, 0)


def test_uids_that_began_again_are_read() -> None:
    assert mark_in(cursor(FolderMark(7, 41)), state({1, 2, 3}, 4), 3) == FolderMark(7, 3)


def test_uidnext_that_lags_behind_moves_nothing() -> None:
    assert mark_in(cursor(FolderMark(7, 41)), state({40, 41}, 38), 41) == FolderMark(7, 41)


@pytest.mark.parametrize("text", ["", "41", "{}", "[]", '{"uidvalidity": 7}', '{"uidvalidity": "x", "uid": 1}', "null"])
def test_cursor_that_is_not_ours_begins_anew(text: str) -> None:
    assert mark_in(Cursor("info", "INBOX", text), state({1}), 1) == FolderMark(7, 0)


def test_highest_uid_may_lie_above_uidnext() -> None:
    assert highest_uid(Folder({1, 900}), state({1, 900}, 5)) == 900


def test_uidnext_serves_where_the_highest_is_not_told() -> None:
    assert highest_uid(Folder({1, 900}, tells_highest=False), state({1, 900}, 901)) == 900


def test_empty_folder_has_no_highest() -> None:
    assert highest_uid(Folder(set()), state(set(), 901)) == 0
