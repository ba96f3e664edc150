"""`rekisterid init`: write a configuration that works, the passwords and the hash key; by asking or by options."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.exit_codes import ExitCode, code_of_failures
from daemon.cli.output import line, note
from daemon.cli.shell import Shell, shell_of
from models.errors import ConfigError

if TYPE_CHECKING:
    from daemon.config.draft import Draft

_SYSTEM = Path("/etc/rekisterid/config.toml")
_OF_USER = Path(".config/rekisterid/config.toml")

Values = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="A value of the configuration, as often as needed: controller.name=Suvanto, mailboxes.info.host=imap.example.com, "
        "mailboxes.info.folders=INBOX:inbox,Sent:sent. Passwords come from REKISTERID_INFO_PASSWORD and the like.",
    ),
]
NoQuestions = Annotated[bool, typer.Option("--non-interactive", help="Ask nothing: everything stands in --set.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a configuration that is there; never the hash key.")]
Untested = Annotated[bool, typer.Option("--untested", help="With --non-interactive: do not try the accounts out.")]
KeyOnly = Annotated[
    bool, typer.Option("--key-only", help="Make the missing hash key and data folder of a configuration that is there.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init")(init)


def init(
    ctx: typer.Context,
    values: Values = None,
    non_interactive: NoQuestions = False,
    force: Force = False,
    untested: Untested = False,
    key_only: KeyOnly = False,
) -> None:
    """Write a configuration by asking, with its passwords and hash key, and try each account out.

    As root it goes to /etc/rekisterid and the database to /var/lib/rekisterid, else to ~/.config and ~/.local/share.
    Another FILE has all beside it: rekisterid --config FILE init; --set register.data_folder=FOLDER for the database.
    """
    from daemon.config.assignments import assign
    from daemon.config.draft import Draft
    from daemon.config.loader import START_WINDOW

    shell = shell_of(ctx)
    shell.set_up_logging()
    if key_only:
        make_key(shell)
        return
    path = target(shell)
    if path.exists() and not force:
        mend = "use --force to replace it (the hash key stays), or name another file: rekisterid --config FILE init"
        raise ConfigError([f"there is a configuration already: {path}"], mend=mend)
    draft = Draft()
    assign(draft, values or [])
    data = draft.sections.setdefault("register", {}).setdefault("data_folder", str(data_folder(path, shell)))
    tell_places(path, data)
    take_passwords(draft, shell)
    for entry in (*draft.mailboxes, *draft.calendars):
        # Written, so that the window does not move with the days.
        entry.setdefault("since", shell.clock().astimezone().date() - START_WINDOW)
    if non_interactive:
        write_unasked(draft, path, shell, force=force, untested=untested)
        return
    ask(draft, path, shell)
    write(draft, path, shell, force=force)


def write_unasked(draft: "Draft", path: Path, shell: Shell, *, force: bool, untested: bool) -> None:
    """Try the accounts out unless `untested`, and write. Raises ConfigError when something is missing or does not fit."""
    try:
        code = ExitCode.OK if untested else tried(draft, path, shell)
        if code is ExitCode.OK:
            write(draft, path, shell, force=force)
            return
    except ConfigError as error:
        if "config.example.toml" not in error.mend:
            raise
        mend = (
            "run the same command again with what is named, as --set KEY=VALUE; config.example.toml explains every key"
        )
        raise ConfigError(error.faults, mend=mend) from None
    note("rekisterid: nothing was written, as an account does not work")
    note("mend: mend what is named above and run the same command again; or add --untested to write it all the same")
    raise typer.Exit(code)


def make_key(shell: Shell) -> None:
    """Make the hash key and the data folder that the configuration names, where they are missing."""
    from daemon.config import make_hash_key

    config = shell.config
    key, data = config.register.hash_key_file, config.register.data_folder
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_hash_key(key)
    except FileExistsError as error:
        mend = "nothing needs to be made; a key is never replaced"
        raise ConfigError([f"it is there already: {error.filename or key}"], mend=mend) from None
    except OSError as error:
        mend = "name places in [register] that you may write"
        raise ConfigError([f"{error.filename or key}: {error.strerror}"], mend=mend) from None
    line(f"Made {key}. Copy it to a place away from this machine: without it the register does not open.")


def target(shell: Shell) -> Path:
    """Give the file to write: the one that is named, else that of the system for root, else that of the user."""
    named = shell.named or (Path(shell.env["REKISTERID_CONFIG"]) if shell.env.get("REKISTERID_CONFIG") else None)
    if named is not None:
        return (shell.folder / named).absolute()
    if os.geteuid() == 0:
        return _SYSTEM
    return Path(shell.env.get("HOME", "/")) / _OF_USER


def data_folder(path: Path, shell: Shell) -> Path:
    """Give the folder for the database: that of the system or the user for the usual files, else one beside the file."""
    home = Path(shell.env.get("HOME", "/"))
    if path == _SYSTEM:
        return Path("/var/lib/rekisterid")
    if path == home / _OF_USER:
        return home / ".local" / "share" / "rekisterid"
    # Whoever names another file wants another register: never the folder of the one that is there.
    return path.parent / "data"


def tell_places(path: Path, data: object) -> None:
    """Say where everything will lie, before anything is written."""
    line(f"This writes {path}, passwords and the hash key beside it; the database goes to {data}.")
    line("Another place: rekisterid --config FILE init --set register.data_folder=FOLDER.")


def take_passwords(draft: "Draft", shell: Shell) -> None:
    """Take passwords that the environment holds by the account's name into files beside the configuration."""
    from daemon.config.loader import SMTP
    from daemon.config.secrets import variable_of

    sending = draft.sections.get("sending", {})
    entries = [(str(entry["name"]), entry) for entry in (*draft.mailboxes, *draft.calendars)]
    for account, entry in [*entries, (SMTP, sending)]:
        password = shell.env.get(variable_of(account), "")
        if (
            password
            and "login" not in entry
            and "password_file" not in entry
            and "password_env" not in entry
            and "user" in entry
        ):
            draft.passwords[account] = password


