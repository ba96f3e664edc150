"""`rekisterid demo`: servers, service and story together; what is printed, and how it ends."""

import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from types import FrameType

from daemon import pulling
from daemon.cli.output import line
from daemon.demo import show, stay, visits
from daemon.demo.clients import ASKED, LOOKS, OPEN
from daemon.demo.clock import ZONE, demo_clock
from daemon.demo.story import Story, use_local_time
from daemon.demo.world import World, open_world
from daemon.logs import set_up_logging
from models.tables import LinkPurpose

SHOWN_PERSON = LOOKS
REPORT = "palaute.html"


@dataclass(frozen=True, slots=True)
class Options:
    """`once`: end when the result is there. `folder`: keep everything there; None = a folder that goes with the demo.

    `mark`: a sentence for every subject and body, by which a test finds out whether any of it is stored.
    """

    once: bool = False
    folder: Path | None = None
    mark: str = ""


def run_demo(options: Options) -> bool:
    """Run the demo; give whether everything came out as it must. Raises KeyboardInterrupt when it was stopped before."""
    use_local_time()
    stop = Event()
    _stop_on_signals(stop)
    with _folder(options.folder) as folder, (folder / "rekisterid.log").open("w", encoding="utf-8") as log:
        set_up_logging("info", "text", stream=log, env={})
        clock = demo_clock(datetime.now(ZONE).date())
        line("rekisterid demo: Majakka Työnohjaus Oy, an invented firm of two; nothing leaves this machine")
        with open_world(folder, clock, options.mark) as world:
            _introduce(world)
            with pulling.open_register(world.config, clock=clock) as database:
                return _tell(Story(world, database, stop), once=options.once)


def _introduce(world: World) -> None:
    local = world.clock.starts
    line(f"two mailboxes with {world.mails} messages, two calendars with {world.events} entries, a relay for mail")
    line(f"the demo's clock begins at {local:%a %-d.%-m.%Y %H.%M} and runs on: requests go out on working days, 8–20")
    line(f"everything lies in {world.folder}: config.toml, rekisterid.log, data/register.sqlite")


def _tell(story: Story, *, once: bool) -> bool:
    before = story.world.state()
    show.headline("1  What was read, and why")
    story.read_everything()
    if story.stop.is_set():
        raise KeyboardInterrupt
    untouched = story.world.state() == before
    line(f"flags and UIDs of every folder before and after: {'equal' if untouched else 'DIFFERENT'}")
    show.headline("2  Consents that the firm has on paper")
    story.take_in_consents()
    story.change_the_calendar()
    show.headline("3  The service runs: it asks, and hears the answers")
    with story.service():
        done = story.await_letters() and story.await_answers()
        if story.stop.is_set():
            raise KeyboardInterrupt
        _show_results(story)
        faults = story.faults() if done else [*story.faults(), "it took too long"]
        faults += [] if untouched else ["the mailboxes are as they were"]
        _conclude(faults)
        if not once:
            stay.stay(story)
    return not faults


def _show_results(story: Story) -> None:
    show.headline("4  The people, each value with its sources")
    with story.database.read() as session:
        show.show_people(session)
    story.command("person", "show", SHOWN_PERSON)
    show.headline("5  The bookings, each with its verdict")
    story.command("bookings")
    show.headline("6  What waits for a person")
    for words in (("status",), ("problems",), ("judgements",), ("candidates",)):
        story.command(*words)
    show.headline(f"7  The mail that was sent: {len(story.asked())} requests; one of them")
    letter = next((letter for letter in story.letters if letter.recipient == SHOWN_PERSON), None)
    if letter is not None:
        show.show_letter(letter.raw)
    show.headline("8  The figures of the feedback; nothing about fewer than five people")
    story.command("feedback", "report", "--html", REPORT)
    line(f"the same as a page with charts: {story.world.folder / REPORT}")
    show.headline("9  The pages for clients")
    story.await_link()
    _show_pages(story)


def _show_pages(story: Story) -> None:
    """Say where to click, and what stands there."""
    asks = f"{story.world.config.web.url}/"
    for what, url in (
        ("to answer", story.link(OPEN, LinkPurpose.ANSWER)),
        ("to withdraw", story.link(OPEN, LinkPurpose.WITHDRAWAL)),
        ("Maija's consents", story.link(SHOWN_PERSON, LinkPurpose.CONSENTS)),
        ("to ask for such a link", asks),
    ):
        line(f"  {what}: “{visits.look(url)}”")
        line(f"    {url}")


def _conclude(faults: list[str]) -> None:
    show.headline("Result")
    if not faults:
        line(
            f"as it must be: {len(ASKED)} consented clients asked once, nobody else; answers and a withdrawal read back"
        )
    for fault in faults:
        line(f"NOT so: {fault}")


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    if named is not None:
        named.mkdir(mode=0o700, parents=True)
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="rekisterid-demo-") as folder:
        yield Path(folder)


def _stop_on_signals(stop: Event) -> None:
    def handler(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            sys.exit(1)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)
