"""How fast a calendar is pulled into the register, beside vdirsyncer copying it into a folder. The server is Radicale.

REKISTERID_BENCH_EVENTS events (1,000; with BENCH=full 10,000), every tenth a weekly series of a dozen visits. vdirsyncer stores
each event as a file and reads none; we read each in the child process, expand the series and store the visits in SQLite. As
programs, both are started anew for each pull; the service, which runs anyway, pulls without a start.
"""

import os
import shutil
import sqlite3
import sys
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from connectors.calendar.fetch import CalendarConnector
from connectors.sandbox import SandboxReader
from daemon.assembly import intake_policy, open_register, utc_now
from daemon.config import load_config, make_hash_key
from daemon.config.build import calendar_accounts, database_url, hash_key
from daemon.jobs.pull import pull_once
from models.register.database import open_database
from models.register.intake import Intake
from tests.benchmarks.contender import Contender
from tests.benchmarks.measuring import FULL, in_turns, report
from tests.benchmarks.processes import run
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.caldav_http import Calendar
from tests.live.process import HOST
from tests.live.radicale import Radicale

EVENTS = int(os.environ.get("REKISTERID_BENCH_EVENTS", "10000" if FULL else "1000"))
ROUNDS = 3
WEEKS = 12
FIRM = (Path(__file__).parents[1] / "data" / "config" / "firm.toml").read_text("utf-8")
BIN = Path(sys.executable).parent
_FILL_SECONDS = 600

OURS = """{firm}
[[calendars]]
name = "aika"
url = "{server}"
insecure_host = "{host}"
user = "{user}"
password_file = "aika.password"
calendars = ["{calendar}"]
since = {since}
"""
THEIRS = """[general]
status_path = "{folder}/status/"
[pair aika]
a = "here"
b = "there"
collections = null
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/events/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{calendar}"
username = "{user}"
password = "{password}"
read_only = true
"""


def event(number: int, first: datetime) -> str:
    """One visit of an hour, or a series."""
    start = first + timedelta(days=number % 300, hours=number % 9)
    people = [
        f"ATTENDEE;CN=Aino Esimerkki{number};PARTSTAT=ACCEPTED:mailto:aino{number}@asiakas.example",
        "ORGANIZER;CN=Riikka Taipalsuo:mailto:riikka@suvanto.example",
    ]
    when = [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}"]
    series = [] if number % 10 else [f"RRULE:FREQ=WEEKLY;COUNT={WEEKS}"]
    told = ["SUMMARY:Työnohjaus", "LOCATION:Suvantokatu 2", "DESCRIPTION:" + "Sovittu puhelimessa. " * 10]
    lines = [f"UID:visit-{number}@suvanto.example", "DTSTAMP:20260301T080000Z", *when, *series, *people, *told]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def fill(calendar: Calendar, first: datetime) -> None:
    """Put the whole calendar at once; Radicale makes an object of each event."""
    events = "".join(event(number, first) for number in range(EVENTS))
    whole = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//fi\r\n{events}END:VCALENDAR\r\n"
    user = calendar.account
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    passwords.add_password(None, calendar.url, user.username, user.password, is_authenticated=True)
    handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(passwords))
    request = urllib.request.Request(calendar.url, whole.encode(), {"Content-Type": "text/calendar"}, method="PUT")
    urllib.request.build_opener(*handlers).open(request, timeout=_FILL_SECONDS).close()
    assert len(calendar.etags()) == EVENTS


def ours(calendar: Calendar, first: datetime, base: Path) -> Contender:
    """`rekisterid pull` into a register that is made already."""

    def prepare(folder: Path) -> None:
        make_hash_key(folder / "secrets" / "hash.key")
        (folder / "data").mkdir(mode=0o700)
        password = folder / "aika.password"
        password.write_text(calendar.account.password)
        password.chmod(0o600)
        path = folder / "config.toml"
        since = first.date() - timedelta(days=1)
        values = {"firm": FIRM, "server": calendar.account.url, "host": HOST, "user": calendar.account.username}
        path.write_text(OURS.format(**values, calendar=calendar.url, since=since), "utf-8")
        config = load_config(path, env={})
        open_database(database_url(config), key=hash_key(config), now=datetime.now(UTC)).close()

    def count(folder: Path) -> int:
        connection = sqlite3.connect(folder / "data" / "register.sqlite")
        [(number,)] = connection.execute("SELECT count(*) FROM booking").fetchall()
        connection.close()
        return int(number)

    series = len(range(0, EVENTS, 10))
    command = [str(BIN / "rekisterid"), "--config", "FOLDER/config.toml", "pull"]
    return Contender("`rekisterid pull`, started anew", command, prepare, count, EVENTS + series * (WEEKS - 1), base)


