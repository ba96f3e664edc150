"""Whoever was erased stays away: from restored backups, from a register made anew, and their identity codes from every way in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import Declined
from models.register import candidates, erasure, erasure_ledger, holds, rectification, requests, restriction
from models.register.database import catch_up
from models.register.keys import keyed_hash
from models.register.rectification import Correction
from models.register.replayed import Replayed
from models.register.staff_entries import Said, StaffEntries
from models.rules.retention import HoldGround
from models.tables import Detail, Erasure, ErasureState, Person, Suppression
from models.values import Mailbox
from models.vocabulary import DetailField, RequestKind
from tests.models.register.keeping import erase
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, LIISA, MAIJA, booking, calendar_object, message, titled, value

PHONE = value(DetailField.PHONE, "+358401234567")
HETU = "131052-308T"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Office]:
    """An office whose register is a file that can be copied."""
    made = Office(f"sqlite:///{tmp_path / 'register.sqlite'}")
    yield made
    made.database.close()


def back_up(office: Office, to: Path) -> None:
    office.database.wipe_log()
    shutil.copy(str(office.database.engine.url.database), to)


def restore(office: Office, copy: Path) -> Office:
    file = str(office.database.engine.url.database)
    office.database.close()
    for name in (file, f"{file}-wal", f"{file}-shm"):
        Path(name).unlink(missing_ok=True)
    shutil.copy(copy, file)
    return Office(office.url)


def bytes_of(office: Office) -> bytes:
    office.database.wipe_log()
    file = Path(str(office.database.engine.url.database))
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*") if not path.name.endswith("-shm"))


def test_erased_person_does_not_come_back_with_a_restored_backup(room: Office, tmp_path: Path) -> None:
    room.read(message(1, folder=CLIENTS, more=(PHONE,)), message(2, LIISA, folder=CLIENTS))
    back_up(room, tmp_path / "old")
    erase(room, room.person(MAIJA.address))
    after = restore(room, tmp_path / "old")
    assert [row.value for row in after.all(Detail) if row.field is DetailField.EMAIL] == [LIISA.address]
    assert len(after.all(Suppression)) == 2
    assert MAIJA.address.encode() not in bytes_of(after)
    assert catch_up(after.database, after.now) == Replayed()
    after.database.close()


def test_id_given_anew_after_a_restore_is_not_taken_for_the_erased(room: Office, tmp_path: Path) -> None:
    back_up(room, tmp_path / "empty")
    room.read(message(1, folder=CLIENTS))
    erased = room.person(MAIJA.address)
    erase(room, erased)
    after = restore(room, tmp_path / "empty")
    after.read(message(2, LIISA, folder=CLIENTS))
    assert after.person(LIISA.address) == erased
    assert catch_up(after.database, after.now) == Replayed()
    (tmp_path / "register.sqlite.ledger").write_bytes((tmp_path / "register.sqlite.ledger").read_bytes() + b"torn")
    assert catch_up(after.database, after.now) == Replayed(damaged=(3,))
    after.read(message(1, folder=CLIENTS))
    assert len(after.all(Person)) == 1
    after.database.close()


def test_who_was_readmitted_is_not_erased_again(room: Office, tmp_path: Path) -> None:
    back_up(room, tmp_path / "empty")
    room.read(message(1, folder=CLIENTS))
    erase(room, room.person(MAIJA.address))
    mark = (DetailField.EMAIL, keyed_hash(KEY, DetailField.EMAIL, MAIJA.address))
    room.do(lambda session: erasure.readmit(session, [mark], "letter of 1.12.", room.by))
    after = restore(room, tmp_path / "empty")
    after.read(message(3, folder=CLIENTS))
    assert len(after.all(Person)) == 1
    (tmp_path / "register.sqlite.ledger").write_bytes((tmp_path / "register.sqlite.ledger").read_bytes() + b"\n")
    catch_up(after.database, after.now)
    assert len(after.all(Person)) == 1
    after.database.close()


def _erase_and_die(office: Office, erasure_id: int) -> None:
    """Die between the ledger and the commit."""
    with office.database.write() as session:
        erasure.carry_out(session, KEY, session.get_one(Erasure, erasure_id), office.by)
        assert office.database.ledger is not None
        office.database.ledger.append(erasure_ledger.noted(session))
        raise KeyboardInterrupt


def test_erasure_whose_commit_was_lost_is_done_at_the_next_opening(room: Office) -> None:
    room.read(message(1, folder=CLIENTS))
    person_id = room.person(MAIJA.address)
    row = room.do(lambda s: erasure.request(s, KEY, person_id, room.by, at_once=True))

    with pytest.raises(KeyboardInterrupt):
        _erase_and_die(room, row.id or 0)
    assert len(room.all(Person)) == 1
    assert catch_up(room.database, room.now).erased == 1
    assert room.all(Person) == []
    assert [(proof.state, proof.person_id) for proof in room.all(Erasure)] == [(ErasureState.DONE, None)]


def test_identity_code_gets_in_by_no_way(room: Office) -> None:
    room.read(
        message(
            1,
            Mailbox(f"Maija {HETU}", MAIJA.address),
            folder=CLIENTS,
            more=(value(DetailField.STREET, f"Tie 1 {HETU}"),),
        ),
        message(2, Mailbox(f"Liisa {HETU}", LIISA.address)),
    )
    room.read(calendar_object(booking(location=f"Sali {HETU}", practitioner=f"Sari {HETU}")))
    room.read(calendar_object(titled(f"Maija Mäkinen {HETU}", uid="visit-2", location=HETU)))
    person_id = room.person(MAIJA.address)
    said = Said(room.now, f"binder {HETU}")
    room.do(lambda session: StaffEntries(session, KEY, room.by).prohibit(person_id, None, said))
    room.do(lambda session: holds.place(session, person_id, HoldGround.DISPUTE, f"case {HETU}", room.by))
    case = room.do(lambda session: requests.enter(session, RequestKind.ACCESS, person_id, room.now.date(), room.by))
    room.do(lambda session: requests.refuse(session, case.id or 0, f"excessive {HETU}", room.by))
    told = Correction(DetailField.CITY, "Espoo", evidence=f"letter {HETU}")
    room.do(lambda session: rectification.correct(session, KEY, person_id, told, room.by))
    wrong = Correction(DetailField.CITY, f"Espoo {HETU}")
    with pytest.raises(Declined):
        room.do(lambda session: rectification.correct(session, KEY, person_id, wrong, room.by))
    room.do(lambda session: restriction.restrict(session, person_id, f"contested {HETU}", room.by))
    assert room.ask(candidates.count) == 1
    assert HETU.encode() not in bytes_of(room)
    assert HETU[:6].encode() not in bytes_of(room)


def test_notes_of_staff_that_tell_of_health_are_refused_everywhere(room: Office) -> None:
    room.read(message(1, folder=CLIENTS))
    person_id, note = room.person(MAIJA.address), "kertoi masennuksesta puhelimessa"
    deeds = (
        lambda session: StaffEntries(session, KEY, room.by).prohibit(person_id, None, Said(room.now, note)),
        lambda session: holds.place(session, person_id, HoldGround.DISPUTE, note, room.by),
        lambda session: restriction.restrict(session, person_id, note, room.by),
    )
    for deed in deeds:
        with pytest.raises(Declined):
            room.do(deed)
