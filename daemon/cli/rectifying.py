"""`rekisterid correct`: a person's own correction of what is held of them."""

from typing import Annotated

import typer

from daemon.cli.choosing import chosen, listed
from daemon.cli.erasing import Evidence
from daemon.cli.output import clean, line
from daemon.cli.people import Person
from daemon.cli.recipient_words import tell_recipients
from daemon.cli.shell import shell_of
from models.vocabulary import DetailField


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("correct")(correct)


def correct(
    ctx: typer.Context,
    person: Person,
    field: Annotated[str, typer.Argument(metavar="FIELD", help=f"One of {listed(DetailField)}.")],
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help="The right value; without it the wrong one only goes.")
    ] = None,
    instead_of: Annotated[
        str | None, typer.Option("--instead-of", metavar="VALUE", help="The wrong value, when there are several.")
    ] = None,
    evidence: Evidence = "",
) -> None:
    """Enter what a person says is right. The wrong value goes for good: no mail or calendar brings it back."""
    from daemon.cli.opened import opened
    from models.register import rectification
    from models.register.queries.people import person_meant
    from models.register.rectification import Correction

    found = chosen(DetailField, field.strip().replace("-", "_"), f"{clean(field)} is no field of a person")
    correction = Correction(found, value, instead_of, evidence)
    with opened(shell_of(ctx), make=True) as register_:
        with register_.database.write() as session:
            person_id = person_meant(session, person)
            done = rectification.correct(session, register_.database.key, person_id, correction, register_.by)
        register_.database.wipe_log()
    if done.removed:
        line(f"{done.removed} wrong value of person {person_id} is removed and never taken in again")
    if value is not None:
        line(f"{found.value} of person {person_id} is as they said; it outranks what mail and calendars say")
    tell_recipients(done.to_tell)
