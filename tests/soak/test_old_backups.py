"""Whoever was erased comes back with none of thirty old backups, and what people have said stands (T10, T11, HW-F15).

The run of all tests tries two of six, and one night of each state.
"""

from pathlib import Path

from tests.daemon.backup.test_restore import Safe, filled, safe, stays_away
from tests.daemon.backup.test_restore_of_many_days import DAYS, what_was_said_stands
from tests.soak.conftest import Tell

__all__ = ["filled", "safe"]


def test_erased_person_comes_back_with_none_of_thirty_old_backups(safe: Safe, tell: Tell) -> None:
    stays_away(safe, 30)
    tell("an erased person: 30 old backups restored, none brought a byte back")


def test_whichever_of_thirty_nights_is_put_back_what_people_have_said_stands(tmp_path: Path, tell: Tell) -> None:
    what_was_said_stands(tmp_path, range(DAYS))
    tell("a month of erasures, withdrawals, restrictions and corrections: each of 30 nights put back, all stand")
