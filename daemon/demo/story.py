"""The story of the demo: the real service over an invented firm. Read, take in consents, ask, hear the answers."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty
from threading import Event, Thread

from daemon import assembly, pulling
from daemon.cli.app import run
from daemon.cli.output import line
from daemon.cli.shell import Shell
from daemon.demo import events, show, visits
from daemon.demo.clients import ASKED, FORBADE, LOOKS, PRESSES, REACTIONS, VISITS
from daemon.demo.clock import weekdays_away
from daemon.demo.mails import answer_to
from daemon.demo.relay import Taken
from daemon.demo.world import World
from daemon.jobs.pull import pull_once
from models.register.audit import By
from models.register.database import Database
from models.register.intake import Intake, Stored
from models.register.ownership import Ownership
from models.register.queries.card import PersonCard, person_card
from models.register.queries.people import person_meant
from models.register.queries.reading import what_was_read
from models.rules.consent import ConsentReason
from models.tables import LinkPurpose
from models.values import Batch, CalendarObjectSeen, MessageSeen
from models.vocabulary import Purpose

QUICK = assembly.Rhythm(ask=timedelta(seconds=3), send=timedelta(seconds=3))
"""Nobody wants to watch a minute go by."""

PATIENCE = 60.0
"""Seconds that a step may take before the demo says that it did not happen."""


class DemoShell(Shell):
    """The shell of the demo's commands: the log of the process stays where the service writes it."""

    def set_up_logging(self, level: str = "warning", form: str = "text") -> None:
        """Leave the log as it is."""


