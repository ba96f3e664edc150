"""Sub-commands for the tests of the frame, registered as every module of the command line is."""

from dataclasses import dataclass

import typer

from daemon.cli.output import line
from daemon.cli.shell import Shell, shell_of


@dataclass(frozen=True)
class Failing(Shell):
    """A shell that carries what `fail` raises."""

    error: BaseException | None = None

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        object.__setattr__(self, "error", error)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer()
    app.command()(fail)
    group.command()(look)
    group.command()(other)
    app.add_typer(group, name="group")


def fail(ctx: typer.Context) -> None:
    """Raise what the shell carries."""
    shell = shell_of(ctx)
    if isinstance(shell, Failing) and shell.error is not None:
        raise shell.error


def look(ctx: typer.Context) -> None:
    """Say what the shell says."""
    shell = shell_of(ctx)
    line(f"{shell.named} in {shell.folder}")


def other() -> None:
    """Be the second command of the group."""
