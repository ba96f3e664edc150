"""The nights of a month around what people have asked for: whichever is put back, it stands (T10, T11, HW-F15).

Here one night of each state that the register was in; `make soak` puts back all thirty.
"""

import shutil
from collections.abc import Collection
from functools import partial
from pathlib import Path

from daemon.backup.shelf import Kept
from models.register import ledger, rectification, restriction
from models.register.copies import copy_database
from models.register.rectification import Correction
from models.rules.consent import ConsentEvent, ConsentEventType, is_paused, is_restricted
from models.tables import Person
from models.values import Mailbox
from models.vocabulary import DetailField
from tests.daemon.backup.test_restore import Safe
from tests.models.register.keeping import erase
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import CLIENTS, KEY, LIISA, MAIJA, Step, message, value

DAYS = 30
AFTER_EACH_DEED = (0, 2, 8, 13, 18, 21, 25, DAYS - 1)
"""The nights between which the register changes."""

KALLE = Mailbox("Kalle Kokko", "kalle@kokko.example")
PAULA = Mailbox("Paula Piha", "paula@piha.example")
WRONG, RIGHT = "+358401110001", "+358402220002"
LETTERS = (
    message(1, MAIJA, folder=CLIENTS, more=(value(DetailField.PHONE, "+358401234567"),)),
    message(2, LIISA, folder=CLIENTS),
    message(3, KALLE, folder=CLIENTS, more=(value(DetailField.PHONE, WRONG),)),
    message(4, PAULA, folder=CLIENTS),
)
OF_THE_ERASED = (b"maija@asiakas", b"401234567", "Mäkinen".encode())


def live_a_month(safe: Safe, nights: Collection[int]) -> tuple[list[Path], list[Kept]]:
    """Let the firm live for a month: who was erased, withdrew, was restricted, was corrected or unclear, each on a day.

    Give a copy of the database of each of the nights, and the backups of every tenth.
    """
    room, copies, kept = safe.room, [], []
    for day in range(DAYS):
        if day == 2:
            room.read(*LETTERS)
            for mailbox in (MAIJA, LIISA, KALLE, PAULA):
                room.consents(mailbox)
        if day == 8:
            room.withdraws(LIISA)
        if day == 13:
            person = room.person(KALLE.address)
            correction = Correction(DetailField.PHONE, RIGHT, WRONG)
            room.do(partial(rectification.correct, key=KEY, person_id=person, correction=correction, by=room.by))
        if day == 18:
            person = room.person(PAULA.address)
            room.do(partial(restriction.restrict, person_id=person, why="contested", by=room.by))
        if day == 21:
            room.enter(ConsentEvent(type=ConsentEventType.PAUSE_SET, at=room.now), KALLE)
        if day == 25:
            erase(room, room.person(MAIJA.address))
        if day in nights:
            copies.append(safe.folder / f"day-{day}.sqlite")
            copy_database(safe.file, copies[-1])
        if day % 10 == 0:
            kept.append(safe.back_up())
        room.pass_time(days=1)
    return copies, kept


def put_by_hand(safe: Safe, copy: Path) -> None:
    """Put a database in the place of the register without any command; the ledger stays where it is."""
    now = safe.room.now
    safe.room.database.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{safe.file}{ending}").unlink(missing_ok=True)
    shutil.copyfile(copy, safe.file)
    safe.room = safe.opened()
    safe.room.now = now


def traces(safe: Safe) -> list[str]:
    """Give the files beside the register that hold something of the erased."""
    safe.room.database.wipe_log()
    files = [path for path in safe.data.iterdir() if path.is_file() and not path.name.endswith("-shm")]
    return [path.name for path in files for text in OF_THE_ERASED if text in path.read_bytes()]


def stands(room: MailRoom, mailbox: Mailbox) -> list[ConsentEvent]:
    """Give what the ledger says of a person."""
    person = room.person(mailbox.address)
    (events,) = room.ask(lambda session: ledger.histories(session, [person]))
    return events


def assert_stands(safe: Safe) -> None:
    """After all mail was read again: nobody is back, nothing goes out, and what people have said holds."""
    room = safe.room
    room.store(Step(LETTERS), CLIENTS)
    room.read_wanted()
    assert traces(safe) == []
    assert any(event.type is ConsentEventType.CONSENT_WITHDRAWN for event in stands(room, LIISA))
    assert is_restricted(stands(room, PAULA))
    restricted = [row.id for row in room.all(Person) if row.restricted_since is not None]
    assert restricted == [room.person(PAULA.address)]
    assert WRONG not in room.values(room.person(KALLE.address), DetailField.PHONE)
    assert is_paused(stands(room, KALLE))
    for number, mailbox in enumerate((LIISA, KALLE, PAULA)):
        room.visit(f"visit-{number}", mailbox=mailbox)
    assert room.send_all() == 0


def what_was_said_stands(folder: Path, nights: Collection[int]) -> None:
    """Live a month, put each of those nights back, then the backups, and look each time."""
    safe = Safe(folder, f"sqlite:///{folder}/data/register.sqlite")
    copies, backups = live_a_month(safe, nights)
    assert (len(copies), len(backups)) == (len(nights), 3)
    for copy in copies:
        put_by_hand(safe, copy)
        assert_stands(safe)
    for kept in backups:
        restored = safe.restore(kept)
        assert restored.breaches == ()
        safe.room.let_go()
        safe.room.know_of_the_restore()
        assert_stands(safe)
    safe.room.database.close()


def test_whichever_night_of_a_month_is_put_back_what_people_have_said_stands(tmp_path: Path) -> None:
    what_was_said_stands(tmp_path, AFTER_EACH_DEED)
