"""`rekisterid run`: the service."""

from threading import Event
from typing import TYPE_CHECKING

import typer

from daemon.cli import circles
from daemon.cli.shell import shell_of
from daemon.cli.signals import stop_on_signals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from daemon.assembly import Rhythm
    from daemon.config import Config


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(ctx: typer.Context) -> None:
    """Run the service until it gets SIGTERM or Ctrl-C."""
    stop = Event()
    stop_on_signals(stop)
    shell = shell_of(ctx)
    serve(shell.connecting(), stop, clock=shell.clock)


def serve(config: "Config", stop: Event, *, clock: "Callable[[], datetime]", rhythm: "Rhythm | None" = None) -> None:
    """Run the service until `stop` is set. `rhythm`: how often its jobs look, None = as usual.

    Raises AlreadyRunning, ConfigError and RegisterUnusable.
    """
    from daemon import assembly, pulling
    from daemon.own_letters import checked_letters
    from models.register.ownership import owned

    # Before the register is touched: with letters that do not hold nothing may go out, so nothing runs.
    checked_letters(config)
    with pulling.open_register(config, clock=clock) as database, owned(database, clock) as ownership:
        pulling.prepare(config, database, clock=clock)
        service = assembly.service(config, database, ownership, clock=clock, rhythm=rhythm or assembly.USUAL)
        circles.loaded()
        service.run(stop)
