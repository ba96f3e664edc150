"""Scenarios of kills for what deletes: an erasure, and the nightly run of retention."""

from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Event as Signal
from pathlib import Path

from sqlmodel import select

from daemon.jobs.forget import Keeping, forget
from models.register import erasure
from models.register.audit import By
from models.register.database import Database, open_database
from models.register.verify import verify
from models.tables import Detail, Erasure, Person, Suppression, row_id
from models.vocabulary import DetailField
from tests.live.kept_folder import kept
from tests.live.kill_scenarios import Scenario
from tests.live.postgresql import PostgreSQL, Renewed
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, LIISA, MAIJA, NOW, at, booking, calendar_object, message, value

PHONE = value(DetailField.PHONE, "+358401234567")
LATER = NOW + timedelta(days=900)


Given = tuple[str, Path]
"""What a deed is given: the register's URL, and its ledger."""


def erase_her(given: Given, begun: Signal) -> None:
    """Erase the first person, unless that is done."""
    database = open_database(given[0], key=KEY, now=NOW, ledger=given[1])
    with database.write() as session:
        person = session.exec(select(Detail.person_id).where(Detail.value_key == MAIJA.address)).first()
        held = session.exec(select(Erasure.id).where(Erasure.state == "held")).first()
        if held is None and person is not None:
            row = erasure.request(session, KEY, person, By("cli:test", NOW), settled=True, at_once=True)
            held = row_id(row)
    if held is not None:
        with database.write() as session:
            erasure.carry_out(session, KEY, session.get_one(Erasure, held), By("cli:test", NOW))
    database.wipe_log()
    database.close()
    begun.set()


def forget_old(given: Given, begun: Signal) -> None:
    """Let the nightly run of two years later end what is over."""
    database = open_database(given[0], key=KEY, now=LATER, ledger=given[1])
    forget(database, LATER, Keeping())
    database.wipe_log()
    database.close()
    begun.set()


class Two:
    """A register of two people, put back before each kill; in a folder all that is a file."""

    def __init__(
        self, folder: Path, server: PostgreSQL | None, deed: Callable[[Given, Signal], None], left: int
    ) -> None:
        self._folder, self._deed, self._left = folder / "data", deed, left
        self._folder.mkdir()
        self.url = server.new_database() if server else f"sqlite:///{self._folder}/register.sqlite"
        self._ledger = self._folder / "register.sqlite.ledger"
        office = Office(self.url, ledger=self._ledger)
        office.read(message(1, folder=CLIENTS, more=(PHONE,)), message(2, LIISA, folder=CLIENTS))
        office.read(calendar_object(booking(start=at(days=-2), location="Ainutkatu 17")))
        office.database.close()
        self._put_back = kept(self._folder)
        self._renewed = Renewed(server, self.url) if server else None

    def scenario(self) -> Scenario:
        """Give it to the hunt."""
        return Scenario(self._deed, self.reset, self.check, self.between)

    def reset(self) -> Given:
        """Both people are there."""
        self._put_back()
        if self._renewed:
            self.url = self._renewed()
        return self.url, self._ledger

    def between(self) -> None:
        """Whatever a kill leaves is whole."""
        database = self._opened()
        _whole(database)
        database.close()

    def check(self) -> None:
        """Who is to go is gone, from every file; the register is whole."""
        database = self._opened()
        _whole(database)
        with database.read() as session:
            assert len(session.exec(select(Person)).all()) == self._left
            assert self._left == 0 or len(session.exec(select(Suppression)).all()) == 2
        database.wipe_log()
        database.close()
        for path in self._folder.iterdir():
            content = path.read_bytes() if not path.name.endswith("-shm") else b""
            assert not [text for text in (MAIJA.address, "Ainutkatu", "+358401234567") if text.encode() in content]

    def _opened(self) -> Database:
        return open_database(self.url, key=KEY, now=NOW, ledger=self._ledger)


def _whole(database: Database) -> None:
    with database.read() as session:
        breaches = verify(session, database.key).breaches
    assert breaches == ()


def erasing(folder: Path, server: PostgreSQL | None = None) -> Scenario:
    """One of two people is erased."""
    return Two(folder, server, erase_her, 1).scenario()


def forgetting(folder: Path, server: PostgreSQL | None = None) -> Scenario:
    """Two years later both go."""
    return Two(folder, server, forget_old, 0).scenario()
