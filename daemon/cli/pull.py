"""`rekisterid pull`: every account read once, with a progress bar; bookings are judged, and nothing is sent."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from daemon.cli import circles
from daemon.cli.exit_codes import ExitCode, code_of_failures
from daemon.cli.output import Column, line, named, note, show, show_json
from daemon.cli.shell import AsJson, shell_of
from daemon.cli.signals import stop_on_signals
from models.errors import Refused, Unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress

    from connectors.contract import Connector
    from daemon.config.schema import Config
    from daemon.jobs.pull import Stores, Watcher
    from daemon.pulling import Clock
    from daemon.readers import Readers
    from models.register.database import Database
    from models.register.intake import Stored
    from models.register.ownership import Ownership
    from models.register.queries.frozen import FrozenStream
    from models.values import Batch


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("pull")(pull)


@dataclass(frozen=True, slots=True)
class AccountPulled:
    """What became of one account: counts, or why it could not be read and what to do about it.

    Each item that was read is one of used, skipped (it gave nothing) and problems. Besides them: `known`, met again where
    they were moved or copied to, and `again`, read anew because their sender has become a client.
    """

    account: str
    read: int = 0
    used: int = 0
    skipped: int = 0
    problems: int = 0
    known: int = 0
    again: int = 0
    error: str = ""
    mend: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class PullTold:
    """What a pull did: each account, how many bookings were judged, and the alarms that hold something back."""

    accounts: tuple[AccountPulled, ...]
    judged: int
    held_back: "tuple[FrozenStream, ...]"


COLUMNS = (
    Column[AccountPulled]("account", lambda row: row.account),
    Column[AccountPulled]("read", lambda row: row.read, number=True),
    Column[AccountPulled]("of it used", lambda row: row.used, number=True),
    Column[AccountPulled]("nothing in it", lambda row: row.skipped, number=True),
    Column[AccountPulled]("problems", lambda row: row.problems, number=True),
    Column[AccountPulled]("known before", lambda row: row.known, number=True),
    Column[AccountPulled]("read again", lambda row: row.again, number=True),
    Column[AccountPulled]("state", lambda row: "failed" if row.error else "well"),
)


def pull(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="ACCOUNT", help="Only these accounts.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read what is new in every account once and judge the bookings that are due, sending nothing."""
    from daemon.config.names import require_account
    from daemon.readers import Readers

    shell = shell_of(ctx)
    config, clock = shell.config, shell.clock
    for name in names or ():
        require_account(config, name)
    stop = Event()
    stop_on_signals(stop)
    with closing(Readers()) as readers:
        # They load what they read with while this process loads what it stores with.
        readers.warm(config, names or ())
        shell.connecting()
        told = _pulled(config, clock, names or (), readers, stop)
    _tell(told, config.register.zone, as_json=as_json)
    if stop.is_set():
        raise typer.Exit(ExitCode.INTERRUPTED)
    raise typer.Exit(code_of_failures(row.refused for row in told.accounts if row.error))


def _pulled(config: "Config", clock: "Clock", names: "Sequence[str]", readers: "Readers", stop: Event) -> PullTold:
    from daemon import pulling
    from models.register.ownership import owned
    from models.register.queries.frozen import list_frozen

    with pulling.open_register(config, clock=clock) as database, owned(database, clock) as ownership:
        accounts = pulling.accounts(config, clock=clock, names=names, readers=readers)
        pulling.prepare(config, database, clock=clock)
        intake = pulling.LateIntake(database, pulling.intake_policy(config), clock)
        circles.loaded()
        puller = Puller(database, intake, ownership, stop, clock)
        # Whoever interrupts gets what was read up to then, and no further account is asked.
        rows = tuple(puller.pull(account.connector) for account in accounts if not stop.is_set())
        judged = pulling.judge_now(config, database, stop, clock=clock)
        with database.read() as session:
            return PullTold(rows, judged, list_frozen(session))


def _tell(told: PullTold, zone: str, *, as_json: bool) -> None:
    if as_json:
        show_json(told)
    else:
        show(told.accounts, COLUMNS, as_json=False, empty="no accounts are configured")
        if told.judged:
            judged = "one booking was judged" if told.judged == 1 else f"{told.judged} bookings were judged"
            line(f"{judged}: `rekisterid bookings` shows who is asked for feedback")
    for row in told.accounts:
        if row.error:
            note(named(row.account, row.error))
            note(f"mend: {row.mend}")
        if row.problems:
            note(f"{row.account}: {row.problems} could not be read: `rekisterid problems` says why and what to do")
    if told.held_back:
        from daemon.cli.alarm_words import held_back_lines
        from daemon.cli.opened import Local

        for stream in told.held_back:
            for text in held_back_lines(stream, Local(ZoneInfo(zone))):
                note(text)


@dataclass(frozen=True, slots=True)
class Puller:
    """Reads accounts one after the other into an owned register."""

    database: "Database"
    intake: "Stores"
    ownership: "Ownership"
    stop: Event
    clock: "Callable[[], datetime]"

    def pull(self, connector: "Connector") -> AccountPulled:
        """Read one account to its end. A server that fails or refuses is told, and never stops the next account."""
        from daemon.jobs.pull import pull_once
        from models.register import accounts

        with _progress(connector.account) as show_progress:

            def watch(batch: "Batch", stored: "Stored") -> None:
                show_progress(batch, stored)
                # A first reading takes longer than a lease lasts.
                self.ownership.keep(self.clock())

            try:
                pulled = pull_once(connector, self.database, self.intake, self.stop, watch)
            except (Refused, Unreachable) as error:
                with self.database.write() as session:
                    now = self.clock()
                    accounts.note_failure(session, connector.account, error, now, now)
                refused = isinstance(error, Refused)
                return AccountPulled(connector.account, error=str(error), mend=error.mend, refused=refused)
            finally:
                connector.close()
        if not self.stop.is_set():
            with self.database.write() as session:
                accounts.note_success(session, connector.account, self.clock())
        return AccountPulled(
            connector.account,
            read=pulled.used + pulled.skipped + pulled.problems,
            used=pulled.used,
            skipped=pulled.skipped,
            problems=pulled.problems,
            known=pulled.known,
            again=pulled.again,
        )


class _progress:
    """A progress bar on standard error while one account is read; nothing when that is no terminal."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._bar = _bar() if sys.stderr.isatty() else None
        self._done = 0

    def __enter__(self) -> "Watcher":
        bar = self._bar
        if bar is None:
            return lambda _batch, _stored: None
        bar.start()
        task = bar.add_task(self._account, total=None)

        def watch(batch: "Batch", stored: "Stored") -> None:
            self._done += stored.used + stored.skipped + stored.problems + stored.again
            total = None if batch.remaining is None else self._done + batch.remaining
            bar.update(task, completed=self._done, total=total)

        return watch

    def __exit__(self, *_error: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
