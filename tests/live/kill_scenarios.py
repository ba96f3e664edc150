"""What is killed everywhere (HW-F1): a first pull, an incremental one, a calendar, sending. Each begins anew for every kill."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.vocabulary import MailState
from tests.live import victims
from tests.live.described import Described, described, difference
from tests.live.dovecot import Dovecot
from tests.live.firm import NOW, Firm, event, mail
from tests.live.injection import Place, killed_at, places_of
from tests.live.kept_folder import kept
from tests.live.postgresql import PostgreSQL, Renewed
from tests.live.radicale import Radicale
from tests.live.smtp_sink import SmtpSink
from tests.live.test_kills import client, visits
from tests.live.verified import verify
from tests.live.warmed import READY_SECONDS, Deed, Warmed, runs_well

LETTERS = 3

COLD_EVERY = 10
"""Every so many kills the next process is a new one, so that what its caches spare a copy is felt too."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A deed that can be begun again and again. `reset` gives what the deed is given, in the state from before it.

    `check` raises when its end is not whole, `between` when what a kill has left is none of the states that may be.
    `resume` is how the next process brings it to its end: the same deed, unless that can be had for less.
    """

    deed: Deed
    reset: Callable[[], Any]
    check: Callable[[], None]
    between: Callable[[], None] = lambda: None
    resume: Deed | None = None


@dataclass(slots=True)
class Tally:
    """What a hunt came to."""

    places: int = 0
    killed: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def is_ready_soon(self) -> bool:
        """Whether each next process was ready to work soon enough."""
        return self.slowest <= READY_SECONDS

    def __str__(self) -> str:
        calls = ", ".join(f"{call} {number}" for call, number in sorted(self.calls.items()))
        return (
            f"{self.killed} killed at {self.places} places in {self.seconds:.0f} s ({calls}); "
            f"ready again in {self.slowest:.2f} s at most"
        )


def hunt(scenario: Scenario, choose: Callable[[list[Place]], Sequence[Place]]) -> Tally:
    """Kill the deed at the chosen places, let the next one end, and look each time."""
    since = time.monotonic()
    tally = Tally()
    with Warmed() as warmed:
        for deed in {scenario.deed, scenario.resume or scenario.deed}:
            warmed.learn(deed, scenario.reset())
        found = places_of(warmed, scenario.deed, scenario.reset())
        scenario.check()
        for place in choose(found):
            _kill_at(place, scenario, warmed, tally)
    tally.seconds = time.monotonic() - since
    return tally


def _kill_at(place: Place, scenario: Scenario, warmed: Warmed, tally: Tally) -> None:
    given = scenario.reset()
    tally.places += 1
    tally.killed += killed_at(place, warmed, scenario.deed, given)
    tally.calls[place.call] += 1
    try:
        scenario.between()
        if tally.places % COLD_EVERY == 1:
            ready = runs_well(scenario.deed, given)
        else:
            ready = warmed.runs_well(scenario.resume or scenario.deed, given)
        scenario.check()
    except AssertionError as exc:
        raise AssertionError(f"killed at {place}: {exc}") from exc
    tally.slowest = max(tally.slowest, ready)


def some(seed: int, count: int) -> Callable[[list[Place]], Sequence[Place]]:
    """Choose that many places by dice, in order."""

    def choose(places: list[Place]) -> Sequence[Place]:
        picked = sorted(random.Random(seed).sample(range(len(places)), min(count, len(places))))
        return [places[number] for number in picked]

    return choose


class Shelf:
    """A copy of the firm's register, to begin from again: a folder, and a database where `server` has the register."""

    def __init__(self, firm: Firm, server: PostgreSQL | None) -> None:
        self._firm, self._put_back = firm, kept(firm.folder / "data")
        self._renewed = Renewed(server, firm.database) if server else None

    def restore(self) -> None:
        """Put everything back as it was."""
        self._put_back()
        if self._renewed:
            self._firm.database = self._renewed()
            self._firm.write()


class Reading:
    """A pull that must come to the same register, whatever happens on its way (I1, I2)."""

    def __init__(self, shelf: Shelf, firm: Firm, deed: Deed, resume: Deed) -> None:
        self.shelf, self.firm, self.deed, self.resume = shelf, firm, deed, resume
        self.reset()
        runs_well(deed, firm.path)
        runs_well(deed, firm.path)
        self.wanted = self.said()

    def scenario(self) -> Scenario:
        """Give it to the hunt."""
        return Scenario(self.deed, self.reset, self.check, resume=self.resume)

    def reset(self) -> Path:
        """Nothing of it has been read."""
        self.shelf.restore()
        return self.firm.path

    def said(self) -> Described:
        """Give what the register says now."""
        with self.firm.register() as database, database.engine.connect() as connection:
            return described(connection)

    def check(self) -> None:
        """Compare with the undisturbed register."""
        said = self.said()
        if said != self.wanted:
            raise AssertionError(difference(self.wanted, said))
        verify(self.firm)


