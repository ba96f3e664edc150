"""The demo stays up: mail can be dropped in, and what becomes of it is told."""

import select
import sys
from pathlib import Path

from daemon.cli.output import clean, line
from daemon.demo import show
from daemon.demo.dated import Piece, for_people, pieces
from daemon.demo.mails import plain_bytes
from daemon.demo.story import Story
from models.register.queries.reading import MessageOutcome, what_was_read

TICK = 0.3


def stay(story: Story) -> None:
    """Go on until Ctrl-C: Enter lets the next prepared mail arrive, a file in the drop folder arrives too."""
    drop = story.world.folder / "drop"
    drop.mkdir()
    waiting = list(pieces("arriving.txt"))
    told = _last_read(story)
    show.headline("It stays up")
    line("Enter lets the next mail arrive; or copy your own message (.eml) to")
    line(f"  {drop}/")
    line("In another terminal, look at anything: people, person show, bookings, status, consent show …")
    line(f"  {Path(sys.executable).with_name('rekisterid')} --config {story.world.config.path} people")
    line("there the time is this machine's, not the demo's: status may say that the service does not run")
    line(
        "The pages above are open in a browser on this machine: answer, withdraw, change a consent; letters that follow are told"
    )
    line("Ctrl-C ends the demo")
    _announce(waiting)
    listening = sys.stdin is not None and sys.stdin.isatty()
    look: list[str] = []
    while not story.stop.is_set():
        if listening and _entered() and waiting:
            look = _arrive(story, waiting.pop(0))
        _take_dropped(story, drop)
        story.take_letters()
        before, told = told, _tell_new(story, told)
        if told != before and look:
            story.command(*look)
            look = []
            _announce(waiting)
        story.stop.wait(TICK)
    line()
    line("ending")


def _announce(waiting: list[Piece]) -> None:
    heading = waiting[0].heading.partition(" | ")[0] if waiting else ""
    line()
    line(f"next: {heading}" if waiting else "no prepared mail is left; the drop folder still works")


def _entered() -> bool:
    ready, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(ready) and bool(sys.stdin.readline())


def _arrive(story: Story, piece: Piece) -> list[str]:
    """Let a prepared mail arrive; give the command that shows what came of it."""
    text = for_people(piece.text, story.world.clock.starts.date())
    story.world.arrive(plain_bytes(text, story.world.clock()))
    line("  ← a mail arrives")
    return piece.heading.partition(" | ")[2].split()


def _take_dropped(story: Story, drop: Path) -> None:
    for path in sorted(drop.glob("*.eml")):
        story.world.arrive(path.read_bytes())
        path.rename(path.with_suffix(".arrived"))
        line(f"  ← {clean(path.name)} arrives in the mailbox info")


def _last_read(story: Story) -> int:
    with story.database.read() as session:
        return max((outcome.id for outcome in what_was_read(session)), default=0)


def _tell_new(story: Story, after: int) -> int:
    with story.database.read() as session:
        outcomes = what_was_read(session, after)
    for outcome in outcomes:
        line(f"  {_told(outcome)}")
    return max((outcome.id for outcome in outcomes), default=after)


def _told(outcome: MessageOutcome) -> str:
    place = f"{outcome.account}/{outcome.stream} message {outcome.item}"
    return f"{place}: {outcome.outcome.value}, {show.reason_in_words(outcome.reason)}"
