"""The service with accounts in memory: one failing account, gates, signs of life, and an end with nothing half done."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from structlog.testing import capture_logs

from connectors.contract import Connector, Known
from daemon.pulse import Pulse
from daemon.service import STOP_WITHIN, Instruments, Job, Service
from models.errors import AlreadyRunning, Unreachable
from models.register import accounts
from models.register.database import Database, open_database
from models.register.intake import Intake
from models.register.ownership import Ownership
from models.register.policy import IntakePolicy
from models.tables import AccountState
from models.values import Batch, OwnIdentity
from tests.contract.fakes import FakeConnector
from tests.live.process import wait_until

SOON = timedelta(seconds=0.05)
PATIENCE = 15.0


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = open_database(f"sqlite:///{tmp_path / 'register.sqlite'}", key=b"k" * 32)
    yield made
    made.close()


class Bench:
    """A service that runs in a thread until the block ends; `ended_in` is how long the end took."""

    def __init__(self, database: Database, connectors: list[Connector], jobs: list[Job], poll: timedelta) -> None:
        self.stop = Event()
        self.ended_in = 0.0
        self.error: BaseException | None = None
        self.ownership = Ownership(database)
        self.ownership.take(now())
        intake = Intake(database, IntakePolicy(own=OwnIdentity()), now)
        pairs = [(connector, poll) for connector in connectors]
        self._service = Service(database, intake, pairs, jobs, self.ownership, Instruments(now))
        self._thread = Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._service.run(self.stop)
        except AlreadyRunning as exc:
            self.error = exc

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        begun = time.monotonic()
        self.stop.set()
        self._thread.join(90)
        self.ended_in = time.monotonic() - begun
        assert not self._thread.is_alive()


@contextmanager
def running(
    database: Database, *connectors: Connector, jobs: list[Job] | None = None, poll: timedelta = SOON
) -> Iterator[Bench]:
    bench = Bench(database, list(connectors), jobs or [], poll)
    bench.start()
    try:
        yield bench
    finally:
        bench.end()
        bench.ownership.release(now())


def fares(database: Database) -> dict[str, AccountState]:
    with database.read() as session:
        rows = accounts.states(session)
        session.expunge_all()
        return {row.account: row for row in rows}


def until(holds: Callable[[], bool], what: str) -> None:
    wait_until(holds, PATIENCE, what)


def test_failing_account_names_its_mend_and_never_stops_another(database: Database) -> None:
    sick, well = FakeConnector("sick"), FakeConnector("well")
    sick.refusing = True
    with running(database, sick, well):
        until(lambda: len(fares(database)) == 2, "both were tried")
        state = fares(database)["sick"]
        assert (state.error, state.last_success_at) == ("Refused", None)
        assert "sick" in state.message
        assert "make it good again" in state.message
        assert state.next_try_at is not None
        assert state.next_try_at - now() > timedelta(minutes=14), "a refused password is not hammered (HW-F14)"
        assert fares(database)["well"].failing_since is None


def test_server_that_says_when_to_come_again_is_asked_no_sooner(database: Database) -> None:
    class Busy(FakeConnector):
        def pull(self, known: Known) -> Iterator[Batch]:
            raise Unreachable("busy: the server is busy", retry_after=timedelta(minutes=40))

    with running(database, Busy("busy")):
        until(lambda: len(fares(database)) == 1, "it was tried")
        state = fares(database)["busy"]
        assert state.last_try_at is not None
        assert state.next_try_at is not None
        assert timedelta(minutes=40) <= state.next_try_at - state.last_try_at < timedelta(minutes=41)


def test_account_that_throws_what_nobody_expects_never_stops_another(database: Database) -> None:
    class Broken(FakeConnector):
        def pull(self, known: Known) -> Iterator[Batch]:
            raise RuntimeError("a bug of ours that quotes Maija")

    with running(database, Broken("broken"), FakeConnector("well")):
        until(lambda: len(fares(database)) == 2, "both were tried")
        assert fares(database)["broken"].error == "RuntimeError"
        assert "Maija" not in fares(database)["broken"].message


def test_job_that_needs_the_mail_waits_until_every_account_was_tried(database: Database) -> None:
    gate = Event()

    class Slow(FakeConnector):
        def pull(self, known: Known) -> Iterator[Batch]:
            gate.wait(PATIENCE)
            return super().pull(known)

    runs: list[float] = []
    early: list[float] = []
    send = Job("send", SOON, lambda _stop: runs.append(time.monotonic()), after_reading=True)
    seal = Job("seal", SOON, lambda _stop: early.append(time.monotonic()))
    with running(database, Slow("slow"), FakeConnector("quick"), jobs=[send, seal]):
        until(lambda: len(early) > 3, "the other job")
        assert runs == []
        gate.set()
        until(lambda: bool(runs), "the job")


def test_fault_of_a_job_is_not_the_end_of_it(database: Database) -> None:
    runs: list[int] = []

    def faulty(_stop: Event) -> None:
        runs.append(1)
        raise KeyError("a bug of ours")

    with capture_logs() as logs, running(database, jobs=[Job("faulty", SOON, faulty)]):
        until(lambda: len(runs) > 2, "it runs again")
    failed = [line["error"] for line in logs if line["event"] == "job failed"]
    assert failed == ["KeyError"] * len(runs)


def test_idle_service_ends_at_once(database: Database) -> None:
    with running(database, FakeConnector("info"), poll=timedelta(minutes=5)) as bench:
        until(lambda: "info" in fares(database), "a pull")
    assert bench.ended_in < 2.0


def test_account_that_hangs_does_not_hold_up_the_end(database: Database) -> None:
    hanging, never = Event(), Event()

    class Hanging(FakeConnector):
        def pull(self, known: Known) -> Iterator[Batch]:
            hanging.set()
            never.wait(PATIENCE)
            return super().pull(known)

    with running(database, Hanging("hanging")) as bench:
        assert hanging.wait(PATIENCE)
    never.set()
    assert bench.ended_in < 5.0


def test_job_that_may_be_cut_off_does_not_hold_up_the_end_and_is_finished(database: Database) -> None:
    begun, never = Event(), Event()
    finished: list[float] = []

    def dialogue(_stop: Event) -> None:
        begun.set()
        never.wait(PATIENCE)

    job = Job("send", SOON, dialogue, finish=lambda: finished.append(time.monotonic()))
    with running(database, jobs=[job]) as bench:
        assert begun.wait(PATIENCE)
    never.set()
    assert bench.ended_in < 5.0
    assert len(finished) == 1


def test_letter_whose_content_goes_out_is_waited_for(database: Database) -> None:
    begun, holding = Event(), Event()
    ended: list[float] = []

    def hand_over(_stop: Event) -> None:
        holding.set()
        begun.set()
        time.sleep(STOP_WITHIN.total_seconds() + 2)
        ended.append(time.monotonic())
        holding.clear()

    job = Job("send", timedelta(minutes=1), hand_over, holds=holding.is_set)
    with running(database, jobs=[job]) as bench:
        assert begun.wait(PATIENCE)
    assert len(ended) == 1
    assert bench.ended_in < STOP_WITHIN.total_seconds() + 5


def test_service_ends_when_another_daemon_has_taken_the_register(database: Database) -> None:
    def taken(_stop: Event) -> None:
        raise AlreadyRunning("another daemon has taken this register")

    with running(database, jobs=[Job("send", SOON, taken)]) as bench:
        until(bench.stop.is_set, "the end")
    assert isinstance(bench.error, AlreadyRunning)


def test_systemd_hears_of_start_life_and_end(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(0.2)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "600000")
        ended = Event()
        listener = threading.Thread(target=_listen, args=(channel, heard, ended))
        listener.start()
        with running(database, FakeConnector("info"), poll=timedelta(minutes=5)):
            until(lambda: heard.count("WATCHDOG=1") > 1, "the watchdog")
        ended.set()
        listener.join()
    assert heard[:2] == ["READY=1", "STATUS=1 accounts"]
    assert heard[-1] == "STOPPING=1"


def _listen(channel: socket.socket, heard: list[str], ended: Event) -> None:
    while True:
        try:
            heard.extend(channel.recv(4096).decode().splitlines())
        except TimeoutError:
            if ended.is_set():
                return


def test_pulse_counts_silence_from_when_a_sign_was_expected() -> None:
    pulse = Pulse()
    pulse.beat("polls every hour", timedelta(hours=1))
    pulse.beat("stuck")
    time.sleep(0.02)
    assert pulse.silent(timedelta(milliseconds=10)) == ["stuck"]
