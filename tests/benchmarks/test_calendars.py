"""How fast a calendar is pulled into the register, beside vdirsyncer and the plain caldav library. The server is Radicale.

1,000 events, with BENCH=full 10,000 too (REKISTERID_BENCH_EVENTS: other sizes), every tenth a weekly series of a dozen visits.
vdirsyncer stores each event as a file and reads none, the library keeps them in memory; we read each in the child process,
expand the series and store the visits in SQLite. As programs, ours and vdirsyncer are started anew for each pull; the
service, which runs anyway, pulls without a start. Cold: the server has been started anew and has forgotten what it had
parsed, at 1,000 events only.
"""

import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import SandboxReader
from daemon.cli import circles
from daemon.config import load_config
from daemon.config.build import calendar_accounts
from daemon.jobs.pull import pull_once
from daemon.pulling import intake_policy, open_register, utc_now
from models.register.intake import Intake
from tests.benchmarks.calendar_pullers import Library, Practice, event, fill, ours, theirs, whole
from tests.benchmarks.contender import Contender
from tests.benchmarks.measuring import FULL, in_turns, nothing, report, server_told
from tests.benchmarks.slow_line import SlowLine
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.radicale import Radicale

SIZES = tuple(
    int(size) for size in os.environ.get("REKISTERID_BENCH_EVENTS", "1000,10000" if FULL else "1000").split(",")
)
ROUNDS = 5 if FULL else 3
CHANGES = 10


@dataclass(frozen=True)
class Case:
    """A calendar of that size, how far away it is (seconds both ways), and whether its server is cold."""

    size: int
    delay: float = 0.0
    cold: bool = False

    @property
    def title(self) -> str:
        """How it is headed."""
        return f"first pull of {self.size:,} events, every tenth a series{server_told(self.delay, self.cold)}"


def cases() -> Iterator[Case]:
    """Each size near and far; the smallest cold too."""
    for size in SIZES:
        yield Case(size)
        yield Case(size, delay=0.03)
    yield Case(min(SIZES), cold=True)


class Running:
    """The calendar's part of a service that runs: its child process has started, its register is open."""

    def __init__(self, stack: ExitStack, folder: Path, size: int) -> None:
        config = load_config(folder / "config.toml", env={})
        self._stack = stack
        self._size = size
        [self._account] = calendar_accounts(config)
        self._reader = SandboxReader()
        stack.callback(self._reader.close)
        self._connector = self._connected()
        self._database = stack.enter_context(open_register(config))
        self._intake = Intake(self._database, intake_policy(config), utc_now)
        self.cpu: list[float] = []

    def read(self) -> None:
        """Fetch and read everything, and store nothing."""
        known = Remembered()
        pull_all(self._connected(), known)
        assert (len(known.seen), len(known.problems)) == (self._size, 0)

    def store(self) -> int:
        """Pull what is new into the register; gives how many events were."""
        begun = time.process_time()
        pulled = pull_once(self._connector, self._database, self._intake, Event())
        self.cpu.append(time.process_time() - begun)
        assert not pulled.problems
        return pulled.used + pulled.skipped

    def _connected(self) -> CalendarConnector:
        connector = CalendarConnector(self._account, self._reader, utc_now)
        self._stack.callback(connector.close)
        return connector


@pytest.mark.live("radicale")
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_pull_of_a_calendar(radicale: Radicale, tmp_path: Path, case: Case) -> None:
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=150)
    calendar = radicale.new_calendar("Vastaanotto")
    fill(calendar, first, case.size)
    with ExitStack() as stack:
        line = stack.enter_context(SlowLine(radicale.port, case.delay))
        practice = Practice(calendar, first, case.size, line.port)
        programs = [ours(practice, tmp_path), theirs(practice, tmp_path)]
        # The warm-up of servers and caches serves to see memory and bytes; what is measured runs without an onlooker.
        homes = {one.name: one.fresh() for one in programs}
        remarks = [one.first_look(homes[one.name], line) for one in programs]
        for one in programs:
            one.make_ready(2 * ROUNDS)
        library = Library(practice)
        # A register is new only once.
        services = [Running(stack, programs[0].fresh(), case.size) for _ in range(ROUNDS)]
        service = services[0]

        def server() -> float:
            return radicale.cpu_seconds

        contenders: dict[str, Callable[[], object]] = {one.name: one.pull_anew for one in programs}
        contenders |= {"caldav library, loaded": library.load, "fetched and read by ours, not stored": service.read}
        before = radicale.forget_parsed if case.cold else nothing
        measured = in_turns(case.size, contenders, ROUNDS, before, server)
        remarks += [f"{one.name}: {one.median_cpu():.1f} s of processors" for one in programs]
        report(case.title, measured, remarks)
        if not case.cold:
            by_the_service(case, services, programs[1], server)
            without_news(case, programs, homes, service, library)
            changed(case, practice, programs, homes, service)
    shutil.rmtree(tmp_path, ignore_errors=True)


def by_the_service(case: Case, services: list[Running], other: Contender, server: Callable[[], float]) -> None:
    """The first pull of services that run, each into a new register, beside the other program, which is started."""
    for one in services:
        one.read()
    # As the service does when it has loaded; else Python looks for circles through all that this process has met.
    circles.loading()
    circles.loaded()
    waiting = iter(services)
    contenders: dict[str, Callable[[], object]] = {
        "the running service, fetched, read and stored": lambda: next(waiting).store(),
        other.name: other.pull_anew,
    }
    measured = in_turns(case.size, contenders, len(services), server=server)
    report(f"{case.title}: by the running service", measured)


def without_news(
    case: Case, programs: list[Contender], homes: dict[str, Path], service: Running, library: Library
) -> None:
    """Pull again what has been pulled."""
    service.cpu.clear()
    polls: dict[str, Callable[[], object]] = {"the running service": service.store}
    polls |= {one.name: partial(one.pull, homes[one.name]) for one in programs}
    polls["caldav library, asked for changes"] = library.sync
    measured = in_turns(1, polls, 2 * ROUNDS + 1)
    remarks = [f"the running service: {statistics.median(service.cpu) * 1000:.1f} ms of its processor"]
    remarks += [f"{one.name}: {one.median_cpu():.2f} s of processors" for one in programs]
    report(f"{case.title}: once more, without news", measured, remarks)


def changed(
    case: Case, practice: Practice, programs: list[Contender], homes: dict[str, Path], service: Running
) -> None:
    """Put new events, and pull them once with each: afterwards there is no news any more."""
    for number in range(case.size, case.size + CHANGES):
        practice.calendar.put(f"new-{number}.ics", whole(event(number, practice.first)))
    more = replace(practice, size=case.size + CHANGES)
    for one in programs:
        one.expected = more.visits if one is programs[0] else more.size
    pulls: dict[str, Callable[[], object]] = {"the running service": service.store}
    pulls |= {one.name: partial(one.pull, homes[one.name]) for one in programs}
    report(f"{case.title}: {CHANGES} new events", in_turns(CHANGES, pulls, 1))
