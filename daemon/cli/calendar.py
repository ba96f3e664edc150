"""`rekisterid calendar confirm`: a person's word that an emptied calendar is really empty."""

from typing import Annotated

import typer

from daemon.cli.output import line
from daemon.cli.shell import shell_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(help="Calendars whose events vanished.", no_args_is_help=True)
    group.callback()(_group)
    group.command("confirm")(confirm)
    app.add_typer(group, name="calendar")


def _group() -> None:
    """Keep `confirm` a sub-command although it is the only one."""


def confirm(
    ctx: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, as `rekisterid status` names it.")],
    calendar: Annotated[str, typer.Argument(metavar="CALENDAR", help="Its URL or the last part of it.")] = "",
) -> None:
    """Say that the events which vanished from a calendar are really gone; the next pull then takes them out."""
    from daemon.cli.opened import opened
    from daemon.config.names import require_account
    from models.register.alarms import confirm_gone
    from models.register.queries.frozen import list_frozen

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        if account not in {frozen.account for frozen in list_frozen(session)}:
            require_account(register_.config, account)
        gone = confirm_gone(session, account, calendar, register_.by)
    line(f"confirmed: {gone} events are gone; the next pull removes their bookings")
