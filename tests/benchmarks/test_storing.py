"""How fast readings become rows, beside the bare insertion of as many rows; and how fast letters are claimed."""

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models.register.database import open_database
from models.register.intake import Intake
from models.register.policy import IntakePolicy
from models.values import (
    Batch,
    BookingSeen,
    CalendarObjectSeen,
    Cursor,
    EventsReading,
    FoundValue,
    Mailbox,
    MessageReading,
    MessageSeen,
    OwnIdentity,
    PersonHint,
    Place,
)
from models.vocabulary import (
    BookingStatus,
    DetailField,
    FolderRole,
    HintRole,
    Language,
    MessageKind,
    Zone,
)
from tests.benchmarks.measuring import in_turns, report

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
COUNT = 2000
BATCH = 200


def message(number: int) -> MessageSeen:
    """Give a reading of a client's message; every fifth is from somebody new."""
    sender = Mailbox(f"Aino Esimerkki{number // 5}", f"aino{number // 5}@asiakas.example")
    found = (
        FoundValue(DetailField.PERSON_NAME, sender.name, 0, Zone.HEADER, "from", 1.0),
        FoundValue(DetailField.PHONE, f"+35840{number // 5:07d}", 9, Zone.SIGNATURE, "signature", 0.9),
    )
    reading = MessageReading(MessageKind.PERSONAL, "headers", Language.FI, sender, sender, found=found)
    digest = hashlib.sha256(str(number).encode()).hexdigest()[:32]
    place = Place("info", "Asiakkaat", "1", str(number + 1))
    return MessageSeen(place, digest, NOW - timedelta(minutes=number), FolderRole.CLIENTS, reading)


MESSAGES = [message(number) for number in range(COUNT)]


def test_storing_readings(tmp_path: Path) -> None:
    made = iter(range(1000))

    def intake() -> None:
        path = tmp_path / f"register{next(made)}.db"
        database = open_database(f"sqlite:///{path}", key=b"b" * 32, now=NOW)
        own = OwnIdentity(domains=("firma.example",))
        store = Intake(database, IntakePolicy(own=own), lambda: NOW)
        for start in range(0, COUNT, BATCH):
            items = tuple(MESSAGES[start : start + BATCH])
            stored = store.store(Batch("info", "Asiakkaat", Cursor("info", "Asiakkaat", str(start)), items))
            assert stored.used == len(items)
        database.close()

    def bare() -> None:
        connection = sqlite3.connect(tmp_path / f"bare{next(made)}.db")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT)")
        for start in range(0, COUNT, BATCH):
            with connection:
                for item in MESSAGES[start : start + BATCH]:
                    # A message gives about seven rows: seen, source, contact, two ties, audit, value.
                    connection.executemany(
                        "INSERT INTO row (a, b, c) VALUES (?, ?, ?)", [(item.digest, item.place.item, "x")] * 7
                    )
        connection.close()

    measured = in_turns(
        COUNT, {"intake, SQLite, batches of 200": intake, "bare sqlite3, seven rows each": bare}, rounds=3
    )
    report("storing readings of clients' messages", measured)


EVENTS, EVENTS_A_BATCH, WEEKS = 1_000, 100, 12
CALENDAR = "https://kalenteri.example/aika/"


def calendar_object(number: int) -> CalendarObjectSeen:
    """Give the reading of an event of somebody new; every tenth is a weekly series."""
    start = NOW + timedelta(days=number % 300 - 150)
    count = 1 if number % 10 else WEEKS
    client = PersonHint(HintRole.ATTENDEE, f"Aino Esimerkki{number}", f"aino{number}@asiakas.example", answered=True)
    staff = PersonHint(HintRole.ORGANISER, "Riikka Taipalsuo", "riikka@firma.example")
    visits = tuple(
        BookingSeen(
            uid=f"visit-{number}",
            recurrence_id=f"week {week}" if count > 1 else "",
            starts_at=start + timedelta(weeks=week),
            ends_at=start + timedelta(weeks=week, hours=1),
            status=BookingStatus.PLANNED,
            is_booking=True,
            why="attendee",
            people=(client, staff),
            location="Suvantokatu 2",
        )
        for week in range(count)
    )
    window = timedelta(days=730)
    reading = EventsReading(visits, recurring=count > 1)
    return CalendarObjectSeen(Place("aika", CALENDAR, "", f"/{number}.ics"), "v1", NOW - window, NOW + window, reading)


def test_storing_bookings(tmp_path: Path) -> None:
    objects = [calendar_object(number) for number in range(EVENTS)]
    made = iter(range(1000))

    def intake() -> None:
        database = open_database(f"sqlite:///{tmp_path / f'bookings{next(made)}.db'}", key=b"b" * 32, now=NOW)
        store = Intake(database, IntakePolicy(own=OwnIdentity(domains=("firma.example",))), lambda: NOW)
        for start in range(0, EVENTS, EVENTS_A_BATCH):
            items = tuple(objects[start : start + EVENTS_A_BATCH])
            assert store.store(Batch("aika", CALENDAR, Cursor("aika", CALENDAR, str(start)), items)).used == len(items)
        database.close()

    count = sum(len(item.reading.occurrences) for item in objects)
    report("storing readings of bookings", in_turns(count, {"intake, SQLite, batches of 100 events": intake}, rounds=3))
