"""Groups of commands, such as `rekisterid requests list`, and what is shown when the name of a group is typed alone."""

from collections.abc import Callable, Mapping
from typing import Protocol

import typer

from daemon.cli.shell import AsJson


class Listing(Protocol):
    """A command that lists what its group is about, and needs no argument for it."""

    def __call__(self, ctx: typer.Context, /, *, as_json: bool = False) -> None:
        """Show the list."""
        ...


def add_group(
    app: typer.Typer, name: str, what: str, commands: Mapping[str, Callable[..., None]], *, alone: Listing | None = None
) -> typer.Typer:
    """Add the commands as a group, in this order, and give it. `what`: its help. `alone` None: its name alone shows the help."""
    group = typer.Typer(help=what, no_args_is_help=alone is None, invoke_without_command=alone is not None)
    if alone is not None:
        _list_when_alone(group, alone)
    for each, command in commands.items():
        group.command(each)(command)
    app.add_typer(group, name=name)
    return group


def _list_when_alone(group: typer.Typer, listing: Listing) -> None:
    @group.callback()
    def when_alone(ctx: typer.Context, as_json: AsJson = False) -> None:
        if ctx.invoked_subcommand is None:
            listing(ctx, as_json=as_json)
