"""Rows written at once are those that SQLAlchemy would have written one by one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel, col, select

from models.register.insertion import ROWS_A_STATEMENT, insert_all
from models.tables import AuditEntry, Seen, Source, Stream
from models.vocabulary import Outcome, SourceKind
from tests.models.register.office import Office

NOW = datetime(2026, 10, 25, 3, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
ENTRY = {"actor": "daemon", "action": "person.make", "object_type": "person", "rule": "S11", "result": ""}


@pytest.mark.parametrize("count", [1, ROWS_A_STATEMENT, 2 * ROWS_A_STATEMENT + 3])
def test_rows_come_back_as_they_were_numbered_in_their_order(office: Office, count: int) -> None:
    rows = [
        {"at": NOW.astimezone(UTC) + timedelta(minutes=number), "object_id": number, **ENTRY} for number in range(count)
    ]
    with office.database.write() as session:
        insert_all(session.connection(), SQLModel.metadata.tables["audit_entry"], rows)
        found = session.exec(select(AuditEntry).order_by(col(AuditEntry.object_id))).all()
        assert [(row.at, row.object_id, row.actor) for row in found] == [
            (row["at"], row["object_id"], "daemon") for row in rows
        ]
        assert [row.id for row in found] == sorted({row.id for row in found if row.id is not None})


def test_hour_that_comes_twice_is_two_moments(office: Office) -> None:
    # Equal by Python's word, and an hour apart: the clocks are set back in that night.
    rows = [{"at": NOW.replace(fold=fold), "object_id": fold, **ENTRY} for fold in (0, 1)]
    assert rows[0]["at"] == rows[1]["at"]
    with office.database.write() as session:
        insert_all(session.connection(), SQLModel.metadata.tables["audit_entry"], rows)
        first, second = session.exec(select(AuditEntry).order_by(col(AuditEntry.object_id))).all()
        assert second.at.astimezone(UTC) - first.at.astimezone(UTC) == timedelta(hours=1)


def test_bytes_codes_and_what_is_unknown_are_kept(office: Office) -> None:
    with office.database.write() as session:
        stream = Stream(account="info", name="Asiakkaat")
        session.add(stream)
        session.flush()
        place = {"stream_id": stream.id, "validity": "1", "reason": "client"}
        rows = [
            {**place, "item": "1", "digest": b"\0" * 16, "outcome": Outcome.USED, "server_id": None},
            {**place, "item": "2", "digest": b"\xff" * 16, "outcome": Outcome.SKIPPED, "server_id": "17"},
        ]
        insert_all(session.connection(), SQLModel.metadata.tables["seen"], rows)
        found = session.exec(select(Seen).order_by(col(Seen.item))).all()
        assert [(row.digest, row.outcome, row.server_id) for row in found] == [
            (b"\0" * 16, Outcome.USED, None),
            (b"\xff" * 16, Outcome.SKIPPED, "17"),
        ]


def test_rows_of_mapped_objects_are_written_without_what_the_mapper_keeps_beside(office: Office) -> None:
    source = Source(id=7, kind=SourceKind.CALENDAR_OWN, item="/1.ics", occurred_at=NOW, read_at=NOW)
    with office.database.write() as session:
        insert_all(session.connection(), SQLModel.metadata.tables["source"], [vars(source)])
        assert session.get_one(Source, 7).item == "/1.ics"


def test_code_that_nobody_knows_is_refused(office: Office) -> None:
    row = {"stream_id": 1, "validity": "1", "item": "1", "digest": b"", "outcome": "never heard of", "reason": ""}
    with pytest.raises(LookupError), office.database.write() as session:
        insert_all(session.connection(), SQLModel.metadata.tables["seen"], [row])
