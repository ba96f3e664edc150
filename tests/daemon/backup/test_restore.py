"""A restore puts back what the backup held, sends nothing, and brings nobody back who was erased or withdrew since (HW-F15)."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from daemon.backup.archive import Manifest, pack
from daemon.backup.ledger_copy import LEDGER_COPY
from daemon.backup.make import COPY, BackupTo, make_backup
from daemon.backup.restore import PUT_ASIDE, Place, Restored, look, restore
from daemon.backup.shelf import Kept, Shelf
from daemon.jobs.forget import forget
from models.errors import AlreadyRunning, BackupFailed, NewerSchema, WrongKey
from models.migrations import HEAD
from models.register.audit import By
from models.register.erasure_ledger import EntryKind, ErasureLedger, LedgerEntry
from models.register.ownership import owned
from models.register.sending_hold import Held
from models.register.verify import verify
from models.tables import AuditEntry, OutgoingMail, Person
from models.vocabulary import DetailField, Language, MailState
from tests.models.register.keeping import erase
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import KEY, LIISA, MAIJA, message, reply_by_staff

SECRET = pyrage.x25519.Identity.generate()


class Safe:
    """A register with a folder of backups."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(exist_ok=True)
        self.url = url
        ledger = Path(url.removeprefix("sqlite:///") + ".ledger") if url.startswith("sqlite") else folder / "r.ledger"
        self.place = Place(url, KEY, ledger, self.data)
        self.to = BackupTo(Shelf(folder / "backups", timedelta(days=35)), [SECRET.to_public()], self.data)
        self.room = self.opened()

    def opened(self) -> MailRoom:
        """Open the register as the service does."""
        return MailRoom(self.url, ledger=self.place.ledger)

    def back_up(self) -> Kept:
        """Make a backup beside the open register."""
        return make_backup(self.room.database, self.url, self.to, self.room.now)

    def restore(self, kept: Kept) -> Restored:
        """Stop, restore, start again; the clock goes on."""
        now = self.room.now
        self.room.database.close()
        try:
            return restore(kept.path, [SECRET], self.place, By("cli:sari", now))
        finally:
            self.room = self.opened()
            self.room.now = now

    @property
    def file(self) -> Path:
        """The database file."""
        return Path(self.url.removeprefix("sqlite:///"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A register in a file, with two clients; one was asked for feedback. Made once, copied for each test."""
    folder = tmp_path_factory.mktemp("filled")
    room = MailRoom(f"sqlite:///{folder}/register.sqlite")
    fill(room)
    room.database.close()
    return folder, room.now


@pytest.fixture
def safe(filled: tuple[Path, datetime], tmp_path: Path) -> Iterator[Safe]:
    """A safe with a register of one's own like the filled one."""
    shutil.copytree(filled[0], tmp_path / "data")
    made = Safe(tmp_path, f"sqlite:///{tmp_path}/data/register.sqlite")
    made.room.now = filled[1]
    yield made
    made.room.database.close()


def fill(room: MailRoom) -> None:
    """Two clients, consents, one letter sent."""
    room.read(message(1, MAIJA), reply_by_staff(1, MAIJA), message(2, LIISA), reply_by_staff(2, LIISA))
    room.consents(MAIJA)
    room.consents(LIISA)
    room.pass_time(minutes=5)
    room.visit("visit-1", mailbox=MAIJA)
    assert room.send_all() == 1


def test_restored_register_is_the_one_of_the_backup(safe: Safe) -> None:
    before = safe.room.facts()
    kept = safe.back_up()
    safe.room.pass_time(hours=2)
    safe.room.read(message(9, LIISA))
    later = safe.room.facts()
    assert later != before
    restored = safe.restore(kept)
    assert safe.room.facts() == before
    assert restored.breaches == ()
    assert safe.room.ask(lambda session: verify(session, KEY)).breaches == ()
    acts = [row.action for row in safe.room.all(AuditEntry)]
    assert "register.restore" in acts
    names = {path.name for path in safe.data.iterdir() if not path.name.endswith(("-wal", "-shm", "lock"))}
    assert names == {"register.sqlite", f"register.sqlite{PUT_ASIDE}", "register.sqlite.hold"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in safe.data.iterdir() if not path.name.endswith("lock"))


def test_register_that_was_replaced_is_kept_whole(safe: Safe) -> None:
    kept = safe.back_up()
    safe.room.read(message(9, LIISA))
    wanted = safe.room.facts()
    restored = safe.restore(kept)
    assert restored.aside is not None
    other = MailRoom(f"sqlite:///{restored.aside}")
    assert other.facts() == wanted
    other.database.close()


def test_nothing_is_sent_until_somebody_says_go(safe: Safe) -> None:
    kept = safe.back_up()
    safe.restore(kept)
    safe.room.pass_time(hours=2)
    safe.room.visit("visit-2", mailbox=LIISA, hours_ago=1.2)
    safe.room.pass_time(hours=1)
    assert safe.room.send_all() == 0
    safe.room.let_go()
    assert safe.room.send_all() == 1


def test_letter_sent_after_the_backup_is_not_sent_again(safe: Safe) -> None:
    safe.room.visit("visit-2", mailbox=LIISA)
    safe.room.judge()
    kept = safe.back_up()
    assert safe.room.send_all() == 1
    restored = safe.restore(kept)
    assert restored.unsent == 1
    safe.room.let_go()
    assert safe.room.send_all() == 0
    assert {(row.state, row.reason) for row in safe.room.all(OutgoingMail)} == {
        (MailState.SENT, "sent"),
        (MailState.UNKNOWN, "restored"),
    }


def test_booking_asked_about_after_the_backup_is_not_asked_again(safe: Safe) -> None:
    kept = safe.back_up()
    safe.room.visit("visit-2", mailbox=LIISA)
    assert safe.room.send_all() == 1
    safe.restore(kept)
    safe.room.let_go()
    safe.room.know_of_the_restore()
    safe.room.visit("visit-2", mailbox=LIISA)
    assert safe.room.send_all() == 0
    assert ("never", "maybe_asked") in safe.room.verdicts()


def test_withdrawal_after_the_backup_stands(safe: Safe) -> None:
    kept = safe.back_up()
    safe.room.pass_time(minutes=5)
    safe.room.withdraws(LIISA)
    person = safe.room.person("liisa@laine.example")
    safe.restore(kept)
    assert "consent_withdrawn" in safe.room.events(person)
    safe.room.let_go()
    safe.room.visit("visit-2", mailbox=LIISA)
    safe.room.pass_time(hours=2)
    assert safe.room.send_all() == 0


def test_restore_twice_is_as_once(safe: Safe) -> None:
    kept = safe.back_up()
    safe.restore(kept)
    once = safe.room.facts()
    safe.restore(kept)
    assert safe.room.facts() == once


def test_running_service_is_not_restored_under(safe: Safe) -> None:
    kept = safe.back_up()
    before = safe.room.facts()
    with owned(safe.room.database, lambda: safe.room.now), pytest.raises(AlreadyRunning):
        restore(kept.path, [SECRET], safe.place, By("cli:sari", safe.room.now))
    assert safe.room.facts() == before
    assert not safe.room.database.is_held


def _foreign(safe: Safe, **changes: str) -> Path:
    facts = {"kind": "sqlite", "program": "9.0", "revision": HEAD, "fingerprint": "0" * 64, **changes}
    manifest = Manifest(made_at=safe.room.now, **facts)
    source, target = safe.folder / "foreign", safe.folder / "foreign.age"
    source.write_bytes(b"x" * 100)
    with target.open("wb") as file:
        pack(source, manifest, [SECRET.to_public()], file)
    return target


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"revision": "9999"}, NewerSchema), ({}, WrongKey), ({"kind": "postgresql"}, BackupFailed)],
)
def test_backup_that_does_not_fit_changes_nothing(safe: Safe, changes: dict[str, str], error: type[Exception]) -> None:
    before = safe.room.facts()
    foreign = _foreign(safe, **changes)
    safe.room.database.close()
    with pytest.raises(error):
        restore(foreign, [SECRET], safe.place, By("cli:sari", safe.room.now))
    safe.room = safe.opened()
    assert safe.room.facts() == before
    assert not safe.room.database.is_held
    assert [path.name for path in safe.data.iterdir() if "restoring" in path.name] == []


