"""Pauses, restrictions and corrections since a backup stand after its restore, as far as hashes tell (T11)."""

import errno
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from models.errors import RegisterUnusable
from models.register import ledger, rectification, restriction
from models.register.database import catch_up
from models.register.erasure_ledger import EntryKind, ErasureLedger, LedgerEntry
from models.register.keys import keyed_hash
from models.register.rectification import Correction
from models.register.replayed import Replayed
from models.rules.consent import OPERATOR, ConsentEvent, ConsentEventType, is_paused, is_restricted
from models.tables import Person, RejectedValue, Suppression
from models.values import Mailbox
from models.vocabulary import DetailField
from tests.models.register.full_disk import full_at
from tests.models.register.keeping import erase
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, MAIJA, NOW, message, value
from tests.models.register.test_erased_stay_away import back_up, restore

FIRST, SECOND, THIRD = "+358401110001", "+358401110002", "+358401110003"
NEW_ADDRESS = "maija.uusi@asiakas.example"
LETTER = message(1, folder=CLIENTS, more=(value(DetailField.PHONE, FIRST),))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Office]:
    """An office whose register is a file that can be copied."""
    made = Office(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield made
    made.database.close()


def history(room: Office) -> list[ConsentEvent]:
    (events,) = room.ask(partial(ledger.histories, members=[room.person(MAIJA.address)]))
    return events


def pause(room: Office) -> None:
    event = ConsentEvent(type=ConsentEventType.PAUSE_SET, at=room.now)
    room.do(partial(ledger.append, person_id=room.person(MAIJA.address), event=event, by=room.by))


def resume(room: Office) -> None:
    event = ConsentEvent(type=ConsentEventType.PAUSE_LIFTED, at=room.now, by=OPERATOR, evidence="an invoice")
    room.do(partial(ledger.append, person_id=room.person(MAIJA.address), event=event, by=room.by))


def restrict(room: Office) -> None:
    room.do(partial(restriction.restrict, person_id=room.person(MAIJA.address), why="contested", by=room.by))


def lift(room: Office) -> None:
    room.do(partial(restriction.lift, person_id=room.person(MAIJA.address), why="told by phone", by=room.by))


def correct(room: Office, right: str, wrong: str, field: DetailField = DetailField.PHONE) -> None:
    correction = Correction(field, right, wrong)
    person = room.person(MAIJA.address)
    room.do(partial(rectification.correct, key=KEY, person_id=person, correction=correction, by=room.by))


def phones(room: Office) -> list[str]:
    return room.values(room.person(MAIJA.address), DetailField.PHONE)


def test_pause_and_restriction_since_the_backup_stand(room: Office, tmp_path: Path) -> None:
    room.read(LETTER)
    back_up(room, tmp_path / "old")
    pause(room)
    restrict(room)
    after = restore(room, tmp_path / "old")
    assert is_paused(history(after))
    assert is_restricted(history(after))
    assert after.database.replayed.events == 2
    assert catch_up(after.database, after.now) == Replayed()
    after.database.close()


def test_what_was_lifted_since_is_not_set_again(room: Office, tmp_path: Path) -> None:
    room.read(LETTER)
    back_up(room, tmp_path / "old")
    for set_it, lift_it in ((pause, resume), (restrict, lift)):
        set_it(room)
        room.pass_time(minutes=1)
        lift_it(room)
    after = restore(room, tmp_path / "old")
    assert after.database.replayed == Replayed()
    assert not is_paused(history(after))
    assert not is_restricted(history(after))
    after.database.close()


def test_restriction_known_by_address_alone_and_lifted_since_is_not_counted_as_done_again(room: Office) -> None:
    room.read(LETTER)
    before = room.now
    room.pass_time(minutes=1)
    restrict(room)
    room.pass_time(minutes=1)
    lift(room)
    mark = keyed_hash(KEY, DetailField.EMAIL, MAIJA.address)
    assert room.database.ledger is not None
    room.database.ledger.append([LedgerEntry(EntryKind.RESTRICTION, before, ("f" * 64,), ((DetailField.EMAIL, mark),))])
    assert catch_up(room.database, room.now) == Replayed()
    assert not is_restricted(history(room))


def test_what_the_backup_holds_stays_on_though_it_was_lifted_since(room: Office, tmp_path: Path) -> None:
    room.read(LETTER)
    pause(room)
    restrict(room)
    back_up(room, tmp_path / "old")
    room.pass_time(minutes=1)
    resume(room)
    lift(room)
    after = restore(room, tmp_path / "old")
    assert is_paused(history(after))
    assert is_restricted(history(after))
    after.database.close()


def test_person_who_is_not_in_the_backup_is_restricted_and_corrected_when_they_come(
    room: Office, tmp_path: Path
) -> None:
    back_up(room, tmp_path / "empty")
    room.read(LETTER)
    correct(room, SECOND, FIRST)
    pause(room)
    restrict(room)
    after = restore(room, tmp_path / "empty")
    after.pass_time(minutes=1)
    assert {row.act.value for row in after.all(Suppression)} == {"correction", "pause", "restriction"}
    after.read(LETTER)
    assert is_paused(history(after))
    assert is_restricted(history(after))
    assert phones(after) == []
    left = {row.field for row in after.all(Suppression)}
    assert left == {DetailField.PHONE}, "what is kept by the number waits for the number"
    lift(after)
    after.pass_time(minutes=1)
    after.read(message(2, folder=CLIENTS, more=(value(DetailField.PHONE, SECOND),)))
    assert phones(after) == [SECOND]
    assert not is_restricted(history(after)), "what was lifted since is not set again by another address"
    assert [row.restricted_since for row in after.all(Person)] == [None]
    assert after.all(Suppression) == []
    after.database.close()


def test_person_whose_address_was_corrected_is_known_by_the_right_one_when_they_come(
    room: Office, tmp_path: Path
) -> None:
    back_up(room, tmp_path / "empty")
    room.read(message(1, folder=CLIENTS))
    correct(room, NEW_ADDRESS, MAIJA.address, DetailField.EMAIL)
    after = restore(room, tmp_path / "empty")
    kept = {(row.field, row.keyed_hash) for row in after.all(Suppression)}
    assert kept == {(DetailField.EMAIL, keyed_hash(KEY, DetailField.EMAIL, NEW_ADDRESS))}
    after.read(message(2, Mailbox("Maija Mäkinen", NEW_ADDRESS), folder=CLIENTS))
    (rejected,) = after.all(RejectedValue)
    assert rejected.keyed_hash == keyed_hash(KEY, DetailField.EMAIL, MAIJA.address)
    after.database.close()


def test_wrong_value_goes_again_and_the_right_one_is_asked_for(room: Office, tmp_path: Path) -> None:
    room.read(LETTER)
    back_up(room, tmp_path / "old")
    correct(room, SECOND, FIRST)
    after = restore(room, tmp_path / "old")
    person = after.person(MAIJA.address)
    assert phones(after) == []
    assert after.database.replayed == Replayed(corrected=1, to_enter=(person,))
    after.read(LETTER)
    assert phones(after) == []
    after.database.close()


def test_right_value_that_the_backup_holds_counts_again(room: Office, tmp_path: Path) -> None:
    room.read(LETTER, message(2, folder=CLIENTS, more=(value(DetailField.PHONE, SECOND),)))
    back_up(room, tmp_path / "old")
    correct(room, SECOND, FIRST)
    after = restore(room, tmp_path / "old")
    assert phones(after) == [SECOND]
    assert after.database.replayed == Replayed(corrected=1)
    after.database.close()


def test_value_that_turned_out_right_after_all_survives_its_own_rejection(room: Office, tmp_path: Path) -> None:
    room.read(LETTER)
    back_up(room, tmp_path / "old")
    correct(room, SECOND, FIRST)
    correct(room, FIRST, SECOND)
    after = restore(room, tmp_path / "old")
    assert phones(after) == [FIRST]
    assert len(after.all(RejectedValue)) == 1
    after.database.close()


def test_ledger_of_one_who_was_erased_leaves_no_restriction_for_who_returns(room: Office, tmp_path: Path) -> None:
    back_up(room, tmp_path / "empty")
    room.read(LETTER)
    correct(room, SECOND, FIRST)
    restrict(room)
    erase(room, room.person(MAIJA.address))
    after = restore(room, tmp_path / "empty")
    assert {(row.standing.value, row.act.value) for row in after.all(Suppression)} == {("blocks", "erasure")}
    after.database.close()


def test_entry_that_a_full_disk_cut_short_is_taken_back(tmp_path: Path) -> None:
    kept = ErasureLedger(tmp_path / "register.sqlite.ledger")
    entry = LedgerEntry(EntryKind.WITHDRAWAL, NOW, ("a" * 64,), (), "all")
    kept.append([entry])
    size = kept.path.stat().st_size
    with full_at(size + 40), pytest.raises(RegisterUnusable, match=os.strerror(errno.EFBIG)):
        kept.append([entry])
    assert kept.path.stat().st_size == size
    assert kept.read().damaged == ()
