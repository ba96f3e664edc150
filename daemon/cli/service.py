"""`rekisterid run`: the service. `rekisterid pull`: every account read once, with a progress bar."""

import signal
from dataclasses import dataclass
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.exit_codes import ExitCode
from daemon.cli.output import Column, note, show
from daemon.cli.shell import AsJson, shell_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from connectors.contract import Connector
    from daemon.assembly import Rhythm
    from daemon.config import Config
    from daemon.jobs.pull import Pulled, Watcher
    from models.register.database import Database
    from models.register.intake import Intake, Stored
    from models.register.ownership import Ownership
    from models.values import Batch


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("run")(run)
    app.command("pull")(pull)


def run(ctx: typer.Context) -> None:
    """Run the service until it gets SIGTERM or Ctrl-C."""
    stop = Event()
    stop_on_signals(stop)
    shell = shell_of(ctx)
    serve(shell.config, stop, clock=shell.clock)


def serve(config: "Config", stop: Event, *, clock: "Callable[[], datetime]", rhythm: "Rhythm | None" = None) -> None:
    """Run the service until `stop` is set. `rhythm`: how often its jobs look, None = as usual.

    Raises AlreadyRunning, ConfigError and RegisterUnusable.
    """
    from daemon import assembly
    from models.register.ownership import owned

    with assembly.open_register(config, clock=clock) as database, owned(database, clock) as ownership:
        assembly.prepare(config, database, clock=clock)
        assembly.service(config, database, ownership, clock=clock, rhythm=rhythm or assembly.USUAL).run(stop)


@dataclass(frozen=True, slots=True)
class AccountPulled:
    """What became of one account: counts, or why it could not be read and what to do about it."""

    account: str
    used: int = 0
    skipped: int = 0
    problems: int = 0
    frozen: int = 0
    error: str = ""
    mend: str = ""


COLUMNS = (
    Column[AccountPulled]("account", lambda row: row.account),
    Column[AccountPulled]("used", lambda row: row.used),
    Column[AccountPulled]("skipped", lambda row: row.skipped),
    Column[AccountPulled]("problems", lambda row: row.problems),
    Column[AccountPulled]("held back", lambda row: row.frozen),
    Column[AccountPulled]("error", lambda row: row.error),
)


def pull(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[ACCOUNT]…", help="Only these accounts.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read what is new in every account once, and send nothing."""
    from daemon import assembly
    from models.errors import ConfigError
    from models.register.intake import Intake
    from models.register.ownership import owned

    config, clock = shell_of(ctx).config, shell_of(ctx).clock
    accounts = assembly.accounts(config, clock=clock, names=names or ())
    unknown = set(names or ()) - {account.connector.account for account in accounts}
    if unknown:
        raise ConfigError(
            [f"there is no account {name}" for name in sorted(unknown)], mend="see your configuration file"
        )
    stop = Event()
    stop_on_signals(stop)
    with assembly.open_register(config, clock=clock) as database, owned(database, clock) as ownership:
        assembly.prepare(config, database, clock=clock)
        intake = Intake(database, assembly.intake_policy(config), clock)
        puller = _Puller(database, intake, ownership, stop, clock)
        rows = [puller.pull(account.connector) for account in accounts]
    show(rows, COLUMNS, as_json=as_json, empty="no accounts are configured")
    for row in rows:
        if row.error:
            note(f"{row.account}: {row.error}")
            note(f"mend: {row.mend}")
    if any(row.error for row in rows):
        raise typer.Exit(ExitCode.UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class _Puller:
    """Reads accounts one after the other into an owned register."""

    database: "Database"
    intake: "Intake"
    ownership: "Ownership"
    stop: Event
    clock: "Callable[[], datetime]"

    def pull(self, connector: "Connector") -> AccountPulled:
        """Read one account to its end; a failure is told and never stops the next one."""
        from daemon.jobs.pull import pull_once
        from models.errors import Refused, Unreachable
        from models.register import accounts

        with _progress(connector.account) as show_progress:

            def watch(batch: "Batch", stored: "Stored") -> None:
                show_progress(batch, stored)
                # A first reading takes longer than a lease lasts.
                self.ownership.renew(self.clock())

            try:
                pulled: Pulled = pull_once(connector, self.database, self.intake, self.stop, watch)
            except (Refused, Unreachable) as error:
                with self.database.write() as session:
                    now = self.clock()
                    accounts.note_failure(session, connector.account, error, now, now)
                return AccountPulled(connector.account, error=str(error), mend=error.mend)
            finally:
                connector.close()
        with self.database.write() as session:
            accounts.note_success(session, connector.account, self.clock())
        return AccountPulled(connector.account, pulled.used, pulled.skipped, pulled.problems, pulled.frozen)


class _progress:
    """A progress bar on standard error while one account is read; nothing when that is no terminal."""

    def __init__(self, account: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._account = account
        self._done = 0

    def __enter__(self) -> "Watcher":
        self._bar.start()
        task = self._bar.add_task(self._account, total=None)

        def watch(batch: "Batch", stored: "Stored") -> None:
            self._done += stored.used + stored.skipped + stored.problems
            total = None if batch.remaining is None else self._done + batch.remaining
            self._bar.update(task, completed=self._done, total=total)

        return watch

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()


def stop_on_signals(stop: Event) -> None:
    """SIGTERM and Ctrl-C only set the event; a second one ends at once."""

    def handler(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)
