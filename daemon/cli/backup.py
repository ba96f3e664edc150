"""`rekisterid backup`, `restore` and `sending`: copies of the register, the way back, and the word that mail may go again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli import circles
from daemon.cli.backup_words import megabytes
from daemon.cli.groups import add_group
from daemon.cli.output import Column, busy, clean, line, show
from daemon.cli.shell import AsJson, Shell, shell_of
from daemon.cli.written import to_make
from models.errors import Declined

if TYPE_CHECKING:
    from daemon.backup.archive import Manifest
    from daemon.backup.shelf import Kept
    from daemon.cli.opened import Local
    from models.register.breaches import Breach
    from models.register.replayed import Replayed

Key = Annotated[
    Path, typer.Option("--key", metavar="KEYFILE", help="The file with the secret half of the key.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Copies of the register, encrypted.", invoke_without_command=True)
    group.callback()(_make_when_alone)
    group.command("make")(make)
    group.command("list")(list_them)
    group.command("look")(look)
    group.command("key")(key)
    app.add_typer(group, name="backup")
    app.command("restore")(restore)
    add_group(app, "sending", "Whether mail may go out at all.", {"go": go, "hold": hold})


def _make_when_alone(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        make(ctx)


def make(ctx: typer.Context) -> None:
    """Make a backup now, beside the service, into the folder of [backup]; those over their term are deleted."""
    from daemon.backup.configured import backup_to
    from daemon.backup.make import make_backup
    from daemon.cli.opened import opened
    from daemon.config.build import database_url

    shell = shell_of(ctx)
    to = backup_to(shell.config)
    if to is None:
        raise _none_are_made()
    with opened(shell) as register_, busy("copying"):
        kept = make_backup(register_.database, database_url(shell.config), to, register_.now)
    line(f"wrote {kept.path}, {megabytes(kept.size)} MB; backups kept: {len(to.shelf.backups())}")


def list_them(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the backups, the newest first."""
    from daemon.backup.configured import shelf

    shell = shell_of(ctx)
    folder = shelf(shell.config)
    if folder is None:
        raise _none_are_made()
    local = _local(shell)
    columns: tuple[Column[Kept], ...] = (
        Column("made", lambda row: local.moment(row.made_at)),
        Column("MB", lambda row: megabytes(row.size), number=True),
        Column("file", lambda row: row.path),
    )
    show(folder.backups(), columns, as_json=as_json, empty="no backups")


def _none_are_made() -> Declined:
    mend = "write [backup] folder and recipients: docs/backup.md"
    return Declined("no folder for backups is configured", mend=mend)


def _local(shell: Shell) -> "Local":
    from zoneinfo import ZoneInfo

    from daemon.cli.opened import Local

    return Local(ZoneInfo(shell.config.register.zone))


def key(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", parser=to_make, help="The file to make; it is not to stay on this machine."),
    ],
) -> None:
    """Make a key for backups: the secret half into FILE, the public half to be written into the configuration."""
    from daemon.backup.configured import new_key

    public = new_key(file)
    line(f"wrote {file}: without it no backup can be read. Keep it, and a copy on paper, away from this machine")
    line()
    line("write into the configuration:")
    line("[backup]")
    line('folder = "…"    # where backups go: best on another disk or machine')
    line(f'recipients = ["{public}"]')


def look(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, as `rekisterid backup list` names it.")],
    key_file: Key,
) -> None:
    """Decrypt a backup and look whether it is whole and holds what must hold; nothing is put in place."""
    from daemon.backup.configured import identities, place
    from daemon.backup.restore import look as look_into

    shell = shell_of(ctx)
    _must_be_there(file)
    circles.loaded()
    with busy("decrypting"):
        manifest, breaches = look_into(file, identities(key_file), place(shell.config))
    line(_what(manifest, _local(shell)))
    _tell(breaches)
    if breaches:
        from daemon.cli.exit_codes import ExitCode

        raise typer.Exit(ExitCode.DATA)


