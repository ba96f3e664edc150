"""The command `rekisterid`: its sub-commands, and the one place where an error becomes a message and an exit code."""

import io
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from daemon.cli import circles
from daemon.cli.exit_codes import ExitCode, code_of
from daemon.cli.output import note
from daemon.cli.shell import Shell
from daemon.cli.summaries import summarise
from models.errors import ConfigError, RekisteridError

# Nothing of ours is a plugin of pydantic, and looking for some reads the metadata of every installed package.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

_NUMBER_WANTED = re.compile(r"Input should be a valid integer.*")

MODULES: tuple[str, ...] = (
    "daemon.cli.init",
    "daemon.cli.check",
    "daemon.cli.login",
    "daemon.cli.service",
    "daemon.cli.pull",
    "daemon.cli.people",
    "daemon.cli.export",
    "daemon.cli.bookings",
    "daemon.cli.status",
    "daemon.cli.verify",
    "daemon.cli.backup",
    "daemon.cli.waiting",
    "daemon.cli.consent",
    "daemon.cli.feedback",
    "daemon.cli.letters",
    "daemon.cli.requests",
    "daemon.cli.inquiries",
    "daemon.cli.disclosures",
    "daemon.cli.notices",
    "daemon.cli.retention",
    "daemon.cli.rectifying",
    "daemon.cli.erasing",
    "daemon.cli.calendar",
    "daemon.cli.demo",
    "daemon.cli.explain",
)
"""Where the sub-commands are, in the order of the help. Each module has `register(app)`; it imports what is heavy inside
its commands, so that every other command starts at once."""


def make_app(modules: Sequence[str] = MODULES) -> typer.Typer:
    """Build the application from the modules of its sub-commands."""
    app = typer.Typer(
        name="rekisterid",
        help="Keeps the client register of a small service firm from its ordinary mailboxes and calendars.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_before_the_command)
    for module in modules:
        import_module(module).register(app)
    summarise(app)
    return app


def command_for(arguments: Sequence[str], modules: Sequence[str] = MODULES) -> Any:
    """Give the application as a command; of its sub-commands only the one that is asked for, where its module has its name.

    Making all of them takes as long as a short one runs. Whatever is asked amiss is told by all of them together.
    """
    words = list(arguments)
    if words and words[0] == "--config":
        del words[:2]
    for module in modules:
        if words and module.rpartition(".")[2] == words[0]:
            alone: Any = get_command(make_app((module,)))
            if words[0] in alone.commands:
                return alone
    return get_command(make_app(modules))


def _before_the_command(
    ctx: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="The configuration file, instead of the first found."),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda value: _version(asked=value),
            help="Tell the version and its schema.",
        ),
    ] = False,
) -> None:
    shell = ctx.obj if isinstance(ctx.obj, Shell) else Shell()
    ctx.obj = shell.with_config(config) if config is not None else shell


def _version(*, asked: bool) -> None:
    if asked:
        from models.migrations import program_and_schema

        typer.echo(f"rekisterid {program_and_schema()}")
        raise typer.Exit


def main() -> None:
    """Run the command of this process and leave with its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal whose character set lacks a letter of a name gets it written out, as standard error does.
        sys.stdout.reconfigure(errors="backslashreplace")
    circles.loading()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has had enough; Python would complain of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    circles.leaving()
    sys.exit(code)


def run(arguments: Sequence[str], shell: Shell | None = None, modules: Sequence[str] = MODULES) -> int:
    """Run a command and give its exit code; whatever it raises becomes a message on standard error.

    `shell` stands for the process in tests: environment and folder.
    """
    command = command_for(arguments, modules)
    try:
        result = command.main(args=list(arguments), prog_name="rekisterid", standalone_mode=False, obj=shell)
    except typer.TyperException as error:
        _tell_usage(error)
        return ExitCode.USAGE
    except (typer.Abort, KeyboardInterrupt):
        note("stopped")
        return ExitCode.INTERRUPTED
    except RekisteridError as error:
        _tell(error)
        return code_of(error)
    except Exception as error:  # noqa: BLE001 - the last frame: the message of a foreign exception may quote a client
        _tell_fault(error)
        return code_of(error)
    return result if isinstance(result, int) else ExitCode.OK


def _tell(error: RekisteridError) -> None:
    lines = error.faults if isinstance(error, ConfigError) else [str(error)]
    for text in lines:
        note(f"rekisterid: {text}")
    if error.mend:
        note(f"mend: {error.mend}")


def _tell_usage(error: typer.TyperException) -> None:
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        note(error.format_message())
        return
    note(f"rekisterid: {_NUMBER_WANTED.sub('expected a whole number', error.format_message())}")
    note(f"mend: see `{getattr(context, 'command_path', 'rekisterid')} --help`")


def _tell_fault(error: Exception) -> None:
    if code_of(error) is ExitCode.IO:
        note("rekisterid: the disk is full or cannot be written")
        note("mend: free some space or mount it for writing; nothing that was stored is lost")
        return
    from daemon.logs import places, told

    note(f"rekisterid: a fault in the program: {told(error)}")
    for place in places(error):
        note(f"  {place}")
    note("mend: this is no fault of yours; report it with these lines, they hold nothing of your data")
