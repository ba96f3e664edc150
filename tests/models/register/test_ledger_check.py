"""Damaged lines of the ledger: named by number, looked for in what was added and in the whole file now and then."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.register.erasure_ledger import EntryKind, ErasureLedger, LedgerEntry
from models.register.ledger_check import ALL_AGAIN, LedgerCheck, damaged_lines
from tests.models.register.samples import NOW

ENTRIES = [LedgerEntry(EntryKind.WITHDRAWAL, NOW + timedelta(days=day), ("a" * 64,), (), "all") for day in range(3)]


class Watched:
    """A ledger of three lines, looked at by a clock of its own."""

    def __init__(self, path: Path) -> None:
        self.ledger = ErasureLedger(path)
        self.ledger.append(ENTRIES)
        self.seconds = 0.0
        self.check = LedgerCheck(path, lambda: self.seconds)

    def spoil(self, line: int) -> None:
        """Change a letter in the middle of a line."""
        lines = self.ledger.path.read_bytes().splitlines(keepends=True)
        lines[line - 1] = lines[line - 1].replace(b"aaaa", b"bbbb", 1)
        with self.ledger.path.open("r+b") as file:
            file.write(b"".join(lines))


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """A ledger that is whole."""
    return Watched(tmp_path / "register.sqlite.ledger")


def test_whole_ledger_and_one_that_is_not_there_have_no_damaged_line(watched: Watched, tmp_path: Path) -> None:
    assert watched.check.damaged() == ()
    assert damaged_lines(tmp_path / "nowhere") == ()


def test_damaged_line_is_named_by_its_number(watched: Watched) -> None:
    watched.spoil(2)
    assert watched.check.damaged() == (2,)
    watched.ledger.append(ENTRIES[:1])
    assert watched.check.damaged() == (2,)


def test_line_that_goes_bad_later_is_found_within_a_day(watched: Watched) -> None:
    assert watched.check.damaged() == ()
    watched.spoil(1)
    assert watched.check.damaged() == ()
    watched.seconds += ALL_AGAIN.total_seconds()
    assert watched.check.damaged() == (1,)


def test_torn_line_counts_when_it_stays_torn(watched: Watched) -> None:
    with watched.ledger.path.open("ab") as file:
        file.write(b'{"sum":"12')
    assert watched.check.damaged() == ()
    assert watched.check.damaged() == (4,)
    assert damaged_lines(watched.ledger.path) == (4,)
    watched.ledger.append(ENTRIES[:1])
    assert watched.check.damaged() == (4,)


def test_ledger_that_was_mended_is_whole_again(watched: Watched) -> None:
    before = watched.ledger.path.read_bytes()
    watched.spoil(3)
    assert watched.check.damaged() == (3,)
    mended = watched.ledger.path.with_suffix(".new")
    mended.write_bytes(before)
    mended.replace(watched.ledger.path)
    assert watched.check.damaged() == ()
