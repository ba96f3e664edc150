"""`rekisterid check`: test everything the service needs, and say the mend of each failure."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from daemon.cli.exit_codes import ExitCode, code_of_failures
from daemon.cli.output import busy, clean, console, line, show_json
from daemon.cli.shell import AsJson, Shell, shell_of
from models.errors import ConfigError

if TYPE_CHECKING:
    from daemon.checks import Result

AT_ONCE = 4
"""Servers asked at the same time: a check of ten mailboxes should not take ten times as long."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Test configuration, hash key, storage, clock, database, mailboxes, calendars and relay."""
    shell = shell_of(ctx)
    if as_json:
        results = list(results_in(shell))
    else:
        results = []
        for result in results_in(shell):
            tell(result)
            results.append(result)
    code = code_of_results(results)
    if as_json:
        show_json(Report(code is ExitCode.OK, int(code), tuple(Told.of(result) for result in results)))
    else:
        failed = sum(not result.finding.ok for result in results)
        line("\nall is well" if not failed else f"\n{failed} to mend" if failed > 1 else "\none thing to mend")
    raise typer.Exit(code)


@dataclass(frozen=True, slots=True)
class Told:
    """A result as JSON has it."""

    area: str
    subject: str
    ok: bool
    message: str
    mend: str

    @classmethod
    def of(cls, result: "Result") -> "Told":
        """Make it from a result."""
        finding = result.finding
        return cls(result.area.value, finding.subject, finding.ok, finding.message, finding.mend)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole check as JSON has it."""

    ok: bool
    exit_code: int
    results: tuple[Told, ...]


def results_in(shell: Shell) -> Iterator["Result"]:
    """Run the check in a shell, giving each result when it is there; servers are asked side by side."""
    from daemon.checks import Area, results_of, steps

    try:
        config = shell.config
        shell.set_up_logging(config.log.level.value, config.log.format.value)
    except ConfigError as error:
        yield from results_of("configuration", Area.CONFIGURATION, error)
        return
    every = steps(config, shell.servers, shell.clock)
    for step in every:
        if not step.remote:
            yield from step.run()
    remote = [step for step in every if step.remote]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="check") as pool:
        for step, waiting in [(step, pool.submit(step.run)) for step in remote]:
            with busy(f"testing {step.name} …"):
                results = waiting.result()
            yield from results


def code_of_results(results: Sequence["Result"]) -> ExitCode:
    """Give the exit code of a check: what stands in the way of everything else comes first."""
    from daemon.checks import Area

    failed = {result.area for result in results if not result.finding.ok}
    accounts = code_of_failures(
        result.finding.refused for result in results if result.area is Area.ACCOUNT and not result.finding.ok
    )
    order = (
        (Area.CONFIGURATION, ExitCode.CONFIG),
        (Area.KEY, ExitCode.REFUSED),
        (Area.STORAGE, ExitCode.IO),
        (Area.ACCOUNT, accounts),
        (Area.CLOCK, ExitCode.UNAVAILABLE),
    )
    return next((code for area, code in order if area in failed), ExitCode.OK)


def tell(result: "Result") -> None:
    """Write one result for people, with its mend on the next line."""
    from rich.text import Text

    finding = result.finding
    mark = Text(" ok   ", "green") if finding.ok else Text(" FAIL ", "bold red")
    out = console(sys.stdout)
    # The message of an error names its account already.
    named = finding.message.startswith(f"{finding.subject.partition(':')[0]}: ")
    subject = "" if named else f"{clean(finding.subject)}: "
    out.print(mark + Text(f" {subject}", "bold") + Text(clean(finding.message)), soft_wrap=True)
    if finding.mend:
        out.print(Text(f"       mend: {clean(finding.mend)}"), soft_wrap=True)
