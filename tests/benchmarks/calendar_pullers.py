"""Programs that pull a calendar: ours, vdirsyncer into a folder, the plain caldav library into memory; and what is in it."""

import sqlite3
import sys
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from caldav.collection import Calendar as DavCalendar
from caldav.collection import SynchronizableCalendarObjectCollection
from caldav.davclient import DAVClient

from daemon.config import load_config, make_hash_key
from daemon.config.build import database_url, hash_key
from models.register.database import open_database
from tests.benchmarks.contender import Contender
from tests.benchmarks.processes import run
from tests.live.caldav_http import Calendar
from tests.live.process import HOST

FIRM = (Path(__file__).parents[1] / "data" / "config" / "firm.toml").read_text("utf-8")
BIN = Path(sys.executable).parent
WEEKS = 12
_FILL_SECONDS = 1_200

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


@dataclass(frozen=True)
class Practice:
    """A calendar of so many events from `first` on, every tenth a weekly series, as seen through the port of a line."""

    calendar: Calendar
    first: datetime
    size: int
    port: int

    @property
    def server(self) -> str:
        """Where a program is told that the server is."""
        return f"http://{HOST}:{self.port}/"

    @property
    def url(self) -> str:
        """Where a program is told that the calendar is."""
        return self.server + self.calendar.url.split("/", 3)[3]

    @property
    def visits(self) -> int:
        """How many visits the events are."""
        return self.size + len(range(0, self.size, 10)) * (WEEKS - 1)


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


def whole(events: str) -> str:
    """A calendar object, or a whole calendar, of these events."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//fi\r\n{events}END:VCALENDAR\r\n"


def fill(calendar: Calendar, first: datetime, size: int) -> None:
    """Put the whole calendar at once; Radicale makes an object of each event."""
    events = "".join(event(number, first) for number in range(size))
    user = calendar.account
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    passwords.add_password(None, calendar.url, user.username, user.password, is_authenticated=True)
    handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPBasicAuthHandler(passwords))
    headers = {"Content-Type": "text/calendar"}
    request = urllib.request.Request(calendar.url, whole(events).encode(), headers, method="PUT")
    urllib.request.build_opener(*handlers).open(request, timeout=_FILL_SECONDS).close()
    assert len(calendar.etags()) == size


def ours(practice: Practice, base: Path) -> Contender:
    """`rekisterid pull` into a register that is made already."""

    def prepare(folder: Path) -> None:
        make_hash_key(folder / "secrets" / "hash.key")
        (folder / "data").mkdir(mode=0o700)
        password = folder / "aika.password"
        password.write_text(practice.calendar.account.password)
        password.chmod(0o600)
        path = folder / "config.toml"
        since = practice.first.date() - timedelta(days=1)
        user = practice.calendar.account.username
        values = {"firm": FIRM, "server": practice.server, "host": HOST, "user": user, "calendar": practice.url}
        path.write_text(OURS.format(**values, since=since), "utf-8")
        config = load_config(path, env={})
        open_database(database_url(config), key=hash_key(config), now=datetime.now(UTC)).close()

    def count(folder: Path) -> int:
        connection = sqlite3.connect(folder / "data" / "register.sqlite")
        [(number,)] = connection.execute("SELECT count(*) FROM booking").fetchall()
        connection.close()
        return int(number)

    command = [str(BIN / "rekisterid"), "--config", "FOLDER/config.toml", "pull"]
    return Contender("`rekisterid pull`, started anew", command, prepare, count, practice.visits, base)


def theirs(practice: Practice, base: Path) -> Contender:
    """`vdirsyncer sync` into a folder; its discovery is done before."""

    def prepare(folder: Path) -> None:
        (folder / "events").mkdir()
        user = practice.calendar.account
        values = {"folder": folder, "calendar": practice.url, "user": user.username, "password": user.password}
        (folder / "config").write_text(THEIRS.format(**values))
        run([str(BIN / "vdirsyncer"), "-c", str(folder / "config"), "discover"], folder)

    def count(folder: Path) -> int:
        return len(list((folder / "events").iterdir()))

    command = [str(BIN / "vdirsyncer"), "-c", "FOLDER/config", "sync"]
    return Contender("`vdirsyncer sync`, started anew", command, prepare, count, practice.size, base)


class Library:
    """The plain caldav library in this process: loads every object into memory, then asks for what changed."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._known: SynchronizableCalendarObjectCollection | None = None

    def load(self) -> None:
        """Load everything, as for the first time."""
        user = self._practice.calendar.account
        with DAVClient(url=self._practice.server, username=user.username, password=user.password) as client:
            calendar = DavCalendar(client, url=self._practice.url)
            found = calendar.get_objects_by_sync_token(load_objects=True)
            assert isinstance(found, SynchronizableCalendarObjectCollection)
            assert len([one for one in found if one.data]) == self._practice.size
            self._known = found

    def sync(self) -> None:
        """Ask what changed since then."""
        assert self._known is not None
        self._known.sync()
