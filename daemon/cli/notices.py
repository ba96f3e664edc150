"""`rekisterid notices`: who is to be told that data about them came from somebody else who booked for them (Art. 14)."""

from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.groups import add_group
from daemon.cli.output import Column, line, show
from daemon.cli.people import Person
from daemon.cli.recipient_words import way_of
from daemon.cli.shell import AsJson, shell_of

if TYPE_CHECKING:
    from models.register.source_notices import SourceNotice


def register(app: typer.Typer) -> None:
    """Add the commands."""
    what = "Who is to be told that their data came from somebody else."
    add_group(app, "notices", what, {"list": list_them, "told": told}, alone=list_them)


def list_them(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List who is still to be told, and by which day: the first contact with them, or a month after the data came."""
    from daemon.cli.opened import opened
    from models.register.source_notices import to_tell

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = to_tell(session, register_.today)
        today = register_.today
    columns: tuple[Column[SourceNotice], ...] = (
        Column("person", lambda row: row.person_id, number=True),
        Column("data since", lambda row: row.obtained_on),
        Column("tell by", lambda row: f"{row.due_on}{' – LATE' if row.due_on < today else ''}"),
    )
    show(rows, columns, as_json=as_json, empty="nobody is to be told")


def told(
    ctx: typer.Context,
    person: Person,
    impossible: Annotated[bool, typer.Option("--impossible", help="They cannot be told.")] = False,
    disproportionate: Annotated[
        bool, typer.Option("--disproportionate", help="The effort would be disproportionate.")
    ] = False,
) -> None:
    """Note that you gave a person the privacy notice and said who gave you their data, or that you cannot."""
    from daemon.cli.opened import opened
    from models.register.queries.people import person_meant
    from models.register.source_notices import tell

    way = way_of(impossible=impossible, disproportionate=disproportionate)
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        done = tell(session, person_meant(session, person), way, register_.by)
    line(f"noted: person {done.person_id}, data since {done.obtained_on}: {way.value.replace('_', ' ')}")
