"""`verify` is silent about a register that works, and tells what was changed by hand: which rule, which table, which row."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.register import audit
from models.register.audit import By
from models.register.breaches import NAMED, Breach
from models.register.clusters import answer, open_judgement
from models.register.verify import verify
from models.tables import AuditEntry
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import KEY, LIISA, MAIJA, NOW, at, message, reply_by_staff


def filled(url: str) -> MailRoom:
    """A register with mail, clients, bookings, consents, a letter that was sent, and a sealed log."""
    room = MailRoom(url)
    room.read(
        message(1, MAIJA), reply_by_staff(1, MAIJA), message(2, LIISA), reply_by_staff(2, LIISA), message(3, MAIJA)
    )
    room.consents()
    room.pass_time(minutes=5)
    room.visit("visit-1")
    assert room.send_all() == 1
    room.visit("visit-2", mailbox=LIISA)
    room.judge()
    room.do(lambda session: audit.seal(session, room.now))
    room.pass_time(minutes=5)
    return room


def breaches(room: MailRoom, key: bytes | None = KEY) -> list[Breach]:
    return list(room.ask(lambda session: verify(session, key)).breaches)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A filled register in an SQLite file, and its hour: made once, copied for each test."""
    path = tmp_path_factory.mktemp("kept") / "register.sqlite"
    room = filled(f"sqlite:///{path}")
    room.database.close()
    return path, room.now


@pytest.fixture
def room(kept: tuple[Path, datetime], tmp_path: Path) -> Iterator[MailRoom]:
    """A register of one's own like the filled one."""
    made = MailRoom(f"sqlite:///{shutil.copy(kept[0], tmp_path)}")
    made.now = kept[1]
    yield made
    made.database.close()


def by_hand(room: MailRoom, *statements: str) -> None:
    """Change the file as somebody with a database shell could."""
    with closing(sqlite3.connect(str(room.database.engine.url.database))) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement
        connection.commit()


def test_register_that_works_has_no_breach(register_url: str) -> None:
    room = filled(register_url)
    assert breaches(room) == []
    assert room.ask(verify).rows > 20
    room.database.close()


TAMPERED = {
    "I1 source": ["DELETE FROM seen WHERE reason = 'known'"],
    "I2 source": ["UPDATE source SET digest = (SELECT digest FROM source WHERE id = 1) WHERE digest IS NOT NULL"],
    "I4 outgoing_mail": ["UPDATE consent_event SET type = 'consent_withdrawn', purpose = 'all'"],
    "I5 detail": ["DELETE FROM detail_source WHERE detail_id = 1"],
    "I5 detail_source": ["UPDATE detail_source SET source_id = 999 WHERE id = 1"],
    "I6 detail": ["UPDATE detail SET value_key = 'other' WHERE id = 1"],
    "I6 detail ": ["UPDATE detail SET first_at = '2030-01-01 00:00:00.000000', last_at = first_at WHERE id = 1"],
    "I7 booking_person": ["UPDATE booking_person SET person_id = 999"],
    "I7 person": ["UPDATE person SET kind = 'robot' WHERE id = 1"],
    "I7 register_state": ["DELETE FROM register_state"],
    "I8 audit_seal": ["UPDATE audit_entry SET actor = 'somebody' WHERE id = 2"],
    "I8 audit_entry": ["INSERT INTO audit_entry (at, actor, action, object_type, rule, result) "
                       "VALUES ('2026-11-20 12:00:00.000000', 'x', 'x', 'x', '', '')",
                       "DELETE FROM audit_entry WHERE actor = 'x'"],
}  # fmt: skip


@pytest.mark.parametrize("told", TAMPERED)
def test_what_was_changed_by_hand_is_told_with_its_place(room: MailRoom, told: str) -> None:
    by_hand(room, *TAMPERED[told])
    found = breaches(room)
    assert told.strip() in {f"{breach.invariant.value} {breach.table}" for breach in found}
    assert all(breach.mend and breach.ids and breach.what for breach in found)
    text = repr(found)
    assert "maija" not in text.lower()
    assert "laine" not in text.lower()


def test_second_request_to_a_person_who_had_two_records_by_then_is_told(room: MailRoom) -> None:
    by = By("staff:sari", room.now)
    maija, liisa = room.person("maija@asiakas.example"), room.person("liisa@laine.example")
    room.do(lambda session: open_judgement(session, (maija, liisa), "ambiguous", None, by))
    room.do(lambda session: answer(session, 1, same=True, by=by))
    room.pass_time(days=1)
    by_hand(
        room,
        "INSERT INTO outgoing_mail (kind, person_id, booking_id, state, reason, token, message_id, created_at, "
        "next_try_at, tries, handed_at) SELECT kind, 2, booking_id, state, reason, 't2', 'm2', created_at, next_try_at, "
        f"tries, '{room.now:%Y-%m-%d %H:%M:%S.%f}' FROM outgoing_mail WHERE state = 'sent'",
    )
    assert ("I3", ("2",)) in {(breach.invariant.value, breach.ids) for breach in breaches(room)}


def test_records_joined_after_both_got_their_request_are_no_breach(room: MailRoom) -> None:
    by_hand(
        room,
        "INSERT INTO outgoing_mail (kind, person_id, booking_id, state, reason, token, message_id, created_at, "
        "next_try_at, tries, handed_at) SELECT kind, 2, booking_id, state, reason, 't2', 'm2', created_at, next_try_at, "
        "tries, handed_at FROM outgoing_mail WHERE state = 'sent'",
    )
    by = By("staff:sari", room.now)
    room.do(lambda session: open_judgement(session, (1, 2), "ambiguous", None, by))
    room.do(lambda session: answer(session, 1, same=True, by=by))
    assert "I3" not in {breach.invariant.value for breach in breaches(room)}


def test_withdrawal_after_the_letter_went_is_no_breach(room: MailRoom) -> None:
    room.withdraws()
    # Told afterwards with an earlier date: when the letter went nobody knew of it.
    by_hand(
        room,
        f"UPDATE consent_event SET at = '{NOW - timedelta(days=9):%Y-%m-%d %H:%M:%S.%f}' WHERE type = 'consent_withdrawn'",
    )
    assert breaches(room) == []


@pytest.mark.parametrize("table", ["detail", "alembic_version"])
def test_damaged_file_is_told_and_nothing_else(room: MailRoom, table: str) -> None:
    room.database.close()
    path = Path(str(room.database.engine.url.database))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size + 8)
        file.write(b"\xff" * 64)
    (breach,) = breaches(room)
    assert breach.what == "the file is damaged"
    assert "maija" not in repr(breach).lower()


def test_key_of_another_register_is_told(room: MailRoom) -> None:
    assert [breach.what for breach in breaches(room, b"x" * 32)] == ["it was made with another hash key"]


def test_rows_beyond_the_first_are_counted(room: MailRoom) -> None:
    room.read(*(message(n, MAIJA, received=at(-n)) for n in range(20, 40)))
    by_hand(room, "DELETE FROM seen")
    (breach,) = [breach for breach in breaches(room) if breach.invariant.value == "I1"]
    assert len(breach.ids) == NAMED
    assert breach.count > NAMED


def test_looking_writes_nothing(room: MailRoom) -> None:
    before = room.count(AuditEntry)
    breaches(room)
    assert room.count(AuditEntry) == before
