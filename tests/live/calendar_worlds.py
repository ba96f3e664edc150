"""A calendar that was read once and has changed since, at a real server behind a front that can lie; and its register."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from connectors.accounts import BookingRules, CalendarAccount, Login, PublishedAccount
from connectors.calendar.fetch import CalendarConnector
from connectors.calendar.published import PublishedConnector
from connectors.sandbox import DirectReader
from daemon.jobs.pull import pull_once
from models.errors import Refused, Unreachable
from models.register.keys import item_mark
from models.tables import Booking, BookingMove, Stream
from models.vocabulary import BookingStatus
from tests.live.caldav_front import CalDavFront, Liar, honest
from tests.live.caldav_http import Calendar
from tests.live.published_file import PublishedFile
from tests.live.web_server import WebServer
from tests.models.register.mailroom import MailRoom
from tests.models.register.office import Fact
from tests.models.register.samples import KEY, MAIJA, NOW, OWN

EVENTS = 12
MOVED, DELETED, NEW = "uid-1", "uid-2", "uid-new"
SINCE = date(2026, 1, 1)
_LOST = (BookingStatus.REMOVED, BookingStatus.CANCELLED)
_PATIENCE, _SHORT = timedelta(seconds=10), timedelta(seconds=1)
FAULTY = {"caldav": (10, 25 * 60, 20), "published": (10, 10, 10)}
"""Minutes between the pulls while the server lies: a calendar is also listed whole, which it is once a day."""
WELL = (10, 20, 25 * 60, 10)
"""Minutes between the pulls once it is well again."""


def vevent(uid: str, starts: datetime, *, attendee: str = "") -> str:
    """An event of one hour."""
    ends = starts + timedelta(hours=1)
    people = [f"ORGANIZER:mailto:{OWN.addresses[0]}", f"ATTENDEE;CN=Maija;PARTSTAT=ACCEPTED:mailto:{attendee}"]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261101T080000Z",
        f"DTSTART:{starts:%Y%m%dT%H%M%SZ}",
        f"DTEND:{ends:%Y%m%dT%H%M%SZ}",
        "SUMMARY:Käynti",
        *(people if attendee else []),
        "END:VEVENT",
    ]
    return "\n".join(lines)


def before() -> dict[str, str]:
    """Events at the first reading: one visit that has just been, by a client who consented, and others weeks ahead."""
    ahead = {f"uid-{number}": vevent(f"uid-{number}", NOW + timedelta(days=20 + number)) for number in range(EVENTS)}
    return {"visit": vevent("visit", NOW - timedelta(hours=4), attendee=MAIJA.address), **ahead}


def after() -> dict[str, str]:
    """Events since then: one moved, one deleted, one new."""
    events = {uid: text for uid, text in before().items() if uid != DELETED}
    return events | {
        MOVED: vevent(MOVED, NOW + timedelta(days=60)),
        NEW: vevent(NEW, NOW + timedelta(days=61)),
    }


def whole(text: str) -> bytes:
    """The event as an object of its own."""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//fi\n{text}\nEND:VCALENDAR\n".replace("\n", "\r\n").encode()


@dataclass
class World:
    """One source with the register of its first reading in `template`. `kind` is "caldav" or "published"."""

    kind: str
    front: CalDavFront
    connect: Callable[[timedelta, MailRoom], CalendarConnector | PublishedConnector]
    template: Path
    facts: frozenset[Fact] = frozenset()
    letters: list[tuple[str, str]] = field(default_factory=list)

    @contextmanager
    def room(self, folder: Path) -> Iterator[MailRoom]:
        """A copy of the register as it was after the first reading."""
        path = folder / "register.sqlite"
        shutil.copy(self.template, path)
        room = MailRoom(f"sqlite:///{path}")
        yield room
        room.database.close()
        path.unlink()

    def pull(self, room: MailRoom, patience: timedelta = _PATIENCE) -> Refused | Unreachable | None:
        """Pull as the service does, then judge; gives the error."""
        connector = self.connect(patience, room)
        try:
            pull_once(connector, room.database, room.intake, Event())
        except (Refused, Unreachable) as error:
            return error
        finally:
            connector.close()
            room.judge()
        return None

    def disturb(self, room: MailRoom, liar: Liar, *, slow: bool = False) -> list[Refused | Unreachable]:
        """Pull while the server lies; gives the errors. No booking may be lost by it."""
        self.front.liar = liar
        told = []
        try:
            for minutes in FAULTY[self.kind]:
                room.pass_time(minutes=minutes)
                error = self.pull(room, _SHORT if slow else _PATIENCE)
                told += [error] if error is not None else []
                assert lost(room) <= {item_mark(KEY, DELETED)}, f"{lost(room)} lost"
        finally:
            self.front.liar = honest
        return told

    def recover(self, room: MailRoom) -> None:
        """Pull from the server that is well again."""
        for minutes in WELL:
            room.pass_time(minutes=minutes)
            error = self.pull(room)
            assert error is None, f"{error}"

    def witness(self, folder: Path) -> None:
        """Note what the register holds when nothing lies."""
        with self.room(folder) as room:
            self.disturb(room, honest)
            self.recover(room)
            self.facts, self.letters = frozenset(room.facts()), letters(room)


def lost(room: MailRoom) -> set[str]:
    """Keys of bookings that were ever taken for removed or cancelled."""
    bookings = {row.id: row for row in room.all(Booking)}
    moved = {bookings[row.booking_id].uid for row in room.all(BookingMove) if row.status in _LOST}
    return moved | {row.uid for row in bookings.values() if row.status in _LOST}


def letters(room: MailRoom) -> list[tuple[str, str]]:
    """State and kind of everything in the outbox."""
    return [(row.state.value, row.kind.value) for row in room.letters()]


def frozen(room: MailRoom) -> list[str]:
    """Streams whose losses are still held back."""
    return [row.name for row in room.all(Stream) if row.frozen_at is not None]


def caldav_world(calendar: Calendar, front: CalDavFront, folder: Path, *, by_name: bool) -> World:
    """A calendar of a CalDAV server; by its address, or as every calendar of its account."""
    name = () if by_name else (front.through(calendar.url),)

    def connect(patience: timedelta, room: MailRoom) -> CalendarConnector:
        account = CalendarAccount(
            name="varaukset",
            url=front.through(calendar.account.url),
            login=Login(calendar.account.username, calendar.account.password),
            calendars=name,
            rules=BookingRules(),
            own=OWN,
            since=SINCE,
            insecure=True,
            timeout=patience,
        )
        return CalendarConnector(account, DirectReader(), lambda: room.now)

    def write(events: dict[str, str]) -> None:
        for uid, text in events.items():
            calendar.account.request(
                "PUT", calendar.object_url(f"{uid}.ics"), whole(text), Content_Type="text/calendar"
            )

    def change() -> None:
        write({uid: text for uid, text in after().items() if text != before().get(uid)})
        calendar.delete(f"{DELETED}.ics")

    write(before())
    return _made(World("caldav", front, connect, folder / "template.sqlite"), folder, change)


def published_world(file: PublishedFile, front: CalDavFront, folder: Path) -> World:
    """A published file."""

    def connect(patience: timedelta, room: MailRoom) -> PublishedConnector:
        account = PublishedAccount(
            name="julkaistu",
            url=front.through(file.url),
            rules=BookingRules(),
            own=OWN,
            since=SINCE,
            insecure=True,
            timeout=patience,
        )
        return PublishedConnector(account, DirectReader(), lambda: room.now)

    file.events = before()

    def change() -> None:
        file.events = after()

    return _made(World("published", front, connect, folder / "template.sqlite"), folder, change)


def _made(world: World, folder: Path, change: Callable[[], None]) -> World:
    room = MailRoom(f"sqlite:///{world.template}")
    room.now = NOW
    error = world.pull(room)
    assert error is None, f"{error}"
    room.consents()
    room.judge()
    assert letters(room), "the client is asked about the visit that was"
    room.database.close()
    change()
    world.witness(folder)
    assert len({fact[1] for fact in world.facts if fact[0] == "booking"}) == EVENTS + 2
    return world


class Foreigner:
    """A web server that writes down whoever comes: no password may."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __enter__(self) -> "Foreigner":
        self._server = WebServer(self._serve)
        self.url = self._server.url
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        self.heard.append(f"{handler.command} {handler.path}")
        handler.send_error(404)


def port_of(url: str) -> int:
    """The port of an address."""
    return urlsplit(url).port or 80