@dataclass
class Story:
    """One run. `stop` is set by Ctrl-C; `letters` are those that the relay took."""

    world: World
    database: Database
    stop: Event
    letters: list[Taken] = field(default_factory=list)

    def read_everything(self) -> None:
        """Pull every account once, as `rekisterid pull` does, and say what was read and why."""
        messages: dict[tuple[str, str, str], MessageSeen] = {}
        objects: dict[str, CalendarObjectSeen] = {}
        problems: set[str] = set()

        def watch(batch: Batch, _stored: Stored) -> None:
            for item in batch.observations:
                place = item.place
                if isinstance(item, MessageSeen):
                    messages[place.account, place.stream, place.item] = item
                else:
                    objects[place.item] = item
            problems.update(problem.place.item for problem in batch.problems)

        config, clock = self.world.config, self.world.clock
        pulling.prepare(config, self.database, clock=clock)
        intake = Intake(self.database, pulling.intake_policy(config), clock)
        connectors = [account.connector for account in pulling.accounts(config, clock=clock)]
        # Once more at the end: what became a client's in the other mailbox meanwhile is read again.
        for connector in (*connectors, connectors[0]):
            pull_once(connector, self.database, intake, self.stop, watch)
        for connector in connectors:
            connector.close()
        with self.database.read() as session:
            show.show_mail(session, what_was_read(session), messages)
        line()
        show.show_events(list(objects.values()), len(problems - objects.keys()))

    def take_in_consents(self) -> None:
        """Import the firm's list of paper consents, and enter what a client said on the telephone."""
        line(f"the firm's list, {self.world.consents.name}: an old form that has expired, and one without evidence")
        self.command("consent", "import", self.world.consents.name, "--wording", "feedback@1")
        line()
        line("and one client said on the telephone that he wants no such mail")
        self.command("consent", "prohibit", FORBADE, "--evidence", "puhelu, muistio 14")

    def command(self, *words: str) -> None:
        """Run a command of rekisterid on this register and show what a person would see."""
        line()
        line(f"$ rekisterid {' '.join(f'{word!r}' if ' ' in word else word for word in words)}")
        sys.stdout.flush()
        with chdir(self.world.folder):
            run(words, DemoShell(self.world.config.path, env={}, folder=self.world.folder, clock=self.world.clock))
        sys.stderr.flush()

    def change_the_calendar(self) -> None:
        """Let staff move one booking, cancel another and delete a third, before the service looks again."""
        storage, today = self.world.folder / "calendars", self.world.clock.starts.date()
        aino, tuomas = (events.calendar_folder(storage, user) for user in ("aino", "tuomas"))
        before, after = (f"{weekdays_away(today, count):%Y%m%d}T" for count in (1, 2))
        events.change(aino, "asa-2", before, after)
        events.change(aino, "pekka-2", "BEGIN:VEVENT", "BEGIN:VEVENT\r\nSTATUS:CANCELLED")
        (tuomas / "lauri-2.ics").unlink()

    @contextmanager
    def service(self) -> Iterator[None]:
        """Run the service beside the story, and end it."""
        clock = self.world.clock
        ownership = Ownership(self.database)
        ownership.take(clock())
        stop = Event()
        failures: list[BaseException] = []

        def run() -> None:
            try:
                service = assembly.service(self.world.config, self.database, ownership, clock=clock, rhythm=QUICK)
                service.run(stop)
            except Exception as exc:  # noqa: BLE001  (one job: told at the end, in the story's own thread)
                failures.append(exc)

        thread = Thread(target=run, name="service")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            ownership.release(clock())
        if failures:
            raise failures[0]

    def await_letters(self) -> bool:
        """Wait until everybody who is to be asked has been."""
        return self.wait_for(lambda: self.take_letters() or self.asked() >= ASKED)

    def take_letters(self) -> bool:
        """Take what the relay got since the last time; its receivers react. Always False: it is no condition by itself."""
        while True:
            try:
                letter = self.world.relay.arrived.get_nowait()
            except Empty:
                return False
            asked = self.asked()
            reaction = None if letter.recipient in asked else REACTIONS.get(letter.recipient)
            self.letters.append(letter)
            line(f"  → letter to {letter.recipient}")
            self._visit(letter, first=letter.recipient not in asked)
            if reaction is not None:
                self.world.arrive(
                    answer_to(letter.raw, reaction.text, self.world.clock(), automatic=reaction.automatic)
                )
                words = "an automatic reply" if reaction.automatic else f"“{reaction.text.splitlines()[0]}”"
                line(f"  ← answers: {words}")

    def _visit(self, letter: Taken, *, first: bool) -> None:
        """Let the receiver of a letter use its links; the watcher is told where the others lead."""
        for purpose in (LinkPurpose.CONSENTS, LinkPurpose.CONFIRMATION):
            if (url := visits.link_in(letter, purpose)) is not None:
                line(f"    in it: {url}")
        if first and (visit := VISITS.get(letter.recipient)) is not None:
            form = {"action": "answer", "score": str(visit.score), "comment": visit.comment}
            title = visits.submit(self.link(letter.recipient, LinkPurpose.ANSWER), form)
            line(f"  ← answers on the page: {visit.score}, and reads “{title}”")
        if first and letter.recipient == PRESSES:
            line(f"  ← presses “unsubscribe” in the mail program, and is told “{visits.one_click(letter)}”")

    def link(self, address: str, purpose: LinkPurpose) -> str:
        """Give the newest link of that kind that somebody was sent, "" for none."""
        found = [visits.link_in(letter, purpose) for letter in self.letters if letter.recipient == address]
        return next((url for url in reversed(found) if url is not None), "")

    def await_link(self) -> bool:
        """Let a client ask for a link to her consents on the firm's own page, and wait for it."""
        visits.submit(f"{self.world.config.web.url}/", {"address": LOOKS})
        return self.wait_for(lambda: self.take_letters() or self.link(LOOKS, LinkPurpose.CONSENTS) != "")

    def asked(self) -> set[str]:
        """Give who has got a feedback request: it alone has a link to answer by."""
        return {letter.recipient for letter in self.letters if visits.link_in(letter, LinkPurpose.ANSWER) is not None}

    def await_answers(self) -> bool:
        """Wait until the answers have been read back from the mailbox."""
        return self.wait_for(lambda: not self.faults())

    def faults(self) -> list[str]:
        """Give what is not as it must be at the end; empty when all is."""
        cards = {address: self.card(address) for address in (*REACTIONS, *VISITS, PRESSES, FORBADE)}
        answered = [[answer.score for answer in cards[address].answers] for address in VISITS]
        maija, asa, emma, oskari = (cards[address] for address in REACTIONS)
        checks = {
            "the right people were asked, and only they": self.asked() == ASKED,
            "each of them once": len(self.letters) == len({(letter.recipient, letter.raw) for letter in self.letters}),
            "Maija's answer is 5": [answer.score for answer in maija.answers] == [5],
            "Åsa's answer is 4": [answer.score for answer in asa.answers] == [4],
            "Emma has withdrawn": _standing(emma) is ConsentReason.WITHDRAWN,
            "an automatic reply is no answer": not oskari.answers and _standing(oskari) is ConsentReason.OK,
            "the answers on the page are there": answered == [[visit.score] for visit in VISITS.values()],
            "the family Saarinen has withdrawn by one click": _standing(cards[PRESSES]) is ConsentReason.WITHDRAWN,
            "Timo's prohibition holds": _standing(cards[FORBADE]) is ConsentReason.PROHIBITED,
        }
        return [name for name, good in checks.items() if not good]

    def card(self, address: str) -> PersonCard:
        """Give the full record of the person at an address."""
        with self.database.write() as session:
            return person_card(session, By("demo", self.world.clock()), person_meant(session, address))

    def wait_for(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait until the condition holds; False when the time is over or Ctrl-C came."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.stop.is_set():
            if condition():
                return True
            self.stop.wait(0.3)
        return False


def _standing(card: PersonCard) -> ConsentReason:
    return next(standing.reason for standing in card.consent if standing.purpose is Purpose.FEEDBACK_REQUEST)


def use_local_time() -> None:
    """Let tables show the firm's time, whatever zone the machine has."""
    os.environ["TZ"] = "Europe/Helsinki"
    time.tzset()