def test_damaged_register_is_replaced_and_its_bytes_are_kept(safe: Safe) -> None:
    before = safe.room.facts()
    kept = safe.back_up()
    now = safe.room.now
    safe.room.database.close()
    content = bytearray(safe.file.read_bytes())
    content[100:5000] = b"\xff" * 4900
    safe.file.write_bytes(content)
    restored = restore(kept.path, [SECRET], safe.place, By("cli:sari", now))
    safe.room = safe.opened()
    safe.room.now = now
    assert safe.room.facts() == before
    assert restored.aside is not None
    assert restored.aside.read_bytes() == bytes(content)


def test_on_a_new_disk_the_ledger_comes_from_beside_the_backups(safe: Safe) -> None:
    old = safe.back_up()
    safe.room.pass_time(hours=1)
    safe.room.withdraws(LIISA)
    person = safe.room.person("liisa@laine.example")
    safe.room.pass_time(hours=1)
    safe.back_up()
    now = safe.room.now
    safe.room.database.close()
    shutil.rmtree(safe.data)
    safe.data.mkdir()
    restore(old.path, [SECRET], safe.place, By("cli:sari", now))
    safe.room = safe.opened()
    assert "consent_withdrawn" in safe.room.events(person)


def _act(kind: EntryKind, mark: str) -> LedgerEntry:
    return LedgerEntry(kind, datetime(2026, 1, 2, tzinfo=UTC), (mark * 64,), ((DetailField.EMAIL, mark * 64),), "all")


