"""Whoever was erased comes back with none of thirty old backups (T11); the run of all tests tries two of six."""

from tests.daemon.backup.test_restore import Safe, filled, safe, stays_away
from tests.soak.conftest import Tell

__all__ = ["filled", "safe"]


def test_erased_person_comes_back_with_none_of_thirty_old_backups(safe: Safe, tell: Tell) -> None:
    stays_away(safe, 30)
    tell("an erased person: 30 old backups restored, none brought a byte back")