def first_pull(firm: Firm, dovecot: Dovecot, server: PostgreSQL | None = None) -> Scenario:
    """A mailbox is read for the first time."""
    return _pull_of(firm, dovecot, server, before=(), then=range(8))


def incremental(firm: Firm, dovecot: Dovecot, server: PostgreSQL | None = None) -> Scenario:
    """A mailbox was read, and has new messages."""
    return _pull_of(firm, dovecot, server, before=range(6), then=range(6, 12))


def _pull_of(
    firm: Firm, dovecot: Dovecot, server: PostgreSQL | None, before: Sequence[int], then: Sequence[int]
) -> Scenario:
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    _begin(firm, server)
    firm.paper_consents(*(client(number) for number in range(3)))
    if before:
        dovecot.append_many(user, "INBOX", list(_mails(before)))
        runs_well(victims.pull, firm.path)
    dovecot.append_many(user, "INBOX", list(_mails(then)))
    return Reading(Shelf(firm, server), firm, victims.pull, victims.resume_pull).scenario()


def _begin(firm: Firm, server: PostgreSQL | None) -> None:
    if server:
        firm.database = server.new_database()
    firm.write()


def _mails(numbers: Sequence[int]) -> Iterator[bytes]:
    """Clients known by their consent, and strangers, who become candidates."""
    for number in numbers:
        sender = client(number % 3) if number % 4 else f"vieras{number}@muualla.example"
        yield mail(sender, name=f"m{number}", text=f"Hei. Numeroni on 040 123 45{number:02}.")


def calendar(firm: Firm, radicale: Radicale, server: PostgreSQL | None = None) -> Scenario:
    """A calendar was read; since then some events are new, some moved, one is gone."""
    diary = radicale.new_calendar("vastaanotto")
    firm.mailbox_nowhere()
    firm.calendar(diary)
    _begin(firm, server)
    for number in range(4):
        diary.put(f"e{number}.ics", _event(number))
    with firm.register():
        pass
    runs_well(victims.pull_calendars, firm.path)
    for number in range(4, 7):
        diary.put(f"e{number}.ics", _event(number))
    diary.put("e0.ics", _event(0, later=timedelta(hours=2)))
    diary.delete("e1.ics")
    shelf = Shelf(firm, server)
    return Reading(shelf, firm, victims.pull_calendars, victims.resume_pull_of_calendars).scenario()


def _event(number: int, later: timedelta = timedelta()) -> str:
    return event(f"event-{number}", NOW + timedelta(days=number + 1) + later, attendee=client(number % 3))


class Letters:
    """Sending: every request goes out once, or its fate is said to be unknown (I3)."""

    def __init__(self, firm: Firm, sink: SmtpSink, server: PostgreSQL | None) -> None:
        firm.mailbox_nowhere()
        firm.relay(sink)
        _begin(firm, server)
        firm.paper_consents(*(client(number) for number in range(LETTERS)))
        visits(firm, LETTERS)
        self.firm, self.sink = firm, sink
        self.shelf = Shelf(firm, server)

    def scenario(self) -> Scenario:
        """Give it to the hunt."""
        return Scenario(victims.send, self.reset, self.check)

    def reset(self) -> Path:
        """Nothing has been sent."""
        self.shelf.restore()
        self.sink.messages.clear()
        return self.firm.path

    def check(self) -> None:
        """Nobody got two, and the register knows of everybody."""
        arrived = Counter(letter.recipients for letter in self.sink.messages)
        assert all(number == 1 for number in arrived.values()), sorted(arrived.values())
        letters = self.firm.letters()
        states = Counter(letter.state for letter in letters)
        assert states.total() == LETTERS
        assert set(states) <= {MailState.SENT, MailState.UNKNOWN}, states
        assert states[MailState.UNKNOWN] <= 1
        assert states[MailState.SENT] <= len(arrived) <= LETTERS
        verify(self.firm)


def sending(firm: Firm, sink: SmtpSink, server: PostgreSQL | None = None) -> Scenario:
    """Requests are due and go out."""
    return Letters(firm, sink, server).scenario()
