"""`rekisterid verify`: whether a register holds what must always hold; reads only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli import circles
from daemon.cli.exit_codes import ExitCode
from daemon.cli.output import clean, line, show_json
from daemon.cli.shell import AsJson, Shell, shell_of
from models.errors import ConfigError, Declined

if TYPE_CHECKING:
    from sqlalchemy.engine import URL
    from sqlmodel import Session

    from models.register.breaches import Breach

AGE = b"age-encryption.org"


ALL_WELL = "nothing is lost, doubled, sent twice or sent without consent, and file and log are whole (I1–I8)"
"""What holds when nothing is amiss, in words."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    ctx: typer.Context,
    database: Annotated[
        str, typer.Option("--database", metavar="URL|FILE", help="Another database than the configured one.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Look whether nothing was lost, doubled, sent twice or without consent, and whether file and log are whole.

    Reads only, beside the service as well. Names rows by number, nothing of a person. Ends with 65 when something does not hold.
    """
    from models.register.verify import verify as look

    shell = shell_of(ctx)
    with _opened(shell, database) as (session, key, ledger):
        looked = look(session, key, ledger)
    if as_json:
        show_json(looked)
    else:
        for breach in looked.breaches:
            line(clean(words_of(breach)))
            line(clean(f"  mend: {breach.mend}"))
        if not looked.breaches:
            line(f"all is well: {looked.rows} rows in {looked.tables} tables; {ALL_WELL}")
    if looked.breaches:
        raise typer.Exit(ExitCode.DATA)


def words_of(breach: "Breach") -> str:
    """Say what does not hold, and of which rows."""
    more = f" and {breach.count - len(breach.ids)} more" if breach.count > len(breach.ids) else ""
    where = f"{breach.table} {', '.join(breach.ids)}{more}: " if breach.ids or breach.table else ""
    return f"{breach.invariant.value}  {where}{breach.what}"


@contextmanager
def _opened(shell: Shell, named: str) -> "Iterator[tuple[Session, bytes | None, Path | None]]":
    if not named:
        from daemon.cli.opened import opened

        with opened(shell) as register_, register_.database.read() as session:
            ledger = register_.database.ledger
            yield session, register_.database.key, ledger.path if ledger is not None else None
        return
    from sqlalchemy.engine import make_url

    from models.register.erasure_ledger import place_beside
    from models.register.reading_only import reading_only

    url = _url(named)
    circles.loaded()
    with reading_only(url) as session:
        yield session, _key(shell), place_beside(make_url(url))


def _url(named: str) -> "str | URL":
    from sqlalchemy.engine import URL

    if "://" in named:
        return named
    path = Path(named)
    if not path.is_file():
        raise Declined(f"there is no file {path}", mend="name a database file, or its URL")
    with path.open("rb") as file:
        if file.read(len(AGE)) == AGE:
            mend = "`rekisterid backup look FILE --key KEYFILE` looks into it"
            raise Declined(f"{path} is an encrypted backup", mend=mend)
    return URL.create("sqlite", database=str(path.absolute()))


def _key(shell: Shell) -> bytes | None:
    """Give the configured key; None where there is no configuration: the database is looked at without it."""
    from daemon.config.build import hash_key

    try:
        return hash_key(shell.config)
    except ConfigError:
        return None
