"""`rekisterid consent import`: the paper consents a firm already has, from a CSV file; each row says what became of it."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli import wording
from daemon.cli.exit_codes import ExitCode
from daemon.cli.output import Column, console, line, note, show, show_json
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daemon.cli.opened import Opened
    from models.register.consent_import import RowOutcome
    from models.rules.consent_rows import ConsentRow

ROWS_AT_ONCE = 50


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("import")(import_file)


@dataclass(frozen=True, slots=True)
class ImportTold:
    """What became of a file."""

    dry_run: bool
    recorded: int
    already_there: int
    refused: int
    rows: "tuple[RowOutcome, ...]"


def import_file(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV with the columns email, given_on, evidence, and wording unless --wording names it for all; it may "
            "have name, phone, language, purpose, method.",
        ),
    ],
    default_wording: Annotated[
        str,
        typer.Option(
            "--wording",
            metavar="NAME@VERSION",
            help="What was agreed to, for rows that do not say it; needed by each row without.",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row; store nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take paper consents into the register. Safe to repeat; exit code 65 when a row was refused."""
    from connectors.files.consents import read_consents
    from daemon.cli.opened import opened

    rows = read_consents(_content(file))
    with opened(shell_of(ctx), make=True) as register_:
        if default_wording:
            wording.require(register_, default_wording)
        task = _Task(register_, file.name, default_wording, dry_run)
        portions = [rows[start : start + ROWS_AT_ONCE] for start in range(0, len(rows), ROWS_AT_ONCE)]
        outcomes = tuple(outcome for portion in _watched(portions) for outcome in task.take(portion))
    told = _told(outcomes, dry_run=dry_run)
    if as_json:
        show_json(told)
    else:
        _tell(told)
    if told.refused:
        raise typer.Exit(ExitCode.DATA)


@dataclass(frozen=True, slots=True)
class _Task:
    register: "Opened"
    file_name: str
    wording: str
    dry_run: bool

    def take(self, rows: "Sequence[ConsentRow]") -> "tuple[RowOutcome, ...]":
        """Take some rows in a transaction of their own: the service must not wait for a long file, and a repeat is safe."""
        from models.register.consent_import import ConsentImport
        from models.rules.consent_rows import RowDefaults

        with self.register.database.write() as session:
            wording.seed(session, self.register)
            outcomes = ConsentImport(
                session,
                self.register.database.key,
                self.register.by,
                file_name=self.file_name,
                defaults=RowDefaults(wording=self.wording),
                policy=self.register.consent,
            ).take_all(rows)
            if self.dry_run:
                session.rollback()
        return outcomes


def _watched(portions: "Sequence[Sequence[ConsentRow]]") -> "Iterator[Sequence[ConsentRow]]":
    """Show a progress bar on a terminal when there is more than a moment's work."""
    if len(portions) < 2 or not sys.stderr.isatty():
        yield from portions
        return
    from rich.progress import track

    yield from track(portions, description="importing", console=console(sys.stderr), transient=True)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as exc:
        raise Declined(f"{file} cannot be read: {exc.strerror or type(exc).__name__}", mend="name a CSV file") from None


def _told(outcomes: "tuple[RowOutcome, ...]", *, dry_run: bool) -> ImportTold:
    from models.rules.consent_rows import RowReason

    recorded = sum(outcome.reason is RowReason.RECORDED for outcome in outcomes)
    refused = sum(not outcome.taken for outcome in outcomes)
    return ImportTold(dry_run, recorded, len(outcomes) - recorded - refused, refused, outcomes)


def _tell(told: ImportTold) -> None:
    columns: tuple[Column[RowOutcome], ...] = (
        Column("row", lambda row: row.number, number=True),
        Column("outcome", lambda row: _outcome(row, dry_run=told.dry_run)),
        Column("person", lambda row: _person(row, dry_run=told.dry_run)),
        Column("mail may go", _effect),
    )
    show(told.rows, columns, as_json=False, empty="the file has no rows")
    verb = "would be " if told.dry_run else ""
    counts = f"{told.recorded} {verb}recorded, {told.already_there} already there, {told.refused} {verb}refused"
    line(f"dry run, nothing was stored: {counts}" if told.dry_run else counts)
    if told.refused:
        note("mend: correct the refused rows and import the file again; the others stay as they are")


def _outcome(row: "RowOutcome", *, dry_run: bool) -> str:
    from daemon.reasons import plain_words
    from models.rules.consent_rows import RowReason

    words = plain_words(row.reason)
    if row.taken:
        return f"would be {words}" if dry_run and row.reason is RowReason.RECORDED else words
    return f"{'would be ' if dry_run else ''}refused: {words}" + (f" ({row.note})" if row.note else "")


def _person(row: "RowOutcome", *, dry_run: bool) -> str:
    if row.person_id is None:
        return ""
    if row.is_new:
        return "new" if dry_run else f"{row.person_id} (new)"
    return str(row.person_id)


def _effect(row: "RowOutcome") -> str:
    from daemon.reasons import plain_words
    from models.rules.consent import ConsentReason

    if row.verdict is None:
        return ""
    return "yes" if row.verdict is ConsentReason.OK else f"no: {plain_words(row.verdict)}"
