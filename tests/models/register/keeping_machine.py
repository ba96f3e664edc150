"""Any order of give, withdraw, pause, merge, split, correct, restrict, erase, read again and restore, beside a plain model.

The model knows of each person only what forbids a letter. A letter against it, a value that came back, a breach: a failure.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pyrage
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session

from daemon.backup.make import BackupTo, make_backup
from daemon.backup.restore import Place, restore
from daemon.backup.shelf import Kept, Shelf
from models.errors import Declined
from models.register import erasure, ledger, restriction
from models.register.audit import By
from models.register.merging import merge, split
from models.register.rectification import Correction, correct
from models.register.verify import verify
from models.rules.consent import DATA_USE, OPERATOR, ConsentEvent, ConsentEventType
from models.tables import Booking, Detail, FeedbackDecision, OutgoingMail
from models.values import Mailbox
from models.vocabulary import DetailField, MailState
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import KEY, message, reply_by_staff, value

SECRET = pyrage.x25519.Identity.generate()
NAMES = ("anna", "bertta", "cecilia")
WHO = st.sampled_from(NAMES)
WRONG, RIGHT = "+358401110001", "+358402220002"


def mailbox(name: str) -> Mailbox:
    """The mailbox of one of the three."""
    return Mailbox(f"{name.capitalize()} Koe", f"{name}@koe.example")


def wrong_phone(number: int) -> str:
    """The phone that the one of that number signed with."""
    return WRONG[:-1] + str(number)


LETTERS = tuple(
    (
        reply_by_staff(number, mailbox(name)),
        message(number, mailbox(name), more=(value(DetailField.PHONE, wrong_phone(number)),)),
    )
    for number, name in enumerate(NAMES, 1)
)
"""What each of the three was answered and wrote."""


@dataclass
class Known:
    """What forbids a letter to one person, and what must not come back."""

    consented: bool = False
    withdrawn: bool = False
    paused: bool = False
    prohibited: bool = False
    restricted: bool = False
    erased: bool = False
    corrected: bool = False


@dataclass
class Model:
    """The three, and who is said to be one with whom."""

    people: dict[str, Known] = field(default_factory=lambda: {name: Known() for name in NAMES})
    joined: list[tuple[str, str]] = field(default_factory=list)

    def cluster(self, name: str) -> set[str]:
        """Give those who are read as one with this one."""
        found = {name}
        while more := {other for pair in self.joined for other in pair if set(pair) & found} - found:
            found |= more
        return found

    def forbids(self, name: str) -> bool:
        """Whether a letter to this person would break a promise, whatever else is true."""
        known = [self.people[member] for member in self.cluster(name)]
        never = any(one.paused or one.prohibited or one.restricted or one.erased for one in known)
        return never or not any(one.consented for one in known) or all(one.withdrawn for one in known)


_kept: dict[str, Path] = {}


def _template() -> Path:
    """Give a folder with a register of the three, made once a process."""
    if "folder" not in _kept:
        folder = Path(tempfile.mkdtemp(prefix="keeping-"))
        room = MailRoom(f"sqlite:///{folder}/register.sqlite")
        for letters in LETTERS:
            room.read(*letters)
        room.database.close()
        _kept["folder"] = folder
    return _kept["folder"]


class KeepingMachine(RuleBasedStateMachine):
    """One register, its backups, and the plain model of it."""

    @initialize()
    def begin(self) -> None:
        """Begin with three clients who have said nothing."""
        self.folder = Path(tempfile.mkdtemp(prefix="keeping-run-"))
        shutil.copytree(_template(), self.folder / "data")
        self.url = f"sqlite:///{self.folder}/data/register.sqlite"
        self.room = MailRoom(self.url)
        self.room.pass_time(minutes=30)
        self.place = Place(self.url, KEY, self.folder / "data" / "register.sqlite.ledger", self.folder / "data")
        self.to = BackupTo(
            Shelf(self.folder / "backups", timedelta(days=35)), [SECRET.to_public()], self.folder / "data"
        )
        self.ids = {name: number for number, name in enumerate(NAMES, 1)}
        self.model = Model()
        self.backups: list[tuple[Kept, Model]] = []
        self.visits = 0

    def teardown(self) -> None:
        """Close and remove everything."""
        if hasattr(self, "room"):
            self.room.database.close()
            shutil.rmtree(self.folder)

    @property
    def by(self) -> By:
        """A person at the command line, now."""
        return By("cli:sari", self.room.now)

    def _do(self, deed: Callable[[Session], object]) -> bool:
        """Do a deed that may be declined; give whether it was done."""
        self.room.pass_time(minutes=1)
        with suppress(Declined):
            self.room.do(deed)
            return True
        return False

    def _event(self, name: str, kind: ConsentEventType, scope: str | None = None) -> None:
        self.room.pass_time(minutes=1)
        person = self.ids[name]
        event = ConsentEvent(type=kind, at=self.room.now, scope=scope)
        self.room.do(lambda session: ledger.append(session, person, event, self.by))

    @rule(name=WHO)
    def give(self, name: str) -> None:
        """A consent on paper."""
        if not self.model.people[name].erased and self._has_address(name):
            self.room.pass_time(minutes=1)
            self.room.consents(mailbox(name))
            self.model.people[name].consented, self.model.people[name].withdrawn = True, False

    @rule(name=WHO)
    def withdraw(self, name: str) -> None:
        """A withdrawal of everything."""
        if not self.model.people[name].erased and self._has_address(name):
            self.room.pass_time(minutes=1)
            self.room.withdraws(mailbox(name))
            self.model.people[name].withdrawn = True

    @rule(name=WHO)
    def pause(self, name: str) -> None:
        """An unclear message came."""
        if not self.model.people[name].erased:
            self._event(name, ConsentEventType.PAUSE_SET)
            self.model.people[name].paused = True

    @rule(name=WHO)
    def prohibit(self, name: str) -> None:
        """The use of data is forbidden."""
        if not self.model.people[name].erased:
            self._event(name, ConsentEventType.PROHIBITION_SET, DATA_USE)
            self.model.people[name].prohibited = True

    @rule(pair=st.sampled_from([("anna", "bertta"), ("bertta", "cecilia"), ("anna", "cecilia")]))
    def join(self, pair: tuple[str, str]) -> None:
        """Two are said to be one."""
        if self._do(lambda session: merge(session, self.ids[pair[0]], self.ids[pair[1]], self.by)):
            self.model.joined.append(pair)

    @precondition(lambda self: bool(self.model.joined))
    @rule(data=st.data())
    def part(self, data: st.DataObject) -> None:
        """Two are taken apart."""
        pair = data.draw(st.sampled_from(self.model.joined))
        if self._do(lambda session: split(session, self.ids[pair[0]], self.ids[pair[1]], self.by)):
            self.model.joined.remove(pair)

    @rule(name=WHO)
    def correct_phone(self, name: str) -> None:
        """The number was wrong."""
        correction = Correction(DetailField.PHONE, RIGHT, wrong_phone(self.ids[name]))
        if self._do(lambda session: correct(session, KEY, self.ids[name], correction, self.by)):
            self.model.people[name].corrected = True

    @rule(name=WHO)
    def restrict(self, name: str) -> None:
        """Processing is restricted."""
        if not self.model.people[name].erased and self._do(
            lambda session: restriction.restrict(session, self.ids[name], "contested", self.by)
        ):
            self.model.people[name].restricted = True

    @rule(name=WHO)
    def lift_restriction(self, name: str) -> None:
        """The person was told, and everything goes on; of all records that are read as them."""
        if not self.model.people[name].erased and self._do(
            lambda session: restriction.lift(session, self.ids[name], "told by phone", self.by)
        ):
            for member in self.model.cluster(name):
                self.model.people[member].restricted = False

    @rule(name=WHO)
    def resume(self, name: str) -> None:
        """The unclear message was read."""
        if not self.model.people[name].erased:
            self.room.pass_time(minutes=1)
            person, lifted = self.ids[name], ConsentEventType.PAUSE_LIFTED
            event = ConsentEvent(type=lifted, at=self.room.now, by=OPERATOR, evidence="it asks for an invoice")
            self.room.do(lambda session: ledger.append(session, person, event, self.by))
            self.model.people[name].paused = False

    @rule(name=WHO)
    def erase(self, name: str) -> None:
        """The person, with all records that are read as them, is erased at once."""

        def deed(session: Session) -> None:
            held = erasure.request(session, KEY, self.ids[name], self.by, settled=True, at_once=True)
            erasure.carry_out(session, KEY, held, self.by)

        if not self.model.people[name].erased and self._do(deed):
            for member in self.model.cluster(name):
                self.model.people[member].erased = True
            gone = self.model.cluster(name)
            self.model.joined = [pair for pair in self.model.joined if not set(pair) & gone]

    @rule()
    def read_again(self) -> None:
        """Everything is read once more from zero, as if it had never been."""
        self.room.do(lambda session: session.execute(sa.text("DELETE FROM seen")))
        for letters in LETTERS:
            self.room.read(*letters)

    @rule(name=WHO, days=st.sampled_from([0, 1, 100]))
    def visit_and_send(self, name: str, days: int) -> None:
        """Somebody comes; then everything that may goes out."""
        self.room.pass_time(days=days)
        self.visits += 1
        self.room.visit(f"visit-{self.visits}", mailbox=mailbox(name))
        before = {row.id for row in self.room.letters() if row.state is MailState.SENT}
        self.room.send_all()
        for row in self.room.letters():
            if row.state is MailState.SENT and row.id not in before:
                to = next(who for who, number in self.ids.items() if number == row.person_id)
                assert not self.model.forbids(to), f"a letter to {to}: {self.model}"

    @rule()
    def back_up(self) -> None:
        """The backup of the night."""
        self.room.pass_time(minutes=1)
        kept = make_backup(self.room.database, self.url, self.to, self.room.now)
        # Older ones than 35 days went with it.
        there = [(before, model) for before, model in self.backups if before.path.exists()]
        self.backups = [*there, (kept, deepcopy(self.model))]

    @precondition(lambda self: bool(self.backups))
    @rule(data=st.data())
    def put_back(self, data: st.DataObject) -> None:
        """One of the backups is restored: what was forbidden, withdrawn or erased since stays so."""
        kept, then = data.draw(st.sampled_from(self.backups))
        self.room.pass_time(minutes=1)
        now = self.room.now
        self.room.database.close()
        restored = restore(kept.path, [SECRET], self.place, self.by)
        assert restored.breaches == ()
        self.room = MailRoom(self.url)
        self.room.now = now
        assert self.room.send_all() == 0
        self.room.let_go()
        self.room.know_of_the_restore()
        self.model = self._after(deepcopy(then))

    def _after(self, then: Model) -> Model:
        for name, known in then.people.items():
            now = self.model.people[name]
            known.erased |= now.erased
            known.prohibited |= now.prohibited
            known.withdrawn |= now.withdrawn
            known.paused |= now.paused
            known.restricted |= now.restricted
            known.corrected |= now.corrected
        then.joined = [pair for pair in then.joined if not any(then.people[member].erased for member in pair)]
        return then

    def _has_address(self, name: str) -> bool:
        return any(row.value_key == mailbox(name).address for row in self.room.all(Detail))

    @invariant()
    def nobody_erased_is_back(self) -> None:
        """No value of an erased person stands in the register (promise 6)."""
        if not hasattr(self, "room"):
            return
        held = {row.value_key for row in self.room.all(Detail)}
        for name, known in self.model.people.items():
            if known.erased:
                assert mailbox(name).address not in held, f"{name} is back"
            elif known.restricted:
                assert self.room.ask(partial(restriction.is_restricted, person_id=self.ids[name])), (
                    f"{name} is not restricted"
                )
            elif known.corrected:
                of_theirs = {row.value_key for row in self.room.all(Detail) if row.person_id == self.ids[name]}
                assert wrong_phone(self.ids[name]) not in of_theirs, f"the wrong number of {name} is back"

    @invariant()
    def everything_holds(self) -> None:
        """I1–I8, and every booking that is over has its reason (promises 3, 4, 7)."""
        if not hasattr(self, "room"):
            return
        self.room.judge()
        assert self.room.ask(lambda session: verify(session, KEY)).breaches == ()
        decided = {row.booking_id for row in self.room.all(FeedbackDecision)}
        over = {row.id for row in self.room.all(Booking) if row.ends_at < self.room.now and row.judge_from is None}
        asked = {row.booking_id for row in self.room.all(OutgoingMail)}
        tied = {row[0] for row in self.room.ask(_tied)}
        assert (over & tied) <= decided | asked


def _tied(session: Session) -> list[sa.Row[tuple[int]]]:
    return list(session.execute(sa.text("SELECT booking_id FROM booking_person")).all())
