"""`rekisterid explain`: what would be taken from messages and calendar files, and why or why not. Needs no register."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from daemon.cli.exit_codes import ExitCode
from daemon.cli.output import clean, line, note
from daemon.cli.shell import AsJson, Shell, shell_of
from models.errors import ConfigError, Declined

if TYPE_CHECKING:
    from connectors.accounts import BookingRules
    from daemon.cli.explain_files import Known
    from daemon.cli.opened import Local
    from daemon.config import Config

BACK = timedelta(days=365)
AHEAD = timedelta(days=365)
ZONE = "Europe/Helsinki"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Messages (.eml), calendar files (.ics), or folders with them."),
    ],
    context: Annotated[
        Path | None,
        typer.Option("--context", metavar="FILE", help="JSON that says who the firm is, instead of the configuration."),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="NAME", help="Read with this account's settings of the configuration."),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day of events; a year ago.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day of events; in a year.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what would be taken from files, from which line, and why or why not. JSON comes as one object a line."""
    from connectors.sandbox import SandboxReader
    from daemon.cli.explain_files import explained, files_in
    from daemon.cli.explain_words import lines_of, objects_of

    shell = shell_of(ctx)
    shell.set_up_logging()
    files = files_in(paths)
    known = _known(shell, context, account, since, until)
    reader = SandboxReader()
    readable = 0
    try:
        for item in explained(_watched(files), known, reader):
            readable += item.is_readable
            if as_json:
                for told in objects_of(item, known):
                    line(json.dumps(told, ensure_ascii=False))
            else:
                for text in lines_of(item, known):
                    line(clean(text))
                line()
    finally:
        reader.close()
    if not readable:
        raise typer.Exit(ExitCode.DATA)


def _watched(files: Sequence[Path]) -> Iterator[Path]:
    """Show a progress bar on the terminal while the lines go elsewhere."""
    if len(files) == 1 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from files
        return
    from rich.progress import track

    from daemon.cli.output import console

    yield from track(files, description="reading", console=console(sys.stderr), transient=True)


def _known(shell: Shell, context: Path | None, account: str | None, since: str | None, until: str | None) -> "Known":
    """Take the firm from --context, else from the configuration; without either nothing is known to be one's own."""
    from connectors.accounts import BookingRules
    from connectors.mail.explain import own_identity_from_context
    from daemon.cli.explain_files import Known
    from daemon.cli.opened import Local
    from models.values import OwnIdentity

    config = _config(shell, is_needed=account is not None)
    rules, authserv_id = _settings(config, account) if config else (BookingRules(zone=ZONE), None)
    own = OwnIdentity()
    if context is not None:
        try:
            own = own_identity_from_context(context)
        except (OSError, ValueError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else "it is not of that form"
            raise Declined(f"{context} cannot be used: {why}", mend="name a context.json") from None
    elif config is not None:
        from daemon.config.build import own_identity

        own = own_identity(config)
    local, now = Local(ZoneInfo(rules.zone)), shell.clock()
    return Known(
        own=own,
        rules=rules,
        window_from=_day(local, since, "--from", now - BACK),
        window_until=_day(local, until, "--to", now + AHEAD),
        authserv_id=authserv_id,
    )


def _day(local: "Local", text: str | None, option: str, default: datetime) -> datetime:
    return local.read(text, option=option, late=option == "--to") if text else default


def _config(shell: Shell, *, is_needed: bool) -> "Config | None":
    """Give the configuration when there is one. One that was only found by chance and does not hold is told and left out."""
    try:
        return shell.config
    except ConfigError as exc:
        if is_needed or shell.named is not None:
            raise
        if len(exc.faults) > 1 or "there is no configuration file" not in exc.faults[0]:
            note("warning: the configuration does not hold and is left out; see `rekisterid check`")
        return None


def _settings(config: "Config", account: str | None) -> "tuple[BookingRules, str | None]":
    """Give the booking rules and the mail server's id of the account named, or of the only one of its sort."""
    from connectors.accounts import BookingRules
    from daemon.config.build import calendar_accounts, mail_accounts, published_accounts
    from daemon.config.names import require_account

    mailboxes = mail_accounts(config)
    calendars = {one.name: one.rules for one in calendar_accounts(config)}
    calendars |= {one.name: one.rules for one in published_accounts(config)}
    if account is not None:
        require_account(config, account)
        mailboxes = tuple(box for box in mailboxes if box.name == account)
        calendars = {name: rules for name, rules in calendars.items() if name == account}
    rules = next(iter(calendars.values())) if len(calendars) == 1 else BookingRules(zone=config.register.zone)
    return rules, mailboxes[0].authserv_id if len(mailboxes) == 1 else None