def test_ledger_of_a_register_begun_anew_does_not_replace_the_one_beside_the_backups(safe: Safe) -> None:
    beside = safe.to.shelf.folder / LEDGER_COPY
    beside.parent.mkdir(exist_ok=True)
    before = _act(EntryKind.ERASURE, "a")
    ErasureLedger(beside).append([before])
    ErasureLedger(safe.place.ledger).append([_act(EntryKind.WITHDRAWAL, "c")])
    with pytest.raises(BackupFailed, match="kept as"):
        safe.back_up()
    (aside,) = beside.parent.glob(f"{LEDGER_COPY}.*")
    assert ErasureLedger(aside).read().entries == (before,)
    safe.room.pass_time(hours=1)
    kept = safe.back_up()
    safe.restore(kept)
    assert before in ErasureLedger(safe.place.ledger).read().entries
    safe.room.pass_time(hours=1)
    safe.back_up()


def test_ledger_begun_anew_before_a_restore_does_not_hide_the_copy(safe: Safe) -> None:
    old = safe.back_up()
    safe.room.pass_time(hours=1)
    safe.room.withdraws(LIISA)
    person = safe.room.person("liisa@laine.example")
    safe.back_up()
    safe.place.ledger.unlink()
    own = _act(EntryKind.WITHDRAWAL, "c")
    ErasureLedger(safe.place.ledger).append([own])
    safe.restore(old)
    assert "consent_withdrawn" in safe.room.events(person)
    assert own in ErasureLedger(safe.place.ledger).read().entries
    assert safe.place.ledger.stat().st_mode & 0o077 == 0


