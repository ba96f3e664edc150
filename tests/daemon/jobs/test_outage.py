"""Days without network: nothing is lost, nothing goes out in a burst, and what has become too old does not go at all (HW-F19)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from daemon.clocks import Clocks
from daemon.jobs.relay import RelayHealth
from daemon.jobs.send import SendJob
from models.rules.sending_hours import SendingCaps
from models.rules.working_days import is_working_day
from models.values import Mailbox
from models.vocabulary import MailState
from tests.contract.fakes import FakeSender
from tests.live.letter_room import compose
from tests.models.register.mailroom import MailRoom

HELSINKI = ZoneInfo("Europe/Helsinki")
STEP = timedelta(minutes=20)
CAPS = SendingCaps(per_hour=3, per_day=8)
CLIENTS = 18


class Outage:
    """A firm whose clients keep coming while its relay is out of reach."""

    def __init__(self, folder: Path) -> None:
        self.room = MailRoom(f"sqlite:///{folder / 'register.sqlite'}")
        self.room.policy = replace(self.room.policy, feedback=replace(self.room.policy.feedback, caps=CAPS))
        self.room.outbox = self.room.new_outbox()
        self.sender = FakeSender()
        began = self.room.now
        clocks = Clocks(lambda: self.room.now, lambda: (self.room.now - began) / timedelta(seconds=1))
        relay = RelayHealth(self.room.database, "smtp", clocks)
        self.job = SendJob(self.room.outbox, self.sender, compose, relay)
        self.sent_at: list[datetime] = []
        self.tries = 0

    def visit(self, number: int) -> None:
        mailbox = Mailbox(f"Asiakas{number} Malli", f"asiakas{number}.malli@asiakas.example")
        self.room.visit(f"visit-{number:02}", mailbox=mailbox)
        self.room.consents(mailbox)

    def run_for(self, time: timedelta) -> None:
        until = self.room.now + time
        while self.room.now < until:
            self.room.judge()
            before = len(self.sender.letters)
            done = self.job.run(Event())
            self.tries += done.failed
            self.sent_at += [self.room.now] * (len(self.sender.letters) - before)
            self.room.pass_time(seconds=STEP.total_seconds())

    def by_day_and_hour(self) -> tuple[Counter[date], Counter[datetime]]:
        local = [at.astimezone(HELSINKI) for at in self.sent_at]
        return Counter(at.date() for at in local), Counter(at.replace(minute=0) for at in local)


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Outage]:
    made = Outage(tmp_path)
    yield made
    made.room.database.close()


def test_after_72_hours_without_network_everything_goes_out_in_order_and_in_measure(firm: Outage) -> None:
    firm.sender.down = True
    for number in range(CLIENTS):
        firm.visit(number)
        firm.run_for(timedelta(hours=4))
    assert firm.sender.letters == []
    assert {letter.state for letter in firm.room.letters()} == {MailState.QUEUED}
    # A relay that is down is asked a few times an hour at most, and only within the hours of sending.
    assert firm.tries < 72 * 4
    firm.sender.down = False
    firm.run_for(timedelta(days=6))
    assert [letter.state for letter in firm.room.letters()] == [MailState.SENT] * CLIENTS, "nothing is lost"
    days, hours = firm.by_day_and_hour()
    assert max(days.values()) <= CAPS.per_day
    assert max(hours.values()) <= CAPS.per_hour
    assert all(is_working_day(day) for day in days)
    assert all(8 <= at.astimezone(HELSINKI).hour < 20 for at in firm.sent_at)
    assert len({letter.envelope_to for letter in firm.sender.letters}) == CLIENTS, "nobody is asked twice"


def test_request_that_waited_for_more_than_two_weeks_is_dropped_with_its_reason(firm: Outage) -> None:
    firm.visit(0)
    firm.sender.down = True
    firm.run_for(timedelta(hours=3))
    firm.room.pass_time(days=12)
    firm.visit(1)
    firm.room.judge()
    firm.room.pass_time(days=3)
    firm.sender.down = False
    firm.run_for(timedelta(days=4))
    told = [(letter.state, letter.reason) for letter in firm.room.letters()]
    assert told == [(MailState.DROPPED, "queued_too_long"), (MailState.SENT, "sent")]


def test_two_weeks_are_counted_from_the_approval(firm: Outage) -> None:
    firm.room.policy = replace(firm.room.policy, needs_approval=True)
    firm.visit(0)
    firm.room.judge()
    firm.room.pass_time(days=20)
    assert firm.room.approve_all() == 1
    firm.run_for(timedelta(days=4))
    assert [letter.state for letter in firm.room.letters()] == [MailState.SENT]
