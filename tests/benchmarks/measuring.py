"""Run contenders in turns and report medians with their spread, as rates and ratios; on paper when BENCH_PAPER names a file."""

import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FULL = os.environ.get("BENCH", "") == "full"
"""Whether the big sizes are asked for."""

_HEAD = """# Benchmarks

Written by `make bench` (small sizes; `make bench BENCH=full` for all): what each contender did, in turns, on one machine that
runs the servers too. Medians, the middle half of the rounds (all of fewer than four), how many times faster the first one is.

"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each round of one contender over `count` items; `of_server`: processor seconds of the server in each."""

    name: str
    count: int
    seconds: tuple[float, ...]
    of_server: tuple[float, ...] = ()

    @property
    def rate(self) -> float:
        """Items a second, by the median round."""
        return self.count / statistics.median(self.seconds)

    @property
    def middle_half(self) -> tuple[float, float]:
        """Items a second between which half of the rounds lay; of fewer than four rounds the slowest and the fastest."""
        if len(self.seconds) < 4:
            return self.count / max(self.seconds), self.count / min(self.seconds)
        quarters = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return self.count / quarters[2], self.count / quarters[0]

    @property
    def server_told_apart(self) -> str:
        """What the server did in the median round, and what the round took besides."""
        server = statistics.median(self.of_server)
        besides = statistics.median(whole - part for whole, part in zip(self.seconds, self.of_server, strict=True))
        return f"{self.name}: {server:.2f} s of the server's processor, {besides:.2f} s besides"

    def __str__(self) -> str:
        low, high = self.middle_half
        spread = f"{_figure(low)}–{_figure(high)}; n={self.count}, rounds={len(self.seconds)}"
        return f"{self.name:<42} {_figure(self.rate):>10}/s  ({spread})"


def nothing() -> None:
    """Leave everything as it is."""


def server_told(delay: float, cold: bool) -> str:
    """Say at the end of a heading how far away the server is (seconds both ways), and that it is cold."""
    away = f", {delay * 1000:.0f} ms away" if delay else ""
    return away + (", cold server" if cold else "")


def in_turns(
    count: int,
    contenders: Mapping[str, Callable[[], object]],
    rounds: int = 5,
    before: Callable[[], object] = nothing,
    server: Callable[[], float] | None = None,
) -> list[Measured]:
    """Run each contender once a round, in turns, so that whatever else the machine does meets all alike.

    `before` is done before each run and not measured. `server`: gives the processor seconds that the server has used so far.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    of_server: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            before()
            used = server() if server else 0.0
            began = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - began)
            if server:
                of_server[name].append(server() - used)
    return [Measured(name, count, tuple(times), tuple(of_server[name])) for name, times in seconds.items()]


def report(title: str, measured: Sequence[Measured], remarks: Sequence[str] = ()) -> None:
    """Write the rates, each contender's ratio to the first, the server's time told apart, and what else was seen."""
    remarks = [*remarks, *(one.server_told_apart for one in measured if one.of_server)]
    sys.stdout.write(f"\n{title}\n")
    for one in measured:
        sys.stdout.write(f"  {one}  ×{measured[0].rate / one.rate:.2f} of the first\n")
    for remark in remarks:
        sys.stdout.write(f"  {remark}\n")
    if paper := os.environ.get("BENCH_PAPER"):
        _put_on_paper(Path(paper), title, _section(title, measured, remarks))


def report_costs(title: str, limit: float, rows: Sequence[tuple[int, float, float, str]]) -> None:
    """Write what a deed cost with so many: seconds beside those that it may take, the highest memory in MB, what was done."""
    lines = [f"## {title}", "", "| of how many | seconds | may take | highest memory | done |", "|---|---|---|---|---|"]
    for number, seconds, megabytes, done in rows:
        lines.append(f"| {number:,} | {_figure(seconds)} | {limit:g} | {megabytes:.0f} MB | {done} |")
    lines += ["", f"- {_machine()}", ""]
    section = "\n".join(lines) + "\n"
    sys.stdout.write(f"\n{section}")
    if paper := os.environ.get("BENCH_PAPER"):
        _put_on_paper(Path(paper), title, section)


def _section(title: str, measured: Sequence[Measured], remarks: Sequence[str]) -> str:
    lines = [
        f"## {title}",
        "",
        "| contender | a second | middle half | n | rounds | first ÷ this |",
        "|---|---|---|---|---|---|",
    ]
    for one in measured:
        low, high = one.middle_half
        ratio = measured[0].rate / one.rate
        spread = f"{_figure(low)}–{_figure(high)}"
        lines.append(
            f"| {one.name} | {_figure(one.rate)} | {spread} | {one.count:,} | {len(one.seconds)} | {ratio:.2f} |"
        )
    lines += ["", *(f"- {remark}" for remark in [*remarks, _machine()]), ""]
    return "\n".join(lines) + "\n"


def _put_on_paper(paper: Path, title: str, section: str) -> None:
    """Put the section in the place of the one of the same title, or behind the others."""
    text = paper.read_text("utf-8") if paper.exists() else _HEAD
    old = re.search(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    text = text[: old.start()] + section + text[old.end() :] if old else text + section
    paper.write_text(text, "utf-8")


def _figure(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.2g}"


def _machine() -> str:
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}; load {load:.1f} afterwards"