def _must_be_there(file: Path) -> None:
    if not file.is_file():
        raise Declined(f"there is no backup {file}", mend="name one that `rekisterid backup list` lists")


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, as `rekisterid backup list` names it.")],
    key_file: Key,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the register, with the service stopped.

    What was erased or withdrawn since stays so. Nothing is sent until `rekisterid sending go`.
    """
    from daemon.backup.configured import identities, place
    from daemon.backup.restore import require_unserved
    from daemon.backup.restore import restore as put_back
    from daemon.cli.opened import os_user
    from models.register.audit import By

    shell = shell_of(ctx)
    where, keys = place(shell.config), identities(key_file)
    _must_be_there(file)
    # Said before anybody is asked; the restore looks again when it counts.
    require_unserved(where, shell.clock())
    if not yes:
        typer.confirm(f"Put {file} in the place of the register?", abort=True, err=True)
    circles.loaded()
    with busy("restoring"):
        restored = put_back(file, keys, where, By(f"cli:{os_user()}", shell.clock()))
    line(f"restored: {_what(restored.manifest, _local(shell))}")
    if restored.unsent:
        line(f"letters that waited then, of unknown fate now and never sent: {restored.unsent}")
    if restored.aside is not None:
        line(f"the register as it was before lies in {restored.aside}, for 30 days at most")
    for text in _again(restored.replayed):
        line(text)
    _tell(restored.breaches)
    line("nothing is sent until somebody says `rekisterid sending go`; reading goes on with `rekisterid run`")


def _what(manifest: "Manifest", local: "Local") -> str:
    return f"{manifest.kind}, of {local.moment(manifest.made_at)}, by rekisterid {manifest.program} (schema {manifest.revision})"


def _again(replayed: "Replayed") -> list[str]:
    """Say what the ledger had done again, and what only a person can do again."""
    done = ((replayed.erased, "erased"), (replayed.corrected, "corrected"))
    lines = [f"people {what} again, as the ledger says: {count}" for count, what in done if count]
    if replayed.events:
        lines.append(f"withdrawals, prohibitions, pauses and restrictions that hold again: {replayed.events}")
    for person in replayed.to_enter:
        lines.append(f"the value that person {person} gave as right is not in the backup: rekisterid correct {person}")
    if replayed.damaged:
        lines.append(
            f"lines of the ledger that cannot be read: {len(replayed.damaged)}; what stood there is not done again"
        )
    return lines


def _tell(breaches: "tuple[Breach, ...]") -> None:
    from daemon.cli.verify import ALL_WELL, words_of

    if not breaches:
        line(f"it is whole: {ALL_WELL}")
    for breach in breaches:
        line(clean(words_of(breach)))
        line(clean(f"  mend: {breach.mend}"))


def go(ctx: typer.Context) -> None:
    """Let mail go out again, after a restore or a hold. Nobody is asked about bookings that had ended by the restore."""
    from daemon.cli.opened import opened
    from models.register.sending_hold import let_go

    with opened(shell_of(ctx)) as register_:
        held = register_.database.hold
        if held is None or not held.is_on:
            line("nothing holds the sending back")
            return
        with register_.database.write() as session:
            unsent = let_go(session, held, register_.by)
        held.lift()
    line("mail may go out again, as [sending] says")
    if unsent:
        line(f"{unsent} letters of before the restore stay unsent: `rekisterid feedback preview --unknown`")


def hold(ctx: typer.Context) -> None:
    """Send nothing, to nobody, until `rekisterid sending go`. Acts at once, also on a service that runs."""
    from daemon.cli.opened import opened
    from models.register.audit import Act, record
    from models.register.sending_hold import Held

    with opened(shell_of(ctx)) as register_:
        held = register_.database.hold
        if held is None:
            raise Declined("this register has no ledger beside it", mend="write [register] ledger_file")
        held.put(Held(register_.now, "staff"))
        with register_.database.write() as session:
            record(session, register_.by, Act("sending.hold", "register", None, "C16"))
    line("nothing is sent until `rekisterid sending go`")
