"""`rekisterid disclosures`: to whom a person's data were given, and who is told of corrections, erasures and restrictions."""

from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.choosing import chosen_by, listed
from daemon.cli.groups import add_group
from daemon.cli.output import NARROW, Column, Lines, clean, line, show
from daemon.cli.people import Person
from daemon.cli.recipient_words import notice_words, way_of
from daemon.cli.shell import AsJson, shell_of
from models.vocabulary import LawfulBasis, Purpose, RecipientRole

if TYPE_CHECKING:
    from models.register.recipients import DisclosureShown, NoticeShown

Day = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day of it; today if left out.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    what = "To whom data were given, and who is told what became of them."
    add_group(
        app, "disclosures", what, {"add": add, "list": list_them, "to-tell": to_tell, "told": told}, alone=list_them
    )


def add(
    ctx: typer.Context,
    person: Person,
    recipient: Annotated[str, typer.Argument(metavar="RECIPIENT", help="The organisation, by its name.")],
    what: Annotated[
        str, typer.Option("--what", metavar="DATA", help="What was given: person_name,email,bookings … by commas.")
    ],
    purpose: Annotated[str, typer.Option("--for", metavar="PURPOSE", help=f"One of {listed(Purpose)}.")],
    on: Day = None,
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help=f"One of {listed(RecipientRole)}.")
    ] = RecipientRole.CONTROLLER.value,
    basis: Annotated[
        str | None,
        typer.Option("--basis", metavar="BASIS", help=f"One of {listed(LawfulBasis)}; else that of the purpose."),
    ] = None,
    country: Annotated[str, typer.Option("--country", metavar="CC", help="Two letters.")] = "FI",
    safeguard: Annotated[
        str, typer.Option("--safeguard", metavar="TEXT", help="Outside the EEA: adequacy decision, standard clauses …")
    ] = "",
) -> None:
    """Enter that data of a person are given to a recipient: who, what, when and on which basis."""
    from daemon.cli.opened import opened
    from models.register import disclosures
    from models.register.queries.people import person_meant

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        day = register_.local.read_day(on, option="--on") if on else register_.today
        given = disclosures.Given(
            recipient=recipient,
            role=chosen_by(RecipientRole, role, "--role"),
            data=what.split(","),
            on=day,
            purpose=chosen_by(Purpose, purpose, "--for"),
            basis=chosen_by(LawfulBasis, basis, "--basis") if basis else None,
            country=country,
            safeguard=safeguard,
        )
        person_id = person_meant(session, person)
        row = disclosures.enter(session, person_id, given, register_.by)
        number = row.id
    line(f"disclosure {number} of person {person_id} is entered")


def list_them(
    ctx: typer.Context,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help="An id, client number or address; everybody if left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what was given to whom, and what each recipient was told."""
    from daemon.cli.opened import opened
    from models.register.clusters import cluster_of
    from models.register.queries.people import person_meant
    from models.register.recipients import disclosures_of

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        members = cluster_of(session, person_meant(session, person)).members if person else None
        rows = disclosures_of(session, members)
    columns: tuple[Column[DisclosureShown], ...] = (
        Column("id", lambda row: row.id, number=True),
        Column("person", lambda row: row.person_id or "erased"),
        Column(
            "given to", lambda row: Lines((row.recipient, f"{row.role.value}, {row.country}", str(row.disclosed_on)))
        ),
        Column("what, and for what", lambda row: Lines((", ".join(row.fields), _use(row)))),
        Column("notices", lambda row: Lines(notice_words(notice) for notice in row.notices)),
    )
    show(rows, columns, as_json=as_json, empty="nothing was given to anybody", width=NARROW)


def _use(row: "DisclosureShown") -> str:
    return f"for {row.purpose.value} ({row.basis.value})".replace("_", " ")


def to_tell(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the recipients who are still to be told; of an erased person the recipient and the day are left."""
    from daemon.cli.opened import opened
    from models.register import recipients

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = recipients.to_tell(session)
        local = register_.local
    columns: tuple[Column[NoticeShown], ...] = (
        Column("notice", lambda row: row.id, number=True),
        Column("recipient", lambda row: Lines((row.recipient, f"given on {row.disclosed_on}"))),
        Column("person", lambda row: row.person_id or "erased"),
        Column("of", lambda row: row.act.value + (f" of {row.field.value}" if row.field else "")),
        Column("since", lambda row: local.day(row.since)),
    )
    show(rows, columns, as_json=as_json, empty="every recipient is told", width=NARROW)


def told(
    ctx: typer.Context,
    notice: Annotated[int, typer.Argument(metavar="NOTICE", help="As `rekisterid disclosures to-tell` lists it.")],
    on: Day = None,
    impossible: Annotated[bool, typer.Option("--impossible", help="It cannot be told; with --because.")] = False,
    disproportionate: Annotated[
        bool, typer.Option("--disproportionate", help="The effort would be disproportionate; with --because.")
    ] = False,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why the recipient is not told.")] = "",
) -> None:
    """Note that you told a recipient, or why you do not."""
    from daemon.cli.opened import opened
    from models.register import recipients

    way = way_of(impossible=impossible, disproportionate=disproportionate)
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        day = register_.local.read_day(on, option="--on") if on else register_.today
        done = recipients.settle(session, notice, way, register_.by, on=day, because=because)
    line(f"notice {done.id} to {clean(done.recipient)}: {notice_words(done)}")
