"""`rekisterid demo`: the service over an invented firm, with servers of its own on this machine."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from daemon.cli import circles
from daemon.cli.exit_codes import ExitCode
from models.errors import Declined

SERVERS = ("aiosmtpd", "pymap", "radicale", "trustme")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="End when the result is there.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Keep everything in this new folder.")
    ] = None,
    mark: Annotated[str, typer.Option("--mark", hidden=True)] = "",
) -> None:
    """Try the service on an invented firm: mail, calendars and a relay of its own, nothing to configure."""
    missing = [name for name in SERVERS if find_spec(name) is None]
    if missing:
        raise Declined(
            f"the demo's servers are not installed: {', '.join(missing)}",
            mend="run `make demo` in the project's folder: it installs them beside the service",
        )
    if folder is not None and folder.exists():
        raise Declined("this folder exists already", mend="name a new one")
    from daemon.demo.run import Options, run_demo

    circles.loaded()
    if not run_demo(Options(once, folder, mark)):
        raise typer.Exit(ExitCode.SOFTWARE)
