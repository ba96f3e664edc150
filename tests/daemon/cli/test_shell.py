"""The frame of every command: help, version, exit codes and messages."""

import errno
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from daemon.cli.app import MODULES, command_for, run
from daemon.cli.exit_codes import WHEN, ExitCode, code_of_failures
from daemon.cli.output import Column, cell, clean, plain, show
from daemon.cli.shell import Shell
from daemon.config.kinds import Password
from models import errors
from models.vocabulary import Language
from tests.daemon.cli.sample_commands import Failing

ROOT = Path(__file__).parents[3]
HEAVY = ("pydantic", "sqlalchemy", "sqlmodel", "caldav", "imapclient", "structlog", "rich", "icalendar", "phonenumbers")


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert re.fullmatch(r"rekisterid \d+\.\d+\.\d+ \(schema \d{4}\)\n", capsys.readouterr().out)


def test_nothing_heavy_is_loaded_before_a_command_needs_it() -> None:
    code = f"import sys, daemon.cli.app as a; a.make_app(); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_log_loads_no_tracebacks_of_rich_and_tables_are_shown_by_it_all_the_same() -> None:
    code = (
        "import sys; from daemon.cli.shell import Shell; Shell().set_up_logging(); print('rich' in sys.modules);"
        "from daemon.cli.output import Column, show; show(['x'], [Column('title', str)], as_json=False)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    first, *table = done.stdout.split()
    assert (first, table[0], table[-1]) == ("False", "title", "x")


NAMES = tuple(module.rpartition(".")[2] for module in MODULES)


@pytest.mark.parametrize(
    "command", ["pull", "status", "people", "consent", "feedback", "requests", "letters", "backup"]
)
def test_command_is_made_alone_where_its_module_has_its_name(command: str) -> None:
    made = command_for(["--config", "x.toml", command, "--help"]).commands
    assert command in made
    assert len(made) < 8


def test_command_that_is_made_alone_is_the_same_as_among_all() -> None:
    every = command_for([])
    for name in NAMES:
        made = command_for([name])
        if name in every.commands:
            assert _told(made.commands[name]) == _told(every.commands[name])


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["nonsense"], ["waiting"], ["erasing"], ["--config", "x"], ["pul"]]
)
def test_all_commands_are_there_when_none_of_them_is_named(arguments: list[str]) -> None:
    assert len(command_for(arguments).commands) > len(MODULES)


