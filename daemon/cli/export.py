"""`rekisterid export`: a copy of everything held of one person, as a file (W5–W7)."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.choosing import listed
from daemon.cli.output import clean, line
from daemon.cli.people import Person
from daemon.cli.shell import shell_of
from daemon.cli.written import is_there, to_make, write_new
from models.errors import Declined

if TYPE_CHECKING:
    from daemon.cli.opened import Opened
    from daemon.config import Config
    from daemon.export.document import Firm
    from models.register.export import PersonExport


class Form(StrEnum):
    """What the file is like."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    ctx: typer.Context,
    person: Person,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="DIR|FILE", parser=to_make, help="A folder, or the file to make; nothing is overwritten."
        ),
    ],
    form: Annotated[
        Form | None, typer.Option("--format", help="Without it as the ending of FILE says, else json.")
    ] = None,
) -> None:
    """Write everything held of one person, every value with all its sources, to a file that only you can read.

    What is another person's is left out and said to be. The export is logged.
    """
    from daemon.cli.opened import opened
    from models.register.export import export_person
    from models.register.queries.people import person_meant

    with opened(shell_of(ctx)) as register_:
        chosen = form or _form_of(out)
        with register_.database.write() as session:
            person_id = person_meant(session, person)
            copy = export_person(session, register_.by, register_.database.key, person_id, chosen.value)
            path = _path(out, copy.person_id, chosen)
            content = _content(copy, chosen, register_)
        # The log first: data that are given out without a word in it must not be (HW-F20).
        write_new(path, content)
    line(f"wrote {path}: {len(copy.rows)} entries from {len(copy.sources)} sources, {len(content)} bytes")
    if copy.cuts:
        line(f"values left out as another person's: {sum(cut.count for cut in copy.cuts)}; the file says which kinds")
    line("it is not encrypted: hand it over as the privacy notice says, then delete it")


def _form_of(out: Path) -> Form:
    """Give the form that the file's ending names; that of a folder, and of a name without an ending, is JSON."""
    ending = out.suffix.removeprefix(".").lower()
    if ending in list(Form):
        return Form(ending)
    if ending and not out.is_dir():
        raise Declined(
            f"a copy is made as {listed(Form)}, not as {clean(ending)}",
            mend="give FILE one of these endings, or say --format",
        )
    return Form.JSON


def _path(out: Path, person_id: int, form: Form) -> Path:
    """Give the file to make: the one that is named, or one named after the person's number in a folder that is there."""
    path = out / f"person-{person_id}.{form.value}" if out.is_dir() else out
    if not path.parent.is_dir():
        raise Declined(f"the folder {path.parent} does not exist", mend="make it first, or name another one")
    if path.exists() or path.is_symlink():
        raise is_there(path)
    return path


def _content(copy: "PersonExport", form: Form, register_: "Opened") -> bytes:
    if form is Form.CSV:
        from daemon.export.table import as_csv

        return as_csv(copy)
    firm = _firm(register_.config)
    if form is Form.HTML:
        from daemon.export.page import as_page

        return as_page(copy, firm, register_.local.zone, register_.config.register.language)
    from daemon.export.document import as_json

    return as_json(copy, firm)


def _firm(config: "Config") -> "Firm":
    from daemon.export.document import Firm

    return Firm(
        register=config.register.name,
        controller=config.controller.name,
        address=config.controller.address,
        email=config.controller.email,
        contact=config.contact_person.name,
        contact_email=config.contact_person.email,
        contact_phone=config.contact_person.phone,
        notice_version=config.register.notice_version,
        notice_url=config.register.notice_url,
    )