def test_restore_that_cannot_put_the_register_aside_holds_nothing_back(safe: Safe) -> None:
    kept = safe.back_up()
    in_the_way = safe.file.with_name(f"{safe.file.name}{PUT_ASIDE}.part")
    in_the_way.mkdir()
    with pytest.raises(BackupFailed, match="put aside"):
        safe.restore(kept)
    assert not safe.room.database.is_held
    assert safe.room.database.hold is not None
    by_staff = Held(safe.room.now, "staff")
    safe.room.database.hold.put(by_staff)
    with pytest.raises(BackupFailed, match="put aside"):
        safe.restore(kept)
    assert safe.room.database.hold is not None
    assert safe.room.database.hold.read() == by_staff


def test_journal_of_a_damaged_register_is_kept_for_its_owner_alone(safe: Safe) -> None:
    kept = safe.back_up()
    safe.room.database.close()
    safe.file.write_bytes(b"damaged" * 1000)
    safe.file.with_name(f"{safe.file.name}-wal").write_bytes(b"x" * 100)
    restore(kept.path, [SECRET], safe.place, By("cli:sari", safe.room.now))
    journal = safe.file.with_name(f"{safe.file.name}{PUT_ASIDE}-wal")
    assert journal.stat().st_mode & 0o077 == 0


def test_plain_copy_of_a_killed_restore_goes_within_the_hour(safe: Safe) -> None:
    left = safe.data / "register.restoring"
    for clean_up in (safe.back_up, lambda: forget(safe.room.database, safe.room.now)):
        left.write_bytes(b"of one that was killed")
        clean_up()
        assert not left.exists()


def test_plain_copy_goes_whatever_happens(safe: Safe) -> None:
    left = safe.data / f"register{COPY}"
    left.write_bytes(b"of one that was killed")
    safe.back_up()
    assert not left.exists()
    blocked = BackupTo(Shelf(safe.file / "no folder", timedelta(days=35)), safe.to.recipients, safe.data)
    with pytest.raises(BackupFailed):
        make_backup(safe.room.database, safe.url, blocked, safe.room.now)
    assert not left.exists()


def test_backup_is_one_state_while_others_write(safe: Safe) -> None:
    safe.room.pass_time(hours=1)
    with closing(sqlite3.connect(safe.file, timeout=30)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE person SET language = 'sv'")
        kept = safe.back_up()
        writer.commit()
    safe.restore(kept)
    assert Language.SV not in {row.language for row in safe.room.all(Person)}
    manifest, breaches = look(kept.path, [SECRET], safe.place)
    assert (manifest.kind, breaches) == ("sqlite", ())


def test_postgresql_goes_the_same_way(tmp_path: Path, postgresql_url: str) -> None:
    safe = Safe(tmp_path, postgresql_url)
    fill(safe.room)
    before = safe.room.facts()
    kept = safe.back_up()
    safe.room.read(message(9, LIISA))
    restored = safe.restore(kept)
    assert safe.room.facts() == before
    assert restored.breaches == ()
    assert safe.room.send_all() == 0
    safe.room.database.close()


def stays_away(safe: Safe, backups: int, every: int = 1) -> None:
    """Make a backup a day, erase somebody who is in all of them, and restore every so many of them, the newest first."""
    kept = []
    for day in range(backups):
        safe.room.pass_time(days=1)
        safe.room.read(message(100 + day, MAIJA, received=safe.room.now))
        kept.append(safe.back_up())
    erase(safe.room, safe.room.person(MAIJA.address))
    for backup in kept[::-every]:
        safe.restore(backup)
        assert safe.room.database.wipe_log()
        assert [row.id for row in safe.room.all(Person)] == [safe.room.person(LIISA.address)]
        content = b"".join(path.read_bytes() for path in safe.data.iterdir())
        assert not [text for text in (MAIJA.name, MAIJA.address) if text.encode() in content]


def test_erased_person_comes_back_with_no_old_backup(safe: Safe) -> None:
    stays_away(safe, 6, every=3)