def tried(draft: "Draft", path: Path, shell: Shell) -> ExitCode:
    """Try every account out, tell the results and give the code of what fails. Raises ConfigError."""
    from daemon.checks import Area, account_steps
    from daemon.cli.check import tell

    config = draft.config(path, env=shell.env, today=shell.clock().astimezone().date())
    failed: list[bool] = []
    for step in account_steps(config, shell.servers, shell.clock):
        for result in step.run():
            tell(result)
            if result.area is Area.ACCOUNT and not result.finding.ok:
                failed.append(result.finding.refused)
    return code_of_failures(failed)


def ask(draft: "Draft", path: Path, shell: Shell) -> None:
    """Ask for everything that is not known yet."""
    from daemon.cli.dialogue import Dialogue
    from daemon.cli.interview import Interview

    line("Enter takes what stands in [brackets]; Ctrl-C ends without a trace.\n")
    Interview(draft, path, shell, Dialogue()).run()


def write(draft: "Draft", path: Path, shell: Shell, *, force: bool) -> None:
    """Write the files once the configuration holds, and say what comes next. Raises ConfigError."""
    from daemon.config.draft import SECRETS

    config = draft.config(path, env=shell.env, today=shell.clock().astimezone().date())
    is_new_folder = not path.parent.exists()
    try:
        written = draft.write(path, replace=force)
        config.register.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        mend = "move it away, or use --force to replace passwords and configuration (the hash key stays)"
        raise ConfigError([f"there is a file already: {error.filename}"], mend=mend) from None
    except OSError as error:
        mend = "name a folder that you may write: rekisterid --config FILE init"
        raise ConfigError([f"{error.filename or path}: {error.strerror}"], mend=mend) from None
    line("\nWritten, for your eyes alone:")
    for file in written:
        line(f"  {file}")
    line(f"  {config.register.data_folder}/ (for the database)")
    tell_next(path, config.register.hash_key_file, shell, logins=[login.name for login in config.logins])
    if os.geteuid() == 0:
        # The folder of the configuration may hold what is none of ours: it is named only when it was made just now.
        folder = f"chown ACCOUNT {path.parent}; " if is_new_folder else ""
        mine = f"{path} {path.parent / SECRETS} {config.register.data_folder}"
        line(f"  If another account runs the service, give it these: {folder}chown -R ACCOUNT {mine}")


def tell_next(path: Path, key: Path, shell: Shell, *, logins: Sequence[str] = ()) -> None:
    """Say what to do now."""
    from daemon.config.loader import places

    # Another file may be found before this one.
    found = next((place for place in places(shell.env, shell.folder) if place.exists()), None) == path
    command = "rekisterid" if found else f"rekisterid --config {path}"
    steps = [
        f"Copy {key} to a place away from this machine: without it the register does not open.",
        *(f"{command} login {name}   logs in at the provider: docs/oauth2.md." for name in logins),
        f"{command} check   tests all of it again, whenever you like.",
        f"{command} pull    reads the accounts for the first time; nothing is sent.",
        f"{command} run     is the service; Ctrl-C ends it. Feedback requests stay off: docs/feedback.md.",
    ]
    line("\nNext:")
    for step in steps:
        line(f"  {step}")
