"""The ledger beside the database: on the disk before the commit, torn lines told, and what a restore undid is done again."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models.errors import RegisterUnusable
from models.register import erasure_ledger, ledger, people
from models.register.audit import By
from models.register.database import Database, catch_up, open_database
from models.register.erasure_ledger import EntryKind, ErasureLedger, LedgerEntry
from models.register.keys import keyed_hash
from models.register.people import Statement
from models.register.replayed import Replayed
from models.register.sources import entered
from models.rules.consent import DATA_USE, ConsentEvent, ConsentEventType
from models.tables import ConsentEntry, DetailStanding, Person, Suppression
from models.vocabulary import DetailField, SourceKind
from tests.models.register.samples import KEY, NOW

BY = By("cli:test", NOW)
ONE = LedgerEntry(EntryKind.ERASURE, NOW, ("a" * 64,), ((DetailField.EMAIL, "b" * 64),))
TWO = LedgerEntry(EntryKind.WITHDRAWAL, NOW, ("c" * 64,), (), "all")


@pytest.fixture
def kept(tmp_path: Path) -> ErasureLedger:
    """A ledger that is not there yet."""
    return ErasureLedger(tmp_path / "register.sqlite.ledger")


def register(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path / 'register.sqlite'}", key=KEY, now=NOW)


def person_with_address(database: Database, standing: DetailStanding = DetailStanding.VALUE) -> int:
    with database.write() as session:
        person_id = people.make_person(session, BY)
        source_id = entered(session, SourceKind.CONTRACT, "binder 1", NOW, BY)
        told = Statement(
            source_id, SourceKind.CONTRACT, from_subject=True, taken_at=NOW, taken_by="staff_entry", standing=standing
        )
        people.state_value(session, person_id, DetailField.EMAIL, "aino@asiakas.example", told)
        return person_id


def test_ledger_that_is_not_there_is_empty(kept: ErasureLedger) -> None:
    assert kept.read() == erasure_ledger.LedgerRead()
    assert kept.end() == ""


def test_what_was_appended_is_read_in_order(kept: ErasureLedger) -> None:
    middle = kept.append([ONE])
    end = kept.append([TWO])
    assert kept.read() == erasure_ledger.LedgerRead((ONE, TWO), (), end)
    assert kept.read(after=middle).entries == (TWO,)
    assert kept.end() == end
    assert kept.path.stat().st_mode & 0o777 == 0o600


def test_line_that_names_what_this_version_does_not_know_is_told_and_costs_only_itself(kept: ErasureLedger) -> None:
    stranger = cast("DetailField", "fax")
    kept.append([LedgerEntry(EntryKind.ERASURE, NOW, (), ((stranger, "b" * 64),)), TWO])
    assert kept.read().entries == (TWO,)
    assert kept.read().damaged == (1,)


def test_torn_last_line_is_told_and_costs_only_itself(kept: ErasureLedger) -> None:
    kept.append([ONE, TWO])
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:-9])
    assert kept.read().entries == (ONE,)
    assert kept.read().damaged == (2,)
    kept.append([TWO])
    assert kept.read().entries == (ONE, TWO)
    assert kept.read().damaged == (2,)


def test_changed_line_is_not_believed(kept: ErasureLedger) -> None:
    kept.append([ONE])
    kept.path.write_bytes(kept.path.read_bytes().replace(b"bbbb", b"dddd"))
    assert kept.read().entries == ()
    assert kept.read().damaged == (1,)


def test_mark_of_another_file_has_everything_read(kept: ErasureLedger) -> None:
    kept.append([ONE, TWO])
    assert kept.read(after="77:" + "0" * 32).entries == (ONE, TWO)


def test_ledger_that_cannot_be_written_stops_the_act(tmp_path: Path) -> None:
    database = register(tmp_path)
    person_id = person_with_address(database)
    (tmp_path / "register.sqlite.ledger").mkdir()
    event = ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=NOW, scope=DATA_USE)
    with pytest.raises(RegisterUnusable, match="ledger"), database.write() as session:
        ledger.append(session, person_id, event, BY)
    with database.read() as session:
        assert session.exec(select(ConsentEntry)).all() == []
    database.close()


def test_withdrawal_and_prohibition_outlive_a_restored_backup(tmp_path: Path) -> None:
    database = register(tmp_path)
    person_id = person_with_address(database)
    database.close()
    backup = shutil.copy(tmp_path / "register.sqlite", tmp_path / "backup")
    database = register(tmp_path)
    withdrawn = ConsentEvent(type=ConsentEventType.CONSENT_WITHDRAWN, at=NOW, purpose="all")
    forbidden = ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=NOW + timedelta(minutes=1), scope=DATA_USE)
    with database.write() as session:
        ledger.append(session, person_id, withdrawn, BY)
        ledger.append(session, person_id, forbidden, BY)
        before = [(row.type, row.at, row.purpose, row.scope) for row in ledger.entries(session, person_id)]
    assert catch_up(database, NOW) == Replayed()
    database.close()
    for name in ("register.sqlite", "register.sqlite-wal", "register.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(backup, tmp_path / "register.sqlite")
    database = register(tmp_path)
    with database.read() as session:
        after = [(row.type, row.at, row.purpose, row.scope) for row in ledger.entries(session, person_id)]
    assert after == before
    assert catch_up(database, NOW) == Replayed()
    database.close()


def test_forbidden_address_of_nobody_is_suppressed_after_a_restore(tmp_path: Path) -> None:
    database = register(tmp_path)
    person_id = person_with_address(database)
    forbidden = ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=NOW, scope=DATA_USE)
    with database.write() as session:
        ledger.append(session, person_id, forbidden, BY)
    database.close()
    for file in tmp_path.glob("register.sqlite*"):
        if not file.name.endswith(".ledger"):
            file.unlink()
    database = register(tmp_path)
    with database.read() as session:
        assert session.exec(select(sa.func.count()).select_from(Suppression)).one() == 1
    database.close()


@pytest.mark.parametrize("kind", [EntryKind.ERASURE, EntryKind.WITHDRAWAL])
def test_person_at_whom_an_erased_address_is_only_proposed_is_not_meant(tmp_path: Path, kind: EntryKind) -> None:
    database = register(tmp_path)
    other = person_with_address(database, DetailStanding.PROPOSAL)
    assert database.ledger is not None
    mark = keyed_hash(KEY, DetailField.EMAIL, "aino@asiakas.example")
    database.ledger.append([LedgerEntry(kind, NOW, ("a" * 64,), ((DetailField.EMAIL, mark),))])
    assert catch_up(database, NOW) == Replayed()
    with database.read() as session:
        assert session.get(Person, other) is not None
        assert ledger.entries(session, other) == []
    database.close()


def test_ledger_holds_no_value(tmp_path: Path) -> None:
    database = register(tmp_path)
    person_id = person_with_address(database)
    with database.write() as session:
        event = ConsentEvent(type=ConsentEventType.CONSENT_WITHDRAWN, at=NOW, purpose="all")
        ledger.append(session, person_id, event, BY)
    database.close()
    text = (tmp_path / "register.sqlite.ledger").read_text("ascii")
    assert "aino" not in text
    assert "asiakas" not in text
