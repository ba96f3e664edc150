"""The hold on sending: what cannot be written is told in words, and one that cannot be read holds."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.errors import RegisterUnusable
from models.register.sending_hold import Held, SendingHold

SINCE = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_hold_that_cannot_be_taken_away_is_told_in_words(tmp_path: Path) -> None:
    hold = SendingHold(tmp_path / "register.ledger")
    hold.path.mkdir()
    with pytest.raises(RegisterUnusable, match="hold on sending"):
        hold.put_back(None)
    assert hold.is_on


def test_hold_is_as_it_was_before_a_restore_that_changed_nothing(tmp_path: Path) -> None:
    hold = SendingHold(tmp_path / "register.ledger")
    before = Held(SINCE, "staff")
    hold.put(before)
    hold.put(Held(SINCE, "restored"))
    hold.put_back(before)
    assert hold.read() == before
    hold.put_back(None)
    assert hold.read() is None
