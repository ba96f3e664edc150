"""Both nights in which Helsinki changes its clocks, and a machine whose clock jumps: nothing twice, nothing at a wrong hour."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from models.register.audit import By
from models.register.digest import claim_digest, digest_due
from models.rules.sending_hours import SendingHours, next_sending_moment
from tests.models.register.mailroom import MailRoom

HELSINKI = ZoneInfo("Europe/Helsinki")
HOURS = SendingHours(8, 20, zone=HELSINKI)
SPRING = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)
"""The Thursday before the clocks go forward."""

AUTUMN = datetime(2026, 10, 22, 12, 0, tzinfo=UTC)
"""The Thursday before they go back."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield made
    made.database.close()


def digest(room: MailRoom) -> bool:
    """Send the digest if it is due."""

    def deed(session: Session) -> bool:
        if not digest_due(session, HOURS, room.now):
            return False
        claim_digest(session, "firma.example", By("daemon", room.now))
        return True

    return bool(room.do(deed))


def days_of_digests(room: MailRoom, start: datetime, step: timedelta, days: int) -> list[date]:
    room.now = start
    found = []
    while room.now < start + timedelta(days=days):
        if digest(room):
            local = room.now.astimezone(HELSINKI)
            assert 8 <= local.hour < 20
            found.append(local.date())
        room.now += step
    return found


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_one_digest_each_working_day_around_the_change(room: MailRoom, start: datetime) -> None:
    found = days_of_digests(room, start, timedelta(minutes=30), 6)
    thursday = start.date()
    assert found == [thursday + timedelta(days=offset) for offset in (0, 1, 4, 5, 6)][: len(found)]
    assert len(found) >= 4


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_every_moment_of_those_days_leads_into_the_hours_of_sending(start: datetime) -> None:
    at = start
    while at < start + timedelta(days=6):
        moment = next_sending_moment(at, HOURS)
        local = moment.astimezone(HELSINKI)
        assert moment >= at
        assert 8 <= local.hour < 20
        assert local.isoweekday() <= 5
        at += timedelta(minutes=15)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1), timedelta(days=3650)])
@pytest.mark.parametrize("way", [1, -1], ids=["forward", "back"])
def test_clock_that_jumps_and_comes_back_sends_no_letter_twice(room: MailRoom, jump: timedelta, way: int) -> None:
    room.visit()
    room.consents()
    real = room.now
    assert room.send_all() == 1
    room.now = real + way * jump
    for _ in range(3):
        assert room.send_all() == 0
    room.now = real + timedelta(minutes=5)
    for _ in range(3):
        assert room.send_all() == 0


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=1)])
def test_letter_that_waited_while_the_clock_was_wrong_goes_out_within_an_hour_of_the_right_one(
    room: MailRoom, jump: timedelta
) -> None:
    room.visit()
    room.consents()
    room.judge()
    real = room.now
    room.now = real - jump
    room.send_all()
    sent = 0
    room.now = real
    while not sent and room.now <= real + timedelta(hours=1):
        sent = len([letter for letter in room.letters() if letter.state.value == "sent"]) or room.send_all()
        room.now += timedelta(minutes=5)
    assert sent == 1
