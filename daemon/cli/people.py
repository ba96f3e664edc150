"""`rekisterid people` and `rekisterid person show`: who is in the register, and all that is held of one of them."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.groups import add_group
from daemon.cli.output import WIDE, Column, Lines, console, is_wide, line, show, show_json
from daemon.cli.shell import AsJson, shell_of

if TYPE_CHECKING:
    from models.register.queries.people import PersonLine

Person = Annotated[
    str,
    typer.Argument(metavar="PERSON", help="An id (7), a client number (c7) or an e-mail address.", show_default=False),
]
"""The argument of every command about one person."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("people")(people)
    add_group(
        app,
        "person",
        "One person of the register.",
        {"show": show_person, "merge": merge_people, "split": split_people},
    )


def people(
    ctx: typer.Context,
    find: Annotated[
        list[str] | None, typer.Argument(metavar="FIND", help="Part of a name, address, company or phone number.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the people of the register."""
    from daemon.cli.opened import opened
    from models.register.queries.people import list_people

    wanted = " ".join(find or ())
    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = list_people(session, wanted)
    empty = "nobody fits" if wanted else "nobody is in the register yet"
    show(rows, _columns(), as_json=as_json, empty=empty)


def _columns() -> "tuple[Column[PersonLine], ...]":
    from daemon.reasons import words_for
    from models.rules.identity import Rung
    from models.rules.normalise import shown_phone

    def because(row: "PersonLine") -> str:
        if row.restricted:
            return ""
        return words_for(Rung, row.rung) if row.rung else "no client"

    def phone(row: "PersonLine") -> str:
        return shown_phone(row.phone) if row.phone else ""

    def client(row: "PersonLine") -> Lines:
        return Lines([f"since {row.client_since}", because(row)] if row.rung else ["" if row.restricted else "no"])

    named: tuple[Column[PersonLine], ...] = (
        Column("id", lambda row: row.id, number=True),
        Column("name", lambda row: row.name),
    )
    if not is_wide():
        return (
            *named,
            Column("reached by", lambda row: Lines(part for part in (row.email, phone(row)) if part), whole=True),
            Column("client", client),
        )
    return (
        *named,
        Column("e-mail", lambda row: row.email),
        Column("phone", phone),
        Column("client since", lambda row: row.client_since),
        Column("because", because),
    )


def show_person(
    ctx: typer.Context,
    person: Person,
    sources: Annotated[bool, typer.Option("--sources", help="List every source of a value on its own line.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show everything held of one person, every value with where it came from. The look is logged."""
    from daemon.cli.booking_words import judging_of
    from daemon.cli.opened import opened
    from daemon.cli.person_card import card_view
    from models.register.queries.card import person_card
    from models.register.queries.people import person_meant

    with opened(shell_of(ctx)) as register_:
        with register_.database.write() as session:
            card = person_card(session, register_.by, person_meant(session, person), register_.consent)
        if as_json:
            show_json(card)
        else:
            out = console(sys.stdout)
            judging = judging_of(register_)
            out.print(card_view(card, register_.local, judging, each_source=sources, wide=out.width >= WIDE))


Record = Annotated[int, typer.Argument(metavar="ID", help="A record's id, as `rekisterid people` shows it.")]


def merge_people(ctx: typer.Context, one: Record, other: Record) -> None:
    """Read two records as one person from now on. Nothing is moved: `person split` makes everything as it was."""
    from daemon.cli.opened import opened
    from models.register.merging import merge

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        joined = merge(session, one, other, register_.by)
    listed = ", ".join(str(record) for record in joined.members)
    line(f"records {listed} are read as one person from now on; of their consents the stricter one counts")
    line(f"`rekisterid person split {joined.people[0]} {joined.people[1]}` takes it back")


def split_people(ctx: typer.Context, one: Record, other: Record) -> None:
    """Take two records apart that were said to be one person: everything is as before."""
    from daemon.cli.opened import opened
    from models.register.merging import split

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        parted = split(session, one, other, register_.by)
    line(f"records {parted.people[0]} and {parted.people[1]} are two people, each with the consents of their own")
    if parted.asked_again:
        line("what was asked about them waits again: `rekisterid judgements`")
