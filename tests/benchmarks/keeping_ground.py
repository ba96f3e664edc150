"""A register of many people with twelve values each, bookings, contacts and consents: written in bulk, the same every time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.register.database import WRITER, Database, open_database
from models.rules.normalise import normal_form
from models.tables import ClientRelationship, ConsentEntry, ContactEvent
from models.vocabulary import DetailField
from tests.models.register.planted import VALUES
from tests.models.register.samples import KEY, NOW

PORTION = 20_000
NIGHTLY = 700
"""Of so many people one is over the term in a night: two years of days."""

ALIKE = {field: (value, normal_form(field, value)) for field, (value, _) in VALUES.items()}
"""Values that everybody has alike."""

Row = dict[str, Any]


def filled(folder: Path, people: int) -> Database:
    """Make the register in an SQLite file of that folder and give it open."""
    database = open_database(f"sqlite:///{folder}/register.sqlite", key=KEY, now=NOW)
    _write(database, "stream", iter([{"id": 1, "account": "info", "name": "INBOX"}]))
    rows: dict[str, Iterator[Row]] = {
        "person": ({"id": n, "kind": "private", "language": "fi", "created_at": NOW} for n in range(1, people + 1)),
        "source": (_source(n) for n in range(1, people + 1)),
        "seen": (_seen(n) for n in range(1, people + 1)),
        "client_relationship": (_relationship(n) for n in range(1, people + 1)),
        "detail": (row for n in range(1, people + 1) for row in _details(n)),
        "detail_source": (_tie(number) for number in range(1, people * len(DetailField) + 1)),
        "contact_event": (_contact(n) for n in range(1, people + 1)),
        "consent_event": (_consent(n) for n in range(1, people + 1)),
    }
    for table, found in rows.items():
        _write(database, table, found)
    _quieten(database)
    return database


def _quieten(database: Database) -> None:
    """Let a night's share of the people not have been seen for two years."""
    long_ago = NOW - timedelta(days=740)
    quiet = sa.literal_column("person_id") % NIGHTLY == 0
    with database.write() as session:
        session.exec(sa.update(ContactEvent).where(quiet).values(at=long_ago))
        session.exec(sa.update(ConsentEntry).where(quiet).values(at=long_ago, recorded_at=long_ago))
        session.exec(sa.update(ClientRelationship).where(quiet).values(last_activity_on=long_ago.date()))


def _write(database: Database, table: str, rows: Iterator[Row]) -> None:
    into = sa.insert(SQLModel.metadata.tables[table])
    with database.engine.execution_options(**{WRITER: True}).begin() as connection:
        while portion := list(islice(rows, PORTION)):
            connection.execute(into, portion)


def _at(number: int) -> datetime:
    return NOW - timedelta(minutes=number % 500_000)


def _source(number: int) -> Row:
    return {
        "id": number, "stream_id": 1, "validity": "1", "item": str(number), "digest": number.to_bytes(16, "big"),
        "kind": "email", "direction": "incoming", "trust": "none", "occurred_at": _at(number), "read_at": NOW,
        "person_id": number, "recurring": False,
    }  # fmt: skip


def _seen(number: int) -> Row:
    return {
        "id": number, "stream_id": 1, "validity": "1", "item": str(number), "digest": number.to_bytes(16, "big"),
        "outcome": "used", "reason": "known",
    }  # fmt: skip


def _relationship(number: int) -> Row:
    day = _at(number).date()
    return {
        "id": number, "person_id": number, "client_no": number, "rung": "form", "started_on": day, "last_activity_on": day,
    }  # fmt: skip


def _details(person: int) -> Iterator[Row]:
    values = {
        DetailField.PERSON_NAME: f"asiakas numero {person}",
        DetailField.EMAIL: f"asiakas{person}@koe.example",
        DetailField.PHONE: f"+35840{person:07}",
        DetailField.STREET: f"koekatu {person}",
        DetailField.POSTCODE: f"{person % 100_000:05}",
    }
    for place, field in enumerate(DetailField):
        value, key = (values[field], values[field]) if field in values else ALIKE[field]
        yield {
            "id": (person - 1) * len(DetailField) + place + 1, "person_id": person, "field": field, "value": value,
            "value_key": key, "standing": "value", "is_role_address": False, "first_at": _at(person), "last_at": _at(person),
        }  # fmt: skip


def _tie(detail: int) -> Row:
    person = (detail - 1) // len(DetailField) + 1
    return {
        "id": detail, "detail_id": detail, "source_id": person, "kind": "email", "from_subject": True, "trust": "none",
        "taken_at": _at(person), "taken_by": "signature", "line": 4, "zone": "signature", "confidence": 0.9,
    }  # fmt: skip


def _contact(number: int) -> Row:
    return {
        "id": number, "person_id": number, "source_id": number, "at": _at(number), "direction": "incoming",
        "channel": "email",
    }  # fmt: skip


def _consent(number: int) -> Row:
    return {
        "id": number, "person_id": number, "type": "consent_given", "at": _at(number), "purpose": "feedback_request",
        "method": "paper", "channels": "email", "wording": "feedback@1", "language": "fi", "evidence": f"doc:{number}",
        "sender_verified": False, "answers_wording": False, "pre_ticked": False, "bundled": False, "inactivity": False,
        "material": True, "recorded_by": "cli:sari", "recorded_at": _at(number),
    }  # fmt: skip
