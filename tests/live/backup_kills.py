"""The sixth scenario of kills: a backup is made, and one is put back (HW-F1, HW-F15)."""

from datetime import timedelta
from multiprocessing.synchronize import Event as Signal
from pathlib import Path

import pyrage

from daemon.backup.make import COPY, BackupTo, make_backup
from daemon.backup.restore import Place, look, restore
from daemon.backup.shelf import Shelf
from models.register.audit import By
from models.register.database import open_database
from models.register.sending_hold import SendingHold
from models.register.verify import verify
from tests.live.kept_folder import kept
from tests.live.kill_scenarios import Scenario
from tests.live.postgresql import PostgreSQL, Renewed
from tests.models.register.mailroom import MailRoom
from tests.models.register.office import Fact
from tests.models.register.samples import KEY, LIISA, MAIJA, NOW, message, reply_by_staff

SECRET = "AGE-SECRET-KEY-1VE6E2KXENCGH7F928YW7D5MU8V70S9RXSMRVVCZZ0EMKYK5RR99Q8SU7L5"
LATER = NOW + timedelta(hours=2)


class Grounds:
    """A folder with a register, its backups and what is kept to begin from again."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.data, self.backups = folder / "data", folder / "backups"
        self.place = Place(url, KEY, self.data / "register.sqlite.ledger", self.data)
        self.key = pyrage.x25519.Identity.from_str(SECRET)
        self.to = BackupTo(Shelf(self.backups, timedelta(days=35)), [self.key.to_public()], self.data)

    def facts(self) -> set[Fact]:
        """Give what the register says, after a look that nothing is broken."""
        room = MailRoom(self.url, ledger=self.place.ledger)
        try:
            assert room.ask(lambda session: verify(session, KEY)).breaches == ()
            return room.facts()
        finally:
            room.database.close()

    def back_up(self) -> None:
        """Make a backup as the service does."""
        database = open_database(self.url, key=KEY, now=LATER, ledger=self.place.ledger)
        try:
            make_backup(database, self.url, self.to, LATER)
        finally:
            database.close()

    def put_back(self) -> None:
        """Restore the oldest backup."""
        restore(self.to.shelf.backups()[-1].path, [self.key], self.place, By("cli:sari", LATER))

    def whole_backups(self) -> int:
        """Count the finished backups; each must unpack and hold what must hold."""
        kept = self.to.shelf.backups()
        for backup in kept:
            _, breaches = look(backup.path, [self.key], self.place)
            assert breaches == ()
        return len(kept)

    def left_behind(self) -> list[str]:
        """Give the names of what should have gone."""
        names = [path.name for path in (*self.data.iterdir(), *self.backups.iterdir())]
        return [name for name in names if COPY in name or name.endswith(".part") or "restoring" in name]


def back_up(grounds: tuple[str, str], begun: Signal) -> None:
    """Make a backup."""
    Grounds(Path(grounds[0]), grounds[1]).back_up()
    begun.set()


def put_back(grounds: tuple[str, str], begun: Signal) -> None:
    """Put the backup back."""
    Grounds(Path(grounds[0]), grounds[1]).put_back()
    begun.set()


def _prepared(folder: Path, url: str) -> tuple[Grounds, set[Fact], set[Fact]]:
    """Make a register, a backup of it, and a later state; give what it said then and says now."""
    grounds = Grounds(folder, url)
    grounds.data.mkdir(parents=True, exist_ok=True)
    room = MailRoom(url, ledger=grounds.place.ledger)
    room.read(message(1, MAIJA), reply_by_staff(1, MAIJA))
    make_backup(room.database, url, grounds.to, NOW)
    then = room.facts()
    room.read(message(2, LIISA), reply_by_staff(2, LIISA))
    now = room.facts()
    room.database.close()
    return grounds, then, now


def backing_up(folder: Path) -> Scenario:
    """A second backup is made: the first stays, the register is as it was, and no half of anything counts."""
    folder = folder / "grounds"
    grounds, _, now = _prepared(folder, f"sqlite:///{folder}/data/register.sqlite")
    renew = kept(folder)

    def reset() -> tuple[str, str]:
        renew()
        return str(folder), grounds.url

    def between() -> None:
        assert grounds.whole_backups() >= 1
        assert grounds.facts() == now

    def check() -> None:
        assert grounds.whole_backups() == 2
        assert grounds.facts() == now
        assert grounds.left_behind() == []

    return Scenario(back_up, reset, check, between)


def restoring(folder: Path) -> Scenario:
    """The backup is put back: at any moment there is the one register or the other, and never the old one that sends."""
    folder = folder / "grounds"
    grounds, then, now = _prepared(folder, f"sqlite:///{folder}/data/register.sqlite")
    renew = kept(folder)

    def reset() -> tuple[str, str]:
        renew()
        return str(folder), grounds.url

    return Scenario(put_back, reset, lambda: _is_restored(grounds, then), lambda: _is_either(grounds, then, now))


def restoring_postgresql(folder: Path, server: PostgreSQL) -> Scenario:
    """The same with PostgreSQL's own tools."""
    folder = folder / "grounds"
    filled = server.new_database()
    grounds, then, now = _prepared(folder, filled)
    renew, renewed = kept(folder), Renewed(server, filled)

    def reset() -> tuple[str, str]:
        renew()
        grounds.url = renewed()
        grounds.place = Place(grounds.url, KEY, grounds.place.ledger, grounds.data)
        return str(folder), grounds.url

    return Scenario(put_back, reset, lambda: _is_restored(grounds, then), lambda: _is_either(grounds, then, now))


def _is_either(grounds: Grounds, then: set[Fact], now: set[Fact]) -> None:
    facts = grounds.facts()
    assert facts in (then, now)
    assert facts == now or SendingHold(grounds.place.ledger).is_on


def _is_restored(grounds: Grounds, then: set[Fact]) -> None:
    assert grounds.facts() == then
    assert SendingHold(grounds.place.ledger).is_on
    assert grounds.left_behind() == []
    assert grounds.whole_backups() == 1