def theirs(calendar: Calendar, base: Path) -> Contender:
    """`vdirsyncer sync` into a folder; its discovery is done before."""

    def prepare(folder: Path) -> None:
        (folder / "events").mkdir()
        user = calendar.account
        told = THEIRS.format(folder=folder, calendar=calendar.url, user=user.username, password=user.password)
        (folder / "config").write_text(told)
        run([str(BIN / "vdirsyncer"), "-c", str(folder / "config"), "discover"], folder)

    def count(folder: Path) -> int:
        return len(list((folder / "events").iterdir()))

    return Contender(
        "`vdirsyncer sync`, started anew",
        [str(BIN / "vdirsyncer"), "-c", "FOLDER/config", "sync"],
        prepare,
        count,
        EVENTS,
        base,
    )


class Running:
    """The calendar's part of a service that runs: its child process has started, its register is open."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        config = load_config(folder / "config.toml", env={})
        self._stack = stack
        [self._account] = calendar_accounts(config)
        self._reader = SandboxReader()
        stack.callback(self._reader.close)
        self._connector = self._connected()
        self._database = stack.enter_context(open_register(config))
        self._intake = Intake(self._database, intake_policy(config), utc_now)

    def read(self) -> None:
        """Fetch and read everything, and store nothing."""
        known = Remembered()
        pull_all(self._connected(), known)
        assert (len(known.seen), len(known.problems)) == (EVENTS, 0)

    def store(self) -> int:
        """Pull what is new into the register; gives how many events were."""
        pulled = pull_once(self._connector, self._database, self._intake, Event())
        assert not pulled.problems
        return pulled.used + pulled.skipped

    def _connected(self) -> CalendarConnector:
        connector = CalendarConnector(self._account, self._reader, utc_now)
        self._stack.callback(connector.close)
        return connector


def pull_anew(one: Contender, waiting: dict[str, list[Path]]) -> None:
    """Pull into a folder that knows nothing yet."""
    one.pull(waiting[one.name].pop())


@pytest.mark.live("radicale")
@pytest.mark.timeout(3_600)
def test_pull_of_a_calendar_beside_vdirsyncer(radicale: Radicale, tmp_path: Path) -> None:
    calendar = radicale.new_calendar("Vastaanotto")
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=150)
    fill(calendar, first)
    contenders = [ours(calendar, first, tmp_path), theirs(calendar, tmp_path)]
    program = contenders[0]
    # The warm-up of servers and caches serves to see the memory; what is measured runs without an onlooker.
    places = {one.name: one.fresh() for one in contenders}
    peaks = {one.name: (one.peak(places[one.name]), one.peak(places[one.name])) for one in contenders}
    waiting = {one.name: [one.fresh() for _ in range(ROUNDS)] for one in contenders}
    begun = os.getloadavg()[0]
    with ExitStack() as stack:
        service = Running(stack, program.fresh())
        service.read()
        first_pulls: dict[str, Callable[[], object]] = {
            one.name: partial(pull_anew, one, waiting) for one in contenders
        }
        first_pulls["fetched and read by ours, not stored"] = service.read
        report(f"first pull of {EVENTS:,} events, every tenth a series", in_turns(EVENTS, first_pulls, ROUNDS))
        # Once only: the register is new only once.
        report("the same by the running service", in_turns(EVENTS, {"fetched, read and stored": service.store}, 1))
        without_news: dict[str, Callable[[], object]] = {"the running service": service.store}
        without_news |= {one.name: partial(one.pull, places[one.name]) for one in contenders}
        remarks = [
            f"{name}: {one:.0f} MB of memory at most first, {two:.0f} MB without news"
            for name, (one, two) in peaks.items()
        ]
        remarks.append(f"load {begun:.1f} before")
        report(f"pull of {EVENTS:,} events without news", in_turns(EVENTS, without_news, 2 * ROUNDS + 1), remarks)
    shutil.rmtree(tmp_path, ignore_errors=True)
