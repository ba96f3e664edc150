"""What the list of commands says of each: the beginning of its help, never cut off in the middle of a sentence."""

import inspect
import re

import typer

_END = re.compile(r"[.;](?=\s|$)")


def summarise(app: typer.Typer) -> None:
    """Give every command of an application, and of its groups, a short help: up to its first full stop or semicolon."""
    for command in app.registered_commands:
        if command.callback is not None and command.short_help is None:
            command.short_help = first_sentence(inspect.getdoc(command.callback) or "")
    for group in app.registered_groups:
        if group.typer_instance is not None:
            summarise(group.typer_instance)


def first_sentence(text: str) -> str:
    """Give a text up to its first full stop or semicolon, on one line, with a full stop."""
    line = " ".join(text.split())
    return f"{_END.split(line, maxsplit=1)[0]}." if line else ""