def _told(command: Any) -> object:
    """What the help says of a command, and of those under its name."""
    below = {name: _told(one) for name, one in getattr(command, "commands", {}).items()}
    return (
        command.name,
        command.help,
        command.short_help,
        [(one.name, one.opts, one.required) for one in command.params],
        below,
    )


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["--config"]])
def test_wrong_usage_gives_64_and_names_the_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == ExitCode.USAGE
    assert "mend: see `rekisterid --help`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ConfigError(["x: expected 1, got 2"], mend="do it"), 78),
        (errors.Unreachable("info: does not answer", mend="do it"), 69),
        (errors.Refused("info: refused", mend="do it"), 77),
        (errors.BadItem("too_large"), 65),
        (errors.Declined("--at is no day", mend="do it"), 65),
        (errors.RegisterUnusable("unusable", mend="do it"), 74),
        (errors.NewerSchema("newer", mend="do it"), 74),
        (errors.NotMadeYet(), 66),
        (errors.WrongKey("another key", mend="do it"), 77),
        (errors.AlreadyRunning("runs", mend="do it"), 75),
        (OSError(errno.ENOSPC, "No space left on device"), 74),
        (ValueError("MARKER"), 70),
        (KeyboardInterrupt(), 130),
        (typer.Abort(), 130),
        (typer.Exit(69), 69),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_each_error_gives_its_code_and_a_message(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fail"], Failing(error), ["tests.daemon.cli.sample_commands"]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert "MARKER" not in told.err
    if isinstance(error, errors.RekisteridError):
        assert told.err.startswith(f"rekisterid: {error}\n")
        assert not error.mend or f"mend: {error.mend}\n" in told.err
    if code == 70:
        assert "ValueError" in told.err
        assert re.search(r"tests/daemon/cli/sample_commands.py:\d+ fail", told.err)


def test_every_code_is_documented_and_no_other() -> None:
    told = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| (\w+) \| (.+?) \| (.+?) \|$", told, re.MULTILINE)
    assert [(int(number), name, when) for number, name, when, _ in rows] == [
        (code.value, code.name, WHEN[code]) for code in ExitCode
    ]


@pytest.mark.parametrize(
    ("refused", "code"), [([], 0), ([False], 69), ([True], 77), ([False, True], 77)], ids=["none", "down", "no", "both"]
)
def test_refusal_of_an_account_comes_before_an_outage(refused: list[bool], code: int) -> None:
    assert code_of_failures(refused) == code


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["consent", "give"], "rekisterid consent give"),
        (["people", "--jsn"], "rekisterid people"),
        (["consent", "giv"], "rekisterid consent"),
        (["problems", "retry", "x"], "rekisterid problems retry"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_names_the_help_of_that_very_command(
    arguments: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert f"mend: see `{command} --help`\n" in told
    assert "parse" not in told


def test_group_alone_shows_its_commands_and_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["consent"]) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert told.startswith("Usage: rekisterid consent ")
    assert "mend:" not in told


def test_list_of_commands_cuts_no_sentence_off(capsys: pytest.CaptureFixture[str]) -> None:
    for group in ((), ("consent",), ("feedback",), ("problems",), ("judgements",)):
        assert run([*group, "--help"]) == 0
        told = capsys.readouterr().out
        assert "..." not in told.partition("Commands:")[2]


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (("people",), "people [OPTIONS] [FIND]..."),
        (("explain",), "explain [OPTIONS] {FILE}..."),
        (("calendar", "confirm"), "confirm [OPTIONS] {ACCOUNT} [CALENDAR]"),
        (("correct",), "correct [OPTIONS] {PERSON} {FIELD} [VALUE]"),
        (("requests", "add"), "add [OPTIONS] {KIND} [PERSON]"),
    ],
)
def test_usage_marks_what_may_be_left_out_once(
    arguments: tuple[str, ...], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--help"]) == 0
    assert f"{usage}\n" in capsys.readouterr().out


def test_missing_configuration_is_told_with_the_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(env={"HOME": str(tmp_path)}, folder=tmp_path)
    with pytest.raises(errors.ConfigError):
        _ = shell.config
    assert capsys.readouterr().out == ""


def test_shell_is_found_from_a_sub_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--config", "x.toml", "group", "look"]
    assert run(arguments, Shell(folder=tmp_path), ["tests.daemon.cli.sample_commands"]) == 0
    assert capsys.readouterr().out == f"x.toml in {tmp_path}\n"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a query gives it."""

    name: str
    language: Language
    at: datetime
    every: timedelta = timedelta(minutes=5)
    tags: tuple[str, ...] = ()


ROW = Row("[red]Åsa[/red]\x1b[31m\u202e", Language.SV, datetime(2026, 11, 22, 8, 0, tzinfo=UTC), tags=("a", "b"))
COLUMNS: list[Column[Row]] = [
    Column("Name", lambda row: row.name),
    Column("Language", lambda row: row.language),
    Column("Tags", lambda row: row.tags),
    Column("Minutes", lambda row: row.every.total_seconds() / 60, number=True),
]


def test_table_shows_values_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    show([ROW], COLUMNS, as_json=False, title="People")
    out = capsys.readouterr().out
    assert "[red]Åsa[/red]\\u001b[31m\\u202e" in out
    assert "\x1b" not in out
    assert "a, b" in out


def test_long_value_is_not_cut_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show([Row("x" * 500, Language.FI, ROW.at)], COLUMNS, as_json=False)
    assert capsys.readouterr().out.count("x") == 500


def test_list_without_rows_says_so_and_is_an_empty_list_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    show([], COLUMNS, as_json=False, empty="nobody yet")
    assert capsys.readouterr().out == "nobody yet\n"
    show([], COLUMNS, as_json=True)
    assert json.loads(capsys.readouterr().out) == []


def test_json_holds_whole_rows(capsys: pytest.CaptureFixture[str]) -> None:
    show([ROW], COLUMNS, as_json=True)
    assert json.loads(capsys.readouterr().out) == [
        {"name": ROW.name, "language": "sv", "at": "2026-11-22T08:00:00+00:00", "every": 300.0, "tags": ["a", "b"]}
    ]


@pytest.mark.parametrize("value", [b"bytes", object(), Password("secret")])
def test_value_that_was_not_chosen_for_output_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="is no value for output"):
        plain(value)


def test_cells_are_for_people() -> None:
    assert [cell(value) for value in (None, True, False, Language.FI, 3)] == ["", "yes", "no", "fi", "3"]
    assert clean("a\nb") == "a\\u000ab"
    assert clean("a\nb", keep_lines=True) == "a\nb"
    assert clean("Åäö €") == "Åäö €"


def test_reader_of_the_output_may_leave_early() -> None:
    code = "import sys; from daemon.cli.app import main; sys.argv = ['rekisterid', '--help']; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == b""


def test_terminal_that_knows_no_umlauts_gets_them_written_out(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes("From: Åsa Öberg <asa@skargard.example>\r\nSubject: x\r\n\r\nHej!\r\n".encode())
    code = "import sys; from daemon.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "explain", str(file)],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii", "HOME": str(tmp_path)},
        cwd=ROOT,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\xc5sa \\xd6berg" in done.stdout


def test_lines_of_a_mail_are_shown_as_lines_and_a_lone_return_is_not_obeyed() -> None:
    from daemon.cli.output import clean

    assert clean("Hei Äijä!\r\nKiitos", keep_lines=True) == "Hei Äijä!\nKiitos"
    assert clean("näkyy\rpiilossa", keep_lines=True) == "näkyy\\u000dpiilossa"
